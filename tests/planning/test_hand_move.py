"""What follows the hand agrees with the plan carried out at the same place."""

from dataclasses import replace

import numpy as np
import pytest

from generated.legs import generated_leg
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.hto import plan_hto
from osteokit.planning.correction.wedge_intent import Target, WedgeIntent
from osteokit.planning.hand_move import HandMove
from osteokit.planning.plan import SurgicalPlan, Variant, matrix_rows
from osteokit.planning.plan_outcome import carry_out, measured_now
from osteokit.surface.transform import rotation_about
from planning.leg_bones import femur_solid, fibula_solid, tibia_solid


@pytest.fixture(scope="module")
def planned():
    leg = generated_leg(mpta_deg=82.0)
    meshes = {"femur_left": femur_solid(leg), "tibia_left": tibia_solid(leg), "fibula_left": fibula_solid(leg)}
    landmarks = {"femur_left": leg.femur, "tibia_left": leg.tibia, "fibula_left": leg.fibula}
    step = plan_hto(leg, meshes["tibia_left"], "tibia_left", WedgeIntent(target=Target(value=55.0)), ("fibula_left",))
    plan = SurgicalPlan("1", "Leg", "left", (), landmarks, measured_now(landmarks, "left"))
    return plan, Variant("A", (step,)), meshes


def test_where_the_plan_has_it_and_elsewhere(planned):
    plan, variant, meshes = planned
    hand = HandMove(plan, variant, meshes)
    step = variant.steps[0]
    turn = rotation_about(np.array(step.cut["hinge_point"]), np.array([0.3, 0.9, 0.2]), 2.5)
    turn[:3, 3] += (0.5, -1.0, 0.7)
    for motion in (np.eye(4), turn):
        move = replace(step.moves[0], matrix=matrix_rows(motion @ np.array(step.moves[0].matrix)))
        slow = carry_out(plan, replace(variant, steps=(replace(step, moves=(move,)),)), meshes)
        quick = hand.at(motion)
        assert {"HKA_deg", "WBL_percent", "MPTA_deg", "mLDFA_deg"} <= set(quick.angles)
        for key, value in quick.angles.items():
            assert value == pytest.approx(slow.predicted[key].value, abs=1e-6), key
        numbers = slow.reports[0].values
        assert quick.between.opening_mm == pytest.approx(numbers["opening_gap_mm"], abs=1e-6)
        assert quick.between.overlap_mm3 == pytest.approx(numbers["overlap_mm3"], abs=1e-3)


def test_the_target_was_met_where_the_plan_has_it(planned):
    assert HandMove(*planned).at(np.eye(4)).angles["WBL_percent"] == pytest.approx(55.0, abs=0.05)


def test_nothing_to_move_and_no_rigid_motion(planned):
    plan, variant, meshes = planned
    with pytest.raises(OsteoError, match="moves no fragment"):
        HandMove(plan, Variant("B"), meshes)
    with pytest.raises(OsteoError, match="rigid"):
        HandMove(plan, variant, meshes).at(np.diag([2.0, 1, 1, 1]))
