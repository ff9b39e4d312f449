"""A plan done again: it is reproduced, or what differs is said."""

from dataclasses import replace
from pathlib import Path

import pytest

from osteokit.anatomy.landmark import BY_HAND
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.planning import apply
from osteokit.planning.apply import apply_plan, carried_out
from osteokit.planning.inputs import changed_inputs, load_inputs, plan_input, sha256_of
from osteokit.planning.plan import OsteotomyStep, Variant
from osteokit.planning.variants import with_variant
from planning.leg_plans import filed_case, opening


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A plan with one variant beside its bones; its landmarks are the generated ones, found by a stand-in."""
    plan, leg, meshes = filed_case(tmp_path)
    done, _ = carried_out(plan, Variant("A", (opening(plan, leg, meshes),)), meshes)
    plan = with_variant(plan, done)
    monkeypatch.setattr(apply, "landmarks_in", lambda bone, mesh, progress=None: plan.landmarks[bone])
    return plan, tmp_path


def test_an_untouched_plan_is_reproduced(made):
    plan, folder = made
    result = apply_plan(plan, folder)
    assert result.reproduced and result.differences == ()
    assert result.plan.variants == plan.variants and result.plan.measured == plan.measured
    assert set(result.outcomes) == {"A"} and set(result.meshes) == {"femur_left", "tibia_left", "fibula_left"}


def tampered(plan, **values):
    """The plan with predicted numbers that it did not come to."""
    variant = plan.variant("A")
    changed = {k: replace(m, value=values.get(k, m.value)) for k, m in variant.predicted.values.items()}
    return with_variant(plan, replace(variant, predicted=replace(variant.predicted, values=changed)))


def test_a_prediction_that_was_written_by_hand_is_found_out(made):
    plan, folder = made
    result = apply_plan(tampered(plan, HKA_deg=180.0), folder)
    (difference,) = result.differences
    assert difference.where == "variant A: HKA_deg" and difference.recorded == 180.0
    assert difference.computed == pytest.approx(plan.variant("A").predicted["HKA_deg"].value)
    assert "180.000 in the plan" in difference.sentence and not result.reproduced


def test_a_move_that_was_changed_afterwards_is_found_out_in_all_that_follows(made):
    plan, folder = made
    step = plan.variant("A").steps[0]
    assert isinstance(step, OsteotomyStep)
    rows = [list(row) for row in step.moves[0].matrix]
    rows[2][3] -= 5.0
    move = replace(step.moves[0], matrix=tuple(tuple(row) for row in rows))
    changed = with_variant(plan, replace(plan.variant("A"), steps=(replace(step, moves=(move,)),)))
    where = {difference.where for difference in apply_plan(changed, folder).differences}
    assert {"variant A: leg_length_mm", "variant A, HTO: gap_mm"} <= where
    assert not any(one.startswith("before") for one in where)


def test_landmarks_found_elsewhere_are_told_and_those_placed_by_hand_are_kept(made, monkeypatch):
    plan, folder = made
    tibia = plan.landmarks["tibia_left"]
    by_hand = tibia.moved("ankle_center", tibia.point("ankle_center") + 3.0)
    plan = replace(plan, landmarks={**plan.landmarks, "tibia_left": by_hand})
    other = replace(tibia.landmarks["knee_center"], position_ras=(0.0, 0.0, 1.0))
    fresh = {
        **plan.landmarks,
        "tibia_left": replace(tibia, landmarks={**tibia.landmarks, "knee_center": other}),
    }
    monkeypatch.setattr(apply, "landmarks_in", lambda bone, mesh, progress=None: fresh[bone])
    result = apply_plan(plan, folder)
    kept = result.plan.landmarks["tibia_left"].landmarks["ankle_center"]
    assert kept.method == BY_HAND and kept.position_ras == by_hand.landmarks["ankle_center"].position_ras
    where = [d.where for d in result.differences]
    assert any(one.startswith("tibia_left knee_center") for one in where)
    assert not any(one.startswith("tibia_left ankle_center") for one in where)


def test_a_measurement_that_is_gone_is_told(made):
    plan, folder = made
    more = {**plan.measured.values, "LCE_deg": replace(plan.measured["HKA_deg"], key="LCE_deg")}
    result = apply_plan(replace(plan, measured=replace(plan.measured, values=more)), folder)
    (difference,) = result.differences
    assert difference.computed is None and "the plan has it, the recomputation has not" in difference.sentence


def test_files_that_changed_or_are_missing_are_named(made):
    plan, folder = made
    path = folder / "bones" / "tibia_left.stl"
    former = path.read_bytes()
    path.write_bytes(former[:-1] + b"\x01")
    with pytest.raises(
        OsteoError, match=r"bones/tibia_left.stl \(tibia_left\) is not the file that the plan was made on"
    ):
        apply_plan(plan, folder)
    path.unlink()
    with pytest.raises(OsteoError, match=r"tibia_left\.stl is missing"):
        apply_plan(plan, folder)
    assert len(changed_inputs(plan, folder)) == 1


def test_progress_rises_to_1_and_cancelling_goes_through(made):
    plan, folder = made
    seen = []
    apply_plan(plan, folder, lambda fraction, message: seen.append(fraction))
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 5

    def stop(fraction, message):
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        apply_plan(plan, folder, stop)


def test_inputs_are_named_relative_to_the_plan_wherever_it_lies(tmp_path):
    plan, _, meshes = filed_case(tmp_path)
    file = tmp_path / "bones" / "tibia_left.stl"
    for folder in (tmp_path, tmp_path / "bones", tmp_path / "deep" / "not" / "there"):
        one = plan_input("tibia_left", file, "LPS", meshes["tibia_left"], folder)
        assert not Path(one.file).is_absolute() and changed_inputs(replace(plan, inputs=(one,)), folder) == ()
    assert set(load_inputs(plan, tmp_path)) == set(meshes)
    with pytest.raises(OsteoError, match="missing"):
        sha256_of(tmp_path / "none.stl")
    with pytest.raises(OsteoError, match="cannot be read"):
        sha256_of(tmp_path)
