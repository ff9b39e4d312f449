"""What may reach a hand: each bound by itself, and all of them under any use."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.tracking.devices.force_safety import ForceLimits, SafeForce

LIMITS = ForceLimits(most_n=3.0, slew_n_s=100.0, dead_man_s=0.1)


def driven(force, *times, wanted=(10.0, 0.0, 0.0)):
    """Ask and take at each time; the last force."""
    out = np.zeros(3)
    for time_s in times:
        force.ask(np.array(wanted), time_s)
        out = force.at(time_s)
    return out


def test_the_limit_shortens_a_force_and_keeps_its_direction():
    force = SafeForce(LIMITS)
    out = driven(force, *np.arange(0.0, 0.5, 0.01), wanted=(30.0, -40.0, 0.0))
    np.testing.assert_allclose(out, [1.8, -2.4, 0.0], atol=1e-12)


def test_the_slew_rate_bounds_every_step():
    force = SafeForce(LIMITS)
    sizes = [driven(force, time_s)[0] for time_s in np.arange(0.0, 0.05, 0.001)]
    assert max(np.diff(sizes)) <= 100.0 * 0.001 + 1e-12
    assert sizes[0] == 0.0 and sizes[30] == pytest.approx(3.0)  # 3 N at 100 N/s: 30 ms
    force.ask(np.zeros(3), 0.050)
    assert force.at(0.051)[0] >= 3.0 - 100.0 * 0.0021  # downwards too


def test_after_a_pause_the_force_does_not_leap():
    force = SafeForce(ForceLimits(most_n=100.0, slew_n_s=100.0, dead_man_s=0.1))
    driven(force, 0.0)
    assert driven(force, 50.0, wanted=(90.0, 0, 0))[0] <= 100.0 * 0.1 + 1e-12


def test_the_dead_man_lets_go():
    force = SafeForce(LIMITS)
    assert driven(force, *np.arange(0.0, 0.2, 0.01))[0] == pytest.approx(3.0)
    assert force.at(0.19 + 0.0999)[0] == pytest.approx(3.0)
    assert not force.at(0.19 + 0.1001).any()
    assert not force.at(0.19).any()  # nor does it come back by a clock that goes back


@pytest.mark.parametrize(
    "nonsense",
    [np.array([np.nan, 0, 0]), np.array([0, np.inf, 0]), np.zeros(2), np.eye(3), np.array([])],
)
def test_nonsense_is_no_force_at_once(nonsense):
    force = SafeForce(LIMITS)
    assert driven(force, *np.arange(0.0, 0.2, 0.01))[0] == pytest.approx(3.0)
    force.ask(nonsense, 0.191)
    assert not force.at(0.1911).any()


def test_stop_is_at_once_and_lasts_until_asked_again():
    force = SafeForce(LIMITS)
    assert not force.was_used
    driven(force, *np.arange(0.0, 0.2, 0.01))
    assert not force.stop().any() and not force.at(0.191).any() and force.is_zero
    assert 0 < driven(force, 0.195, 0.200)[0] <= 1.0


def test_a_clock_that_runs_backwards_stops_the_force():
    force = SafeForce(LIMITS)
    driven(force, *np.arange(100.0, 100.2, 0.01))
    assert not force.at(99.0).any()


NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(st.tuples(st.floats(0, 0.3), st.booleans(), st.tuples(NUMBERS, NUMBERS, NUMBERS)), max_size=60))
def test_whatever_is_asked_the_bounds_hold(steps):
    """Limit, slew upwards, dead man, finite: for every sequence of asking, taking and waiting."""
    force = SafeForce(LIMITS)
    now, asked_at, before, taken_at = 0.0, -math.inf, np.zeros(3), None
    for wait, asks, wanted in steps:
        now += wait
        if asks:
            force.ask(np.array(wanted), now)
            asked_at = now if np.isfinite(wanted).all() else -math.inf
            before = before if np.isfinite(wanted).all() else np.zeros(3)
        out = force.at(now)
        gap = 0.0 if taken_at is None else min(now - taken_at, LIMITS.dead_man_s)
        assert np.isfinite(out).all() and np.linalg.norm(out) <= LIMITS.most_n * (1 + 1e-9)
        if now - asked_at > LIMITS.dead_man_s:
            assert not out.any()
        else:
            assert np.linalg.norm(out - before) <= LIMITS.slew_n_s * gap + 1e-6
        before, taken_at = out, now


@pytest.mark.parametrize("parts", [{"most_n": 0.0}, {"slew_n_s": -1.0}, {"dead_man_s": math.nan}, {"most_n": math.inf}])
def test_limits_that_are_none_are_refused(parts):
    with pytest.raises(OsteoError, match="must be a number above 0"):
        ForceLimits(**parts)
