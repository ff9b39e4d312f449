"""Clicks from 3D Slicer markups."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.segmentation.names import key_of
from osteokit.segmentation.seeds import read_seeds
from osteokit.segmentation.terminology import all_terms


def write(tmp_path, points, system="LPS", **more):
    control = [{"label": label, "position": list(p), "positionStatus": status} for label, p, status in points]
    content = {"markups": [{"type": "Fiducial", "coordinateSystem": system, "controlPoints": control, **more}]}
    path = tmp_path / "seeds.mrk.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_what_3d_slicer_saves_is_read(tmp_path):
    slicer = pytest.importorskip("slicer")
    import vtk

    scene, node = slicer.vtkMRMLScene(), slicer.vtkMRMLMarkupsFiducialNode()
    scene.AddNode(node)
    given = [("femur_left", (-80, 5, 3)), ("Right hip bone", (70, -2, 30)), ("左股骨", (-81, 6, 4)), ("F-4", (1, 2, 3))]
    for label, ras in given:
        node.AddControlPoint(vtk.vtkVector3d(*ras), label)
    storage = slicer.vtkMRMLMarkupsJsonStorageNode()
    scene.AddNode(storage)
    storage.SetFileName(str(tmp_path / "a.mrk.json"))
    assert storage.WriteData(node) == 1
    seeds = {s.key: s.points_ras.tolist() for s in read_seeds(tmp_path / "a.mrk.json")}
    assert seeds == {"femur_left": [[-80, 5, 3], [-81, 6, 4]], "hip_right": [[70, -2, 30]], "bone_1": [[1, 2, 3]]}


@pytest.mark.parametrize(
    "system,expected", [("LPS", [-1, -2, 3]), ("RAS", [1, 2, 3]), ("ras", [1, 2, 3]), (1, [-1, -2, 3])]
)
def test_coordinate_systems(tmp_path, system, expected):
    (seed,) = read_seeds(write(tmp_path, [("L5", (1, 2, 3), "defined")], system))
    assert seed.key == "vertebrae_L5" and seed.points_ras.tolist() == [expected]


def test_points_that_were_not_placed_are_left_out(tmp_path):
    path = write(tmp_path, [("L5", (1, 2, 3), "defined"), ("L4", (0, 0, 0), "undefined"), ("L3", (9, 9, 9), "preview")])
    assert [s.key for s in read_seeds(path)] == ["vertebrae_L5"]


def test_unnamed_points_are_each_an_unknown_bone(tmp_path):
    points = [("F-1", (1, 0, 0), "defined"), ("", (2, 0, 0), "defined"), ("Bone 1", (3, 0, 0), "defined")]
    seeds = {s.key: s.points_ras[0, 0] for s in read_seeds(write(tmp_path, points, "RAS"))}
    assert seeds == {"bone_1": 3, "bone_2": 1, "bone_3": 2}


def test_background_clicks(tmp_path):
    points = [("背景", (1, 0, 0), "defined"), ("femur_left", (2, 0, 0), "defined")]
    assert [s.key for s in read_seeds(write(tmp_path, points))] == ["background", "femur_left"]


@pytest.mark.parametrize(
    "text,key",
    [
        ("femur_left", "femur_left"),
        ("FEMUR LEFT", "femur_left"),
        ("Left Femur", "femur_left"),
        ("femur-L", "femur_left"),
        ("left femur-2", "femur_left"),
        ("右髋骨", "hip_right"),
        ("髋骨右", "hip_right"),
        ("Hip right", "hip_right"),
        ("l4", "vertebrae_L4"),
        ("T12 vertebra", "vertebrae_T12"),
        ("rib_left_1", "rib_left_1"),
        ("rib_left_1-2", "rib_left_1"),
        ("metal", "metal"),
        ("Bone 12", "bone_12"),
        ("骨 3", "bone_3"),
        ("L9", None),
        ("liver", None),
        ("", None),
        ("1", None),
    ],
)
def test_names(text, key):
    assert key_of(text) == key


def test_every_term_is_found_by_its_names():
    for key, term in all_terms().items():
        assert key_of(key.upper()) == key
        assert key_of(term.english.upper()) == key
        assert key_of(term.chinese) == key


def test_a_typing_error_gets_a_suggestion(tmp_path):
    with pytest.raises(OsteoError, match="did you mean femur_left"):
        read_seeds(write(tmp_path, [("femr_left", (1, 2, 3), "defined")]))
    with pytest.raises(OsteoError, match="no bone is called"):
        read_seeds(write(tmp_path, [("xyzzy qwerty", (1, 2, 3), "defined")]))


def test_refusals(tmp_path):
    for points, message in [
        ([], "no placed point"),
        ([("background", (1, 2, 3), "defined")], "no placed point on a bone"),
        ([("L5", (1, 2), "defined")], "not three numbers"),
        ([("L5", (1, 2, float("nan")), "defined")], "not three numbers"),
    ]:
        with pytest.raises(OsteoError, match=message):
            read_seeds(write(tmp_path, points))
    with pytest.raises(OsteoError, match="unknown coordinate system"):
        read_seeds(write(tmp_path, [("L5", (1, 2, 3), "defined")], "XYZ"))
    with pytest.raises(OsteoError, match="millimetres"):
        read_seeds(write(tmp_path, [("L5", (1, 2, 3), "defined")], coordinateUnits="cm"))
    with pytest.raises(OsteoError, match="cannot be read"):
        read_seeds(tmp_path / "absent.mrk.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["markups", "controlPoints", "label", "position", "coordinateSystem"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | json_values.map(lambda v: json.dumps({"markups": [v]}).encode()))
def test_anything_else_is_refused_in_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("junk") / "a.mrk.json"
    path.write_bytes(content)
    try:
        seeds = read_seeds(path)
    except OsteoError:
        return
    assert seeds and all(np.isfinite(s.points_ras).all() and s.points_ras.shape[1] == 3 for s in seeds)
