"""A device over a real socket: seen, lost, found again, spoilt on purpose; forces in both directions."""

import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pyigtl
import pytest

from osteokit.base.errors import OsteoError
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.arm import Hand, SimulatedArm
from osteokit.tracking.devices.faults import FAULTS, Fault
from osteokit.tracking.devices.force_safety import ForceLimits
from osteokit.tracking.devices.live import LiveDevice
from osteokit.tracking.devices.motions import POINTER, circle
from osteokit.tracking.devices.simulated import SIMULATED, SimulatedDevice
from osteokit.tracking.igtl.contents.poses import Transform
from osteokit.tracking.igtl.header import Envelope
from osteokit.tracking.igtl.link import Link
from osteokit.tracking.igtl.messages import Message


def settings(device, **parts):
    return DeviceSettings("tracker", "tracker", port=device.port, **{"stale_s": 0.4, **parts})


def until(condition, seconds=15.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
    return True


@pytest.fixture
def tracker():
    with SimulatedDevice(circle, 100.0) as device:
        yield device


def test_a_pose_comes_as_it_was_sent_and_the_light_is_green(tracker):
    with LiveDevice(settings(tracker, tools=(POINTER,))) as live:
        until(lambda: live.pose("Stylus") is not None)
        radius = np.linalg.norm((live.pose("Stylus") @ [0, 0, 150, 1])[:2] - [20.0, -30.0])
        assert radius == pytest.approx(40.0, abs=1e-3)  # float32 on the wire
        until(lambda: live.status().light == "green" and live.status().rate_hz > 0)
        assert {tool.name for tool in live.status().tools} == {POINTER, "ReferenceToTracker"}


def test_a_server_that_vanishes_is_told_and_found_again(tracker):
    port = tracker.port
    with LiveDevice(settings(tracker)) as live:
        until(lambda: live.pose("Stylus") is not None)
        tracker.close()
        until(lambda: live.pose("Stylus") is None, 1.5)
        assert live.status().light == "red"
        until(
            lambda: (
                "closed the connection" in live.status().sentence.english or "answers" in live.status().sentence.english
            )
        )
        with SimulatedDevice(circle, 100.0, port):
            until(lambda: live.pose("Stylus") is not None)
            assert live.status().light != "red"


@pytest.mark.parametrize("kind", [kind for kind in FAULTS if kind != "vanish"])
def test_faults_are_told_and_nothing_old_or_wrong_is_shown(kind):
    """From 0.6 s on for 0.8 s; afterwards it is seen again."""
    with SimulatedDevice(circle, 100.0, fault=Fault(kind, 0.6, 0.8)) as device, LiveDevice(settings(device)) as live:
        until(lambda: live.pose("Stylus") is not None)
        hidden, sentences = False, set()
        end = time.monotonic() + 2.0
        while time.monotonic() < end:
            hidden = hidden or live.pose("Stylus") is None
            status = live.status()
            sentences.add(status.sentence.english if status.light != "green" else "")
            time.sleep(0.01)
        assert hidden or kind in ("flood", "clock"), sentences  # those two are no reason to hide a tool
        told = " ".join(sentences)
        words = {
            "stall": "check its cable",
            "lost": "check its cable",
            "frozen": "says MISSING",
            "nan": "not finite",
            "skew": "no rigid motion",
            "flood": "",
            "clock": "was set",
        }
        assert words[kind] in told
        until(lambda: live.pose("Stylus") is not None)


def test_a_peer_that_is_connected_and_silent_is_asked_to_send():
    asked = threading.Event()

    from osteokit.tracking.igtl.server import Server

    def take(received, peer):
        if received.message.type_name == "STT_TDATA":
            asked.set()
            peer.send(Message(Transform(np.eye(4)), Envelope("Stylus")))

    with Server(0, on_message=take) as server, LiveDevice(settings(server)) as live:
        assert live.status().light in ("amber", "red")
        assert asked.wait(10)
        until(lambda: live.pose("Stylus") is not None)


def test_a_dead_connection_is_made_anew(monkeypatch):
    """A cable that was pulled leaves a connection that is open and dumb for ever."""
    monkeypatch.setattr("osteokit.tracking.devices.live._AGAIN_AFTER_S", 0.5)
    from osteokit.tracking.igtl.server import Server

    came = []
    with Server(0, on_change=lambda peer: came.append(peer.ended)) as server, LiveDevice(settings(server)):
        until(lambda: came.count("") >= 2)


def test_two_users_of_one_device_are_refused_here(tracker):
    with LiveDevice(settings(tracker), "the trainer"):
        with pytest.raises(OsteoError, match="in use by the trainer"):
            LiveDevice(settings(tracker), "navigation")
    LiveDevice(settings(tracker), "navigation").close()


def test_a_driver_that_fails_leaves_the_device_free():
    def broken():
        raise OsteoError("The arm is not plugged in.")

    one = DeviceSettings("arm", "haptic", start=broken)
    for _ in range(2):
        with pytest.raises(OsteoError, match="not plugged in"):
            LiveDevice(one)


def test_a_peer_that_speaks_something_else_is_red_and_says_so():
    """A web server at that port, say."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        ended = threading.Event()

        def serve():
            while not ended.is_set():
                connection, _ = listener.accept()
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n" + b"x" * 200)
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with LiveDevice(DeviceSettings("web", "plus", port=listener.getsockname()[1])) as live:
            until(lambda: "no OpenIGTLink header" in live.status().sentence.english)
            assert live.status().light == "red" and "报头" in live.status().sentence.chinese
        ended.set()
        socket.create_connection(listener.getsockname(), 1.0).close()
        thread.join(5)


@pytest.mark.parametrize("one", SIMULATED, ids=lambda one: one.name)
def test_simulated_devices_start_by_themselves(one):
    with LiveDevice(one) as live:
        until(lambda: live.status().light == "green" and live.status().rate_hz > 0)


@pytest.fixture
def arm():
    with SimulatedDevice(SimulatedArm(Hand()), 200.0) as device:
        yield device


def pushed(live, force, seconds):
    out = np.zeros(3)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        out = live.send_force(np.array(force))
        time.sleep(0.005)
    return out


def test_a_force_pushes_the_stylus_and_lets_go_when_nobody_asks(arm):
    limits = ForceLimits(most_n=2.0, slew_n_s=50.0, dead_man_s=0.15)
    with LiveDevice(settings(arm), force_limits=limits) as live:
        until(lambda: live.haptic() is not None)
        out = pushed(live, [0.0, 9.0, 0.0], 0.6)
        np.testing.assert_allclose(out, [0, 2, 0], atol=1e-9)
        assert live.haptic().pose[1, 3] == pytest.approx(2.0 / 0.5, abs=0.6)  # held by 0.5 N/mm
        until(lambda: abs(live.haptic().pose[1, 3]) < 0.2, 2.0)  # nobody asks: the dead man here and there
        assert not arm.force_n.any()


def test_an_arm_that_trusts_its_sender_is_sent_the_zero():
    """PLUS's arm holds the last force for ever: the zero must be said, though nobody asks any more."""
    from osteokit.tracking.igtl.server import Server

    forces = []

    def take(received, peer):
        if received.message.device == "Force":
            forces.append(received.message.content.matrix[0, 3])

    with Server(0, on_message=take) as server, LiveDevice(settings(server, stale_s=30.0)) as live:
        until(lambda: server.peers)
        until(lambda: server.send(Message(Transform(np.eye(4)), Envelope("Stylus"))) and live.haptic() is not None)
        pushed(live, [1.0, 0.0, 0.0], 0.2)
        assert max(forces) > 0.5
        until(lambda: forces[-1] == 0.0, 5.0)
        count = len(forces)
        time.sleep(0.2)
        assert len(forces) == count  # said once, not for ever


def test_the_force_ends_with_its_user(arm):
    live = LiveDevice(settings(arm))
    until(lambda: live.haptic() is not None)
    pushed(live, [2.0, 0.0, 0.0], 0.3)
    assert arm.force_n[0] > 1.0
    live.close()
    until(lambda: not arm.force_n.any(), 0.5)


def test_a_second_peer_gives_no_force_and_is_told(arm):
    with LiveDevice(settings(arm)) as live, Link.to("127.0.0.1", arm.port) as other:
        until(lambda: live.haptic() is not None)
        pushed(live, [1.0, 0.0, 0.0], 0.2)
        matrix = np.eye(4)
        matrix[:3, 3] = (0.0, 0.0, 3.0)
        other.send(Message(Transform(matrix), Envelope("Force")))
        pushed(live, [1.0, 0.0, 0.0], 0.2)
        assert arm.force_n[2] == 0.0
        end = time.monotonic() + 5
        told = ""
        while not told and time.monotonic() < end:
            message = other.receive(1.0)
            told = message.content.text if message is not None and message.type_name == "STATUS" else ""
        assert "gives the force of this device already" in told


def test_a_second_user_elsewhere_is_told_with_an_amber_light(arm):
    """Another program pushes the arm: poses are still seen, forces are refused, and the sentence says by whom."""
    with Link.to("127.0.0.1", arm.port) as other, LiveDevice(settings(arm)) as live:
        other.send(Message(Transform(np.eye(4)), Envelope("Force")))
        assert other.receive(5.0) is not None
        until(lambda: live.haptic() is not None)
        pushed(live, [1.0, 0.0, 0.0], 0.2)
        until(lambda: "already" in live.status().sentence.english)
        assert live.status().light == "amber" and "控制" in live.status().sentence.chinese
        assert not arm.force_n.any() and live.pose("Stylus") is not None


def test_pyigtl_sees_a_simulated_device(tracker):
    client = pyigtl.OpenIGTLinkClient("127.0.0.1", tracker.port)
    try:
        found = []
        until(lambda: client.is_connected())
        until(lambda: found.append(client.wait_for_message(POINTER, timeout=2)) or found[-1] is not None)
        radius = np.linalg.norm((found[-1].matrix @ [0, 0, 150, 1])[:2] - [20.0, -30.0])
        assert radius == pytest.approx(40.0, abs=1e-3)
    finally:
        client.stop()


PYIGTL_SERVER = """
import sys, time, numpy as np, pyigtl
server = pyigtl.OpenIGTLinkServer(port=int(sys.argv[1]), local_server=True)
matrix = np.eye(4)
matrix[:3, 3] = (1.0, 2.0, 3.0)
while True:
    server.send_message(pyigtl.TransformMessage(matrix, device_name="ProbeToTracker"), wait=False)
    time.sleep(0.02)
"""


def test_a_server_of_pyigtl_is_a_device(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", PYIGTL_SERVER, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with LiveDevice(DeviceSettings("pyigtl", "tracker", port=port, tools=("Probe",))) as live:
            until(lambda: live.pose("Probe") is not None, 30.0)
            np.testing.assert_allclose(live.pose("Probe")[:3, 3], [1, 2, 3])
            process.kill()
            until(lambda: live.pose("Probe") is None and live.status().light == "red", 5.0)
    finally:
        process.kill()
        process.wait()


def test_no_force_without_a_stylus(tracker):
    with LiveDevice(settings(tracker)) as live:
        until(lambda: live.pose("Reference") is not None)
        tracker.close()
        until(lambda: live.pose("Reference") is None)
        assert not live.send_force(np.array([1.0, 0.0, 0.0])).any()


def test_close_is_quick_where_the_host_does_not_answer():
    live = LiveDevice(DeviceSettings("far", "tracker", "192.0.2.1"))
    assert live.status().light != "green" and live.pose("Stylus") is None
    began = time.monotonic()
    live.close()
    assert time.monotonic() - began < 2.0


def test_open_devices_are_those_that_are_followed_now(arm):
    from osteokit.tracking.devices.live import open_devices

    assert not [one for one in open_devices() if one.settings.name == "followed"]
    with LiveDevice(DeviceSettings("followed", "haptic", port=arm.port)) as live:
        assert live in open_devices()
    assert live not in open_devices()
