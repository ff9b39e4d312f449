import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.leg_solids import leg_solids
from generated.legs import LegShape, generated_leg, moved
from generated.long_bones import left_tibia
from osteokit.anatomy.landmark import BY_HAND, BoneLandmarks, Landmark
from osteokit.anatomy.leg import Leg, measure_leg
from osteokit.anatomy.leg_checks import placement_warnings
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.align import (
    BoneFile,
    align,
    align_files,
    alignment_json,
    find_leg_landmarks,
    measured_alignment,
)
from osteokit.jobs.align_healthy import read_measurements
from osteokit.jobs.align_landmarks import read_placed_landmarks, with_placed

LEG = generated_leg(LegShape(side="right"), varus_deg=6.0)


def written(path, content) -> None:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def markups(points, system="LPS"):
    control = [{"label": label, "position": position, "positionStatus": "defined"} for label, position in points]
    return {"markups": [{"type": "Fiducial", "coordinateSystem": system, "controlPoints": control}]}


def test_numbers_warnings_and_deformities_of_known_landmarks():
    found = measured_alignment(LEG, leg_solids(LEG))
    assert found.measurements["HKA_deg"].value == pytest.approx(174.0)
    assert set(found.deformities) == {"femur", "tibia"}
    assert found.warnings == ()
    unsure = {k: replace(m, confidence=0.3) if k == "knee_center" else m for k, m in LEG.femur.landmarks.items()}
    doubtful = measured_alignment(replace(LEG, femur=replace(LEG.femur, landmarks=unsure)), {})
    assert doubtful.warnings == ("Look at these landmarks of the femur, they are unsure: knee_center.",)
    assert "mesh was not given" in doubtful.deformities["femur"].not_analysable["shaft, coronal"]


def test_the_json_has_every_number_twice_and_landmarks_in_the_inputs_coordinates(tmp_path):
    found = measured_alignment(LEG, leg_solids(LEG))
    for system, sign in (("LPS", -1), ("RAS", 1)):
        source = BoneFile(tmp_path / "femur.stl", "ab" * 32, system)
        content = json.loads(json.dumps(alignment_json(found, {"femur": source})))
        assert content["coordinates"] == system
        assert content["mLDFA_deg"] == pytest.approx(88.0)
        assert content["angles"]["mLDFA_deg"]["value"] == content["mLDFA_deg"]
        assert content["angles"]["mLDFA_deg"]["normal"] == [85, 90]
        assert content["inputs"]["femur"] == {"file": "femur.stl", "sha256": "ab" * 32}
        head = LEG.femur.point("femoral_head_center")
        expected = head * [sign, sign, 1]
        np.testing.assert_allclose(
            content["landmarks"]["femur"]["femoral_head_center"]["position_mm"], expected, atol=1e-3
        )
        assert set(content["not_measurable"]) & set(content["angles"]) == set()


def test_the_healthy_side_from_its_file(tmp_path):
    """An odd but symmetrical mLDFA is no deformity; a one-sided one is, and is told with its error."""
    other = generated_leg(LegShape(side="left", mldfa_deg=92.0), varus_deg=1.0)
    written(tmp_path / "left.json", alignment_json(measured_alignment(other, {}), {}))
    healthy = read_measurements(tmp_path / "left.json")
    assert healthy.side == "left" and healthy["mLDFA_deg"].value == pytest.approx(92.0)
    twin = generated_leg(LegShape(side="right", mldfa_deg=92.0), varus_deg=1.0)
    same = measured_alignment(twin, {}, healthy=healthy)
    assert same.deformities["femur"].joint_orientation[0].apices == ()
    content = alignment_json(measured_alignment(LEG, {}, healthy=healthy), {})["comparison"]
    assert content["values"]["mLDFA_deg"]["difference"] == pytest.approx(-4.0)
    assert content["values"]["mLDFA_deg"]["differs"] is True
    assert content["values"]["MPTA_deg"]["differs"] is False
    assert measured_alignment(twin, {}).deformities["femur"].joint_orientation[0].apices != ()
    with pytest.raises(OsteoError, match="right leg too"):
        written(tmp_path / "right.json", alignment_json(measured_alignment(LEG, {}), {}))
        align_files({"femur": tmp_path / "f.stl"}, "right", tmp_path / "a.json", healthy=tmp_path / "right.json")


@pytest.mark.parametrize(
    "content",
    [
        "[1]",
        "{}",
        {"format": "osteo-align", "side": "middle"},
        {"format": "osteo-align", "side": "left", "angles": {"a": 3}, "not_measurable": {}},
        {"format": "osteo-align", "side": "left", "angles": 3, "not_measurable": {}},
    ],
)
def test_a_healthy_side_that_is_none(tmp_path, content):
    written(tmp_path / "h.json", content)
    with pytest.raises(OsteoError, match=r"no file of osteo align"):
        read_measurements(tmp_path / "h.json")
    with pytest.raises(OsteoError, match="cannot be read"):
        read_measurements(tmp_path / "absent.json")
    written(tmp_path / "h.json", "{")
    with pytest.raises(OsteoError, match="is not JSON"):
        read_measurements(tmp_path / "h.json")


def test_a_pelvis_adds_the_angles_of_that_hip():
    """Sockets and spines of a pelvis in the frame of its anterior plane; the right roof reaches 30 degrees out."""
    reach = 25.0 * np.array([np.sin(np.radians(30)), 0.0, np.cos(np.radians(30))])
    center = np.array([90.0, -20.0, -70.0])
    points = {
        "asis_left": (-120.0, 40.0, 30.0),
        "asis_right": (120.0, 40.0, 30.0),
        "pubic_tubercle_left": (-25.0, 40.0, -60.0),
        "pubic_tubercle_right": (25.0, 40.0, -60.0),
        "acetabulum_center_left": (-90.0, -20.0, -70.0),
        "acetabulum_center_right": tuple(center),
        "acetabulum_rim_lateral_right": tuple(center + reach),
    }
    marks = {key: Landmark(key, tuple(map(float, point)), 1.0, 0.9, "generated") for key, point in points.items()}
    found = measured_alignment(replace(LEG, pelvis=BoneLandmarks("pelvis", "", marks)), {})
    assert found.measurements["LCE_deg"].value == pytest.approx(30.0, abs=1e-6)
    assert found.measurements["HKA_deg"].value == pytest.approx(174.0)
    assert "acetabular_index_deg" in found.measurements.not_measurable


def test_an_edited_json_moves_only_what_was_edited(tmp_path):
    found = measured_alignment(LEG, {})
    content = alignment_json(found, {"femur": BoneFile(tmp_path / "f.stl", "0", "LPS")})
    content["landmarks"]["femur"]["knee_center"]["position_mm"][0] += 4.0
    written(tmp_path / "edited.json", content)
    placed = read_placed_landmarks(tmp_path / "edited.json")
    femur = with_placed(LEG.femur, placed["femur"])
    by_hand = [key for key, mark in femur.landmarks.items() if mark.method == BY_HAND]
    assert by_hand == ["knee_center"]
    np.testing.assert_allclose(
        femur.point("knee_center"), LEG.femur.point("knee_center") - np.array([4, 0, 0]), atol=1e-3
    )
    assert femur.landmarks["knee_center"].confidence == 1.0


@pytest.mark.parametrize(
    "label", ["femur.knee_center", "tibia.tuberosity", "tuberosity", "Tibial tuberosity", "胫骨结节"]
)
def test_markups_of_slicer_by_key_or_name(tmp_path, label):
    written(tmp_path / "p.mrk.json", markups([(label, [1, 2, 3])]))
    placed = read_placed_landmarks(tmp_path / "p.mrk.json")
    ((bone, points),) = placed.items()
    ((key, point),) = points.items()
    assert (bone, key) == (("femur", "knee_center") if label.startswith("femur") else ("tibia", "tuberosity"))
    np.testing.assert_array_equal(point, [-1, -2, 3])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no landmarks"),
        ({}, "neither markups nor landmarks"),
        ({"landmarks": {}}, "LPS or RAS"),
        ({"landmarks": {"femur": 3}, "coordinates": "LPS"}, "no table by name"),
        ({"landmarks": {"femur": {"nose": [1, 2, 3]}}, "coordinates": "LPS"}, "no landmark 'femur.nose'"),
        ({"landmarks": {"femur": {"knee_center": [1, "x", 3]}}, "coordinates": "RAS"}, "not three numbers"),
        (markups([("knee_center", [1, 2, 3])]), "landmark of several bones"),
        (markups([("tuberosity", [1, 2, float("inf")])]), "not three numbers"),
        (markups([("tuberosity", [1, 2, 3])], "XYZ"), "LPS or RAS"),
        ({"markups": [3]}, "without control points"),
    ],
)
def test_bad_landmark_files(tmp_path, content, sentence):
    written(tmp_path / "bad.json", content)
    with pytest.raises(OsteoError, match=sentence):
        read_placed_landmarks(tmp_path / "bad.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["markups", "landmarks", "coordinates", "controlPoints", "label", "position", "femur"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(content=JSON)
def test_any_json_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("fuzz") / "any.json"
    written(path, content)
    try:
        read_placed_landmarks(path)
    except OsteoError as refusal:
        assert str(refusal).endswith(".")


def test_refusals(tmp_path):
    with pytest.raises(OsteoError, match="at least one of femur"):
        find_leg_landmarks({}, "left")
    with pytest.raises(OsteoError, match="not skull"):
        find_leg_landmarks({"skull": leg_solids(LEG)["femur"]}, "left")
    with pytest.raises(OsteoError, match=r"neither \.pdf nor \.png"):
        align_files({"femur": tmp_path / "f.stl"}, "left", tmp_path / "a.json", figure=tmp_path / "f.svg")
    with pytest.raises(OsteoError, match="does not exist"):
        align_files({"femur": tmp_path / "f.stl"}, "left", tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()


def test_bones_that_face_backward_or_lie_apart_are_said():
    assert placement_warnings(LEG) == ()
    (femur, tibia) = placement_warnings(moved(LEG, np.diag([-1.0, -1, 1, 1])))
    assert "front of the femur faces the patient's back" in femur and "LPS for RAS" in femur
    assert "tibia" in tibia
    lying = np.array([[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1.0]])
    assert "does not lie along the scanner" in placement_warnings(moved(LEG, lying))[0]
    away = np.eye(4)
    away[0, 3] = 300.0
    apart = replace(LEG, tibia=LEG.tibia.transformed(away))
    assert "300 mm apart at the knee" in placement_warnings(apart)[0]
    assert measure_leg(moved(LEG, np.diag([-1.0, -1, 1, 1])))["HKA_deg"].value == pytest.approx(174.0)


def test_a_generated_tibia_from_its_file(tmp_path):
    """From the file in LPS to angles of a bone that was made with a level plateau, in both coordinates."""
    write_mesh(left_tibia(), tmp_path / "tibia.stl")
    align_files({"tibia": tmp_path / "tibia.stl"}, "left", tmp_path / "a.json", "LPS")
    content = json.loads((tmp_path / "a.json").read_text())
    assert content["coordinates"] == "LPS" and content["side"] == "left"
    assert content["MPTA_deg"] == pytest.approx(90.0, abs=0.5)
    assert content["landmarks"]["tibia"]["medial_malleolus_tip"]["position_mm"][0] == pytest.approx(-19.0, abs=0.5)
    assert "femur was not given" in content["not_measurable"]["HKA_deg"]


@pytest.mark.data
@pytest.mark.slow
def test_a_real_leg_from_files(shared_data, tmp_path):
    """Angles that fit together, the figure, and a file whose landmarks, read back, were moved by nobody."""
    folder = shared_data / "meshes" / "vsdfullbody_z013"
    files = {name: folder / f"{name.capitalize()}_R.stl" for name in ("femur", "tibia")}
    found = align_files(files, "right", tmp_path / "a.json", "LPS", tmp_path / "leg.png")
    content = json.loads((tmp_path / "a.json").read_text())
    assert 170 < content["HKA_deg"] < 190
    assert abs(content["varus_deg"] - (content["mLDFA_deg"] - content["MPTA_deg"] + content["JLCA_deg"])) < 1.0
    assert (tmp_path / "leg.png").stat().st_size > 50_000
    placed = read_placed_landmarks(tmp_path / "a.json")
    for name, bone in found.leg.bones.items():
        assert set(placed[name]) == set(bone.landmarks)
        assert not any(mark.method == BY_HAND for mark in with_placed(bone, placed[name]).landmarks.values())


@pytest.mark.data
@pytest.mark.slow
def test_the_wrong_side_and_the_wrong_coordinates_of_a_real_femur(shared_data):
    from osteokit.surface.read import read_mesh

    path = shared_data / "meshes" / "vsdfullbody_z013" / "Femur_L.stl"
    with pytest.raises(OsteoError, match="looks like a left one"):
        align({"femur": read_mesh(path, "LPS")}, "right")
    taken_for_ras = align({"femur": read_mesh(path, "RAS")}, "left")
    assert any("faces the patient's back" in warning for warning in taken_for_ras.warnings)
    assert Leg("left", femur=taken_for_ras.leg.femur).side == "left"
