"""SPARC and LDLJ against closed forms and an independent way of computing them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.smoothness import ldlj, median_sparc, movements, sparc
from simulation.assessment.made_session import RATE_HZ, drilled_hole


def minimum_jerk_speed(duration_s, rate_hz):
    share = np.arange(round(duration_s * rate_hz) + 1) / (duration_s * rate_hz)
    return 30 * share**2 * (1 - share) ** 2 / duration_s


@pytest.mark.parametrize(("duration_s", "rate_hz", "truth"), [(1.0, 100.0, -1.40583), (2.0, 1000.0, -1.40243)])
def test_sparc_of_a_minimum_jerk_movement_is_the_published_truth(duration_s, rate_hz, truth):
    assert sparc(minimum_jerk_speed(duration_s, rate_hz), rate_hz) == pytest.approx(truth, abs=1e-5)


@pytest.mark.parametrize(("duration_s", "rate_hz"), [(1.0, 100.0), (2.0, 1000.0), (0.5, 200.0)])
def test_ldlj_of_a_minimum_jerk_movement_is_exact(duration_s, rate_hz):
    assert ldlj(minimum_jerk_speed(duration_s, rate_hz), rate_hz) == pytest.approx(-np.log(204.8), abs=1e-3)


def test_ldlj_of_a_sine_shaped_movement_is_its_closed_form():
    rate, duration = 1000.0, 1.5
    time = np.arange(round(duration * rate) + 1) / rate
    speed = 1 - np.cos(2 * np.pi * time / duration)  # peak 2; integral of the squared jerk is (2 pi / T)^4 T / 2
    truth = -np.log(duration**3 / 4 * (2 * np.pi / duration) ** 4 * duration / 2)
    assert ldlj(speed, rate) == pytest.approx(truth, abs=1e-3)


def test_sparc_of_a_gaussian_pulse_is_the_arc_of_its_gaussian_spectrum():
    rate, sigma = 1000.0, 0.2
    time = np.arange(-2, 2, 1 / rate)
    frequency = np.linspace(0, 10, 2_000_001)
    spectrum = np.exp(-2 * (np.pi * frequency * sigma) ** 2)
    last = np.flatnonzero(spectrum >= 0.05)[-1]
    slope = np.gradient(spectrum[: last + 1], frequency[1])
    truth = -np.trapezoid(np.sqrt(1 / frequency[last] ** 2 + slope**2), frequency[: last + 1])
    assert sparc(np.exp(-(time**2) / (2 * sigma**2)), rate) == pytest.approx(truth, rel=2e-3)


@settings(max_examples=30, deadline=None)
@given(scale=st.floats(1e-3, 1e3), stops=st.integers(2, 5))
def test_size_does_not_matter_and_stops_are_less_smooth(scale, stops):
    once = minimum_jerk_speed(1.0, 200.0)
    many = np.tile(once[:-1], stops)
    assert sparc(scale * once, 200.0) == pytest.approx(sparc(once, 200.0), abs=1e-9)
    assert ldlj(scale * once, 200.0) == pytest.approx(ldlj(once, 200.0), abs=1e-9)
    assert sparc(many, 200.0) < sparc(once, 200.0) - 0.3
    assert ldlj(many, 200.0) < ldlj(once, 200.0) - 2.0


def test_a_session_is_cut_into_its_movements():
    moves = movements(drilled_hole(plunge_mm=3.0))
    assert len(moves) == 2  # down and out; drilling at 3 mm/s is below the threshold of movement
    assert median_sparc(moves, RATE_HZ) == pytest.approx(-1.5, abs=0.15)


@pytest.mark.parametrize("speed", [np.zeros(50), np.ones(3), np.full(50, np.nan)])
def test_no_movement_is_refused(speed):
    with pytest.raises(OsteoError, match="Smoothness needs"):
        sparc(speed, 100.0)
    with pytest.raises(OsteoError, match="Smoothness needs"):
        ldlj(speed, 100.0)


def test_even_speed_is_no_movement_from_rest():
    with pytest.raises(OsteoError, match="evenly"):
        ldlj(np.full(50, 2.0), 100.0)
    with pytest.raises(OsteoError, match="no movement"):
        median_sparc([], 100.0)
