"""The haptic loop in a process of its own, so that a busy interface cannot hold it up."""

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

import osteokit
from osteokit.base.errors import OsteoError
from osteokit.simulation.contact.resistance import Heat, Resistance
from osteokit.simulation.contact.solve import Coupling
from osteokit.simulation.haptic.arm import ArmOrder
from osteokit.simulation.haptic.loop import LoopOrder
from osteokit.simulation.haptic.mailbox import (
    DEAD,
    LATE,
    LOST,
    READY,
    REFUSED,
    RESTS,
    RING,
    STOP,
    TICKS,
    WRITTEN,
    Mailbox,
    Sample,
    empty_mailbox,
)
from osteokit.simulation.haptic.shared_arrays import shared
from osteokit.simulation.haptic.shared_bone import SharedBone
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import HandState

DEAD_MAN_S = 0.1
"""A hand that was not told for so long feels nothing: ten frames of a slow tracker."""

START_S = 120.0
"""The first start compiles; later ones take a second or two."""

END_S = 5.0


@dataclass(frozen=True)
class LoopState:
    """How the loop does.

    Attributes
    ----------
    alive : bool
        Whether the process runs.
    ticks, late, refused : int
        Since it began; late ones began more than a millisecond after their time; refused ones had no pose for a hand.
    dead_man : bool
        Whether the force is off because the hand is no longer told.
    lost : bool
        Whether an arm that the loop holds is not seen.
    compute_us : tuple of float
        Median and 99th percentile of the time that a tick takes, over the last seconds.
    """

    alive: bool
    ticks: int
    late: int
    refused: int
    dead_man: bool
    lost: bool
    compute_us: tuple[float, float]


class HapticProcess:
    """A loop on a shared bone; a context manager. Tell it the hand at any rate, read what was felt at any rate.

    Parameters
    ----------
    bone : SharedBone
        The loop cuts it; draw it from here (:mod:`osteokit.simulation.voxel_bone.brick_mesh`).
    tools, resistances, rate_hz, heat, coupling
        As for :class:`osteokit.simulation.engine.Engine`; all of them must be such as can be pickled.
    dead_man_s : float
        After so long without :meth:`tell` the force is zero and the motor stands.
    arm : ArmOrder, optional
        The loop follows this arm itself and gives it the force at its own rate; of the hands that it is told only tool
        and power count, and they hold until others are told. It rests until :meth:`go_on`.

    Raises
    ------
    OsteoError
        The process does not start.
    """

    def __init__(
        self,
        bone: SharedBone,
        tools: Mapping[str, Tool],
        resistances: Mapping[str, Resistance],
        rate_hz: float = 1000.0,
        heat: Callable[[Tool], Heat] | None = None,
        coupling: Coupling | None = None,
        dead_man_s: float = DEAD_MAN_S,
        arm: ArmOrder | None = None,
    ) -> None:
        self._letters = shared(empty_mailbox())
        self._mailbox = Mailbox(self._letters.arrays, tuple(tools))
        self._mailbox.numbers[RESTS] = arm is not None
        order = LoopOrder(
            bone.handle, self._letters.handle, dict(tools), dict(resistances), heat, coupling or Coupling(),
            float(rate_hz), float(dead_man_s), arm,
        )  # fmt: skip
        self._log = tempfile.TemporaryFile()
        self._process = _started(self._log)
        self._tools = frozenset(tools)
        try:
            self._send(order)
            self._wait_until_ready()
        except BaseException:
            self.close()
            raise

    def tell(self, hand: HandState) -> None:
        """What the hand does now; the loop takes the newest. OsteoError for a tool that is none of the session's."""
        if hand.tool not in self._tools:
            raise OsteoError(f"The hand holds {hand.tool[:40]!r}, which is no tool of this session.")
        self._mailbox.put_hand(hand, time.monotonic())

    def rest(self) -> None:
        """An arm has no force, and no time passes, until :meth:`go_on`."""
        self._mailbox.numbers[RESTS] = 1

    def go_on(self) -> None:
        """An arm holds the tool again, from where the tool is."""
        self._mailbox.numbers[RESTS] = 0

    def samples(self) -> tuple[list[Sample], int]:
        """Every tick since the last call, and how many were lost since nobody asked for eight seconds."""
        return self._mailbox.samples()

    def last(self) -> Sample | None:
        """The newest tick."""
        return self._mailbox.last()

    @property
    def process_id(self) -> int:
        """Of the loop, as the system knows it."""
        return self._process.pid

    @property
    def state(self) -> LoopState:
        numbers = self._mailbox.numbers
        spent = self._mailbox.compute_s[: min(int(numbers[WRITTEN]), RING)]
        spread = np.percentile(spent, (50, 99)) * 1e6 if len(spent) else np.zeros(2)
        return LoopState(
            self._process.poll() is None, int(numbers[TICKS]), int(numbers[LATE]), int(numbers[REFUSED]),
            bool(numbers[DEAD]), bool(numbers[LOST]), (float(spread[0]), float(spread[1])),
        )  # fmt: skip

    def close(self) -> None:
        """Stop the loop and wait for its end."""
        self._mailbox.numbers[STOP] = 1
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            try:
                self._process.stdin.close()
            except OSError:
                pass
        self._log.close()
        del self._mailbox
        self._letters.close()

    def __enter__(self) -> "HapticProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, order: LoopOrder) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pickle.dump(order, pipe)
            pipe.flush()
        except OSError:
            raise OsteoError(f"The haptic process did not start: {self._last_words()}") from None

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + START_S
        while not self._mailbox.numbers[READY]:
            if self._process.poll() is not None:
                raise OsteoError(f"The haptic process ended at its start: {self._last_words()}")
            if time.monotonic() > end:
                raise OsteoError(f"The haptic process did not get ready within {START_S:.0f} s; try again.")
            time.sleep(0.01)

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing."


def _started(log: IO[bytes]) -> subprocess.Popen[bytes]:
    """The process, by the Python beside 3D Slicer in the desktop, else by this one."""
    library = str(Path(osteokit.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (library, os.environ.get("PYTHONPATH", ""))))
    command = [shutil.which("PythonSlicer") or sys.executable, "-m", "osteokit.simulation.haptic.loop"]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log, env=environment, creationflags=flags
    )
