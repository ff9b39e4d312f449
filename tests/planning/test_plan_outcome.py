"""Variants carried out on generated bones: predictions come from what was moved, and from nothing else."""

import math
from dataclasses import replace

import numpy as np
import pytest

from generated.legs import LegShape
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.double_level import plan_double_level
from osteokit.planning.correction.shaft_step import ShaftSite, plan_lengthening
from osteokit.planning.correction.wedge_intent import Target, WedgeIntent
from osteokit.planning.plan import ReductionStep, Variant, matrix_rows
from osteokit.planning.plan_outcome import carry_out, with_outcome
from osteokit.surface.transform import rotation_about, translation
from planning.leg_plans import VARUS, case, opening


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("cut", ["plane", "biplanar"])
def test_opening_wedge_on_the_bone(side, cut):
    plan, leg, meshes = case(replace(VARUS, side=side))
    step = opening(plan, leg, meshes, cut=cut)
    outcome = carry_out(plan, Variant("A", (step,)), meshes)
    assert outcome.predicted["WBL_percent"].value == pytest.approx(62.0, abs=1e-6)
    assert outcome.predicted["mLDFA_deg"].value == pytest.approx(88.0)
    values = outcome.reports[0].values
    assert values["angle_deg"] == pytest.approx(step.intent["angle_deg"], abs=1e-6)
    assert values["opening_gap_mm"] == pytest.approx(step.intent["expected_gap_mm"], rel=0.06)
    assert values["overlap_mm3"] < 1.0 and values["wedge_volume_mm3"] > 2000
    pieces = {piece.fragment: piece for piece in outcome.bones.of(f"tibia_{side}")}
    assert set(pieces) == {"proximal", "distal"} and np.array_equal(pieces["proximal"].matrix, np.eye(4))
    total = sum(piece.mesh.volume_mm3 for piece in pieces.values()) + values["removed_mm3"]
    assert total == pytest.approx(meshes[f"tibia_{side}"].volume_mm3, rel=1e-6)


def test_closing_wedge_takes_its_volume_out_and_leaves_no_gap():
    plan, leg, meshes = case()
    step = opening(plan, leg, meshes, motion="closing", approach="lateral")
    outcome = carry_out(plan, Variant("A", (step,)), meshes)
    values = outcome.reports[0].values
    assert outcome.predicted["WBL_percent"].value == pytest.approx(62.0, abs=1e-6)
    assert values["wedge_volume_mm3"] > 2000 and abs(values["gap_mm"]) < 0.1
    assert values["contact_area_mm2"] > 800 and values["overlap_mm3"] < 30


def test_predictions_are_measured_on_what_was_moved_not_on_what_was_meant():
    """The intent stays, the move is perturbed: the prediction follows the move."""
    plan, leg, meshes = case()
    step = opening(plan, leg, meshes)
    axis, point = np.array(step.cut["hinge_axis"]), np.array(step.cut["hinge_point"])
    for extra in (-2.0, 1.5):
        matrix = rotation_about(point, axis, extra) @ np.array(step.moves[0].matrix)
        bent = replace(step, moves=(replace(step.moves[0], matrix=matrix_rows(matrix)),))
        outcome = carry_out(plan, Variant("A", (bent,)), meshes)
        hka = (
            outcome.predicted["HKA_deg"].value
            - carry_out(plan, Variant("A", (step,)), meshes).predicted["HKA_deg"].value
        )
        assert abs(hka) == pytest.approx(abs(extra), abs=0.15) and bent.intent == step.intent
    nonsense = replace(step, intent={"target": "WBL_percent", "target_value": 3.0, "angle_deg": 99.0})
    assert (
        carry_out(plan, Variant("A", (nonsense,)), meshes).predicted
        == carry_out(plan, Variant("A", (step,)), meshes).predicted
    )


def test_predictions_agree_with_a_leg_built_by_hand():
    """The ankle is where the closed-form turn about the hinge puts it; the knee is where it was."""
    plan, leg, meshes = case()
    step = opening(plan, leg, meshes)
    outcome = carry_out(plan, Variant("A", (step,)), meshes)
    frame, after = leg.geometry().tibia, outcome.bones.landmarks["tibia_left"]
    hinge, ankle = frame.coronal(np.array(step.cut["hinge_point"])), frame.coronal(leg.tibia.point("ankle_center"))
    angle = math.radians(step.intent["angle_deg"])
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    assert frame.coronal(after.point("ankle_center")) == pytest.approx(hinge + turn @ (ankle - hinge), abs=1e-9)
    still = [key for key in after.landmarks if np.allclose(after.point(key), leg.tibia.point(key))]
    assert set(still) >= {"knee_center", "plateau_medial_edge", "plateau_lateral_edge", "plateau_medial_anterior"}
    assert not set(still) & {"ankle_center", "shaft_proximal_center", "plafond_medial", "tuberosity"}


def test_with_the_biplanar_cut_the_tuberosity_goes_with_the_distal_fragment():
    plan, leg, meshes = case()
    outcome = carry_out(plan, Variant("A", (opening(plan, leg, meshes, cut="biplanar"),)), meshes)
    tuberosity = outcome.bones.landmarks["tibia_left"].point("tuberosity")
    assert np.linalg.norm(tuberosity - leg.tibia.point("tuberosity")) > 1.0


def test_double_level_on_the_bones():
    plan, leg, meshes = case(LegShape(varus_deg=10, mldfa_deg=93, mpta_deg=84))
    steps = plan_double_level(
        leg, ("tibia_left", meshes["tibia_left"]), ("femur_left", meshes["femur_left"]),
        WedgeIntent(), WedgeIntent("closing", "lateral"), ("fibula_left",),
    )  # fmt: skip
    outcome = carry_out(plan, Variant("A", steps), meshes)
    assert outcome.predicted["WBL_percent"].value == pytest.approx(62.0, abs=1e-6)
    assert outcome.predicted["MPTA_deg"].value == pytest.approx(90.0, abs=1e-6)
    assert 85 < outcome.predicted["mLDFA_deg"].value < 90
    assert {len(outcome.bones.of(bone)) for bone in ("tibia_left", "femur_left")} == {2}
    assert not np.allclose(outcome.bones.of("fibula_left")[0].matrix, np.eye(4))


def test_two_cuts_of_one_bone_and_what_hangs_below_goes_along():
    plan, leg, meshes = case()
    frame = leg.geometry().tibia
    wedge = opening(plan, leg, meshes)
    shaft = plan_lengthening(leg, ShaftSite("tibia", "tibia_left", meshes["tibia_left"], 0.6, ("fibula_left",)), 20.0)
    outcome = carry_out(plan, Variant("A", (shaft, wedge)), meshes)
    assert {piece.fragment for piece in outcome.bones.of("tibia_left")} == {
        "proximal.proximal",
        "proximal.distal",
        "distal",
    }
    ankle = outcome.bones.landmarks["tibia_left"].point("ankle_center")
    pulled = leg.tibia.point("ankle_center") - 20 * frame.z
    matrix = np.array(wedge.moves[0].matrix)
    assert ankle == pytest.approx(matrix[:3, :3] @ pulled + matrix[:3, 3], abs=1e-6)


def test_a_reduction_moves_bone_and_landmarks():
    plan, leg, meshes = case()
    pose = translation(np.array([1.0, 2.0, 3.0]))
    outcome = carry_out(plan, Variant("A", (ReductionStep("r", {"tibia_left": matrix_rows(pose)}),)), meshes)
    assert outcome.bones.landmarks["tibia_left"].point("knee_center") == pytest.approx(
        leg.tibia.point("knee_center") + np.array([1.0, 2.0, 3.0])
    )
    assert outcome.bones.of("tibia_left")[0].mesh.vertices[0] == pytest.approx(
        meshes["tibia_left"].vertices[0] + [1, 2, 3]
    )


def test_with_outcome_keeps_the_steps_and_a_plan_without_a_side_is_not_measured():
    plan, leg, meshes = case()
    variant = Variant("A", (opening(plan, leg, meshes),), note="n")
    done = with_outcome(variant, carry_out(plan, variant, meshes))
    assert done.steps == variant.steps and done.note == "n" and done.predicted is not None and done.reports
    nowhere = carry_out(replace(plan, side=""), variant, meshes).predicted
    assert nowhere.values == {} and nowhere.not_measurable


def test_steps_that_cannot_be_done_are_named():
    plan, leg, meshes = case()
    step = opening(plan, leg, meshes)
    for bad, sentence in (
        (replace(step, cut={**step.cut, "hinge_point": [500.0, 0.0, 0.0]}), "Step 'HTO' of variant 'A': The hinge at"),
        (
            replace(step, moves=(replace(step.moves[0], fragment="middle"),)),
            "moves the fragment 'middle', but the cut gives",
        ),
        (replace(step, bone="humerus_left"), "no bone 'humerus_left'"),
        (replace(step, cut={"kind": "saw"}), "A cut has a kind"),
        (ReductionStep("r", {"humerus_left": matrix_rows(np.eye(4))}), "no bone 'humerus_left'"),
    ):
        with pytest.raises(OsteoError, match=sentence):
            carry_out(plan, Variant("A", (bad,)), meshes)


def test_a_shaft_target_is_reached_on_the_bone_too():
    plan, leg, meshes = case()
    step = opening(plan, leg, meshes, target=Target("MPTA_deg", 88.0))
    assert carry_out(plan, Variant("A", (step,)), meshes).predicted["MPTA_deg"].value == pytest.approx(88.0, abs=1e-6)
