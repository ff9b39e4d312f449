"""Delays by two clocks: against a simulated network whose delays and clocks are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.tracking.devices.sender_clock import SenderClock

WALL = 1.7e9
"""``time.time()`` where ``time.monotonic()`` is 0."""


def delays(offset_s, sent_s, delays_s, drift=0.0):
    """Delays told for messages sent at ``sent_s`` (our monotonic clock) that took ``delays_s``; the sender's clock is
    ``offset_s`` ahead of our wall clock and drifts."""
    clock = SenderClock()
    told = []
    for sent, delay in zip(sent_s, delays_s, strict=True):
        arrived = sent + delay
        told.append(clock.delay_s(WALL + sent * (1 + drift) + offset_s, arrived, WALL + arrived))
    return clock, told


def test_where_clocks_agree_the_whole_delay_is_told():
    sent = np.arange(0, 5, 1 / 60)
    wanted = 0.012 + 0.005 * np.random.default_rng(0).random(len(sent))
    clock, told = delays(0.0, sent, wanted)
    np.testing.assert_allclose(told, wanted, atol=1e-6)
    assert clock.jumps == 0


@pytest.mark.parametrize("offset", [-86400.0, -3.0, 5.0, 3600.0])
def test_where_clocks_differ_the_common_part_is_not_told(offset):
    sent = np.arange(0, 5, 1 / 60)
    wanted = 0.012 + 0.005 * np.random.default_rng(0).random(len(sent))
    wanted[0] = 0.012
    _, told = delays(offset, sent, wanted)
    np.testing.assert_allclose(told, wanted - 0.012, atol=1e-6)


def test_what_waited_in_the_network_is_as_old_as_it_is():
    """The cable is pulled for three seconds, then all that waited comes at once."""
    sent = np.arange(0, 10, 0.02)
    wanted = np.full(len(sent), 0.01)
    waiting = (sent > 5) & (sent < 8)
    wanted[waiting] = 8.0 - sent[waiting]
    clock, told = delays(120.0, sent, wanted)
    np.testing.assert_allclose(np.array(told)[waiting], wanted[waiting] - 0.01, atol=1e-6)
    assert clock.jumps == 0


@pytest.mark.parametrize("jump", [-3600.0, -2.0, 3.0, 86400.0])
def test_a_clock_that_is_set_is_noticed_once_and_measured_anew(jump):
    clock, told = SenderClock(), []
    for number in range(400):
        sent = number * 0.02
        stamp = WALL + sent + (jump if number >= 200 else 0.0)
        told.append(clock.delay_s(stamp, sent + 0.01, WALL + sent + 0.01))
    assert clock.jumps == 1
    late = [one for one in told if one is None]
    assert len(late) == (1 if jump < 0 else 0)  # the first after a step back could be a straggler
    assert all(abs(one) < 0.02 for one in told if one is not None)


def test_one_old_message_is_late_and_no_jump():
    clock = SenderClock()
    for number in (0, 1, 2, 3, 1.5, 4, 5):
        found = clock.delay_s(WALL + number, 10 + number, WALL + 10 + number)
        assert (found is None) == (number == 1.5)
    assert clock.jumps == 0


def test_a_slow_drift_is_followed():
    sent = np.arange(0, 300, 0.1)
    _, told = delays(7.0, sent, np.full(len(sent), 0.01), drift=-100e-6)  # 100 ppm slow: 30 ms in five minutes
    assert max(told[1000:]) < 100e-6 * 30 + 1e-3


def test_a_stamp_that_stands_still_grows_old():
    clock = SenderClock()
    told = [clock.delay_s(WALL + 5.0, 5.0 + n * 0.1, WALL + 5.0 + n * 0.1) for n in range(20)]
    assert told[-1] == pytest.approx(1.9)


@given(
    st.lists(st.floats(0.001, 0.2), min_size=2, max_size=80),
    st.lists(st.floats(0.0, 0.5), min_size=80, max_size=80),
    st.floats(-1e5, 1e5),
)
def test_no_delay_is_negative_or_longer_than_it_was(intervals, extra, offset):
    """In order, as TCP keeps it: for any intervals, delays and offset. A clock that is slow by less than 0.2 s cannot
    be told from a delay, and is taken for one."""
    sent = np.cumsum(intervals)
    arrived = np.maximum.accumulate(sent + np.array(extra[: len(sent)]))
    _, told = delays(offset, sent, arrived - sent)
    for one, true in zip(told, arrived - sent, strict=True):
        slow = -offset if -0.2 <= offset < 0 else 0.0
        assert one is not None and -1e-6 <= one <= true + slow + 1e-6
