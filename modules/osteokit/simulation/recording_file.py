"""Sessions as files: whole ones (``recording.npz`` and ``recording.json``), and ones that a broken program left.

While a session runs, its samples are appended to ``samples.part`` and its events to ``events.part``, one line each, so
that all but the last moment survives a kill. :func:`read_recording` reads either.
"""

import json
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.files import refusal, whole_file
from osteokit.base.strict_json import json_of_text, text_of_file
from osteokit.simulation.values import TISSUES, Event, Recording

FORMAT = "osteo.recording/1"
ARRAYS, FACTS = "recording.npz", "recording.json"
PART_HEAD, PART_SAMPLES, PART_EVENTS = "head.part", "samples.part", "events.part"
MOST_BYTES = 2**30

SAMPLE = np.dtype(
    [
        ("time_s", "<f8"), ("tool_to_ras", "<f8", (4, 4)), ("force_n", "<f4", 3), ("torque_nmm", "<f4", 3),
        ("power", "<f4"), ("depth_mm", "<f4"), ("temperature_c", "<f4"), ("tissue", "i1"),
        ("removed_mm3", "<f4", len(TISSUES)), ("tool", "i1"), ("blood_lost_ml", "<f4"), ("pulse_bpm", "<f4"),
        ("pressure_mmhg", "<f4"), ("step", "<i2"),
    ]
)  # fmt: skip
"""One sample of a session."""

_DAMAGED = (
    OSError, ValueError, KeyError, EOFError, TypeError, NotImplementedError, IndexError, struct.error,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What numpy raises on a file that is not what it was."""

_TEXTS = ("scenario", "level", "hand")


def recording_of(
    samples: np.ndarray, head: dict[str, Any], events: Sequence[Event], facts: dict[str, float]
) -> Recording:
    """A recording of samples (dtype ``SAMPLE``); ``head`` holds rate_hz, tools, scenario, level and hand."""
    named = samples.dtype.names or ()
    arrays: dict[str, Any] = {name: np.ascontiguousarray(samples[name]) for name in named}
    return Recording(
        **arrays, tools=tuple(head["tools"]), rate_hz=float(head["rate_hz"]), events=tuple(events), facts=dict(facts),
        scenario=str(head["scenario"]), level=str(head["level"]), hand=str(head["hand"]),
    )  # fmt: skip


class RecordingWriter:
    """Appends a running session to files in ``folder``; :func:`write_recording` into the same folder ends them.

    Raises
    ------
    OsteoError
        The folder cannot be written.
    """

    def __init__(self, folder: str | Path, head: dict[str, Any]) -> None:
        self.folder = Path(folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / PART_HEAD).write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
            self._samples: BinaryIO = (self.folder / PART_SAMPLES).open("wb")
            self._events: BinaryIO = (self.folder / PART_EVENTS).open("wb")
        except OSError as error:
            raise refusal(error, self.folder) from error

    def append(self, samples: np.ndarray, events: Sequence[Event]) -> None:
        """Add what is new; it is out of this program's hands when this returns."""
        try:
            self._samples.write(samples.tobytes())
            self._samples.flush()
            for event in events:
                self._events.write(json.dumps(asdict(event), ensure_ascii=False).encode() + b"\n")
            self._events.flush()
        except OSError as error:
            raise refusal(error, self.folder) from error

    def close(self) -> None:
        """Close the files; they stay until the whole recording is written."""
        self._samples.close()
        self._events.close()


def write_recording(recording: Recording, folder: str | Path) -> Path:
    """Write a whole session into ``folder``, and remove the parts of its running.

    Raises
    ------
    OsteoError
        The folder cannot be written.
    """
    folder = Path(folder)
    head = {
        "format": FORMAT, "rate_hz": recording.rate_hz, "tools": list(recording.tools),
        **{name: getattr(recording, name) for name in _TEXTS},
        "facts": {name: float(value) for name, value in recording.facts.items()},
        "events": [asdict(event) for event in recording.events],
    }  # fmt: skip
    try:
        text = json.dumps(head, ensure_ascii=False, indent=1, allow_nan=False)
    except ValueError as error:
        raise OsteoError(f"The session holds a number that is none ({error}); it was not written.") from error
    with whole_file(folder / ARRAYS) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **{name: getattr(recording, name) for name in SAMPLE.names or ()})
    with whole_file(folder / FACTS) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
    for part in (PART_HEAD, PART_SAMPLES, PART_EVENTS):
        (folder / part).unlink(missing_ok=True)
    return folder


def read_recording(path: str | Path) -> Recording:
    """The session in a folder (or named by its ``recording.json``); of a broken one, all that was kept.

    Raises
    ------
    OsteoError
        There is none, or it is damaged.
    """
    path = Path(path)
    folder = path if path.is_dir() else path.parent
    if (folder / FACTS).is_file():
        return _whole(folder)
    if (folder / PART_HEAD).is_file():
        return _broken(folder)
    raise OsteoError(f"There is no session at {path}; give the folder that osteo train run wrote.")


def is_broken(folder: str | Path) -> bool:
    """Whether the session in ``folder`` was not ended."""
    return not (Path(folder) / FACTS).is_file() and (Path(folder) / PART_HEAD).is_file()


def _whole(folder: Path) -> Recording:
    head = _head(text_of_file(folder / FACTS, "session", MOST_BYTES), folder)
    if head.get("format") != FORMAT:
        raise OsteoError(f"{folder / FACTS} is not of {FORMAT}; it was written by another version.")
    samples = _samples_of(folder / ARRAYS)
    events = [_event(one, folder) for one in head.get("events", [])]
    facts = head.get("facts", {})
    if not isinstance(facts, dict) or not all(isinstance(value, int | float) for value in facts.values()):
        raise OsteoError(f"The facts of the session in {folder} are no numbers; it is damaged.")
    return recording_of(samples, head, events, facts)


def _samples_of(path: Path) -> np.ndarray:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            count = len(arrays["time_s"])
            samples = np.zeros(count, SAMPLE)
            for name in SAMPLE.names or ():
                samples[name] = arrays[name]
    except _DAMAGED as error:
        raise OsteoError(f"{path} is absent or damaged; the session cannot be read.") from error
    return samples


def _broken(folder: Path) -> Recording:
    head = _head(text_of_file(folder / PART_HEAD, "session", MOST_BYTES), folder)
    data = (folder / PART_SAMPLES).read_bytes() if (folder / PART_SAMPLES).is_file() else b""
    whole = len(data) // SAMPLE.itemsize * SAMPLE.itemsize  # a kill may cut the last sample in two
    samples = np.frombuffer(data[:whole], SAMPLE)
    lines = (folder / PART_EVENTS).read_bytes().split(b"\n") if (folder / PART_EVENTS).is_file() else []
    events = [_event(json_of_text(_text(line, folder), "an event", "session"), folder) for line in lines[:-1]]
    return recording_of(samples, head, events, {})


def _text(line: bytes, folder: Path) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OsteoError(f"The events of the session in {folder} are no text; it is damaged.") from error


def _head(text: str, folder: Path) -> dict[str, Any]:
    head = json_of_text(text, str(folder), "session")
    right = isinstance(head, dict) and isinstance(head.get("tools"), list) and all(name in head for name in _TEXTS)
    if not right or not isinstance(head.get("rate_hz"), int | float) or head["rate_hz"] <= 0:
        raise OsteoError(f"The session in {folder} does not say its tools, rate and scenario; it is damaged.")
    return head


def _event(values: Any, folder: Path) -> Event:
    try:
        place = values.get("place")
        fields = {**values, "place": tuple(float(v) for v in place) if place is not None else None}
        return Event(**fields)
    except (TypeError, ValueError, AttributeError) as error:
        raise OsteoError(f"An event of the session in {folder} is not as it must be; it is damaged.") from error
