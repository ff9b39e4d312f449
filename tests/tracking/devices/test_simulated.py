"""Motions against their description, the arm against its closed form, and what the server refuses."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.tracking.calibration.pivot import pivot_calibration
from osteokit.tracking.devices.arm import BUTTONS, STYLUS, VELOCITY, Hand, SimulatedArm
from osteokit.tracking.devices.faults import FAULTS, Fault, spoiled
from osteokit.tracking.devices.motions import PIVOT, POINTER, SCRIPTS, TIP, script, with_noise
from osteokit.tracking.devices.simulated import SimulatedDevice
from osteokit.tracking.igtl.contents.queries import Query, StartTracking
from osteokit.tracking.igtl.header import Envelope
from osteokit.tracking.igtl.link import Link
from osteokit.tracking.igtl.messages import Message
from osteokit.tracking.poses import rigid_poses


@pytest.mark.parametrize("name", SCRIPTS)
def test_motions_are_rigid_smooth_and_always_the_same(name):
    times = np.arange(0, 30, 0.05)
    for tool in script(name)(0.0):
        poses = rigid_poses([script(name)(time_s)[tool] for time_s in times])
        steps = np.linalg.norm(np.diff(poses[:, :3, 3], axis=0), axis=1) / 0.05
        assert steps.max() < 200.0  # mm/s
        np.testing.assert_array_equal(script(name)(7.3)[tool], script(name)(7.3)[tool])


def test_the_pivot_motion_calibrates_to_the_tip_that_is_told():
    poses = [script("pivot")(time_s)[POINTER] for time_s in np.arange(0, 20, 0.1)]
    found = pivot_calibration(poses)
    np.testing.assert_allclose(found.tip, TIP, atol=1e-6)
    np.testing.assert_allclose(found.pivot, PIVOT, atol=1e-6)
    assert found.advice == ""


def test_the_tip_goes_round_its_circle():
    tips = np.array([script("circle")(t)[POINTER] @ [*TIP, 1] for t in np.arange(0, 4, 0.1)])[:, :3]
    np.testing.assert_allclose(np.linalg.norm(tips - PIVOT, axis=1), 40.0, atol=1e-9)


def test_noise_has_the_deviation_that_was_asked_for():
    noisy = with_noise(script("still"), 0.25, seed=4)
    places = np.array([noisy(0.0)[POINTER][:3, 3] for _ in range(4000)])
    np.testing.assert_allclose(places.std(axis=0), 0.25, rtol=0.05)
    with pytest.raises(OsteoError, match="0 or more"):
        with_noise(script("still"), -1.0)


def test_an_unknown_motion_lists_those_that_there_are():
    with pytest.raises(OsteoError, match="still, pivot, spin, circle, wander"):
        script("dance")


def test_the_arm_follows_the_closed_form_of_a_critically_damped_spring():
    """A step of 1 N on 0.2 kg held by 0.5 N/mm: x = F/k (1 - (1 + w t) exp(-w t)), w = sqrt(k/m) = 50/s."""
    arm = SimulatedArm(Hand())
    arm(0.0)
    arm.push(np.array([0.0, 0.0, 1.0]))
    times = np.arange(0.001, 0.3, 0.001)
    moved = np.array([arm(t)[STYLUS][2, 3] for t in times])
    exact = 2.0 * (1 - (1 + 50 * times) * np.exp(-50 * times))
    np.testing.assert_allclose(moved, exact, atol=0.02)
    assert abs(arm(0.5)[VELOCITY][2, 3]) < 1e-3


def test_the_arm_sends_what_plus_sends():
    hand = Hand()
    target = np.eye(4)
    target[:3, 3] = (10.0, 0.0, 0.0)
    hand.hold(target, False, True)
    sent = SimulatedArm(hand)(0.0)
    np.testing.assert_array_equal(sent[BUTTONS][:3, 0], [0, 1, 0])
    np.testing.assert_array_equal(sent[STYLUS], target)
    with pytest.raises(OsteoError, match="up to three buttons"):
        hand.hold(target, True, True, True, True)
    with pytest.raises(OsteoError, match="no rigid motion"):
        hand.hold(np.diag([2.0, 1, 1, 1]))


def test_faults_come_and_go_at_their_times():
    once, again = Fault("nan", 5.0, 2.0), Fault("nan", 5.0, 2.0, 10.0)
    assert [once.is_on(t) for t in (0, 4.9, 5.0, 6.9, 7.0, 15.5)] == [False, False, True, True, False, False]
    assert [again.is_on(t) for t in (4.9, 5.0, 7.0, 14.9, 15.5, 25.1)] == [False, True, False, False, True, True]
    assert np.isnan(spoiled(np.eye(4), "nan")).all() and np.linalg.det(spoiled(np.eye(4), "skew")) > 1.05
    assert set(FAULTS) == {"stall", "vanish", "lost", "frozen", "nan", "skew", "flood", "clock"}
    with pytest.raises(OsteoError, match="no fault named 'fire'"):
        Fault("fire")
    with pytest.raises(OsteoError, match="0 or more"):
        Fault("nan", -1.0)


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), 1e6])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(OsteoError, match="frames a second"):
        SimulatedDevice(script("still"), rate)


def test_it_answers_what_trackers_are_asked():
    with SimulatedDevice(script("still"), 50.0) as device, Link.to("127.0.0.1", device.port) as link:
        link.send(Message(StartTracking("STT_TDATA", 20), Envelope()))
        link.send(Message(Query("GET_CAPABIL"), Envelope()))
        answers, poses = {}, []
        while len(answers) < 2 or len(poses) < 20:
            message = link.receive(5.0)
            assert message is not None
            if message.type_name == "TRANSFORM":
                poses.append(message)
            else:
                answers[message.type_name] = message.content
        assert answers["RTS_TDATA"].succeeded and "TRANSFORM" in answers["CAPABILITY"].types
        numbers = [one.envelope.message_id for one in poses if one.device == POINTER]
        assert np.diff(numbers).tolist() == [1] * (len(numbers) - 1) and poses[0].envelope.time_s > 1e9


def test_it_comes_back_at_its_port_after_it_vanished():
    with SimulatedDevice(script("still"), 100.0, fault=Fault("vanish", 0.1, 0.3)) as device:
        import time

        end = time.monotonic() + 10
        began = time.monotonic()
        while time.monotonic() - began < 0.5:
            time.sleep(0.02)
        while True:
            assert time.monotonic() < end
            try:
                with Link.to("127.0.0.1", device.port) as link:
                    assert link.receive(2.0) is not None
                    break
            except OsteoError:
                time.sleep(0.05)
