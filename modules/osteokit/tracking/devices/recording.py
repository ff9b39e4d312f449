"""A recorded session of tracked tools, and its plain file (``osteo.tracking/1``): one JSON object a line.

The first line is the head: ``{"format": "osteo.tracking/1", "device": ..., "started": "2026-01-31T09:00:00Z"}``. Every
other line is a pose, ``{"t": seconds, "tool": name, "m": [12 numbers, row by row]}``, or a mark of a person,
``{"t": seconds, "mark": text}``. Lines are appended and handed to the system as they come: a program that is killed
loses a quarter of a second, and a line that was cut is left out.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.tracking.devices.motions import Motion
from osteokit.tracking.poses import rigid_poses

FORMAT = "osteo.tracking/1"
SUFFIX = ".tracking.jsonl"
LARGEST_BYTES = 2 << 30
GAP_S = 0.5
"""A tool without a pose for longer was lost meanwhile."""


@dataclass(frozen=True, eq=False)
class Track:
    """One tool: ``time_s`` (n,) rising, ``poses`` (n, 4, 4) rigid."""

    time_s: np.ndarray
    poses: np.ndarray


@dataclass(frozen=True, eq=False)
class TrackedRecording:
    """Tools by name; times in seconds since the recording began; ``marks`` are (time, text)."""

    device: str
    started: str
    tracks: Mapping[str, Track]
    marks: tuple[tuple[float, str], ...] = field(default=())

    @property
    def duration_s(self) -> float:
        return max((float(track.time_s[-1]) for track in self.tracks.values()), default=0.0)

    def at(self, time_s: float) -> dict[str, np.ndarray | None]:
        """The last pose of each tool at this time; None where it was not seen for :data:`GAP_S`."""
        found: dict[str, np.ndarray | None] = {}
        for name, track in self.tracks.items():
            number = int(np.searchsorted(track.time_s, time_s, side="right")) - 1
            seen = number >= 0 and time_s - track.time_s[number] <= GAP_S
            found[name] = track.poses[number] if seen else None
        return found


def replayed(recording: TrackedRecording) -> Motion:
    """The recording as a motion that begins anew when it has ended, for a simulated device.

    Raises
    ------
    OsteoError
        It holds no pose.
    """
    if not recording.tracks:
        raise OsteoError(f"The recording of {recording.device} holds no pose; record again with the tools in view.")
    first = min(float(track.time_s[0]) for track in recording.tracks.values())
    span = max(recording.duration_s - first, 1e-3)
    return lambda time_s: recording.at(first + math.fmod(time_s, span))


def pose_line(time_s: float, tool: str, matrix: np.ndarray) -> str:
    """A pose as a line of the file."""
    numbers = [round(float(number), 7) for number in np.asarray(matrix)[:3].ravel()]
    return json.dumps({"t": round(time_s, 6), "tool": tool, "m": numbers}, ensure_ascii=False) + "\n"


def mark_line(time_s: float, text: str) -> str:
    """A mark as a line of the file."""
    return json.dumps({"t": round(time_s, 6), "mark": text}, ensure_ascii=False) + "\n"


def head_line(device: str, started: str) -> str:
    """The first line of the file."""
    return json.dumps({"format": FORMAT, "device": device, "started": started}, ensure_ascii=False) + "\n"


def write_recording(recording: TrackedRecording, path: Path) -> None:
    """Write a whole recording."""
    entries = [(float(t), pose_line(t, name, pose)) for name, track in recording.tracks.items()
               for t, pose in zip(track.time_s, track.poses, strict=True)]  # fmt: skip
    entries += [(time_s, mark_line(time_s, text)) for time_s, text in recording.marks]
    with whole_file(path) as temporary:
        lines = [line for _, line in sorted(entries, key=lambda entry: entry[0])]
        temporary.write_text(head_line(recording.device, recording.started) + "".join(lines), encoding="utf-8")


def read_recording(path: Path) -> TrackedRecording:
    """A recording from its file.

    Raises
    ------
    OsteoError
        It cannot be read, is of another format, or a line in it makes no sense; the sentence names it. A last line that
        was cut (the program was killed) is left out without a word.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise OsteoError(f"{path.name} is larger than 2 GiB, too large for a recording; is it another file?")
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); choose a recording.") from error
    head = _object(lines[0])
    if head is None or head.get("format") != FORMAT:
        raise OsteoError(f"{path.name} is no recording of tracked tools (its first line does not say {FORMAT}).")
    tools: dict[str, tuple[list[float], list[list[float]]]] = {}
    marks: list[tuple[float, str]] = []
    for number, line in enumerate(lines[1:], start=2):
        if line and not _add(_object(line), tools, marks):
            if number == len(lines):
                break  # no end of line behind it: it was being written when the program ended
            raise OsteoError(f"{path.name}, line {number}: neither a pose nor a mark; repair or remove the line.")
    tracks = {name: _track(path.name, name, *columns) for name, columns in tools.items()}
    return TrackedRecording(str(head.get("device", "")), str(head.get("started", "")), tracks, tuple(marks))


def _object(line: str) -> dict | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _add(entry: dict | None, tools: dict, marks: list[tuple[float, str]]) -> bool:
    """Take in one line; whether it made sense."""
    if entry is None or not _numbers([entry.get("t")]):
        return False
    tool, matrix, mark = entry.get("tool"), entry.get("m"), entry.get("mark")
    if isinstance(mark, str):
        marks.append((float(entry["t"]), mark))
        return True
    if not (isinstance(tool, str) and isinstance(matrix, list) and len(matrix) == 12 and _numbers(matrix)):
        return False
    times, matrices = tools.setdefault(tool, ([], []))
    times.append(float(entry["t"]))
    matrices.append(matrix)
    return True


def _numbers(values: Sequence[object]) -> bool:
    """Whether all are finite numbers that fit into a float."""
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300 or value != value:
            return False
    return True


def _track(file: str, tool: str, times: list[float], matrices: list[list[float]]) -> Track:
    poses = np.zeros((len(times), 4, 4))
    poses[:, :3], poses[:, 3, 3] = np.reshape(np.array(matrices, dtype=np.float64), (-1, 3, 4)), 1.0
    time_s = np.array(times)
    if (np.diff(time_s) < 0).any():
        number = int(np.flatnonzero(np.diff(time_s) < 0)[0]) + 2
        raise OsteoError(f"{file}: the pose number {number} of {tool} is earlier than that before it; sort the lines.")
    return Track(time_s, rigid_poses(poses, f"pose of {tool} in {file}"))
