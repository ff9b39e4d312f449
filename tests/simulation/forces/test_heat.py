"""Heat at the tip against closed forms and the measured range."""

import math

import numpy as np
import pytest

from osteokit.simulation.contact.resistance import Cut
from osteokit.simulation.forces.drilling import HUMAN_FEMUR, fitted
from osteokit.simulation.forces.heat import (
    BONE_SHARE,
    CONDUCTIVITY_W_MK,
    SAW_IN_CORTEX,
    TipHeat,
    seconds_to_necrosis,
)
from osteokit.simulation.forces.kinds import heat_of, resistance_of
from osteokit.simulation.tools.catalogue import tool

DRILL = fitted(HUMAN_FEMUR)
DIAMETERS, SPEEDS, FEEDS = (2.5, 3.2, 4.5), (188, 462, 1140, 1820), (24, 56, 84, 196)


def _rise(diameter: float, speed: float, feed: float, irrigated: bool = False) -> float:
    heat, feed = TipHeat(diameter, irrigated), feed / 60
    power = DRILL.reaction(feed, Cut(1.85, 1.0, diameter, speed / 60)).power_w
    for _ in range(100):
        heat.step(power, feed, 5 / feed / 100)
    return heat.temperature_c - 37


def test_it_settles_at_the_spreading_resistance_of_a_disc():
    heat = TipHeat(3.0)
    for _ in range(1000):
        heat.step(10.0, 0.0, 1.0)
    assert heat.temperature_c - 37 == pytest.approx(BONE_SHARE * 10 / (4e-3 * CONDUCTIVITY_W_MK * 1.5), rel=1e-9)


def test_the_size_of_the_steps_does_not_matter():
    coarse, fine = TipHeat(3.2), TipHeat(3.2)
    coarse.step(12.0, 1.0, 2.0)
    for _ in range(2000):
        fine.step(12.0, 1.0, 1e-3)
    assert fine.temperature_c == pytest.approx(coarse.temperature_c, rel=1e-9)


def test_rises_are_within_the_measured_range_and_ordered_as_measured():
    """31.4 to 55.5 C in a room at 26 C without irrigation."""
    rises = np.array([[[_rise(d, s, f) for f in FEEDS] for s in SPEEDS] for d in DIAMETERS])
    assert rises.min() > 5.4
    assert rises.max() < 29.5
    assert (np.diff(rises, axis=1) > 0).all()
    assert (np.diff(rises, axis=2) < 0.1).all(), "less with feed; thin drills hardly tell the two slowest apart"
    assert (rises[:, :, 3] < rises[:, :, 0]).all()
    assert rises[2].max() > rises[1].max() > rises[0].max()


def test_irrigation_keeps_every_combination_below_47():
    assert max(_rise(d, s, f, irrigated=True) for d in DIAMETERS for s in SPEEDS for f in FEEDS) < 47 - 37


def test_it_cools_when_the_work_ends():
    heat = TipHeat(3.2)
    heat.step(20.0, 0.5, 10.0)
    hot = heat.temperature_c
    assert heat.step(0.0, 0.0, 5.0) < hot
    assert heat.step(0.0, 0.0, 1e4) == pytest.approx(37.0)


def test_bone_dies_after_a_minute_at_47():
    assert seconds_to_necrosis(47.0) == pytest.approx(60.0)
    assert seconds_to_necrosis(50.0) == pytest.approx(30.0)
    assert seconds_to_necrosis(46.9) == math.inf
    heat = TipHeat(3.0)
    power = 10.0 * 4e-3 * CONDUCTIVITY_W_MK * 1.5 / BONE_SHARE
    heat.temperature_c = 47.0
    for _ in range(59):
        heat.step(power * (1 + 1e-9), 0.0, 1.0)
    assert not heat.necrotic
    heat.step(power, 0.0, 1.5)
    heat.step(power * 1.01, 0.0, 1.5)
    assert heat.necrotic


@pytest.mark.parametrize(("irrigated", "least", "most"), [(False, 58.0, 72.0), (True, 2.0, 10.5)])
def test_a_saw_heats_as_measured(irrigated, least, most):
    """Bovine femur, 10,000 strokes/min at 30 mm/min: 65 degrees dry, at most about 10 irrigated."""
    blade = tool("saw_20")
    model, heat = resistance_of(blade), heat_of(blade, irrigated)
    cut = Cut(1.85, SAW_IN_CORTEX, blade.diameter_mm, 10_000 / 60)
    for _ in range(200):
        heat.step(model.reaction(0.5, cut).power_w, 0.5, 0.1)
    assert least < heat.temperature_c - 37 < most


def test_other_tools_heat_the_whole_of_their_face():
    assert heat_of(tool("drill_3_2"), True).diameter_mm == 3.2
    assert heat_of(tool("drill_3_2"), True).irrigated
    assert not heat_of(tool("burr_4"), False).irrigated
