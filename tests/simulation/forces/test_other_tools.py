"""Burr, reamer, saw and screw: published anchors, inverse feeds, and conservation of work."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.planning.screws.pull_out import DENSITY_LINES
from osteokit.simulation.contact.resistance import Cut
from osteokit.simulation.forces.kinds import Blunt, resistance_of
from osteokit.simulation.forces.material import specific_energy_j_mm3
from osteokit.simulation.forces.milling import burr, reamer
from osteokit.simulation.forces.saw import CUTTING_N, Saw, tooth_depth_um, tooth_thrust_n
from osteokit.simulation.forces.screw import Screw
from osteokit.simulation.forces.vibration import chatter, texture_n
from osteokit.simulation.tools.catalogue import tool, tools
from osteokit.simulation.tools.values import Tool

CORTEX = Cut(1.85, 1.0, 4.0, 500.0)


@pytest.mark.parametrize("key", ["drill_3_2", "burr_4", "reamer_9", "saw_10"])
@given(st.floats(0.05, 50), st.floats(0.1, 1.9), st.floats(0.02, 1))
def test_feed_and_thrust_are_inverse(key, thrust, density, engaged):
    model = resistance_of(tool(key))
    cut = CORTEX._replace(density_g_cm3=density, engaged=engaged)
    felt = model.reaction(model.feed_mm_s(thrust, cut), cut)
    assert felt.thrust_n <= thrust * (1 + 1e-6)
    assert model.feed_mm_s(2 * thrust, cut) >= model.feed_mm_s(thrust, cut)
    if model.feed_mm_s(1.01 * thrust, cut) > model.feed_mm_s(thrust, cut) * (1 + 1e-9):
        assert felt.thrust_n == pytest.approx(thrust, rel=1e-6)


def test_the_work_of_a_burr_is_the_volume_times_the_energy():
    model, feed = burr(), 1.5
    felt = model.reaction(feed, CORTEX)
    cutting = felt.power_w - felt.thrust_n * feed / 1000
    assert cutting == pytest.approx(math.pi * 2.0**2 * feed * specific_energy_j_mm3(feed / 500), rel=1e-9)


def test_a_burr_runs_sideways_and_a_reamer_does_not():
    assert burr().reaction(1.0, CORTEX).side_n > 0
    assert reamer().reaction(1.0, CORTEX).side_n == 0
    assert burr().reaction(1.0, CORTEX._replace(engaged=0.3)).thrust_n < 10


def test_a_reamer_takes_only_what_is_wider_than_its_hole():
    cut = CORTEX._replace(diameter_mm=12.0, speed_hz=5.0)
    whole, rim = (reamer(bore_mm=bore).reaction(2.0, cut).torque_nmm for bore in (0.0, 11.0))
    assert rim / whole == pytest.approx((144 - 121) / 144)


def test_teeth_are_those_that_were_measured():
    assert tooth_thrust_n(10.0) / tooth_thrust_n(2.0) == pytest.approx(1.30)
    for depth in (2.5, 5.0, 10.0):
        assert 8.0 <= math.hypot(tooth_thrust_n(depth), CUTTING_N) <= 11.0
    for depth in (0.4, 2.0, 7.0, 30.0):
        assert tooth_depth_um(tooth_thrust_n(depth)) == pytest.approx(depth)


def test_a_saw_gets_on_by_teeth_times_depth():
    saw = Saw(pitch_mm=1.0, stroke_mm=4.0)
    cut = CORTEX._replace(diameter_mm=10.0, speed_hz=100.0)
    feed = saw.feed_mm_s(10 * tooth_thrust_n(5.0), cut)
    assert feed == pytest.approx(2 * 100 * 4 * 5e-3)
    assert saw.reaction(feed, cut).thrust_n == pytest.approx(10 * tooth_thrust_n(5.0))


def test_a_pedicle_screw_takes_the_torque_that_was_measured():
    """Two series in patients: 0.76 +/- 0.41 and 1.06 +/- 0.58 N m."""
    density = sum(base + slope * 136 for base, slope in DENSITY_LINES) / 2
    cut = Cut(density, 1.0, 6.5, 0.5, depth_mm=40.0)
    felt = Screw(2.8, 1.2).reaction(1.4, cut)
    assert 350 < felt.torque_nmm < 1640
    assert Screw(2.8, 1.2, tapped=True).reaction(1.4, cut).torque_nmm < felt.torque_nmm


def test_a_screw_goes_by_its_pitch_and_strips_later_in_denser_bone():
    screw = Screw(1.75, 0.75, head_radius_mm=3.0)
    dense, thin = (Cut(density, 1.0, 4.5, 2.0, depth_mm=5.0) for density in (1.85, 0.4))
    assert screw.feed_mm_s(0.0, dense) == pytest.approx(3.5)
    assert screw.feed_mm_s(0.0, dense._replace(depth_mm=0.0)) == 0.0
    assert screw.feed_mm_s(6.0, dense._replace(depth_mm=0.0)) == pytest.approx(3.5)
    assert screw.strips_at_nmm(dense) == pytest.approx(screw.strips_at_nmm(thin) * (1.85 / 0.4) ** 1.65)
    assert 3000 < screw.strips_at_nmm(dense) < 8000


def test_every_tool_has_a_model_and_what_does_not_cut_never_gets_on():
    for key, each in tools().items():
        model = resistance_of(each)
        assert (model.feed_mm_s(100.0, CORTEX) > 0) == each.cuts, key
        if not each.cuts:
            assert isinstance(model, Blunt)
            assert model.reaction(1.0, CORTEX).power_w == 0.0


def test_a_screwdriver_drives_the_thread_of_its_screw():
    held = Tool(
        "screw:x", "Screw", "螺钉", "screwdriver", "cone", 6.5, 4.1, 45.0, point_deg=90.0, pitch_mm=2.8, head_mm=8
    )
    model = resistance_of(held)
    assert isinstance(model, Screw)
    assert (model.pitch_mm, model.thread_depth_mm, model.head_radius_mm) == pytest.approx((2.8, 1.2, 3.2))


@given(st.floats(0, 500), st.floats(0, 20000), st.floats(0, 100))
def test_texture_stays_small_and_below_half_the_rate(force, teeth, time):
    amplitude, hz = chatter(force, teeth)
    assert 0 <= amplitude <= 0.08 * force * (1 + 1e-12) + 1e-12
    assert 0 <= hz <= 250
    assert abs(texture_n(amplitude, hz, time)) <= amplitude * (1 + 1e-12)
