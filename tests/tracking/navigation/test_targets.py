"""Targets of plans whose steps are known."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.planning.implants.catalogues import Found, catalogue, find
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.osteotomy.cuts import DomeCut, PlaneCut, cut_to_json
from osteokit.planning.plan import (
    IDENTITY,
    FragmentMove,
    GuideStep,
    OsteotomyStep,
    PlanInput,
    ReductionStep,
    SurgicalPlan,
    Variant,
    matrix_rows,
)
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.primitives import box
from osteokit.surface.transform import rotation_about, translation
from osteokit.tracking.navigation.targets import targets_of_plan
from planning.shelves import on_shelf, packed

BONE = "tibia_left"
MESHES = {BONE: box([40.0, 30.0, 200.0]), "femur_left": box([40.0, 30.0, 100.0], translation(np.array([0, 0, 160.0])))}


@pytest.fixture(scope="module", autouse=True)
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    packed(folder)
    with on_shelf(folder):
        yield folder


def plan_of(*steps):
    inputs = tuple(PlanInput(key, f"{key}.stl", "0" * 64, "LPS", mesh.volume_mm3) for key, mesh in MESHES.items())
    return SurgicalPlan("1", "t", "left", inputs, {}, Measurements("left")), Variant("A", steps)


def targets(*steps):
    return targets_of_plan(*plan_of(*steps), MESHES)


def plane_cut(z=0.0, x=20.0, **more):
    return cut_to_json(PlaneCut((x, 0.0, z), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), **more))


def screw(name="screw", entry=(20.0, 0.0, 60.0), tip=(-20.0, 0.0, 60.0), reference="S-4.5-40"):
    pose = screw_pose(ScrewPath(entry, tip, 4.5))
    return implant_step(name, BONE, Found(catalogue("test"), find("test", reference)), pose)


def test_a_screw_is_a_line_from_entry_to_tip():
    one = targets(screw()).target("screw")
    assert one.kind == "screw" and one.bone == BONE and one.diameter_mm == 4.5
    np.testing.assert_allclose([one.entry, one.end], [(20, 0, 60), (-20, 0, 60)], atol=1e-9)


def test_a_screw_planned_after_the_correction_is_navigated_in_the_uncut_bone():
    motion = rotation_about(np.zeros(3), np.array([0.0, 1.0, 0.0]), 10.0)
    cut = OsteotomyStep("cut", BONE, plane_cut(), (FragmentMove("distal", matrix_rows(motion)),))
    scanned = np.array([[20.0, 0.0, -60.0], [-20.0, 0.0, -60.0]])
    there = scanned @ motion[:3, :3].T + motion[:3, 3]
    found = targets(cut, screw(entry=tuple(there[0]), tip=tuple(there[1])))
    one = found.target("screw")
    np.testing.assert_allclose([one.entry, one.end], scanned, atol=1e-6)


def test_a_plate_is_no_target():
    plate = implant_step("plate", BONE, Found(catalogue("test"), find("test", "P-L")), np.eye(4))
    found = targets(plate)
    assert not found.targets and not found.left_out


def test_a_cut_is_a_plane_as_deep_as_the_bone():
    one = targets(OsteotomyStep("cut", BONE, plane_cut(), ())).target("cut")
    np.testing.assert_allclose([one.entry, one.end], [(20, 0, 0), (-20, 0, 0)], atol=1e-6)
    np.testing.assert_allclose(one.unit_normal, [0, 0, 1])
    assert targets(OsteotomyStep("cut", BONE, plane_cut(depth_mm=25.0), ())).target("cut").depth_mm == 25.0


def test_a_cut_after_the_bone_was_moved_is_taken_back():
    """The femur's cut carries the tibia along; on the table the tibia still lies where it was scanned."""
    motion = rotation_about(np.array([0.0, 0.0, 110.0]), np.array([0.0, 1.0, 0.0]), 8.0)
    femur = cut_to_json(PlaneCut((20.0, 0.0, 150.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0)))
    first = OsteotomyStep("femur", "femur_left", femur, (FragmentMove("distal", matrix_rows(motion), (BONE,)),))
    turn = motion[:3, :3]
    moved = PlaneCut(tuple(turn @ [20.0, 0, 0] + motion[:3, 3]), tuple(turn @ [0, 0, 1.0]), tuple(turn @ [-1.0, 0, 0]))
    second = OsteotomyStep("tibia", BONE, cut_to_json(moved), ())
    found = targets(first, second)
    np.testing.assert_allclose(found.target("tibia").entry, [20, 0, 0], atol=1e-6)
    np.testing.assert_allclose(found.target("tibia").end, [-20, 0, 0], atol=1e-4)
    np.testing.assert_allclose(found.target("tibia").unit_normal, [0, 0, 1], atol=1e-9)
    np.testing.assert_allclose(found.target("femur").entry, [20, 0, 150], atol=1e-9)


def test_a_bone_that_was_reduced_is_taken_back_too():
    motion = translation(np.array([0.0, 0.0, 7.0]))
    first = ReductionStep("reduce", {BONE: matrix_rows(motion), "femur_left": IDENTITY}, purpose="joint")
    second = OsteotomyStep("tibia", BONE, plane_cut(z=7.0), ())
    np.testing.assert_allclose(targets(first, second).target("tibia").entry, [20, 0, 0], atol=1e-9)


def test_the_second_cut_of_a_bone_is_left_out_with_a_sentence():
    first = OsteotomyStep("first", BONE, plane_cut(z=0.0), ())
    found = targets(first, OsteotomyStep("second", BONE, plane_cut(z=-50.0), ()))
    assert list(found.targets) == ["first"] and "was cut by a step before it" in found.left_out["second"]
    with pytest.raises(OsteoError, match="was cut by a step before it"):
        found.target("second")


def test_a_dome_is_left_out_with_a_sentence():
    dome = DomeCut((0.0, 0.0, 30.0), (0.0, 1.0, 0.0), 30.0, (0.0, 0.0, -1.0), (0.0, 0.0, 1.0))
    assert "no flat slots" in targets(OsteotomyStep("dome", BONE, cut_to_json(dome), ())).left_out["dome"]


def test_holes_of_a_guide_go_through_the_bone():
    hole = {"point": [30.0, 0.0, 40.0], "direction": [-1.0, 0.0, 0.0], "diameter_mm": 2.5, "kind": "wire", "name": "K1"}
    one = targets(GuideStep("guide", BONE, {}, holes=(hole,))).target("guide: K1")
    np.testing.assert_allclose([one.entry, one.end], [(20, 0, 40), (-20, 0, 40)], atol=1e-6)
    assert one.kind == "hole" and one.diameter_mm == 2.5
    missed = targets(GuideStep("guide", BONE, {}, holes=({**hole, "point": [30.0, 90.0, 40.0]},)))
    assert "misses the bone" in missed.left_out["guide"]


def test_an_implant_without_its_article_is_left_out():
    step = replace(screw(), reference="gone", article=None)
    assert "not placed" in targets(step).left_out["screw"]


def test_an_unknown_target_names_those_that_are_there():
    with pytest.raises(OsteoError, match=r"'nail'; it has screw\."):
        targets(screw()).target("nail")
