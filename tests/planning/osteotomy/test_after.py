import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.after import MoveChecks
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.osteotomy.cut_bone import cut_bone
from osteokit.planning.osteotomy.cuts import BiplanarCut, DomeCut, PlaneCut, StepCut, WedgeCut
from osteokit.planning.osteotomy.hinge import hinge_risk
from osteokit.planning.osteotomy.moves import combined, derotation, hinge_rotation, lengthening, planned_move
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.solid import manifold_of
from osteokit.surface.transform import moved, translation
from planning.osteotomy.solids import beam

UP, FORWARD, RIGHT = (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)
THIN = SawBlade(120.0, 20.0, 0.01)
SAW = SawBlade(120.0, 20.0, 1.0)


def wedge(motion="opening", angle=10.0, x=-12.0, blade=THIN):
    return WedgeCut(motion, (x, 0, 0), FORWARD, RIGHT, UP, angle, blade=blade)


def across(blade=THIN):
    return PlaneCut((0, 15, 0), UP, (0, -1, 0), blade=blade)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.5, 30.0), st.floats(-18.0, 5.0))
def test_an_opening_wedge_by_its_closed_form(angle, x):
    cut = wedge(angle=angle, x=x)
    report = MoveChecks(cut_bone(beam(), cut)).report(planned_move(cut))
    length, turn = 20 - x, np.radians(angle)
    assert report.opening_mm == pytest.approx(2 * length * np.sin(turn / 2), rel=0.03, abs=0.02)
    assert report.graft_mm3 == pytest.approx((0.5 * length**2 * np.sin(turn) + 0.01 * length) * 30, rel=0.02, abs=0.01)
    assert report.overlap_mm3 == pytest.approx(0, abs=1e-6)
    bridge = (20 + x) / np.cos(turn / 2)  # two equal halves, mirrored at the middle plane of the turn
    assert report.bridge_overlap_mm3 <= bridge**2 * np.tan(turn / 2) * 30 * 1.01
    assert report.bridge_overlap_mm3 >= (20 + x) ** 2 * np.sin(turn) / 2 * 30 * 0.95


def test_the_gap_of_the_worked_high_tibial_osteotomy():
    """Miniaci's worked example: L 73.763 mm and 11.255 degrees open by 14.467 mm (2 L sin(angle / 2))."""
    bone = box((90.0, 50.0, 200.0))
    cut = wedge(angle=11.255, x=45 - 73.763)
    result = cut_bone(bone, cut)
    assert hinge_risk(result).opening_mm == pytest.approx(14.467, abs=5e-3)
    report = MoveChecks(result).report(planned_move(cut))
    assert report.opening_mm == pytest.approx(14.467, abs=0.1)  # samples lie up to half a step within the cortex


def test_the_moved_side_may_be_either():
    cut = wedge(angle=12.0, blade=SAW)
    result = cut_bone(beam(), cut)
    distal = MoveChecks(result).report(planned_move(cut))
    proximal = MoveChecks(result, "proximal", "distal").report(planned_move(cut, "proximal"))
    assert proximal.graft_mm3 == pytest.approx(distal.graft_mm3, rel=1e-3)
    assert proximal.bridge_overlap_mm3 == pytest.approx(distal.bridge_overlap_mm3, rel=1e-6)
    assert distal.gap_mm - distal.opening_mm == pytest.approx(1.0, abs=0.01)


def test_a_closing_wedge_closes_in_full_contact():
    cut = wedge("closing", 12.0)
    result = cut_bone(beam(), cut)
    checks = MoveChecks(result, cortex_mm=5.0)
    closed, before = checks.report(planned_move(cut)), checks.report(np.eye(4))
    assert closed.contact_mm2 == pytest.approx(closed.face_mm2, rel=0.01)
    assert abs(closed.gap_mm) < 1e-6 and closed.overlap_mm3 < 1e-3
    assert before.gap_mm == pytest.approx(2 * 32 * np.sin(np.radians(6)), rel=0.03)
    assert before.contact_mm2 < 0.2 * before.face_mm2
    length = 32 / np.cos(np.radians(12))
    rim = length * 30 - (length - 5) * (30 - 10)  # the end of the cut and its two sides, 5 mm wide
    assert closed.cortical_contact_mm2 == pytest.approx(rim, rel=0.03)


def test_turning_a_beam_leaves_the_common_area_in_contact():
    """Two equal squares turned by 45 degrees share a regular octagon: 2 (sqrt 2 - 1) a^2."""
    result = cut_bone(box((40.0, 40.0, 200.0)), PlaneCut((0, 20, 0), UP, (0, -1, 0), blade=THIN))
    report = MoveChecks(result).report(derotation((0, 0, 0), UP, 45.0))
    assert report.contact_mm2 == pytest.approx(2 * (np.sqrt(2) - 1) * 1600, rel=0.05)
    assert report.opening_mm == pytest.approx(0, abs=1e-9) and report.overlap_mm3 == 0


def test_a_kerf_must_be_closed_before_there_is_contact():
    result = cut_bone(beam(), across(SAW))
    checks = MoveChecks(result)
    assert checks.report(np.eye(4)).contact_mm2 == 0
    closed = checks.report(lengthening(UP, 1.0))
    assert closed.contact_mm2 == pytest.approx(1200, rel=0.01)
    assert closed.graft_mm3 == pytest.approx(0, abs=1e-6) and closed.gap_mm == pytest.approx(0, abs=1e-9)


def test_lengthening_opens_a_gap_and_shortening_collides():
    checks = MoveChecks(cut_bone(beam(), across(SAW)))
    longer = checks.report(lengthening((0, 0, -1), 12.0))
    assert longer.opening_mm == pytest.approx(12) and longer.gap_mm == pytest.approx(13)
    assert longer.graft_mm3 == pytest.approx(1200 * 13, rel=1e-3)
    shorter = checks.report(lengthening(UP, 4.0))
    assert shorter.overlap_mm3 == pytest.approx(1200 * 3, rel=1e-9) and shorter.gap_mm == pytest.approx(-3)


def test_a_step_stays_in_contact_while_it_is_lengthened():
    result = cut_bone(beam(), StepCut((0, 0, 0), UP, (0, -1, 0), 40.0, THIN))
    checks = MoveChecks(result)
    report = checks.report(lengthening((0, 0, -1), 15.0))
    assert report.contact_mm2 == pytest.approx((40 - 15) * 30, rel=0.06)
    assert report.opening_mm == pytest.approx(15)
    assert report.graft_mm3 == pytest.approx(1200 * 15, rel=0.03)


def test_a_dome_turns_within_itself():
    cut = DomeCut((0, 0, 0), FORWARD, 40.0, UP, UP, 120.0, SawBlade(60, 15, 0.05))
    report = MoveChecks(cut_bone(beam(), cut)).report(hinge_rotation(cut.center, cut.axis, 8.0))
    assert abs(report.opening_mm) < 0.1
    assert report.contact_mm2 > 0.75 * report.face_mm2
    assert report.overlap_mm3 < 30


@settings(max_examples=15, deadline=None)
@given(st.tuples(*[st.floats(-4, 4)] * 3), st.floats(-15, 15), st.tuples(*[st.floats(-1, 1)] * 3))
def test_the_overlap_is_that_of_the_booleans(shift, angle, axis):
    axis = np.add(axis, (0, 0, 1.5))
    result = cut_bone(beam(), across(SAW))
    motion = combined(derotation((0, 0, 0), axis, angle), translation(shift))
    report = MoveChecks(result).report(motion)
    still, mover = result.fragment("proximal").mesh, moved(result.fragment("distal").mesh, motion)
    common = (manifold_of(still) ^ manifold_of(mover)).volume()
    assert report.overlap_mm3 == pytest.approx(max(common, 0.0), rel=1e-6, abs=1e-6)


def test_moves_are_made_one_after_another():
    first, second = derotation((5, 0, 0), UP, 30.0), lengthening((0, 0, -2), 10.0)
    point = np.array([1.0, 2.0, 3.0, 1.0])
    assert combined(first, second) @ point == pytest.approx(second @ (first @ point))
    assert second[:3, 3] == pytest.approx([0, 0, -10])


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: hinge_rotation((0, 0, 0), UP, 120.0), "turned by 120"),
        (lambda: derotation((0, 0, 0), (0, 0, 0), 10.0), "rotation axis"),
        (lambda: lengthening(UP, 500.0), "lengthened by 500"),
        (lambda: MoveChecks(cut_bone(beam(), across())).report(np.diag([1.0, 1, -1, 1])), "mirrors"),
        (lambda: MoveChecks(cut_bone(beam(), across())).report(np.diag([2.0, 1, 1, 1])), "rigid"),
        (lambda: MoveChecks(cut_bone(beam(), across()), "middle"), "no fragment middle"),
        (lambda: hinge_risk(cut_bone(beam(), across())), "no hinge"),
    ],
)
def test_what_cannot_be_moved_is_said(act, sentence):
    with pytest.raises(OsteoError, match=sentence):
        act()


def test_the_widths_of_a_bridge():
    """In a round bone the far cortex curves away from the hinge line: x = sqrt(r^2 - y^2) - 14."""
    result = cut_bone(cylinder((0, 0, -100), (0, 0, 100), 20.0, 256), wedge(x=-14.0))
    risk = hinge_risk(result)
    half = np.sqrt(20**2 - 14**2)
    assert risk.bridge_mm == pytest.approx(6.0, abs=0.02)
    assert risk.hinge_length_mm == pytest.approx(2 * half * 58 / 60, rel=0.01)
    assert risk.narrowest_mm == pytest.approx(np.sqrt(400 - (0.6 * half) ** 2) - 14, abs=0.15)
    assert risk.bridge_area_mm2 == pytest.approx(400 * np.arccos(0.7) - 14 * half, rel=0.01)
    assert risk.joint_mm is None


def test_the_grades_of_a_hinge():
    def risk(x=-12.0, angle=8.0, motion="opening", joint=None):
        return hinge_risk(cut_bone(beam(), wedge(motion, angle, x)), joint)

    assert (risk().level, risk().reasons) == ("low", ())
    assert risk(x=-16.5).level == "raised" and "narrowest" in risk(x=-16.5).reasons[0]
    assert risk(x=-18.5).level == "high"
    assert "too stiff" in risk(x=-5.0).reasons[0]
    assert "opens by" in risk(angle=25.0).reasons[0] and risk(angle=25.0, motion="closing").level == "low"
    near = risk(joint=np.array([[-12.0, 0.0, 6.0]]))
    assert near.level == "high" and near.joint_mm == pytest.approx(6.0) and "Takeuchi III" in near.reasons[0]


def test_a_biplanar_cut_opens_like_its_transverse_plane():
    cut = BiplanarCut((-12, 0, 0), FORWARD, RIGHT, UP, 8.0, (0, 5, 0), FORWARD, 110.0, THIN)
    result = cut_bone(beam(), cut)
    assert hinge_risk(result).opening_mm == pytest.approx(2 * 32 * np.sin(np.radians(4)), rel=1e-6)
    report = MoveChecks(result).report(planned_move(cut))
    assert report.opening_mm == pytest.approx(2 * 32 * np.sin(np.radians(4)), rel=0.03)
    assert report.contact_mm2 > 100  # the rising faces slide along each other
