"""Needle, thread and knots: forces at which things give way, and a wound that closes."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.body import Body
from osteokit.simulation.soft_tissue.needle import Needle
from osteokit.simulation.soft_tissue.places import nearest_spot
from osteokit.simulation.soft_tissue.suturing import Suturing, wounded_skin
from osteokit.simulation.soft_tissue.thread import BREAKS_AT_N, Thread
from osteokit.simulation.soft_tissue.values import Tissue, flat_sheet

X, Y = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
TICK = 0.005


def _body() -> Body:
    return Body(flat_sheet(np.zeros(3), X, Y, (60.0, 40.0), 2.5))


def _threaded(body: Body, half: float = 5.0, bite: float = 5.0, size: str = "4-0") -> Thread:
    thread = Thread(size)
    for y in (-half, half):
        thread.through(nearest_spot(body.points, body.sheet.triangles, np.array([0, y, 0])), bite)
    return thread


def _sew(
    wound: Suturing, path: list[tuple[float, float, float]], trigger: float = 0.0, speed: float = 25.0
) -> list[str]:
    told = []
    for place in path:
        start = wound.needle.tip if wound.needle.tip is not None else np.array(place, float)
        count = max(1, int(np.linalg.norm(np.array(place) - start) / speed / TICK))
        for i in range(1, count + 1):
            touch = wound.tick(start + (np.array(place) - start) * i / count, trigger, TICK)
            told += [each.kind for each in touch.happened]
    return told


def _stitch(wound: Suturing, x: float, half: float = 7.0, trigger: float = 0.5) -> list[str]:
    told = _sew(wound, [(x, -half, 8)], speed=200)
    told += _sew(wound, [(x, -half, 1), (x, -half, -7), (x, half, -7), (x, half, 7)])
    for pressed, seconds in ((trigger, 0.4), (0.0, 0.3)):
        for _ in range(int(seconds / TICK)):
            told += [each.kind for each in wound.tick(wound.needle.tip, pressed, TICK).happened]
    return told


def test_a_needle_goes_through_at_its_force():
    body, needle = _body(), Needle()
    forces, through = [], None
    for z in np.arange(2.0, -6.0, -0.05):
        gone = needle.move(body, np.array([1.0, 2.0, z]), TICK)
        through = gone or through
        body.step(TICK, (needle,))
        forces.append(needle.force_n[2])
    assert through is not None
    assert through.inward
    assert max(forces) == pytest.approx(1.0, abs=0.1)
    assert forces[-1] == pytest.approx(0.3, abs=0.01), "friction only"
    lying = through.spot.at(body.sheet.points, body.sheet.triangles)
    assert lying[:2] == pytest.approx([1.0, 2.0], abs=0.3)


def test_a_needle_that_turns_back_leaves_no_hole():
    body, needle = _body(), Needle()
    gone = []
    for z in [*np.arange(2.0, -6.0, -0.05), *np.arange(-6.0, 2.0, 0.05)]:
        gone.append(needle.move(body, np.array([1.0, 2.0, z]), TICK))
        body.step(TICK, (needle,))
    told = [each for each in gone if each is not None]
    assert [each.back for each in told] == [False, True]
    assert not needle.holes
    assert np.abs(needle.force_n).max() < 1e-9


def test_a_pulled_thread_draws_its_holes_together_and_is_in_balance():
    body = _body()
    thread = _threaded(body)
    thread.pull_n = 0.5
    apart = np.linalg.norm(body.place(thread.holes[0]) - body.place(thread.holes[1]))
    body.step(0.5, (thread,))
    assert np.linalg.norm(body.place(thread.holes[0]) - body.place(thread.holes[1])) < apart - 0.5
    lower = body.sheet.points[:, 1] < 0
    pulled = body.forces_n() - body.elements.bed[:, None] * (body.points - body.sheet.points)
    moving = lower & ~body.sheet.held
    assert -pulled[moving, 1].sum() == pytest.approx(0.5, rel=0.02)


def test_a_knot_of_three_throws_holds_and_of_one_slips():
    left = {}
    for throws in (1, 3):
        body = _body()
        thread = _threaded(body)
        thread.pull_n = 2.0
        body.step(0.4, (thread,))
        thread.knot(body, throws)
        tied = thread.length_mm
        body.step(2.0, (thread,))
        left[throws] = (thread.length_mm - tied, thread.tension_n)
    assert left[3][0] == 0
    assert left[3][1] > 1.0
    assert left[1][0] > 0.5
    assert left[1][1] < 0.4


def test_a_thread_breaks_at_its_size_and_cuts_out_of_a_small_bite():
    for size, bite, pull, lost in (
        ("4-0", 8.0, 6.5, "broken"), ("2-0", 8.0, 6.5, ""), ("2-0", 1.0, 4.5, "cut out"), ("2-0", 1.0, 3.5, ""),
    ):  # fmt: skip
        body = _body()
        thread = _threaded(body, bite=bite, size=size)
        thread.pull_n = pull
        body.step(0.1, (thread,))
        assert thread.lost == lost, (size, bite, pull)
    assert list(BREAKS_AT_N.values()) == sorted(BREAKS_AT_N.values())


def test_five_stitches_close_a_wound():
    wound = wounded_skin((-25.0, 0, 0), (25.0, 0, 0))
    open_gap = wound.closure().gaps_mm.max()
    told = [kind for x in np.linspace(-20, 20, 5) for kind in _stitch(wound, float(x))]
    assert told == ["pierced", "pierced", "tied"] * 5
    closure = wound.closure()
    assert closure.gaps_mm.max() < 0.25 * open_gap
    assert closure.closed_share > 0.9
    assert closure.spacing_mm == pytest.approx(10.0, abs=2.5)
    assert np.abs(closure.bites_mm - 7.0).max() < 2.0
    assert closure.lost == 0
    assert closure.area_ratio == pytest.approx(1.0, abs=0.05)
    sides = wound.body.points[wound.wound.pairs[:, 0]] - wound.body.points[wound.wound.pairs[:, 1]]
    assert np.sum(sides * wound.wound.across, axis=1).min() > -0.05, "the sides do not cross"


def test_too_small_a_bite_cuts_out_and_is_said_in_both_languages():
    wound = wounded_skin((-25.0, 0, 0), (25.0, 0, 0), tissue=Tissue(tears_at_mpa=0.5))
    told = _stitch(wound, 0.0, half=3.5, trigger=1.0)
    assert told[:3] == ["pierced", "pierced", "cut out"]
    assert wound.closure().lost == 1
    again = _stitch(wound, 5.0, half=8.0, trigger=0.4)
    assert again == ["pierced", "pierced", "tied"]


def test_a_wound_anywhere_in_space_gapes_alike():
    flat = wounded_skin((-15.0, 0, 0), (15.0, 0, 0)).closure().gaps_mm
    tilted = wounded_skin((100.0, 20, -15), (100.0, 20, 15), (0.0, 1.0, 0.0)).closure().gaps_mm
    assert tilted.max() == pytest.approx(flat.max(), rel=1e-6)


def test_refusals():
    with pytest.raises(OsteoError, match="no thread of size"):
        Thread("9-9")
    with pytest.raises(OsteoError, match="two holes"):
        Thread().knot(_body(), 3)
    with pytest.raises(OsteoError, match="two places apart"):
        wounded_skin((0.0, 0, 0), (0.0, 0, 0))
    with pytest.raises(OsteoError, match="along it"):
        wounded_skin((0.0, 0, 0), (0.0, 0, 30.0))
    with pytest.raises(OsteoError, match="finite"):
        Needle().move(_body(), np.array([0, 0, np.nan]), TICK)
