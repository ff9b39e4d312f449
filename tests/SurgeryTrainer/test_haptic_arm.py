"""A haptic arm at the panel: a simulated one over a real socket, its loop in its own process, time as it passes."""

import os
import shutil
import signal
import time

import numpy as np
import pytest

from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.simulation.recording_file import is_broken
from osteokit.tracking.devices.arm import Hand, SimulatedArm
from osteokit.tracking.devices.live import LiveDevice
from osteokit.tracking.devices.simulated import SimulatedDevice
from simulation.small_scenario import written

pytestmark = pytest.mark.service("qt")

ARM = 3
"""Place of the arm in the list of hands: after the mouse and two demonstrations."""


class Person:
    """At the panel with one hand, at the stylus with the other."""

    def __init__(self, hands):
        self.hands, self.panel, self.logic = hands, hands.panel, hands.widget.logic
        self.stylus = Hand()
        self.device = SimulatedDevice(SimulatedArm(self.stylus), 200.0)
        self.live = LiveDevice(DeviceSettings("arm", "haptic", port=self.device.port), "Haptic Link")
        self.wait(lambda: self.live.haptic() is not None)
        self.panel.update()

    def wait(self, condition, seconds=60.0):
        """Let time pass at the panel until something happens."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.01)
            self.panel.tick()

    def push(self, depth_mm, *buttons):
        """Hold the stylus so far down from where it was."""
        pose = np.eye(4)
        pose[2, 3] = -depth_mm
        self.stylus.hold(pose, *buttons)

    @property
    def running(self):
        return self.logic.running

    def start(self):
        box = self.hands.ui.scenarioComboBox
        box.currentIndex = [box.itemText(n) for n in range(box.count)].index("A small hole")
        self.hands.ui.handComboBox.currentIndex = ARM
        self.hands.press("startButton")
        self.wait(lambda: self.running is not None, 200.0)

    def close(self):
        self.live.close()
        self.device.close()


@pytest.fixture
def person(hands, tmp_path):
    written(tmp_path / "class")
    hands.ui.scenarioFolderEdit.currentPath = str(tmp_path / "class")
    hands.panel.parameters.folder = str(tmp_path / "reports")
    person = Person(hands)
    yield person
    person.close()


def removed_mm3(person):
    """Of bone, as the samples say."""
    return float(person.running.session.samples.array()["removed_mm3"][:, 1:3].sum())


def test_an_arm_drills_is_lost_and_found_while_the_interface_comes_and_goes(person, tmp_path):
    assert person.hands.ui.handComboBox.itemText(ARM) == "Haptic arm: arm"
    person.start()
    drawn = person.logic.nodes.bone.GetPolyData().GetNumberOfPolys()
    person.wait(lambda: person.running.session.time_s > 0.1)
    person.push(43.0, True)  # the bone begins 40 mm away
    person.wait(lambda: removed_mm3(person) > 5.0)
    person.push(70.0)  # the trigger is let go of: the bone holds the drill
    person.wait(lambda: person.device.force_n[2] > 0.5)
    person.wait(lambda: person.logic.nodes.bone.GetPolyData().GetNumberOfPolys() != drawn)

    at = person.running.session.time_s  # the interface hangs: the loop feels on, and what it did is taken in afterwards
    forces, end = [], time.monotonic() + 2.0
    while time.monotonic() < end:
        time.sleep(0.02)
        forces.append(float(np.linalg.norm(person.device.force_n)))
    assert min(forces) > 0.0, "no force for a tenth of a second and more"
    person.panel.tick()
    assert person.running.session.time_s > at + 1.0

    person.device.close()  # the cable is pulled in mid-cut
    person.wait(lambda: person.running.session.lost)
    assert person.hands.told.startswith("The device is lost")
    at, cut = person.running.session.time_s, removed_mm3(person)
    place = np.asarray(person.running.touch.tool_to_ras)[:3, 3].copy()
    person.device = SimulatedDevice(SimulatedArm(person.stylus), 200.0, person.device.port)
    person.wait(lambda: not person.running.session.lost and person.running.session.time_s > at + 0.1)
    assert removed_mm3(person) == pytest.approx(cut, abs=1.0), "the scene is kept, and nothing runs"
    assert np.asarray(person.running.touch.tool_to_ras)[:3, 3] == pytest.approx(place, abs=1.5)
    kinds = [event.kind for event in person.running.session.events if "device" in event.kind]
    assert kinds == ["device_lost", "device_back"]

    person.panel.pause()  # another module is shown: no force, no time
    time.sleep(0.3)
    assert not person.device.force_n.any()
    person.panel.connectParameters()
    person.hands.press("endButton")
    assert person.logic.assessment.value("force_peak_n") > 5.0
    assert person.logic.recording.facts["removed_mm3"] == pytest.approx(cut, rel=0.1)
    (folder,) = (tmp_path / "reports").iterdir()
    assert not is_broken(folder)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_loop_that_dies_ends_the_session_and_it_can_be_gone_on_with(person, tmp_path):
    person.start()
    person.wait(lambda: person.running.session.time_s > 0.1)
    person.push(43.0, True)
    person.wait(lambda: removed_mm3(person) > 5.0)
    (folder,) = (tmp_path / "reports").iterdir()
    shutil.copytree(folder, tmp_path / "reports" / "kept")
    os.kill(person.running.prepared.loop.process_id, signal.SIGKILL)
    person.wait(lambda: person.running is None)
    assert "haptic loop has ended" in person.hands.told
    end = time.monotonic() + 2.0
    while person.device.force_n.any():
        assert time.monotonic() < end, "the arm's own dead man"
        time.sleep(0.01)
    assert person.logic.assessment is not None and is_broken(tmp_path / "reports" / "kept")
