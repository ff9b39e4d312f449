"""A device's figures, lights and sentences from messages at known times; no clock is read."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.monitor import MOST_TOOLS, DeviceMonitor
from osteokit.tracking.devices.motions import pose
from osteokit.tracking.devices.values import tool_and_frame
from osteokit.tracking.igtl.contents.poses import (
    Position,
    QuaternionTool,
    QuaternionTrackingData,
    TrackedTool,
    TrackingData,
    Transform,
)
from osteokit.tracking.igtl.contents.texts import String
from osteokit.tracking.igtl.header import Envelope, timestamp_of
from osteokit.tracking.igtl.messages import Message

WALL = 1.7e9
TURN = Rotation.from_euler("xyz", [20, -40, 70], degrees=True)
POSE = pose(TURN, np.array([1.0, -2.0, 3.0]))


def monitor(**settings):
    return DeviceMonitor(DeviceSettings("tracker", "tracker", **settings))


def message(name="Stylus", matrix=POSE, sent_s=0.0, number=0):
    return Message(Transform(matrix), Envelope(name, timestamp_of(sent_s) if sent_s else 0, message_id=number))


def fed(device, times, **parts):
    for time_s in times:
        device.take(message(**parts), float(time_s), WALL + float(time_s))
    return device


def test_rate_age_and_jitter_of_regular_messages():
    device = fed(monitor(), np.arange(0, 4, 1 / 60))
    last = np.arange(0, 4, 1 / 60)[-1]
    status = device.status(last + 0.012)
    assert status.rate_hz == pytest.approx(60.0, rel=1e-6)
    assert status.age_ms == pytest.approx(12.0, abs=1e-6)
    assert status.jitter_ms == pytest.approx(0.0, abs=1e-6)
    assert (status.light, status.sentence.english, status.lost) == ("green", "tracker: 60 Hz, 12 ms old.", 0)


def test_jitter_is_the_95th_percentile_of_the_deviation():
    random = np.random.default_rng(3)
    times = np.cumsum(0.02 + random.uniform(-0.004, 0.004, 400))
    status = fed(monitor(), times).status(times[-1])
    assert status.jitter_ms == pytest.approx(0.95 * 4.0, rel=0.12)  # uniform within 4 ms of its median
    assert status.rate_hz == pytest.approx(50.0, rel=0.02)


@pytest.mark.parametrize("after_s", [0.79, 0.81, 60.0])
def test_nothing_stale_is_given_out(after_s):
    device = fed(monitor(), np.arange(0, 2, 0.02))
    now = 1.98 + after_s
    assert (device.pose("Stylus", now) is not None) == (after_s < 0.8)
    status = device.status(now)
    (tool,) = status.tools
    assert (tool.pose is None) == (after_s > 0.8) and (status.light == "red") == (after_s > 0.8)
    if after_s > 0.8:
        assert tool.rate_hz == 0 and tool.jitter_ms == 0 and math.isinf(status.age_ms)
        assert "check its cable" in status.sentence.english and "电缆" in status.sentence.chinese


def test_what_comes_late_out_of_a_pulled_cable_is_not_shown():
    """Three seconds of messages arrive at once: the last ones are fresh, those before them are not given to anybody."""
    device, seen = monitor(), []
    device.listen(lambda tool, matrix, at: seen.append(matrix[0, 3]))
    for number in range(400):
        sent = 0.02 * number
        arrived = 7.0 if 4.0 < sent < 7.0 else sent + 0.001
        matrix = pose(TURN, np.array([float(number), 0, 0]))
        device.take(message(matrix=matrix, sent_s=WALL + sent), arrived, WALL + arrived)
    shown = {int(x) for x in seen}
    old = {number for number in range(400) if 4.0 < 0.02 * number < 6.19}
    assert not shown & old and {210 - 20, 349, 399} <= shown


def test_numbers_tell_what_was_lost_and_a_new_connection_begins_anew():
    device = monitor()
    for number in (5, 6, 7, 10, 11, 20):
        device.take(message(number=number), number * 0.02, 0.0)
    assert device.status(0.4).lost == 2 + 8
    device.reconnected()
    device.take(message(number=900), 0.42, 0.0)
    assert device.status(0.42).lost == 10


def test_times_tell_what_was_lost_where_messages_have_no_numbers():
    device = monitor()
    for number in range(100):
        if number not in (50, 51, 80):
            sent = number * 0.02 + 0.001 * math.sin(number)
            device.take(message(sent_s=WALL + sent), sent, WALL + sent)
    assert device.status(1.98).lost == 3


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (np.full((4, 4), np.nan), "not finite"),
        (POSE @ np.diag([1.1, 1, 1, 1]), "no rigid motion"),
        (POSE @ np.diag([-1, 1, 1, 1]), "no rigid motion"),
        (np.zeros((4, 4)), "no rigid motion"),
    ],
)
def test_a_matrix_that_is_no_pose_hides_the_tool_and_says_why(matrix, words):
    device = fed(monitor(), np.arange(0, 1, 0.02))
    device.take(message(matrix=matrix), 1.0, 0.0)
    assert device.pose("Stylus", 1.0) is None
    status = device.status(1.0)
    assert status.light == "amber" and words in status.sentence.english and status.tools[0].refused == 1
    fed(device, [1.02])
    assert device.pose("Stylus", 1.02) is not None
    assert "no poses" in device.status(1.02).sentence.english and device.status(1.02).light == "amber"
    fed(device, np.arange(1.04, 7, 0.02))
    assert device.status(7.0).light == "green"


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        ({"TransformStatus": "OK"}, ""),
        ({"TransformValid": "True", "TransformStatus": "OK"}, ""),
        ({"TransformStatus": "MISSING", "TransformValid": "False"}, "MISSING"),
        ({"TransformStatus": "OUT_OF_VIEW"}, "OUT_OF_VIEW"),
        ({"TransformValid": "0"}, "INVALID"),
        ({"TransformValid": "False", "TransformStatus": "OK"}, "INVALID"),
    ],
)
def test_a_pose_that_plus_repeats_for_a_lost_tool_is_not_shown(metadata, status):
    """PLUS sends the last matrix again, with a status, unless it is told to send valid ones only."""
    device = monitor()
    device.take(Message(Transform(POSE), Envelope("StylusToTracker", metadata=metadata)), 1.0, 0.0)
    assert (device.pose("Stylus", 1.0) is None) == bool(status)
    (tool,) = device.status(1.0).tools
    assert tool.sentence.english == (f"The tracker says {status}." if status else "") and tool.refused == 0


def test_every_kind_of_message_gives_the_same_pose():
    x, y, z, w = TURN.as_quat()
    place, quaternion = np.array([1.0, -2.0, 3.0]), np.array([x, y, z, w])
    for content in (
        Transform(POSE),
        Position(place, quaternion),
        TrackingData((TrackedTool("Stylus", 2, POSE),)),
        QuaternionTrackingData((QuaternionTool("Stylus", 2, place, quaternion),)),
    ):
        device = monitor()
        device.take(Message(content, Envelope("Stylus")), 1.0, 0.0)
        np.testing.assert_allclose(device.pose("Stylus", 1.0), POSE, atol=1e-9)
    device = monitor()
    device.take(Message(QuaternionTrackingData((QuaternionTool("S", 2, place, np.zeros(4)),))), 1.0, 0.0)
    assert device.status(1.0).tools[0].refused == 1
    device.take(Message(String("hello"), Envelope("S")), 1.0, 0.0)
    assert len(device.status(1.0).tools) == 1


def test_names_of_plus():
    assert tool_and_frame("StylusToReference") == ("Stylus", "Reference")
    assert tool_and_frame("StylusTipToTracker") == ("StylusTip", "Tracker")
    assert tool_and_frame("Stylus") == ("Stylus", "") and tool_and_frame("Tool") == ("Tool", "")


def test_a_reference_is_taken_as_sent_or_made_of_both():
    reference = pose(Rotation.from_euler("z", 30, degrees=True), np.array([10.0, 0.0, -5.0]))
    device = monitor()
    device.take(message("StylusToTracker", POSE), 1.0, 0.0)
    assert device.pose("Stylus", 1.0, "Reference") is None
    device.take(message("ReferenceToTracker", reference), 1.0, 0.0)
    np.testing.assert_allclose(reference @ device.pose("Stylus", 1.0, "Reference"), POSE, atol=1e-12)
    assert device.pose("Stylus", 1.7, "Reference") is not None
    fed(device, [2.0], name="StylusToTracker")
    assert device.pose("Stylus", 2.0, "Reference") is None  # the reference is stale
    device.take(message("StylusToReference", reference), 2.0, 0.0)
    np.testing.assert_allclose(device.pose("Stylus", 2.0, "Reference"), reference)


def test_an_expected_tool_that_is_missing_is_named():
    device = fed(monitor(tools=("Stylus", "Reference")), np.arange(0, 1, 0.02), name="StylusToTracker")
    status = device.status(1.0)
    assert status.light == "amber" and status.sentence.english == "Reference cannot be seen: Not seen yet."
    assert [(tool.name, tool.is_seen) for tool in status.tools] == [("StylusToTracker", True), ("Reference", False)]
    fed(device, [1.0], name="Reference")
    assert device.status(1.0).light == "green"


def test_a_rate_below_what_is_expected_a_lag_and_a_flood_are_amber():
    slow = fed(monitor(rate_hz=60.0), np.arange(0, 3, 0.05))
    assert slow.status(2.96).sentence.english == "tracker sends 20 Hz where 60 are expected."
    assert "trails the hand" in slow.status(3.15).sentence.english
    flood = fed(monitor(), np.arange(0, 0.5, 0.0001))
    status = flood.status(0.5)
    assert status.light == "amber" and "lower its rate" in status.sentence.english
    assert status.rate_hz == pytest.approx(10_000, rel=0.01)


def test_hostile_names_do_not_grow_without_bound():
    device = monitor()
    for number in range(1000):
        device.take(message(f"T{number}"), number * 0.01, 0.0)
    fed(device, np.arange(9.0, 10.0, 0.02), name="T0")
    status = device.status(10.0)
    assert len(status.tools) == MOST_TOOLS and "more tools than can be followed" in status.sentence.english


def test_damage_and_a_set_clock_are_told_for_five_seconds():
    device = monitor()
    device.damaged(2, "The TRANSFORM message was damaged.", 1.0)
    fed(device, np.arange(1, 8, 0.02))
    assert device.status(5.9).sentence.english.startswith("Messages of tracker arrive damaged")
    assert device.status(7.98).light == "green" and device.status(7.98).lost == 2
    for number in range(20):
        sent = WALL + 8 + 0.02 * number - (3600 if number > 10 else 0)
        device.take(message(sent_s=sent), 8 + 0.02 * number, WALL + 8 + 0.02 * number)
    status = device.status(8.4)
    assert status.light == "amber" and "clock of tracker was set" in status.sentence.english
    assert device.pose("Stylus", 8.4) is not None


def test_trouble_is_red_and_silence_has_two_sentences():
    device = monitor()
    assert device.status(1.0, connected_s=0.5).light == "amber"
    assert "start the tracking there" in device.status(1.0, connected_s=9.0).sentence.english
    trouble = "No OpenIGTLink peer answers at a:1 (Connection refused); check address and port."
    status = device.status(1.0, trouble)
    assert status.light == "red" and status.sentence.english == trouble


def test_the_haptic_state_is_of_three_messages_and_only_fresh_ones():
    device = monitor()
    velocity, buttons = np.eye(4), np.zeros((4, 4))
    velocity[:3, 3], buttons[:3, 0], buttons[3, 3] = (5, 6, 7), (0, 1, 0), 1
    assert device.haptic(0.0) is None
    device.take(message("StylusVelocity", velocity), 1.0, 0.0)
    device.take(message("Buttons", buttons), 1.0, 0.0)
    device.take(message("Stylus"), 1.5, 0.0)
    state = device.haptic(1.6)
    np.testing.assert_array_equal(state.velocity_mm_s, [5, 6, 7])
    assert state.buttons == (False, True, False)
    assert [tool.name for tool in device.status(1.6).tools] == ["Stylus"]
    stale = device.haptic(2.0)
    assert not stale.velocity_mm_s.any() and stale.buttons == ()
    assert device.haptic(3.0) is None


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1.5), st.sampled_from(["good", "nan", "skew", "missing"]), st.floats(-2, 2), st.booleans()
        ),
        max_size=60,
    ),
    st.floats(0, 3),
)
def test_whatever_comes_a_pose_that_is_shown_is_good_and_fresh(steps, wait):
    """For any order of good and bad messages, with any stamps: what is shown came within 0.8 s, and was the last."""
    device, now, last = monitor(), 10.0, None
    for gap, kind, shift, stamped in steps:
        now += gap
        matrix = {"nan": np.full((4, 4), np.nan), "skew": POSE @ np.diag([2.0, 1, 1, 1])}.get(kind, POSE)
        metadata = {"TransformStatus": "MISSING"} if kind == "missing" else {}
        stamp = timestamp_of(WALL + now + shift) if stamped else 0
        device.take(Message(Transform(matrix), Envelope("S", stamp, metadata=metadata)), now, WALL + now)
        last = now if kind == "good" else last
    now += wait
    pose_now = device.pose("S", now)
    if pose_now is not None:
        np.testing.assert_array_equal(pose_now, POSE)
        assert last is not None and now - last <= 0.8
    status = device.status(now)
    assert status.sentence.english and status.sentence.chinese and (status.light == "red") <= (pose_now is None)
