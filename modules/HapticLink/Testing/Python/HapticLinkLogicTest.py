"""Runs in 3D Slicer (Reload and Test, ctest) and on the slicer-core wheel: a tracker is seen, lost, recorded."""

import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path

import slicer

_MODULE = Path(__file__).resolve().parents[2]
for _folder in (_MODULE, _MODULE.parent):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))


class HapticLinkLogicTest(unittest.TestCase):
    def setUp(self) -> None:
        from HapticLinkLib.logic import HapticLinkLogic

        from osteokit.plugins.tracked_devices import DeviceSettings
        from osteokit.tracking.devices.motions import circle
        from osteokit.tracking.devices.simulated import SimulatedDevice

        slicer.mrmlScene.Clear(0)
        self.logic = HapticLinkLogic()
        self.device = SimulatedDevice(circle, 60.0)
        self.addCleanup(self.device.close)
        self.addCleanup(self.logic.forget)
        self.logic.connect(DeviceSettings("tracker", "tracker", port=self.device.port))
        self.until(lambda: self.logic.pose("Stylus") is not None)

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 15
        while not condition():
            self.assertLess(time.monotonic(), end)
            self.logic.tick()
            time.sleep(0.02)

    def test_a_lost_tool_is_told_and_hidden(self) -> None:
        from osteokit.mrml.tracked_nodes import is_seen, tool_node

        self.until(lambda: tool_node(slicer.mrmlScene, "StylusToTracker") is not None)
        node = tool_node(slicer.mrmlScene, "StylusToTracker")
        self.assertTrue(is_seen(node))
        self.device.close()
        self.until(lambda: not is_seen(node))
        self.assertEqual(self.logic.statuses()[0].light, "red")

    def test_a_recording_goes_into_the_scene(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = self.logic.startRecording(Path(folder))
            self.until(lambda: self.logic.recorder.count > 20)
            self.logic.stopRecording()
            self.assertTrue(self.logic.intoScene(path).startswith("2 tools"))
        self.assertEqual(slicer.mrmlScene.GetNumberOfNodesByClass("vtkMRMLSequenceNode"), 2)
