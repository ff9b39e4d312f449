"""The hub's end of a plugin's process: ask with a deadline; who misses it is ended."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from osteohub.plugins.worker import read, write
from osteokit.base.errors import OsteoError

LOAD_S = 30.0
_NOT_THEIRS = ("DATABASE_URL", "OBJECT_STORE_URL", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD")
"""Settings that a plugin has no use for."""


class Failed(Exception):
    """A plugin did something wrong; the text says what, without its name."""


class Gone(Failed):
    """It hung and was ended, or its process ended by itself."""


class Busy(Failed):
    """It is being loaded, or asked by somebody else."""


class Refused(OsteoError):
    """A plugin said no with a sentence of its own."""


class PluginProcess:
    """One process of one plugin, started when it is first asked and again after it ended.

    Parameters
    ----------
    name, module : str
        Of its entry point.
    """

    def __init__(self, name: str, module: str) -> None:
        self._name, self._module = name, module
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._hooks: tuple[str, ...] = ()
        self._closed = False

    def hooks(self, patience_s: float = LOAD_S) -> tuple[str, ...]:
        """The hub's hooks that it answers.

        Raises
        ------
        Failed
            It cannot be loaded.
        """
        return self._in_turn(patience_s, lambda: self._hooks)

    def ask(self, question: dict[str, Any], deadline_s: float) -> Any:
        """
        Raises
        ------
        Failed
            It could not be loaded, hung, ended or raised.
        Refused
            It said no in words.
        """
        return self._in_turn(deadline_s, lambda: self._exchange(question, deadline_s))

    def restart(self) -> None:
        """Load it anew when it is next asked."""
        with self._lock:
            self._end()

    def close(self) -> None:
        """Whatever it is doing."""
        self._closed = True
        self._end()

    def _in_turn(self, patience_s: float, do: Callable[[], Any]) -> Any:
        if not self._lock.acquire(timeout=patience_s):
            raise Busy("it is busy with something else or still being loaded")
        try:
            if self._child is None or self._child.poll() is not None:
                self._start()
            return do()
        finally:
            self._lock.release()

    def _start(self) -> None:
        if self._closed:
            raise Failed("the hub is closing")
        environment = {key: value for key, value in os.environ.items() if key not in _NOT_THEIRS}
        environment["PYTHONPATH"] = os.pathsep.join(one for one in sys.path if one)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "osteohub.plugins.worker", self._name, self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._answers = queue.SimpleQueue()
        arguments = (self._child, self._answers)
        threading.Thread(target=_receive, args=arguments, name=f"plugin {self._name}", daemon=True).start()
        try:
            self._hooks = self._received(LOAD_S)
        except Failed:
            self._end()
            raise

    def _exchange(self, question: dict[str, Any], deadline_s: float) -> Any:
        assert self._child is not None and self._child.stdin is not None
        try:
            write(self._child.stdin, question)  # type: ignore[arg-type]
        except OSError as error:
            self._end()
            raise Gone("its process ended") from error
        return self._received(deadline_s)

    def _received(self, deadline_s: float) -> Any:
        try:
            kind, value = self._answers.get(timeout=deadline_s)
        except queue.Empty as error:
            self._end()
            raise Gone(f"it gave no answer within {deadline_s:g} s") from error
        if kind == "ok":
            return value
        if kind == "refused":
            raise Refused(value)
        if kind == "ended":
            self._end()
            raise Gone(value)
        raise Failed(value)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        try:
            os.killpg(child.pid, signal.SIGKILL)  # and what it has started
        except (AttributeError, OSError):  # it has ended, or this system has no groups
            child.kill()
        child.wait()
        if child.stdin is not None:
            with contextlib.suppress(OSError):
                child.stdin.close()


def _receive(child: "subprocess.Popen[bytes]", answers: "queue.SimpleQueue[tuple[str, Any]]") -> None:
    assert child.stdout is not None
    with child.stdout as stream:
        while True:
            try:
                answers.put(read(stream))  # type: ignore[arg-type]
            except Exception as error:
                what = "its process ended" if isinstance(error, (EOFError, OSError, ValueError)) else str(error)
                answers.put(("ended", what))
                return
