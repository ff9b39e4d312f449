"""Tremor against the power of a sine, at several rates, beside slow movement."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.tremor import session_tremor, tremor_power
from simulation.assessment.made_session import recording_along


def shaken(frequency_hz, amplitude_mm, rate_hz, seconds=10.0):
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    points = np.zeros((len(time), 3))
    points[:, 0] = amplitude_mm * np.sin(2 * np.pi * frequency_hz * time)
    return points


@pytest.mark.parametrize("rate_hz", [100.0, 250.0, 1000.0])
def test_ten_hertz_of_a_twentieth_of_a_millimetre(rate_hz):
    assert tremor_power(shaken(10.0, 0.05, rate_hz), rate_hz) == pytest.approx(19_482, rel=1e-3)


def test_slow_movement_and_faster_vibration_are_no_tremor():
    rate = 1000.0
    slow, fast = shaken(0.5, 20.0, rate), shaken(40.0, 0.05, rate)
    assert tremor_power(slow, rate) < 1.0
    assert tremor_power(fast, rate) < 200.0
    assert tremor_power(slow + fast + shaken(10.0, 0.05, rate), rate) == pytest.approx(19_482, rel=0.02)


def test_the_direction_does_not_matter():
    points = shaken(10.0, 0.05, 250.0)
    turned = points[:, [0]] * np.array([[0.48, 0.6, 0.64]])
    assert tremor_power(turned, 250.0) == pytest.approx(tremor_power(points, 250.0), rel=1e-9)


def test_a_session_with_a_pause_is_taken_in_parts():
    rate = 200.0
    side = shaken(10.0, 0.05, rate, 8.0)
    still = np.zeros(len(side))
    recording = recording_along(still, still, still, side=side, rate_hz=rate)
    time = recording.time_s + np.where(recording.time_s > 4.0, 30.0, 0.0)
    paused = recording_along(still, still, still, side=side, rate_hz=rate, time_s=time)
    assert session_tremor(recording) == pytest.approx(19_482, rel=2e-3)
    assert session_tremor(paused) == pytest.approx(19_482, rel=5e-3)


def test_too_slow_or_too_short_is_refused():
    with pytest.raises(OsteoError, match="samples a second"):
        tremor_power(np.zeros((100, 3)), 20.0)
    with pytest.raises(OsteoError, match="less than a second"):
        tremor_power(np.zeros((50, 3)), 100.0)
