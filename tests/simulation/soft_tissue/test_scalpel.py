"""A scalpel: skin parts where the blade was drawn, as one slit, and nowhere else."""

import numpy as np
import pytest

from osteokit.simulation.hands.expert import expert
from osteokit.simulation.run import run_session, toucher_of
from osteokit.simulation.scenarios.builtin import builtin_scenario
from osteokit.simulation.scenarios.scene_bone import session_tools
from osteokit.simulation.session import Session, level_of
from osteokit.simulation.soft_tissue.incision import incise
from osteokit.simulation.soft_tissue.scalpel import STEP_MM, Scalpel, uncut
from osteokit.simulation.soft_tissue.suturing import Suturing, flat_skin
from osteokit.simulation.soft_tissue.touching import SoftTouch
from osteokit.simulation.soft_tissue.values import areas
from osteokit.simulation.values import HandState

START, END = (-20.0, 0.0, 0.0), (20.0, 0.0, 0.0)


def skin():
    body = flat_skin(START, END)
    scalpel = Scalpel(body, np.array(START), np.array(END))
    return SoftTouch(Suturing(body, uncut(np.array([START, END]))), 250.0, scalpel)


def drawn(soft, places, tool="scalpel", began=0.0):
    """The blade goes through ``places``, half a millimetre a tick; every touch."""
    places = np.asarray(places, float)
    far = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(places, axis=0), axis=1))])
    touches = []
    for n, s in enumerate(np.arange(0.0, far[-1], 0.2)):
        pose = np.eye(4)
        pose[:3, 3] = [np.interp(s, far, places[:, k]) for k in range(3)]
        touches.append(soft.touch(HandState(began + 0.004 * n, pose, 0.0, tool)))
    return touches


def rims(triangles):
    """The closed rims of a sheet: one of a whole sheet, one more for each slit in it."""
    edges = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    unique, count = np.unique(edges, axis=0, return_counts=True)
    rim = unique[count == 1]
    group = {int(point): int(point) for point in rim.ravel()}

    def root(point):
        while group[point] != point:
            point = group[point]
        return point

    for a, b in rim.tolist():
        group[root(a)] = root(b)
    return len({root(point) for point in group})


def test_a_stroke_opens_one_slit_as_long_as_the_blade_was_drawn():
    soft = skin()
    body = soft.suturing.body
    area = areas(body.sheet.points, body.sheet.triangles).sum()
    touches = drawn(soft, [(-20, 0, 8), (-20, 0, -2), (20, 0, -2), (20, 0, 8)])
    assert [one.kind for one in soft.happened] == ["incised"]
    facts = soft.facts()
    assert facts["incision_mm"] == pytest.approx(40.0, abs=STEP_MM + 0.3) and facts["incision_error_mm"] < 0.1
    assert rims(body.sheet.triangles) == 2 and np.isfinite(body.points).all()
    assert areas(body.sheet.points, body.sheet.triangles).sum() == pytest.approx(area)
    middle = np.abs(soft.suturing.wound.along_mm - 20.0) < 10.0
    assert soft.suturing.wound.gaps_mm(body.points)[middle].min() > 1.5  # it gapes
    assert 1.0 < max(np.linalg.norm(one.force_n) for one in touches) < 2.0
    assert not touches[-1].force_n.any() and not touches[0].force_n.any()
    assert soft.opened > 0.9


def test_it_gapes_as_a_wound_that_was_cut_at_once():
    soft = skin()
    drawn(soft, [(-20, 0, 8), (-20, 0, -2), (20, 0, -2), (20, 0, 8)])
    for n in range(200):
        soft.touch(HandState(10.0 + 0.004 * n, np.eye(4), 0.0, "probe"))
    whole = flat_skin(START, END)
    wound = incise(whole, np.array([(-20.0, 0, 0), soft.scalpel.wound.end]))
    whole.step(1.0)
    grown = soft.suturing.wound.gaps_mm(soft.suturing.body.points).max()
    assert grown == pytest.approx(wound.gaps_mm(whole.points).max(), rel=0.1)


def test_a_crooked_cut_is_as_far_off_as_it_was_drawn():
    soft = skin()
    drawn(soft, [(-20, 3, 8), (-20, 3, -2), (20, 3, -2), (20, 3, 8)])
    assert soft.facts()["incision_error_mm"] == pytest.approx(3.0, abs=0.1)
    bent = skin()
    drawn(bent, [(-20, 0, 8), (-20, 0, -2), (0, 0, -2), (14, 14, -2), (14, 14, 8)])
    expected = np.sqrt((14.0**2 / 3) * (14 * np.sqrt(2)) / (20 + 14 * np.sqrt(2)))
    assert bent.facts()["incision_error_mm"] == pytest.approx(expected, rel=0.2)
    assert rims(bent.suturing.body.sheet.triangles) == 2


def test_a_blade_that_is_lifted_goes_on_near_the_end_only():
    soft = skin()
    drawn(soft, [(-20, 0, 8), (-20, 0, -2), (0, 0, -2), (0, 0, 8)])
    first = soft.facts()["incision_mm"]
    assert soft.opened < 0.6
    drawn(soft, [(-10, 15, 8), (-10, 15, -2), (10, 15, -2), (10, 15, 8)], began=5.0)  # elsewhere
    assert soft.facts()["incision_mm"] == first and rims(soft.suturing.body.sheet.triangles) == 2
    drawn(soft, [(-1, 0, 8), (-1, 0, -2), (20, 0, -2), (20, 0, 8)], began=10.0)
    assert soft.facts()["incision_mm"] == pytest.approx(40.0, abs=STEP_MM + 0.3)
    drawn(soft, [(20, 0, 8), (20, 0, -2), (-10, 0, -2), (-10, 0, 8)], began=15.0)  # back along the cut
    assert soft.facts()["incision_mm"] == pytest.approx(40.0, abs=STEP_MM + 0.3)
    assert rims(soft.suturing.body.sheet.triangles) == 2


def test_nothing_is_cut_above_the_skin_by_another_tool_or_after_the_first_stitch():
    soft = skin()
    drawn(soft, [(-20, 0, 8), (-20, 0, 1), (20, 0, 1), (20, 0, 8)])
    drawn(soft, [(-20, 0, 8), (-20, 0, -2), (20, 0, -2), (20, 0, 8)], tool="probe")
    assert soft.facts() == {} and not soft.happened
    drawn(soft, [(0, -7, 4), (0, -7, -7)], tool="needle", began=10.0)
    assert [one.kind for one in soft.happened] == ["pierced"]
    drawn(soft, [(-20, 0, 8), (-20, 0, -2), (20, 0, -2), (20, 0, 8)], began=20.0)
    assert not len(soft.suturing.wound.pairs)


def test_a_blade_that_goes_too_deep_cuts_the_vein():
    scenario = builtin_scenario("suturing")
    tools = session_tools(scenario)
    session = Session(scenario, level_of(scenario, "2"), tools, None, "test")
    soft = toucher_of(session)
    for n in range(40):
        pose = np.diag([1.0, -1.0, -1.0, 1.0])
        pose[:3, 3] = (0.0, 11.0, 5.0 - 0.4 * n)
        hand = HandState(n * 0.004, pose, 0.0, "scalpel")
        session.observe(hand, soft.touch(hand))
    assert [event.name for event in session.events if event.kind == "bleeding"] == ["vein"]


@pytest.mark.slow
def test_the_expert_opens_and_closes_skin():
    scenario = builtin_scenario("suturing")
    tools = session_tools(scenario)
    session = Session(scenario, level_of(scenario, "3"), tools, None, "expert")
    run_session(session, expert(scenario, tools, 1), toucher_of(session))
    done = [event.name for event in session.events if event.kind == "step_done"]
    assert done == ["open", "close"] and session.recording().facts["wound_gap_mm"] < 1.0
