"""The fibula cut with the tibia: where it was asked for, and moved as the tibia's lower part is."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.correction.dfo import plan_dfo
from osteokit.planning.correction.fibula_step import FibulaSite, with_fibula
from osteokit.planning.correction.shaft_step import ShaftSite, plan_lengthening
from osteokit.planning.correction.wedge_intent import Target, WedgeIntent
from osteokit.planning.plan import Variant
from osteokit.planning.plan_outcome import carry_out
from planning.leg_plans import case, opening

KEY = "fibula_left"


@pytest.fixture(scope="module")
def leg_case():
    return case()


def site(leg, meshes, mm=120.0, landmarks=True):
    return FibulaSite(KEY, meshes[KEY], leg.fibula if landmarks else None, mm)


@pytest.mark.parametrize("mm", [60.0, 120.0, 150.0])
def test_it_is_cut_where_asked_and_its_lower_part_goes_with_the_tibia(leg_case, mm):
    plan, leg, meshes = leg_case
    steps = with_fibula((opening(plan, leg, meshes),), site(leg, meshes, mm))
    assert [step.bone for step in steps] == [KEY, "tibia_left"] and steps[1].moves[0].carries == ()
    outcome = carry_out(plan, Variant("A", steps), meshes)
    pieces = {piece.fragment: piece for piece in outcome.bones.of(KEY)}
    head = leg.fibula.point("head_tip")
    down = leg.fibula.point("lateral_malleolus_tip") - head
    down /= np.linalg.norm(down)
    kerf = 0.5
    assert ((pieces["proximal"].before.vertices - head) @ down).max() == pytest.approx(mm - kerf, abs=0.1)
    assert ((pieces["distal"].before.vertices - head) @ down).min() == pytest.approx(mm + kerf, abs=0.1)
    np.testing.assert_allclose(pieces["proximal"].matrix, np.eye(4))
    (tibia,) = [one for one in outcome.bones.of("tibia_left") if one.fragment == "distal"]
    np.testing.assert_allclose(pieces["distal"].matrix, tibia.matrix)
    report = next(one for one in outcome.reports if one.step == steps[0].name)
    assert not any("also cuts" in warning for warning in report.warnings)


def test_what_is_measured_is_what_a_whole_fibula_gives(leg_case):
    plan, leg, meshes = leg_case
    whole = carry_out(plan, Variant("A", (opening(plan, leg, meshes),)), meshes).predicted
    cut = carry_out(plan, Variant("A", with_fibula((opening(plan, leg, meshes),), site(leg, meshes))), meshes).predicted
    for key in ("HKA_deg", "MPTA_deg", "WBL_percent"):
        assert cut[key].value == pytest.approx(whole[key].value, abs=1e-6)


def test_lengthening_opens_the_fibula_by_its_length(leg_case):
    plan, leg, meshes = leg_case
    shaft = ShaftSite("tibia", "tibia_left", meshes["tibia_left"], 0.5, (KEY,))
    first, _ = with_fibula((plan_lengthening(leg, shaft, 20.0),), site(leg, meshes))
    axis = leg.geometry().tibia.z
    down = leg.fibula.point("lateral_malleolus_tip") - leg.fibula.point("head_tip")
    assert first.intent["opens_mm"] == pytest.approx(-20.0 * axis @ down / np.linalg.norm(down), abs=1e-9)
    outcome = carry_out(
        plan, Variant("A", with_fibula((plan_lengthening(leg, shaft, 20.0),), site(leg, meshes))), meshes
    )
    assert outcome.reports[0].values["overlap_mm3"] == pytest.approx(0.0, abs=1e-6)


def test_what_cannot_be_cut_is_refused(leg_case):
    plan, leg, meshes = leg_case
    steps = (opening(plan, leg, meshes),)
    for mm in (5.0, 340.0, float("nan")):
        with pytest.raises(OsteoError, match="below its head, not"):
            with_fibula(steps, site(leg, meshes, mm))
    with pytest.raises(OsteoError, match="head and its malleolus"):
        with_fibula(steps, site(leg, meshes, landmarks=False))
    femoral = WedgeIntent("closing", "lateral", Target("mLDFA_deg", 85.0))
    with pytest.raises(OsteoError, match="does not cut the tibia"):
        with_fibula((plan_dfo(leg, meshes["femur_left"], "femur_left", femoral),), site(leg, meshes))
