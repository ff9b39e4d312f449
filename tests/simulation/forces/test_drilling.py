"""Drilling against the published measurements, and the shape of its laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.simulation.contact.resistance import Cut
from osteokit.simulation.forces.drilling import ARTIFICIAL_FEMUR, HUMAN_FEMUR, fitted, largest_feed_per_turn

DRILL = fitted(HUMAN_FEMUR)


def _cut(**changes) -> Cut:
    return Cut(1.85, 1.0, 3.2, 20.0)._replace(**changes)


@pytest.mark.parametrize("table", [HUMAN_FEMUR, ARTIFICIAL_FEMUR], ids=["human", "artificial"])
def test_thrust_and_torque_are_those_of_the_table(table):
    drill = fitted(table)
    for speed, (thrust, torque) in table.items():
        felt = drill.reaction(2.0, _cut(speed_hz=speed / 60))
        assert felt.thrust_n == pytest.approx(thrust, rel=0.025)
        assert felt.torque_nmm == pytest.approx(torque, rel=0.025)


def test_the_energy_per_volume_is_that_of_the_notes():
    """u = T omega / (A v): 1.213 J/mm3 at 1,000 turns a minute."""
    felt = DRILL.reaction(2.0, _cut(speed_hz=1000 / 60))
    turning = felt.power_w - felt.thrust_n * 2.0 / 1000
    assert turning / (math.pi * 1.6**2 * 2.0) == pytest.approx(1.213, rel=0.025)


@given(st.floats(0.1, 400), st.floats(0.05, 1.9), st.floats(0.01, 1), st.floats(1.5, 10), st.floats(1, 60))
def test_feed_and_thrust_are_inverse(thrust, density, engaged, diameter, speed):
    cut = _cut(density_g_cm3=density, engaged=engaged, diameter_mm=diameter, speed_hz=speed)
    feed = DRILL.feed_mm_s(thrust, cut)
    if feed < largest_feed_per_turn(diameter) * speed * (1 - 1e-9):
        assert DRILL.reaction(feed, cut).thrust_n == pytest.approx(thrust, rel=1e-6)
    else:
        assert DRILL.reaction(feed, cut).thrust_n <= thrust * (1 + 1e-6)


def test_thrust_is_continuous_and_rises_with_feed():
    feeds = np.linspace(0.01, 6.0, 2000)
    thrusts = np.array([DRILL.reaction(feed, _cut()).thrust_n for feed in feeds])
    assert (np.diff(thrusts) > 0).all()
    assert np.diff(thrusts).max() < 1.0
    assert thrusts[0] < 2.0


def test_cancellous_bone_lets_the_drill_through_faster():
    soft, hard = _cut(density_g_cm3=0.3), _cut()
    assert DRILL.reaction(1.0, soft).thrust_n == pytest.approx(
        DRILL.reaction(1.0, hard).thrust_n * (0.3 / 1.85) ** 2, rel=1e-9
    )
    assert DRILL.feed_mm_s(10.0, soft) > 10 * DRILL.feed_mm_s(10.0, hard)


def test_packed_flutes_raise_the_torque_and_not_the_thrust():
    free, packed = (DRILL.reaction(2.0, _cut(packed_mm=depth)) for depth in (9.0, 30.0))
    assert packed.torque_nmm > 1.5 * free.torque_nmm
    assert packed.thrust_n == free.thrust_n
    assert free.torque_nmm == DRILL.reaction(2.0, _cut()).torque_nmm


def test_a_drill_that_stands_still_does_not_get_on():
    assert DRILL.feed_mm_s(500.0, _cut(speed_hz=0.0)) == 0.0
    assert DRILL.reaction(0.0, _cut()).thrust_n == 0.0
    assert DRILL.feed_mm_s(1.0, _cut(engaged=0.0)) == math.inf


def test_metal_stops_it_and_bluntness_slows_it():
    assert DRILL.feed_mm_s(100.0, _cut(tissue=4)) < 0.1 * DRILL.feed_mm_s(100.0, _cut())
    assert DRILL.feed_mm_s(100.0, _cut(wear=1.0)) == pytest.approx(DRILL.feed_mm_s(100.0, _cut()) / 2)


def test_it_breaks_through_when_the_push_stays():
    """A constant push through a plate: the point leaves the far face and the feed leaps, as in an operation."""
    thick, point, push, step = 4.0, 1.0, 120.0, 1e-3
    tip, feeds, tips = 0.0, [], []
    while tip < thick + point:
        engaged = np.clip(tip / point, 0.02, 1.0) - np.clip((tip - thick) / point, 0.0, 1.0)
        feed = min(DRILL.feed_mm_s(push, _cut(engaged=float(engaged))), 100.0)
        feeds.append(feed)
        tips.append(tip)
        tip += feed * step
    feeds, tips = np.array(feeds), np.array(tips)
    inside = np.median(feeds[(tips > 1.5) & (tips < 3.5)])
    leaving = feeds[(tips > thick + 0.7) & (tips < thick + 0.95)]
    assert leaving.min() > 5 * inside
