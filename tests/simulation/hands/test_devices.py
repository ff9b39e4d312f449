"""Hands of a haptic arm and of a recording."""

import numpy as np
import pytest

from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.hands.motion import turned
from osteokit.simulation.hands.replay import ReplayHand
from osteokit.simulation.hands.tracked import TrackedHand
from osteokit.simulation.recording_file import SAMPLE, recording_of
from osteokit.simulation.values import Touch
from osteokit.tracking.devices.values import HapticState

HEAD = {"rate_hz": 250.0, "tools": ["drill_2_5", "probe"], "scenario": "s", "level": "1", "hand": "h"}
SWAP = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])  # device x, y, z are RAS y, z, x


class Arm:
    """A haptic arm that is told where it is."""

    def __init__(self):
        self.seen, self.forces = HapticState(np.eye(4), np.zeros(3), (False,)), []

    def haptic(self):
        return self.seen

    def send_force(self, force_n):
        self.forces.append(np.array(force_n))
        return self.forces[-1]

    def place(self, xyz, pressed=False, turn=None):
        pose = np.eye(4)
        pose[:3, 3] = xyz
        if turn is not None:
            pose[:3, :3] = turn
        self.seen = HapticState(pose, np.zeros(3), (pressed,))


def felt(force):
    return Touch(0.0, np.eye(4), np.array(force, float), np.zeros(3), np.zeros(6))


def test_only_motion_counts_and_it_is_turned_into_ras():
    arm, start = Arm(), np.eye(4)
    start[:3, 3] = (10.0, 20.0, 30.0)
    hand = TrackedHand(arm, SWAP, start, "probe")
    arm.place((100.0, 0, 0))
    np.testing.assert_allclose(hand.state(0.0, None).tool_to_ras, start)
    arm.place((101.0, 0, 0))
    np.testing.assert_allclose(hand.state(0.001, None).tool_to_ras[:3, 3], [10, 21, 30])
    arm.place((101.0, 0, 0), turn=turned(np.array([1.0, 0, 0]), 0.3))
    np.testing.assert_allclose(
        hand.state(0.002, None).tool_to_ras[:3, :3], turned(np.array([0.0, 1, 0]), 0.3), atol=1e-9
    )


def test_a_lost_arm_says_so_and_goes_on_from_where_the_tool_was():
    arm = Arm()
    hand = TrackedHand(arm, np.eye(3), np.eye(4), "probe")
    hand.state(0.0, None)
    arm.place((5.0, 0, 0), pressed=True)
    assert hand.state(0.001, None).tool_to_ras[0, 3] == 5.0
    arm.seen = None
    for _ in range(3):
        with pytest.raises(DeviceLost):
            hand.state(0.002, None)
    arm.place((80.0, 0, 0))
    back = hand.state(0.003, None)
    assert back.tool_to_ras[0, 3] == 5.0 and back.power == 0.0


def test_the_motor_starts_smoothly_and_stops_at_once():
    arm = Arm()
    hand = TrackedHand(arm, np.eye(3), np.eye(4), "drill_2_5")
    hand.state(0.0, None)
    arm.place((0, 0, 0), pressed=True)
    powers = [hand.state(0.001 * n, None).power for n in range(1, 151)]
    assert powers[0] < 0.05 and powers[49] == pytest.approx(0.5, abs=0.02) and powers[-1] == pytest.approx(1.0)
    arm.place((0, 0, 0), pressed=False)
    assert hand.state(0.152, None).power == 0.0


def test_what_is_felt_goes_to_the_arm_in_its_own_axes():
    arm = Arm()
    hand = TrackedHand(arm, SWAP, np.eye(4), "probe", force_scale=0.1)
    hand.state(0.0, felt((0.0, 20.0, 0.0)))
    np.testing.assert_allclose(arm.forces[-1], [2.0, 0, 0])


def test_a_recording_is_done_again_without_its_pauses():
    samples = np.zeros(500, SAMPLE)
    samples["time_s"] = np.arange(500) / 250.0
    samples["time_s"][250:] += 30.0
    samples["tool_to_ras"] = np.eye(4)
    samples["tool_to_ras"][:, 0, 3] = np.arange(500)
    samples["tool"] = np.arange(500) >= 100
    samples["power"] = 0.5
    hand = ReplayHand(recording_of(samples, HEAD, (), {}))
    states = [hand.state(n / 1000.0, None) for n in range(2010)]
    places = [state.tool_to_ras[0, 3] for state in states if state is not None]
    np.testing.assert_allclose(places[:2000:4], np.arange(500))
    assert states[0].tool == "drill_2_5" and states[-20].tool == "probe" and states[-1] is None
