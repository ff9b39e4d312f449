import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.tracking.registration.touches import touches


def recording(stops, hz=50.0, hold_s=1.5, noise=0.1):
    """A tip that rests on places and goes from one to the next."""
    random, tips = np.random.default_rng(2), []
    for here, there in zip(stops, [*stops[1:], stops[-1]], strict=True):
        tips.append(np.tile(here, (int(hz * hold_s), 1)).astype(float))
        tips.append(np.linspace(here, there, int(hz)))
    tips = np.concatenate(tips) + random.normal(0, noise / np.sqrt(3), (sum(map(len, tips)), 3))
    return np.arange(len(tips)) / hz, tips


def test_each_place_on_which_the_tip_rests_is_one_touch():
    stops = [np.array(place, dtype=float) for place in ([0, 0, 0], [40, 0, 0], [40, 30, 0], [0, 30, 20])]
    found = touches(*recording(stops))
    assert len(found) == 4
    for touch, place in zip(found, stops, strict=True):
        np.testing.assert_allclose(touch.position, place, atol=0.3)
        assert 1.0 <= touch.ended_s - touch.began_s


def test_a_tip_that_is_held_too_shortly_is_no_touch():
    times = np.arange(200) / 50.0
    tips = np.stack([20.0 * np.floor(times / 0.5), 0 * times, 0 * times], axis=1)  # half a second on each place
    assert touches(times, tips, hold_s=1.0) == ()
    assert len(touches(times, tips, hold_s=0.4)) == 8


def test_a_lost_tool_ends_the_touch():
    times, tips = recording([np.zeros(3)], hold_s=3.0)
    tips[60:70] = np.nan
    assert all(np.isfinite(touch.position).all() for touch in touches(times, tips))


def test_times_that_run_backwards_are_refused():
    with pytest.raises(OsteoError, match="in their order"):
        touches(np.array([0.0, 2.0, 1.0]), np.zeros((3, 3)))
    with pytest.raises(OsteoError, match="one time for each"):
        touches(np.arange(3.0), np.zeros((4, 3)))
