"""Run another program and hear it: its progress, its last words, and its end when the person cancels."""

import contextlib
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress

_PERCENT = re.compile(r"(?<!\d)(\d{1,3})(?:\.\d+)?\s?%")
_POLL_S = 0.2
_PATIENCE_S = 3.0


@dataclass(frozen=True)
class Program:
    """A program as a person knows it.

    ``title`` for sentences, ``executable`` as on the path, ``install`` is how to get it, ``bars`` how many progress
    bars it draws one after another (a falling percentage starts the next).
    """

    title: str
    executable: str
    install: str
    bars: int = 1


def absent(program: Program) -> str:
    """One sentence where the program cannot be found; the empty string where it can."""
    if shutil.which(program.executable) is None:
        return f"{program.title} is not installed ({program.executable} was not found)."
    return ""


def run_program(
    program: Program, arguments: Sequence[str], progress: Progress, environment: Mapping[str, str] | None = None
) -> str:
    """Run the program with ``arguments`` to its end and return its last line (empty where it said nothing).

    ``progress`` gets the percentages that the program prints (``\\r`` redraws included) and its lines as messages; it
    is called at least five times a second, and what it raises ends the program with all its children.

    Raises
    ------
    OsteoError
        The program is absent, cannot be started, or ends with an error; the sentence carries its last error line.
    """
    reason = absent(program)
    if reason:
        raise OsteoError(f"{reason} {program.install}")
    try:
        process = _start([program.executable, *arguments], environment)
    except OSError as error:
        raise OsteoError(f"{program.title} cannot be started ({error.strerror}). {program.install}") from error
    last: dict[str, deque[str]] = {"stdout": deque(maxlen=1), "stderr": deque(maxlen=1)}
    try:
        bar = _Bars(program.bars)
        for stream, line in _lines(process):
            if line:
                last[stream].append(line)
            progress(bar.fraction(line), line[:80] or f"{program.title} is working")
        code = process.wait()
    finally:
        _end(process)
    said = "".join(last["stderr"]) or "".join(last["stdout"])
    if code != 0:
        raise OsteoError(f"{program.title} failed (exit {code}): {said[:300] or 'it said nothing'}")
    return said


class _Bars:
    """Several bars, drawn one after another, as one fraction that never falls."""

    def __init__(self, bars: int) -> None:
        self._bars = bars
        self._done = 0
        self._percent = 0.0
        self._fraction = 0.0

    def fraction(self, line: str) -> float:
        found = _PERCENT.findall(line)
        if found and float(found[-1]) <= 100.0:
            percent = float(found[-1])
            if percent < self._percent - 50.0:
                self._done = min(self._done + 1, self._bars - 1)
            self._percent = percent
            self._fraction = max(self._fraction, (self._done + percent / 100.0) / self._bars)
        return self._fraction


def _start(command: Sequence[str], environment: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    """Start it in a process group of its own, so that it ends with its children."""
    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def _read(stream, name: str, into: queue.Queue) -> None:
    """Put (name, line) for every line or ``\\r`` redraw, then (name, None)."""
    rest = b""
    with contextlib.suppress(ValueError, OSError):  # closed under us by the end of the process
        while chunk := os.read(stream.fileno(), 65536):
            *lines, rest = re.split(rb"[\r\n]+", rest + chunk)
            for line in lines:
                into.put((name, line))
            rest = rest[-4096:]
    into.put((name, rest))
    into.put((name, None))


def _lines(process: subprocess.Popen[bytes]) -> Iterator[tuple[str, str]]:
    """Lines of both streams as they come; an empty one when nothing came for a moment, so that a person can cancel."""
    heard: queue.Queue = queue.Queue()
    streams = {"stdout": process.stdout, "stderr": process.stderr}
    for name, stream in streams.items():
        threading.Thread(target=_read, args=(stream, name, heard), daemon=True).start()
    open_streams = set(streams)
    polls_since_end = 0
    while open_streams:
        try:
            name, line = heard.get(timeout=_POLL_S)
        except queue.Empty:
            polls_since_end += process.poll() is not None
            if polls_since_end > _PATIENCE_S / _POLL_S:
                return  # a child of its own may hold the pipes open for ever
            yield "stdout", ""
            continue
        if line is None:
            open_streams.discard(name)
        else:
            yield name, line.decode("utf-8", "replace").strip()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and its children: asked first, then killed. A program that has ended is left alone."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
            except (ProcessLookupError, PermissionError):
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE_S if sign == signal.SIGTERM else None)
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


def output_file(program: Program, path: Path, said: str) -> Path:
    """``path`` if the program wrote it; some programs end well without a result, and this says so."""
    if not path.is_file():
        raise OsteoError(f"{program.title} ended without a result ({path.name} is missing): {said[:300] or 'no word'}")
    return path
