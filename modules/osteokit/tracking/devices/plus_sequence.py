"""Recordings of PLUS: the poses in the head of a sequence file (``.mha``, ``.mhd``, ``.igs.mha``).

A MetaImage file begins with lines ``key = value``. PLUS adds, per frame, ``Seq_Frame0000_StylusToTrackerTransform`` (16
numbers, row by row), its ``...TransformStatus`` (``OK`` or why not) and ``Seq_Frame0000_Timestamp`` (seconds).
"""

import re
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.devices.recording import Track, TrackedRecording, read_recording
from osteokit.tracking.poses import rigid_poses

_LINE = re.compile(rb"Seq_Frame(\d{1,9})_(\w+?)(?:Transform)?(Status)? = (.*)")
_LARGEST_HEAD = 256 << 20


def read_tracked(path: Path) -> TrackedRecording:
    """A recording of ours or of PLUS, told by its name.

    Raises
    ------
    OsteoError
        It cannot be read or holds no poses.
    """
    return read_plus_sequence(path) if path.suffix.lower() in (".mha", ".mhd") else read_recording(path)


def read_plus_sequence(path: Path) -> TrackedRecording:
    """The transforms of a PLUS sequence file, by names such as ``StylusToTracker``; those that are not OK are left out.

    Raises
    ------
    OsteoError
        It cannot be read, holds no transforms, or one is not rigid.
    """
    stamps: dict[int, float] = {}
    numbers: dict[str, dict[int, list[float]]] = {}
    lost: set[tuple[int, str]] = set()
    for frame, key, is_status, value in _lines(path):
        if key == "Timestamp":
            stamps[frame] = _floats(path, frame, value, 1)[0]
        elif is_status:
            if value.strip() != "OK":
                lost.add((frame, key))
        else:
            numbers.setdefault(key, {})[frame] = _floats(path, frame, value, 16)
    start = min(stamps.values(), default=0.0)
    tracks = {}
    for name, by_frame in numbers.items():
        frames = [frame for frame in sorted(by_frame) if frame in stamps and (frame, name) not in lost]
        times = np.array([stamps[frame] - start for frame in frames])
        if len(frames) and (np.diff(times) >= 0).all():
            poses = np.reshape([by_frame[frame] for frame in frames], (-1, 4, 4))
            tracks[name] = Track(times, rigid_poses(poses, f"pose of {name} in {path.name}"))
        elif len(frames):
            raise OsteoError(f"{path.name}: the times of {name} run backwards; the sequence is damaged.")
    if not tracks:
        raise OsteoError(f"{path.name} holds no tracked transforms; choose a sequence that PLUS recorded with tools.")
    return TrackedRecording(path.name, "", tracks)


def _lines(path: Path) -> list[tuple[int, str, bool, str]]:
    """Frame, name, whether it is a status, value; of every line about a frame that holds a transform or its time."""
    try:
        with path.open("rb") as file:
            head = file.read(_LARGEST_HEAD)
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); choose a recording.") from error
    head = head.split(b"\nElementDataFile", 1)[0]
    found = []
    for line in head.split(b"\n"):
        match = _LINE.fullmatch(line.rstrip(b"\r"))
        if match is None:
            continue
        frame, key, status, value = match.groups()
        is_transform = b"Transform" in line.split(b" = ", 1)[0]
        if is_transform or key == b"Timestamp":
            found.append((int(frame), key.decode("ascii"), status is not None, value.decode("latin-1")))
    return found


def _floats(path: Path, frame: int, text: str, count: int) -> list[float]:
    try:
        values = [float(word) for word in text.split()]
    except ValueError:
        values = []
    if len(values) != count or not np.isfinite(values).all():
        raise OsteoError(f"{path.name}, frame {frame}: {count} finite numbers are needed; the sequence is damaged.")
    return values
