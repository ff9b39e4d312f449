"""Wedges on generated legs of known angles: what was aimed at is what is measured on the moved landmarks."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.legs import LegShape, generated_leg
from osteokit.anatomy.leg import measure_leg
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.dfo import CARRIED, plan_dfo
from osteokit.planning.correction.double_level import after_wedge, plan_double_level
from osteokit.planning.correction.hto import plan_hto
from osteokit.planning.correction.leg_move import measured
from osteokit.planning.correction.wedge_intent import Target, WedgeIntent
from planning.leg_bones import femur_solid, tibia_solid

VARUS = LegShape(varus_deg=8.0, mldfa_deg=88.0, mpta_deg=82.0)
VALGUS = LegShape(varus_deg=-8.0, mldfa_deg=82.0, mpta_deg=88.0)


def hto(shape, **intent):
    leg = generated_leg(shape)
    step = plan_hto(leg, tibia_solid(leg), f"tibia_{shape.side}", WedgeIntent(**intent), (f"fibula_{shape.side}",))
    return leg, step, measure_leg(after_wedge(leg, "tibia", step, ("fibula",)))


def dfo(shape, **intent):
    leg = generated_leg(shape)
    step = plan_dfo(leg, femur_solid(leg), f"femur_{shape.side}", WedgeIntent(**intent))
    return leg, step, measure_leg(after_wedge(leg, "femur", step, CARRIED))


def test_generated_leg_is_what_the_journey_says():
    values = measure_leg(generated_leg(VARUS))
    assert values["mLDFA_deg"].value == pytest.approx(88) and values["MPTA_deg"].value == pytest.approx(82)
    assert values["HKA_deg"].value == pytest.approx(172)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("motion", "approach"), [("opening", "medial"), ("closing", "lateral")])
def test_varus_is_corrected_to_the_chosen_point_on_either_side(side, motion, approach):
    _, step, after = hto(replace(VARUS, side=side), motion=motion, approach=approach, target=Target("WBL_percent", 62))
    assert after["WBL_percent"].value == pytest.approx(62, abs=1e-6)
    assert step.intent["angle_deg"] > 5
    change = after["MPTA_deg"].value - 82
    assert change == pytest.approx(step.intent["angle_deg"], abs=0.7)  # the hinge is not the knee's centre
    assert after["HKA_deg"].value == pytest.approx(172 + change, abs=0.2)
    assert after["mLDFA_deg"].value == pytest.approx(88) and after["posterior_slope_deg"].value == pytest.approx(
        9, abs=0.2
    )


def test_without_a_turn_of_the_hinge_it_is_miniacis_closed_form():
    _, step, _ = hto(VARUS)
    assert step.intent["angle_deg"] == pytest.approx(step.intent["miniaci_deg"], abs=1e-6)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("motion", "approach"), [("opening", "lateral"), ("closing", "medial")])
def test_valgus_is_corrected_in_the_tibia(side, motion, approach):
    shape = LegShape(side=side, varus_deg=-8, mldfa_deg=88, mpta_deg=94)
    _, step, after = hto(shape, motion=motion, approach=approach, target=Target("WBL_percent", 50))
    assert after["WBL_percent"].value == pytest.approx(50, abs=1e-6) and step.intent["angle_deg"] < 0


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("motion", "approach"), [("opening", "lateral"), ("closing", "medial")])
def test_valgus_is_corrected_in_the_femur(side, motion, approach):
    shape = replace(VALGUS, side=side)
    _, step, after = dfo(shape, motion=motion, approach=approach, target=Target("WBL_percent", 50))
    assert after["WBL_percent"].value == pytest.approx(50, abs=1e-6)
    assert after["MPTA_deg"].value == pytest.approx(88)
    assert after["mLDFA_deg"].value > 84 and step.intent["angle_deg"] < 0


@pytest.mark.parametrize(("motion", "approach"), [("opening", "medial"), ("closing", "lateral")])
def test_varus_of_the_femur(motion, approach):
    shape = LegShape(varus_deg=8, mldfa_deg=95, mpta_deg=87)
    _, _, after = dfo(shape, motion=motion, approach=approach, target=Target("mLDFA_deg", 88))
    assert after["mLDFA_deg"].value == pytest.approx(88, abs=1e-6)


@given(
    varus=st.floats(4, 12), slope=st.floats(4, 14), flexion=st.floats(0, 8), turn=st.floats(-40, 40),
    percent=st.floats(50, 70), side=st.sampled_from(["left", "right"]),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_whatever_the_hinge_line_the_target_is_measured_after_the_move(varus, slope, flexion, turn, percent, side):
    shape = LegShape(side=side, varus_deg=varus, mpta_deg=88 - varus, slope_deg=slope, flexion_deg=flexion)
    _, _, after = hto(shape, hinge_turn_deg=turn, target=Target("WBL_percent", percent))
    assert after["WBL_percent"].value == pytest.approx(percent, abs=1e-6)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_turn_of_the_hinge_line_changes_the_slope_as_the_closed_form_says(side):
    """A small wedge of a degrees about a line turned by t raises the slope by about a sin t."""
    for turn in (-25.0, 10.0, 25.0):
        _, step, after = hto(replace(VARUS, side=side), hinge_turn_deg=turn)
        expected = step.intent["angle_deg"] * math.sin(math.radians(turn))
        assert after["posterior_slope_deg"].value - 9 == pytest.approx(expected, abs=0.35)


@pytest.mark.parametrize("change", [-3.0, 0.0, 2.0])
def test_the_slope_that_is_asked_for_is_measured_after_the_move(change):
    _, _, after = hto(VARUS, slope_change_deg=change)
    assert after["posterior_slope_deg"].value - 9 == pytest.approx(change, abs=1e-6)
    assert after["WBL_percent"].value == pytest.approx(62, abs=1e-6)


def test_a_lax_knee_is_corrected_by_less():
    lax = LegShape(varus_deg=10, mldfa_deg=88, mpta_deg=84)
    leg, plain, _ = hto(lax)
    _, reduced, after = hto(lax, soft_tissue="jlca")
    share = (measured(leg, "JLCA_deg") - 2) / 2
    assert share == pytest.approx(2.0) and reduced.intent["soft_tissue_deg"] == pytest.approx(share)
    assert plain.intent["angle_deg"] - reduced.intent["angle_deg"] == pytest.approx(share, abs=1e-6)
    assert after["WBL_percent"].value < 62


def test_a_hinge_that_was_dragged_is_used_and_told():
    _, step, _ = hto(VARUS)
    proposed = np.array(step.cut["hinge_point"])
    dragged = tuple(proposed + np.array([3.0, 0.0, -4.0]))
    _, other, after = hto(VARUS, hinge_ras=dragged)
    assert other.cut["hinge_point"] == pytest.approx(list(dragged)) and other.intent["hinge_by_hand"] is True
    assert after["WBL_percent"].value == pytest.approx(62, abs=1e-6)


def test_the_proposed_hinge_lies_inside_the_lateral_cortex_below_the_plateau():
    for side in ("left", "right"):
        leg, step, _ = hto(replace(VARUS, side=side))
        frame = leg.geometry().tibia
        lateral, up = frame.coronal(np.array(step.cut["hinge_point"]))
        assert 20 < lateral < 35 and -20 < up < -12
        entry_lateral, entry_up = frame.coronal_direction(np.array(step.cut["toward_entry"]))
        assert entry_lateral < -50 and -25 < entry_up < -15


def test_biplanar_cut_goes_behind_the_tuberosity():
    leg, step, after = hto(VARUS, cut="biplanar")
    assert step.cut["kind"] == "biplanar" and after["WBL_percent"].value == pytest.approx(62, abs=1e-6)
    frame = leg.geometry().tibia
    behind = (leg.tibia.point("tuberosity") - np.array(step.cut["ascending_point"])) @ frame.y
    assert behind == pytest.approx(16.0, abs=1e-6)
    arm, axis = np.array(step.cut["toward_entry"]), np.array(step.cut["hinge_axis"])
    off_plane = (np.array(step.cut["ascending_point"]) - np.array(step.cut["hinge_point"])) @ np.cross(arm, axis)
    assert off_plane == pytest.approx(0, abs=1e-6)


def test_double_level_shares_the_correction_so_that_limits_hold():
    shape = LegShape(varus_deg=10, mldfa_deg=93, mpta_deg=84)
    leg = generated_leg(shape)
    opening, closing = WedgeIntent(), WedgeIntent("closing", "lateral")
    keys = ("tibia_left", tibia_solid(leg)), ("femur_left", femur_solid(leg))
    first, second = plan_double_level(leg, *keys, opening, closing, ("fibula_left", "patella_left"))
    after = measure_leg(after_wedge(after_wedge(leg, "tibia", first, ("fibula",)), "femur", second, CARRIED))
    assert after["WBL_percent"].value == pytest.approx(62, abs=1e-6)
    assert after["MPTA_deg"].value == pytest.approx(90, abs=1e-6) and 85 <= after["mLDFA_deg"].value < 93
    assert second.moves[0].carries == ("tibia_left", "fibula_left", "patella_left")
    assert first.moves[0].carries == ("fibula_left",)


def test_double_level_refuses_where_one_is_enough_or_two_are_not():
    opening, closing = WedgeIntent(), WedgeIntent("closing", "lateral")
    for shape, sentence in (
        (LegShape(varus_deg=3, mldfa_deg=88, mpta_deg=83), "One level is enough.*MPTA of 8"),
        (LegShape(varus_deg=14, mldfa_deg=93, mpta_deg=83), "Not even two levels"),
    ):
        leg = generated_leg(shape)
        with pytest.raises(OsteoError, match=sentence):
            plan_double_level(leg, ("tibia_left", tibia_solid(leg)), ("femur_left", femur_solid(leg)), opening, closing)


@pytest.mark.parametrize(
    ("shape", "intent", "sentence"),
    [
        (VALGUS, {}, "towards varus, and opening on the medial side does the opposite"),
        (VARUS, {"motion": "closing"}, "towards valgus, and closing on the medial side"),
        (VARUS, {"hinge_ras": (200.0, 0.0, 0.0)}, "outside the bone|no bone at"),
        (VARUS, {"target": Target("mLDFA_deg", 90.0)}, "No wedge of up to 30"),
        (VARUS, {"target": Target("MPTA_deg", 82.1)}, "there already"),
        (VARUS, {"slope_change_deg": 25.0}, "cannot change the slope by 25|No wedge of up to"),
        (VARUS, {"motion": "closing", "approach": "lateral", "cut": "biplanar"}, "belongs to an opening wedge"),
    ],
)
def test_what_no_wedge_does_is_refused_in_one_sentence(shape, intent, sentence):
    with pytest.raises(OsteoError, match=sentence):
        hto(shape, **intent)


def test_a_missing_landmark_is_named():
    leg = generated_leg(VARUS)
    fewer = {k: v for k, v in leg.tibia.landmarks.items() if k != "plateau_medial_edge"}
    bare = replace(leg, tibia=replace(leg.tibia, landmarks=fewer, missing={"plateau_medial_edge": "it is cut off"}))
    with pytest.raises(OsteoError, match="has no plateau_medial_edge: it is cut off"):
        plan_hto(bare, tibia_solid(leg), "tibia_left", WedgeIntent())


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Target("WBL_percent", 140), "out of reach"),
        (lambda: Target("LPFA_deg", 90), "cannot aim at 'LPFA_deg'"),
        (lambda: Target("MPTA_deg", math.nan), "out of reach"),
        (lambda: WedgeIntent(hinge_turn_deg=80), "45 is the most"),
        (lambda: WedgeIntent(hinge_turn_deg=math.nan), "45 is the most"),
        (lambda: WedgeIntent(hinge_turn_deg=5, slope_change_deg=0), "one follows from the other"),
        (lambda: dfo(VALGUS, slope_change_deg=0.0), "belong to the tibia"),
    ],
)
def test_intents_that_make_no_sense(make, sentence):
    with pytest.raises(OsteoError, match=sentence):
        make()
