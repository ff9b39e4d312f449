"""A reduction in a plan: carried out, measured again as the search measured it, judged, moved on by hand."""

from dataclasses import replace

import numpy as np
import pytest

from generated.broken_bones import broken
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.planning.apply import apply_plan, carried_out
from osteokit.planning.checks import check_plan
from osteokit.planning.inputs import plan_input
from osteokit.planning.plan import IDENTITY, OsteotomyStep, ReductionStep, SurgicalPlan, Variant, matrix_rows
from osteokit.planning.plan_file import plan_of_text, text_of_plan
from osteokit.planning.plan_outcome import carry_out, measured_now
from osteokit.planning.plan_reduction import moved_by_hand, reduction_step
from osteokit.planning.reduction.measure import measure_reduction
from osteokit.planning.reduction.values import Reduction
from osteokit.planning.variants import with_variant
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import mirrored, moved, rotation_about, translation
from planning.reduction.test_register import lump

ONE, TWO, HEALTHY = "hip_left_fragment_1", "hip_left_fragment_2", "hip_right"
BESIDE = translation(np.array([200.0, 0.0, 0.0]))
AWAY = translation(np.array([6.0, -4.0, 9.0])) @ rotation_about(np.zeros(3), np.array([1.0, 0.0, 0.0]), 12.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The broken bone with one fragment displaced, and the other side as it is read back from files."""
    folder = tmp_path_factory.mktemp("fracture")
    normal = np.array([0.3, 0.1, 1.0]) / np.linalg.norm([0.3, 0.1, 1.0])
    lower, upper = reversed(broken(lump(), np.array([0.0, 0.0, 4.0]), normal, 1.5, 0, 0.05))
    for key, mesh in ((ONE, lower), (TWO, moved(upper, AWAY)), (HEALTHY, moved(mirrored(lump(), "x"), BESIDE))):
        write_mesh(mesh, folder / f"{key}.stl")
    return folder


@pytest.fixture(scope="module")
def case(folder):
    meshes = {key: read_mesh(folder / f"{key}.stl", "LPS") for key in (ONE, TWO, HEALTHY)}
    inputs = tuple(plan_input(key, folder / f"{key}.stl", "LPS", mesh, folder) for key, mesh in meshes.items())
    return SurgicalPlan("1", "t", "left", inputs, {}, measured_now({}, "left")), meshes


def answer(**more):
    """What a search that undoes the displacement says."""
    back = {ONE: np.eye(4), TWO: np.linalg.inv(AWAY)}
    values = {
        "residual_mm": {ONE: 0.1, TWO: 0.1},
        "template_mm": {ONE: 0.1, TWO: 0.1},
        "confident": {ONE: True, TWO: True},
        "warnings": (),
        "template_pose": BESIDE,  # mirrored, it lies as far off on the other side
    }
    values |= more
    return Reduction(ONE, back, values["residual_mm"], values["template_mm"], (), values["confident"],
                     values["warnings"], {}, values["template_pose"])  # fmt: skip


def test_it_is_carried_out_and_measured_on_what_was_moved(case):
    plan, meshes = case
    step = reduction_step("reduction", answer(), HEALTHY, mirror=True)
    outcome = carry_out(plan, Variant("A", (step,)), meshes)
    values = outcome.reports[0].values
    assert values["residual_mm"] < 0.3 and values[f"{TWO}_residual_mm"] < 0.3
    assert values["template_mm"] < 0.1 and values["fracture_area_mm2"] > 300
    placed = outcome.bones.of(TWO)[0].mesh
    np.testing.assert_allclose(placed.vertices, moved(meshes[TWO], np.linalg.inv(AWAY)).vertices, atol=1e-9)
    assert outcome.reductions["reduction"].residual_mm.keys() == {ONE, TWO}


def test_a_good_reduction_has_nothing_to_be_told_and_the_template_is_no_bone_of_the_wrong_side(case, folder):
    plan, meshes = case
    step = reduction_step("reduction", answer(), HEALTHY, mirror=True)
    done, _ = carried_out(plan, Variant("A", (step,)), meshes)
    assert [one.code for one in done.findings] == []
    assert [one.code for one in check_plan(plan, folder)] == ["side.bone"]
    assert check_plan(with_variant(plan, done), folder) == ()


@pytest.mark.slow
def test_it_is_saved_and_reproduced_and_another_pose_is_a_difference(case, folder):
    plan, meshes = case
    step = reduction_step("reduction", answer(), HEALTHY, mirror=True)
    done, _ = carried_out(plan, Variant("A", (step,)), meshes)
    kept = plan_of_text(text_of_plan(with_variant(plan, done)))
    assert kept.variant("A") == done
    assert apply_plan(kept, folder).reproduced
    off = translation(np.array([0.0, 0.0, 1.5])) @ np.array(step.poses[TWO])
    wrong = replace(done, steps=(replace(step, poses={**step.poses, TWO: matrix_rows(off)}),))
    where = {one.where for one in apply_plan(with_variant(plan, wrong), folder).differences}
    assert {"variant A, reduction: residual_mm", f"variant A, reduction: {TWO}_residual_mm"} <= where
    into = translation(np.array([0.0, 0.0, -3.0])) @ np.array(step.poses[TWO])
    deep = replace(done, steps=(replace(step, poses={**step.poses, TWO: matrix_rows(into)}),))
    where = {one.where for one in apply_plan(with_variant(plan, deep), folder).differences}
    assert {"variant A, reduction: fracture_overlap_mm3", "variant A, reduction: penetration_mm"} <= where


def test_by_hand_the_place_is_a_persons_and_gaps_and_overlaps_are_told(case):
    plan, meshes = case
    doubtful = answer(confident={ONE: True, TWO: False}, warnings=(f"{TWO}: another place fits; check it.",))
    step = reduction_step("reduction", doubtful, HEALTHY, mirror=True)
    findings = carried_out(plan, Variant("A", (step,)), meshes)[0].findings
    assert [one.code for one in findings] == ["reduction.doubtful"]
    assert "another place fits" in findings[0].message and "左髋骨 骨折块 2" in findings[0].message_zh
    codes = {}
    for mm in (3.0, 9.0, -3.0):
        nudged = moved_by_hand(step, TWO, translation(np.array([0.0, 0.0, mm])))
        found = carried_out(plan, Variant("A", (nudged,)), meshes)[0].findings
        codes[mm] = {one.code for one in found}
        assert all(one.message_zh for one in found) and nudged.by_hand == (TWO,) and not nudged.doubts
    assert codes[9.0] >= {"reduction.apart", "reduction.by_hand"}
    assert "reduction.overlap" in codes[-3.0] and "collision.bones" not in codes[-3.0]
    without = replace(moved_by_hand(step, TWO, translation(np.array([0.0, 0.0, 0.9]))), template="")
    found = carried_out(plan, Variant("A", (without,)), meshes)[0].findings
    assert "reduction.gap" in {one.code for one in found}


def test_an_artificial_joint_is_brought_together_without_being_judged_as_a_fracture(case):
    """The head that is cut away still stands in the bones' meshes: neither its gap nor its overlap is a finding."""
    plan, meshes = case
    into = translation(np.array([0.0, 0.0, -6.0]))
    step = ReductionStep("reduce hip", {ONE: IDENTITY, TWO: matrix_rows(into)}, anchor=ONE, purpose="joint")
    variant, outcome = carried_out(plan, Variant("A", (step,)), meshes)
    assert outcome.reductions["reduce hip"] is None
    assert not [one for one in variant.findings if one.code.startswith(("reduction", "collision"))]
    np.testing.assert_allclose(outcome.bones.of(TWO)[0].matrix, into)
    judged, _ = carried_out(plan, Variant("A", (replace(step, purpose="fracture"),)), meshes)
    assert [one for one in judged.findings if one.code.startswith("reduction")]


def test_measuring_does_not_depend_on_where_all_of_it_lies(case):
    _, meshes = case
    fragments = {ONE: meshes[ONE], TWO: meshes[TWO]}
    poses = {ONE: np.eye(4), TWO: translation(np.array([0.3, 0.0, 0.4])) @ np.linalg.inv(AWAY)}
    first = measure_reduction(fragments, poses, ONE)
    there = translation(np.array([100.0, -50.0, 20.0]))
    second = measure_reduction(fragments, {key: there @ pose for key, pose in poses.items()}, ONE)
    assert first.residual_mm[TWO] == pytest.approx(second.residual_mm[TWO], rel=1e-3)
    assert first.overlap_mm3 == pytest.approx(second.overlap_mm3, abs=0.5)
    with pytest.raises(OsteoError, match="has no pose"):
        measure_reduction(fragments, {ONE: np.eye(4)})


def test_a_cut_after_the_reduction_cuts_where_the_fragment_is_now(case):
    plan, meshes = case
    step = reduction_step("reduction", answer(), HEALTHY, mirror=True)
    from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json

    cut = PlaneCut((0.0, 14.0, 24.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0))
    outcome = carry_out(plan, Variant("A", (step, OsteotomyStep("cut", TWO, cut_to_json(cut), ()))), meshes)
    low = min(outcome.bones.of(TWO), key=lambda piece: piece.mesh.vertices[:, 2].mean())
    assert low.mesh.vertices[:, 2].max() < 24.5
