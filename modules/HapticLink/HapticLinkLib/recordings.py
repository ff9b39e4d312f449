"""Sessions of all devices, written to a folder while they run, and played again."""

import time
from pathlib import Path

import numpy as np
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.plus_sequence import read_tracked
from osteokit.tracking.devices.recorder import Recorder
from osteokit.tracking.devices.recording import SUFFIX, replayed
from osteokit.tracking.devices.simulated import SimulatedDevice
from osteokit.tracking.devices.values import DeviceStatus

_PLUS = (".igs.mha", ".igs.mhd", ".seq.mha")


class DeviceRecording:
    """One recording: poses of all devices, and marks where one is lost or comes back."""

    def __init__(self, folder: Path) -> None:
        name = time.strftime("%Y-%m-%d-%H%M%S")
        self.recorder = Recorder(free_path(folder, name), "HapticLink")
        self._device_of: dict[str, str] = {}
        self._red: dict[str, bool] = {}

    def put(self, device: str, tool: str, matrix: np.ndarray, at_s: float) -> None:
        """A pose; where two devices have a tool of one name, the second's carries the name of its device."""
        owner = self._device_of.setdefault(tool, device)
        self.recorder.put(tool if owner == device else f"{device}: {tool}", matrix, at_s)

    def look(self, statuses: list[DeviceStatus]) -> None:
        """Mark what was lost or came back since the last look."""
        for status in statuses:
            red = status.light == "red"
            if red != self._red.get(status.name, False):
                self._red[status.name] = red
                self.recorder.mark(f"lost: {status.name}" if red else f"back: {status.name}")

    def close(self) -> str:
        """End it; one sentence on what was written.

        Raises
        ------
        OsteoError
            It could not all be written.
        """
        seconds = self.recorder.seconds
        self.recorder.close()
        if self.recorder.trouble:
            raise OsteoError(self.recorder.trouble)
        return _("{count} poses in {seconds:.0f} s are in {file}.").format(
            count=self.recorder.count, seconds=seconds, file=self.recorder.path.name
        )


def free_path(folder: Path, name: str) -> Path:
    """A file of this name that is not there yet."""
    path, number = folder / f"{name}{SUFFIX}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}{SUFFIX}", number + 1
    return path


def recordings_in(folder: str) -> list[Path]:
    """Recordings in a folder, ours and those of PLUS, the newest names first."""
    if not folder or not Path(folder).is_dir():
        return []
    found = [one for one in Path(folder).iterdir() if one.name.lower().endswith((SUFFIX, *_PLUS))]
    return sorted(found, key=lambda one: one.name, reverse=True)


def replay_settings(path: Path) -> DeviceSettings:
    """A device that plays a recording over and over.

    Raises
    ------
    OsteoError
        The recording cannot be read or is empty.
    """
    recording = read_tracked(path)
    motion = replayed(recording)
    rate_hz = max(len(track.time_s) for track in recording.tracks.values()) / max(recording.duration_s, 1e-3)
    return DeviceSettings(
        _("Replay of {file}").format(file=path.name),
        "simulator",
        start=lambda: SimulatedDevice(motion, min(max(rate_hz, 1.0), 1000.0)),
    )
