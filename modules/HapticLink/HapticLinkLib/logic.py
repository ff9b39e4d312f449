"""MRML in, MRML out: the module's work without a widget. Algorithms are osteokit's."""

from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from HapticLinkLib.navigation import Navigation
from HapticLinkLib.parameters import HapticLinkParameters
from HapticLinkLib.recordings import DeviceRecording, replay_settings
from HapticLinkLib.session import USER, DeviceSession, live_device
from osteokit.base.errors import OsteoError
from osteokit.mrml.igtl_connector import ConnectorDevice, has_connector
from osteokit.mrml.tracked_nodes import show_tools
from osteokit.mrml.tracked_sequences import recording_to_scene
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.plus_sequence import read_tracked
from osteokit.tracking.devices.recorder import Recorder


class HapticLinkLogic(DeviceSession, ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script."""

    def __init__(self) -> None:
        ScriptedLoadableModuleLogic.__init__(self)
        DeviceSession.__init__(self)
        self.navigation = Navigation()
        self._recording: DeviceRecording | None = None
        self._shown: set[str] = set()
        self.listen(self._put)
        self.listen(self.navigation.take)

    def getParameterNode(self) -> HapticLinkParameters:
        return HapticLinkParameters(ScriptedLoadableModuleLogic.getParameterNode(self))

    # --- devices

    def hasConnector(self) -> bool:
        """Whether SlicerOpenIGTLink's connector can be used."""
        return has_connector(slicer.mrmlScene)

    def connect(self, settings: DeviceSettings, *, through_slicer: bool = False) -> Any:
        """Connect a device, by SlicerOpenIGTLink's connector node where that is wanted.

        Raises
        ------
        OsteoError
            One of this name is connected, somebody else uses it, or it cannot be started.
        """
        make = (lambda one: ConnectorDevice(slicer.mrmlScene, one, USER)) if through_slicer else live_device
        return self.follow(settings, make)

    def tick(self) -> None:
        """Tools of all devices into the scene; what is lost is hidden, and marked in a recording that runs."""
        poses: dict[str, Any] = dict.fromkeys(self._shown)  # what no device has any more is lost too
        statuses = []
        for device in self.devices.values():
            through_slicer = isinstance(device, ConnectorDevice)
            statuses.append(device.status())
            for tool in statuses[-1].tools:
                if not (through_slicer and tool.is_seen):  # the connector moves its node itself
                    poses[tool.name] = tool.pose
        show_tools(slicer.mrmlScene, poses)
        self._shown = {name for name, pose in poses.items() if pose is not None}
        if self._recording is not None:
            self._recording.look(statuses)

    # --- recordings

    @property
    def recorder(self) -> Recorder | None:
        """What writes now; None while nothing is recorded."""
        return None if self._recording is None else self._recording.recorder

    def startRecording(self, folder: Path) -> Path:
        """Write all poses of all devices from now on; the file.

        Raises
        ------
        OsteoError
            A recording runs already, or the file cannot be written.
        """
        if self._recording is not None:
            raise OsteoError(_("A recording runs already; stop it first."))
        self._recording = DeviceRecording(folder)
        return self._recording.recorder.path

    def stopRecording(self) -> str:
        """End the recording; one sentence on what was written.

        Raises
        ------
        OsteoError
            None runs, or it could not all be written.
        """
        recording, self._recording = self._recording, None
        if recording is None:
            raise OsteoError(_("Nothing is being recorded."))
        return recording.close()

    def mark(self, text: str) -> None:
        """Note this moment in the recording that runs."""
        if self._recording is not None:
            self._recording.recorder.mark(text)

    def replay(self, path: Path) -> Any:
        """Play a recording over and over, as a device.

        Raises
        ------
        OsteoError
            It cannot be read, is empty, or is being played.
        """
        return self.connect(replay_settings(path))

    def intoScene(self, path: Path) -> str:
        """Put a recording into the scene as sequences with their browser; one sentence on it.

        Raises
        ------
        OsteoError
            It cannot be read or is empty.
        """
        recording = read_tracked(path)
        recording_to_scene(recording, slicer.mrmlScene, path.name.split(".")[0])
        return _("{count} tools over {seconds:.0f} s are in the scene, in the module Sequences.").format(
            count=len(recording.tracks), seconds=recording.duration_s
        )

    def _put(self, device: str, tool: str, matrix: Any, at_s: float) -> None:
        recording = self._recording
        if recording is not None:
            recording.put(device, tool, matrix, at_s)

    def forget(self) -> None:
        """End the recording, let all devices go."""
        if self._recording is not None:
            self._recording.recorder.close()
            self._recording = None
        self._shown = set()
        DeviceSession.forget(self)
