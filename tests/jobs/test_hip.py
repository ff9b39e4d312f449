"""Hips planned from files: bones, metal, sides, steps of a plan."""

import json
from pathlib import Path

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.imaging.volume import Volume
from osteokit.jobs.hip import HipJob, HipResult, hip_articles, hip_files, hip_json
from osteokit.jobs.hip_bones import HipScene, metal_at, plannable, read_hip_scene, sides_to_plan
from osteokit.jobs.hip_plan import hip_names, hip_steps
from osteokit.planning.arthroplasty.hip import HipArticles, HipBones, plan_hip
from osteokit.planning.plan import ImplantStep, ReductionStep
from osteokit.surface.primitives import box
from osteokit.surface.transform import translation
from planning.arthroplasty.known_hips import femur_of, pelvis


@pytest.fixture(scope="module")
def job() -> HipJob:
    """A right hip with articles of the generic catalogue; its femur was hollowed out by a standard stem of 10 mm."""
    articles, found = hip_articles("generic")
    _left, right, marks = pelvis()
    standard = next(one.implant for one in found.values() if one.implant.reference == "ST-S-10")
    femur = femur_of(standard)
    few = [one for one in articles.stems if one[0].reference in ("ST-S-9", "ST-S-10", "ST-S-11")]
    bones = HipBones("right", right, femur.mesh, marks, femur.landmarks)
    plan = plan_hip(bones, HipArticles(few, articles.cups, articles.liners, articles.heads))
    scene = HipScene({"hip_right": right, "femur_right": femur.mesh}, "LPS")
    return HipJob(scene, {"right": HipResult(bones, plan)}, found)


def test_the_generic_catalogue_gives_the_stem_back(job):
    plan = job.results["right"].plan
    assert plan.stem is not None and plan.stem.fit.template.implant.reference == "ST-S-10"
    assert not plan.not_planned


def test_the_document_is_in_the_coordinates_of_the_input(job):
    content = json.loads(json.dumps(hip_json(job)))
    side = content["hips"]["right"]
    center = job.results["right"].plan.center
    assert content["coordinates"] == "LPS"
    assert np.allclose(side["cup"]["center_mm"], center * [-1, -1, 1], atol=1e-3)
    assert np.allclose(np.array(side["cup"]["pose"])[:3, 3], center * [-1, -1, 1], atol=1e-3)
    assert side["stem"]["reference"] == "ST-S-10" and side["stem"]["catalogue"] == "generic"
    assert set(side["cup"]["angles_deg"]) >= {
        "radiographic_inclination",
        "anatomic_inclination",
        "operative_inclination",
    }
    assert "no universal" in side["safe_zone"]["note"]


def test_the_steps_bring_the_head_into_the_socket(job):
    steps = hip_steps(job, job.results["right"])
    assert tuple(step.name for step in steps) == hip_names("right")
    assert not set(hip_names("right")) & set(hip_names("left"))  # both hips fit into one plan
    last = steps[-1]
    assert isinstance(last, ReductionStep)
    head = next(step for step in steps if step.name == "head right")
    assert isinstance(head, ImplantStep) and head.bone == "femur_right"
    ends = np.array(last.poses["femur_right"]) @ np.array(head.pose)
    assert np.allclose(ends[:3, 3], job.results["right"].plan.center)


def test_metal_is_measured_at_each_bone():
    bones = {"femur_left": box((20, 20, 20)), "femur_right": box((20, 20, 20), translation([60, 0, 0]))}
    points = np.array([[0.0, 0, 0], [12.0, 0, 0], [14.0, 0, 0], [30.0, 0, 0]])
    assert metal_at(bones, points, 27.0) == {"femur_left": 54.0, "femur_right": 0.0}


def test_sides_with_metal_or_without_bones_are_not_planned():
    cube = box((20, 20, 20))
    whole = dict.fromkeys(("hip_left", "femur_left", "hip_right", "femur_right"), cube)
    metal = HipScene(whole, "LPS", metal_mm3={"femur_left": 900.0})
    sides, reasons = sides_to_plan(metal, None)
    assert sides == ("right",) and "metal in the left femur (0.9 cm3)" in reasons[0]
    with pytest.raises(OsteoError, match="metal in the left femur"):
        sides_to_plan(metal, "left")
    half = HipScene({"hip_left": cube}, "LPS")
    assert "femur left is not there" in plannable(half, "left")
    with pytest.raises(OsteoError, match="hip right and femur right"):
        sides_to_plan(half, None)


@pytest.mark.parametrize(
    "inputs, sentence",
    [
        ([], "Give the bones of the hip"),
        (["{tmp}/tibia_left.stl"], "not named as one of"),
        (["hip_left={tmp}/a.stl", "hip_left={tmp}/a.stl"], "given twice"),
        (["{tmp}/a.seg.nrrd", "{tmp}/a.stl"], "one label map or surfaces"),
    ],
)
def test_bad_inputs_are_refused_in_one_sentence(tmp_path: Path, inputs, sentence):
    write_mesh(box((200, 20, 20)), tmp_path / "a.stl")
    write_mesh(box((200, 20, 20)), tmp_path / "tibia_left.stl")
    with pytest.raises(OsteoError, match=sentence):
        read_hip_scene([text.format(tmp=tmp_path) for text in inputs])


def test_a_figure_of_another_kind_is_refused_before_anything_is_read(tmp_path: Path):
    with pytest.raises(OsteoError, match=r"neither \.pdf nor \.png"):
        hip_files(["nothing.stl"], tmp_path / "hip.json", figure=tmp_path / "hip.svg")


def test_metal_of_a_ct_is_found_whatever_its_axes():
    from osteokit.jobs.hip_bones import _metal_points

    voxels = np.zeros((20, 20, 20), np.float32)
    voxels[4:6, 10, 12] = 3200.0
    matrix = np.diag([-2.0, -2.0, 2.0, 1.0])
    points = _metal_points(Volume(voxels, matrix), None)
    assert sorted(map(tuple, points)) == [(-24.0, -20.0, 8.0), (-24.0, -20.0, 10.0)]


@pytest.mark.slow
def test_the_real_pelvis_with_metal_on_the_left_is_planned_on_the_right(shared_data, tmp_path):
    folder = shared_data / "ct_pelvis"
    out = tmp_path / "hip.json"
    found = hip_files(
        [str(folder / "example_seg_fast_force_split.nii.gz")], out,
        ct=folder / "example_ct.nii.gz", names="totalsegmentator",
    )  # fmt: skip
    assert list(found.results) == ["right"]
    assert "metal in the left femur" in found.not_planned[0]
    plan = found.results["right"].plan
    assert 46.0 <= plan.cup.implant.size("outer_diameter_mm") <= 54.0
    assert plan.cup.coverage_percent > 80.0
    # The scan ends at the trochanters: the stem is not invented.
    assert "no stem can be sized" in plan.not_planned["stem"]
    assert json.loads(out.read_text())["hips"]["right"]["stem"] is None
    with pytest.raises(OsteoError, match="metal in the left femur"):
        sides_to_plan(found.scene, "left")


@pytest.mark.slow
def test_a_real_pelvis_with_both_femora(shared_data, tmp_path):
    folder = shared_data / "meshes" / "vsdfullbody_z013"
    files = [f"{key}_{side}={folder}/{name}_{side[0].upper()}.stl"
             for side in ("left", "right") for key, name in (("hip", "Hip"), ("femur", "Femur"))]  # fmt: skip
    found = hip_files(files, tmp_path / "hip.json", figure=tmp_path / "hip.png", side="left")
    plan = found.results["left"].plan
    assert plan.stem is not None and plan.stem.fit.fits
    assert abs(plan.stem.height_error_mm) < 3.0
    assert (tmp_path / "hip.png").stat().st_size > 50_000
