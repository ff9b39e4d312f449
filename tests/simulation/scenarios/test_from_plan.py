"""Scenarios of plans whose steps are known."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.imaging.volume_file import read_volume_file
from osteokit.planning.implants.catalogues import Found, catalogue, find
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.osteotomy.cuts import DomeCut, PlaneCut, cut_to_json
from osteokit.planning.plan import IDENTITY, FragmentMove, OsteotomyStep, Patient, PlanInput, SurgicalPlan, Variant
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.screws.values import ScrewPath
from osteokit.simulation.scenarios.from_plan import PlanSource, scenario_of_plan
from osteokit.simulation.scenarios.label_risks import course_of, risk_of_word
from osteokit.simulation.scenarios.scenario_file import read_scene, text_of_scenario, write_scenario
from osteokit.simulation.scenarios.scene_bone import voxel_bone
from osteokit.surface.primitives import box, cylinder

BONE = "tibia_left"
MESHES = {BONE: box([40.0, 30.0, 120.0])}
PATIENT = Patient("Li Wei", "ID-4711", "1970-01-01", "M")


def cut(z=0.0, name="Li Wei's cut"):
    value = cut_to_json(PlaneCut((20.0, 0.0, z), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0)))
    return OsteotomyStep(name, BONE, value, (FragmentMove("distal", IDENTITY),))


def screw(reference="PS-6.5-45", entry=(25.0, 0.0, -30.0), tip=(-20.0, 0.0, -30.0)):
    pose = screw_pose(ScrewPath(entry, tip, 6.5))
    return implant_step("S1", BONE, Found(catalogue("generic"), find("generic", reference)), pose)


def source(*steps, **more):
    inputs = (PlanInput(BONE, "tibia.stl", "0" * 64, "LPS", 1.0),)
    plan = SurgicalPlan("1", "Li Wei, left", "left", inputs, {}, Measurements("left"), PATIENT)
    return PlanSource(plan, Variant("A", steps), MESHES, plan_sha256="f" * 64, **more)


def test_a_cut_and_a_screw_become_steps_in_the_plans_places():
    scene, notes = scenario_of_plan("case-1", source(screw(), cut()))
    drill, insert, saw = scene.scenario.steps
    assert notes == () and (drill.task, insert.task, saw.task) == ("drill", "insert", "cut")
    assert insert.tool == "screw:PS-6.5-45" and drill.tool == "drill_4_5", "its core of 4.3 mm goes through 4.5 mm"
    np.testing.assert_allclose(drill.target.entry, (25.0, 0.0, -30.0), atol=1e-6)
    np.testing.assert_allclose(insert.target.end, (-20.0, 0.0, -30.0), atol=1e-6)
    np.testing.assert_allclose(saw.target.entry, (20.0, 0.0, 0.0), atol=1e-6)
    np.testing.assert_allclose(saw.target.end, (-20.0, 0.0, 0.0), atol=1e-3)
    assert saw.target.width_mm == pytest.approx(30.0, abs=0.1) and saw.target.depth_mm == pytest.approx(40.0, abs=1e-3)


def test_nothing_names_the_patient(tmp_path):
    scene, notes = scenario_of_plan("case-1", source(cut(), cut(20.0, "ID-4711 second")))
    folder = write_scenario(scene, tmp_path / "case")
    text = text_of_scenario(scene.scenario) + " ".join(notes)
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    for word in ("Li Wei", "4711", "1970"):
        assert word not in text and word.encode() not in content
    assert scene.scenario.plan_sha256 == "f" * 64


def test_the_bone_is_the_plans_with_typical_density(tmp_path):
    scene, _ = scenario_of_plan("case-1", source(cut()))
    back = read_scene(write_scenario(scene, tmp_path / "case"))
    bone = voxel_bone(back)
    at = np.array([[19.0, 0.0, 0.0], [10.0, 0.0, 0.0], [24.0, 0.0, 0.0]])
    assert bone.tissue_at(at).tolist() == [1, 2, 3], "cortex, cancellous bone, soft tissue"


def test_density_comes_from_the_ct_where_there_is_one():
    ijk_to_ras = np.diag([-1.0, 1.0, 1.0, 1.0])
    ijk_to_ras[:3, 3] = (60.0, -60.0, -80.0)
    voxels = np.zeros((160, 120, 120), np.int16)
    voxels += (np.arange(160)[:, None, None] * 10).astype(np.int16)
    scene, _ = scenario_of_plan("case-1", source(cut(), ct=Volume(voxels, ijk_to_ras)))
    to_ijk = np.linalg.inv(scene.volume.ijk_to_ras)
    for z in (-8.0, 4.0):
        i, j, k = np.rint(to_ijk[:3, :3] @ np.array([0.0, 0.0, z]) + to_ijk[:3, 3]).astype(int)
        assert scene.volume.voxels[k, j, i] == pytest.approx((z + 80.0) * 10.0, abs=10.0)


def test_what_cannot_be_trained_is_said():
    dome = OsteotomyStep(
        "dome", BONE, cut_to_json(DomeCut((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), 30.0, (0.0, 0.0, -1.0), (0.0, 0.0, 1.0))),
        (FragmentMove("distal", IDENTITY),),
    )  # fmt: skip
    scene, notes = scenario_of_plan("case-1", source(cut(), dome))
    assert len(scene.scenario.steps) == 1 and len(notes) == 1 and "dome" in notes[0]
    with pytest.raises(OsteoError, match="can be trained"):
        scenario_of_plan("case-1", source(dome))


def test_a_wire_thin_screw_has_no_insertion():
    scene, _ = scenario_of_plan("case-1", source(screw("HA1.5-20", (20.0, 0, 0), (0.0, 0, 0))))
    assert scene.scenario.steps[0].tool == "wire_2"


def test_a_vessel_of_a_label_map_has_its_course_and_radius():
    count, spacing = 80, 1.0
    place = np.arange(count) - count / 2
    z, y, x = np.meshgrid(place, place, place, indexing="ij")
    middle = np.stack([0.2 * z + 5.0, -10.0 + 0 * z], axis=-1)
    labels = (np.hypot(x - middle[..., 0], y - middle[..., 1]) <= 4.0).astype(np.uint8) * 7
    matrix = np.diag([spacing, spacing, spacing, 1.0])
    matrix[:3, 3] = -count / 2
    volume = Volume(labels, matrix)
    near = np.full(3, -30.0), np.full(3, 30.0)
    points, radius = course_of(volume, 7, near)
    assert radius == pytest.approx(4.0, abs=0.3)
    for point in points:
        assert point[0] == pytest.approx(0.2 * point[2] + 5.0, abs=0.7) and point[1] == pytest.approx(-10.0, abs=0.7)
    assert max(p[2] for p in points) - min(p[2] for p in points) > 45.0
    risk = risk_of_word("7=artery:Aorta:主动脉", volume, near)
    assert (risk.kind, risk.english, risk.chinese) == ("artery", "Aorta", "主动脉") and 300 < risk.bleeding_ml_min < 800
    scene, _ = scenario_of_plan("case-1", source(cut(), risks=(replace(risk, name="a"),)))
    assert scene.scenario.risks[0].radius_mm == risk.radius_mm


@pytest.mark.data
@pytest.mark.parametrize(
    ("atlas", "number", "radius"), [("abdomen_seg.nrrd", 7, (6.0, 12.0)), ("knee_seg.nrrd", 71, (2.5, 5.0))]
)
def test_vessels_of_the_atlases_are_as_wide_as_vessels(shared_data, atlas, number, radius):
    """The aorta (adults: 15 to 24 mm across) and the popliteal artery (5 to 9 mm)."""
    labels = read_volume_file(shared_data / "atlas" / atlas)
    points, found = course_of(labels, number, (np.full(3, -1e4), np.full(3, 1e4)))
    assert radius[0] < found < radius[1] and len(points) > 8
    places = np.array(points)
    steps = np.linalg.norm(np.diff(places, axis=0), axis=1)
    assert steps.max() < 16.0, "a course, not a cloud"
    assert abs(places[-1, 2] - places[0, 2]) > 60.0, "along the body"


@pytest.mark.parametrize("word", ["aorta", "7=tube:Aorta", "7=artery:", "x=artery:Aorta", "9=artery:Aorta"])
def test_a_risk_that_is_not_there_is_refused(word):
    volume = Volume(np.full((10, 10, 10), 7, np.uint8), np.eye(4))
    with pytest.raises(OsteoError):
        risk_of_word(word, volume, (np.full(3, -100.0), np.full(3, 100.0)))


def test_a_round_bone_is_cut_as_wide_as_it_is():
    rod = {BONE: cylinder(np.array([0.0, 0, -60.0]), np.array([0.0, 0, 60.0]), 12.0)}
    value = cut_to_json(PlaneCut((12.0, 0.0, 0.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0)))
    one = replace(source(OsteotomyStep("c", BONE, value, (FragmentMove("distal", IDENTITY),))), meshes=rod)
    scene, _ = scenario_of_plan("case-1", one)
    target = scene.scenario.steps[0].target
    assert target.width_mm == pytest.approx(24.0, abs=0.3) and target.depth_mm == pytest.approx(24.0, abs=0.3)
    assert scene.scenario.spacing_mm <= 0.4
