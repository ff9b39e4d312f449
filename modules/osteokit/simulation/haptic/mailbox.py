"""What passes between the interface and the loop: the newest hand, every touch, and how the loop does.

One writer and any number of readers per part; no locks. A counter that is odd while its part is written tells a reader
to look again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.simulation.values import TISSUES, HandState, Touch

RING = 8192
"""Touches that are kept for a reader that comes rarely: eight seconds."""

_HAND = 16 + 4  # pose, time, power, number of the tool, when it was written
_ROW = 16 + 3 + 3 + len(TISSUES) + 4 + 3
"""Pose, force, torque, removed; time, tissue, depth, temperature; power, tool, stripped."""

_TRIES = 1000

READY, STOP, TICKS, LATE, REFUSED, DEAD, HAND_SEQ, WRITTEN, RESTS, LOST = range(10)
"""Places in ``numbers``: 1 once the loop runs; 1 asks it to stop; ticks done; ticks that began more than a millisecond
late; hands that were no pose; 1 while the dead-man has taken the force away; the hand's counter; touches written; 1
asks an arm's loop to rest; 1 while the arm is not seen."""


@dataclass(frozen=True)
class Sample:
    """One tick as it was: what was felt, with which tool (its key) under which power."""

    touch: Touch
    tool: str
    power: float


def empty_mailbox() -> dict[str, np.ndarray]:
    """The arrays, to be shared."""
    return {
        "numbers": np.zeros(10, np.int64),
        "hand": np.zeros(_HAND),
        "ring": np.zeros((RING, _ROW)),
        "compute_s": np.zeros(RING, np.float32),
    }


class Mailbox:
    """The arrays with their protocol; ``tools`` are the keys in the order in which both sides number them."""

    def __init__(self, arrays: dict[str, np.ndarray], tools: Sequence[str]) -> None:
        self.numbers, self._hand = arrays["numbers"], arrays["hand"]
        self._ring, self.compute_s = arrays["ring"], arrays["compute_s"]
        self._tools = tuple(tools)
        self._number = {key: n for n, key in enumerate(self._tools)}
        self._read = 0

    def put_hand(self, hand: HandState, now_s: float) -> None:
        """Written by whoever holds the device; raises KeyError for a tool that is none of the session's."""
        number = self._number[hand.tool]
        self.numbers[HAND_SEQ] += 1
        self._hand[:16] = np.asarray(hand.tool_to_ras, np.float64).reshape(16)
        self._hand[16:20] = hand.time_s, hand.power, number, now_s
        self.numbers[HAND_SEQ] += 1

    def hand(self) -> tuple[HandState, float] | None:
        """The newest hand and when it was written; None before the first, or while it is being written."""
        for _ in range(_TRIES):
            before = int(self.numbers[HAND_SEQ])
            if before == 0:
                return None
            row = self._hand.copy()
            if before % 2 == 0 and int(self.numbers[HAND_SEQ]) == before:
                tool = self._tools[int(row[18])]
                return HandState(float(row[16]), row[:16].reshape(4, 4), float(row[17]), tool), float(row[19])
        return None

    def put_touch(self, touch: Touch, hand: HandState, compute_s: float) -> None:
        """Written by the loop, once a tick."""
        place = int(self.numbers[WRITTEN]) % RING
        row = self._ring[place]
        row[:16] = touch.tool_to_ras.reshape(16)
        row[16:19], row[19:22] = touch.force_n, touch.torque_nmm
        row[22 : 22 + len(TISSUES)] = touch.removed_mm3
        rest = 22 + len(TISSUES)
        row[rest : rest + 4] = touch.time_s, touch.tissue, touch.depth_mm, touch.temperature_c
        row[rest + 4 : rest + 7] = hand.power, self._number[hand.tool], touch.stripped
        self.compute_s[place] = compute_s
        self.numbers[WRITTEN] += 1

    def samples(self) -> tuple[list[Sample], int]:
        """Every tick since the last call, and how many of them were lost because the ring went round."""
        end = int(self.numbers[WRITTEN])
        start = max(self._read, end - RING + RING // 8)
        rows = [self._ring[n % RING].copy() for n in range(start, end)]
        overtaken = max(0, int(self.numbers[WRITTEN]) - RING - start + 1)  # written over while they were read
        lost = start - self._read + min(overtaken, len(rows))
        self._read = end
        return [self._sample(row) for row in rows[overtaken:]], lost

    def last(self) -> Sample | None:
        """The newest tick; None before the first."""
        end = int(self.numbers[WRITTEN])
        return self._sample(self._ring[(end - 1) % RING].copy()) if end else None

    def _sample(self, row: np.ndarray) -> Sample:
        rest = 22 + len(TISSUES)
        time_s, tissue, depth, temperature, power, tool, stripped = row[rest : rest + 7]
        touch = Touch(
            float(time_s), row[:16].reshape(4, 4), row[16:19], row[19:22], row[22:rest], int(tissue), float(depth),
            float(temperature), bool(stripped),
        )  # fmt: skip
        return Sample(touch, self._tools[int(tool)], float(power))
