"""A task in a worker process, watched by polling: no thread of the host waits, and cancelling always works.

The process is injected (``start``), so that a test can put a recorded one in its place.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import osteokit
from osteokit.base.errors import OsteoError


class Process(Protocol):
    """What is used of :class:`subprocess.Popen`."""

    stdout: Any
    stderr: Any

    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


Start = Callable[[Sequence[str]], Process]


def python_executable() -> str:
    """The Python that can run a worker: the one beside 3D Slicer in the desktop, else this one."""
    return shutil.which("PythonSlicer") or sys.executable


def start_process(command: Sequence[str]) -> Process:
    """Start ``command`` so that it finds this osteokit."""
    library = str(Path(osteokit.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (library, os.environ.get("PYTHONPATH", ""))))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.Popen(
        list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", errors="replace", env=environment, creationflags=flags,
    )  # fmt: skip


@dataclass
class State:
    """Where a task stands. ``finished`` with neither ``refusal`` nor ``cancelled`` means ``result`` is there."""

    fraction: float = 0.0
    message: str = ""
    finished: bool = False
    cancelled: bool = False
    refusal: str = ""
    result: dict[str, Any] = field(default_factory=dict)


class BackgroundTask:
    """One task; :meth:`poll` from a timer, :meth:`cancel` at any time, :meth:`close` when its files are no longer used.

    Parameters
    ----------
    request : mapping
        ``task`` and its parameters, see :mod:`osteokit.jobs.worker`.
    fill : callable
        Called with the folder before the process starts, to put arrays there.
    """

    def __init__(self, request: Mapping[str, Any], fill: Callable[[Path], None], start: Start = start_process) -> None:
        self.state = State()
        self.folder = Path(tempfile.mkdtemp(prefix="osteo-task-"))
        try:
            fill(self.folder)
            (self.folder / "request.json").write_text(json.dumps(dict(request)), encoding="utf-8")
            self._process = start((python_executable(), "-m", "osteokit.jobs.worker", str(self.folder)))
        except OSError as error:
            self.close()
            raise OsteoError(
                f"The work could not be started ({error.strerror}); free some disk space and try again."
            ) from error
        except BaseException:
            self.close()
            raise
        self._lines: queue.Queue[str] = queue.Queue()
        self._errors: list[str] = []
        self._readers = [
            threading.Thread(target=_read, args=(self._process.stdout, self._lines.put), daemon=True),
            threading.Thread(target=_read, args=(self._process.stderr, self._errors.append), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def poll(self) -> State:
        """Take what the process said since the last call; never waits for it."""
        if self.state.finished:
            return self.state
        ended = self._process.poll() is not None
        if ended:  # its last words may still be on the way
            for reader in self._readers:
                reader.join(timeout=5.0)
        while not self._lines.empty():
            self._hear(self._lines.get_nowait())
        if ended and not self.state.finished:
            self.state.finished = True
            self.state.refusal = "The work stopped unexpectedly" + self._last_words()
        return self.state

    def cancel(self) -> None:
        """End the process; nothing of its result is used."""
        if self.state.finished:
            return
        self.state.finished = self.state.cancelled = True
        self._process.terminate()
        try:
            self._process.wait(timeout=3.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=3.0)

    def close(self) -> None:
        """Remove the folder of the exchange."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _hear(self, line: str) -> None:
        try:
            said = json.loads(line)
        except json.JSONDecodeError:
            return
        if "progress" in said:
            self.state.fraction, self.state.message = float(said["progress"]), str(said["message"])
        elif "result" in said:
            self.state.result, self.state.fraction, self.state.finished = said["result"], 1.0, True
        elif "refused" in said:
            self.state.refusal, self.state.finished = str(said["refused"]), True
        elif "fault" in said:
            self.state.refusal = f"The work failed ({said['fault']}); please report it with the application log."
            self.state.finished = True

    def _last_words(self) -> str:
        last = next((line.strip() for line in reversed(self._errors) if line.strip()), "")
        return f" ({last}); try again with other programs closed." if last else "; there may be too little memory."


def _read(stream: Any, put: Callable[[str], Any]) -> None:
    for line in stream:
        put(line)
