"""Writes poses to a recording while they come: from any thread, bounded, losing nothing that was written."""

import threading
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.files import refusal
from osteokit.tracking.devices.recording import head_line, mark_line, pose_line

_WRITE_S = 0.2
_MOST_WAITING = 100_000


class Recorder:
    """Records until :meth:`close`.

    Attributes
    ----------
    count, lost : int
        Poses written, and those that came faster than they could be written.
    trouble : str
        Why nothing more is written, one sentence; empty while all is well.

    Raises
    ------
    OsteoError
        The file is there already, or cannot be written.
    """

    def __init__(self, path: Path, device: str = "") -> None:
        self.path = path
        self.count = self.lost = 0
        self.trouble = ""
        self._began = time.monotonic()
        self._waiting: deque[str] = deque()
        self._file: IO[str] = _new_file(path)
        self._file.write(head_line(device, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
        self._file.flush()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._began

    def put(self, tool: str, matrix: np.ndarray, at_s: float) -> None:
        """A pose that came at ``at_s`` (``time.monotonic()``). It does not wait for the disk."""
        if self._stopping.is_set() or self.trouble:
            return
        if len(self._waiting) >= _MOST_WAITING:
            self.lost += 1
            return
        self._waiting.append(pose_line(max(0.0, at_s - self._began), tool, matrix))
        self.count += 1

    def mark(self, text: str) -> None:
        """Note this moment."""
        if not self._stopping.is_set():
            self._waiting.append(mark_line(self.seconds, text))

    def close(self) -> None:
        """Write what waits; twice does no harm."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._thread.join()
        self._write()
        self._file.close()

    def _run(self) -> None:
        while not self._stopping.wait(_WRITE_S):
            self._write()

    def _write(self) -> None:
        if self.trouble:
            return
        lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            self._file.write("".join(lines))
            self._file.flush()
        except OSError as error:
            self.trouble = str(refusal(error, self.path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def _new_file(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("x", encoding="utf-8", newline="\n")
    except FileExistsError as error:
        raise OsteoError(f"{path} is there already, and recordings are not written over; give another name.") from error
    except OSError as error:
        raise refusal(error, path) from error
