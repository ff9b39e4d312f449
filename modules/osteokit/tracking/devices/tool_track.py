"""One tool as its messages come: the last pose, and how regularly it is seen."""

import math
from collections import deque

import numpy as np

from osteokit.tracking.devices.sender_clock import SenderClock
from osteokit.tracking.devices.values import Sentence, ToolState
from osteokit.tracking.poses import RIGID

_WINDOW_S = 2.0
_LEAST_S = 0.2
"""Two messages that come close together are no rate yet."""

_KEPT = 1024

NEVER = Sentence("Not seen yet.", "尚未看到。")
_BROKEN = Sentence(
    "The tracker lost it (its matrix is not finite).",
    "跟踪器丢失了该工具（矩阵含无效数）。",
)
_BENT = Sentence(
    "Its matrix is no rigid motion (it scales, shears or mirrors).", "矩阵不是刚体运动（含缩放、剪切或镜像）。"
)
_OLD = Sentence("Its messages come too late.", "消息到达过迟。")
_NONE = Sentence("", "")


def why_not_rigid(matrix: np.ndarray) -> Sentence | None:
    """None for a rigid motion; otherwise what is wrong, in one sentence."""
    if not np.isfinite(matrix).all():
        return _BROKEN
    turn = matrix[:3, :3]
    if abs(turn @ turn.T - np.eye(3)).max() > RIGID or np.linalg.det(turn) < 0:
        return _BENT
    return None


class ToolTrack:
    """Not for several threads at once. Times are of ``time.monotonic()``."""

    def __init__(self, name: str, stale_s: float) -> None:
        self.name = name
        self.clock = SenderClock()
        self.refused_at = -math.inf
        self._stale_s = stale_s
        self._matrix: np.ndarray | None = None
        self._wrong: Sentence | None = None
        self._arrivals: deque[float] = deque(maxlen=_KEPT)
        self._stamps: deque[float] = deque(maxlen=64)
        self._taken_at = -math.inf  # when the pose was true, by our clock
        self._number = 0
        self._lost = self._refused = 0

    def take(
        self,
        matrix: np.ndarray,
        arrived_s: float,
        wall_s: float,
        stamp_s: float = 0.0,
        number: int = 0,
        status: str = "OK",
    ) -> np.ndarray | None:
        """A matrix that came; the pose where it is new and rigid.

        Parameters
        ----------
        stamp_s : float
            When it was sent, by the sender's clock; 0 where it has none.
        number : int
            Of the message, counted up by the sender; 0 where it does not count.
        status : str
            What the tracker says of the tool; anything but ``"OK"`` means that the matrix is an old one or none.
        """
        delay = self.clock.delay_s(stamp_s, arrived_s, wall_s) if stamp_s > 0 else 0.0
        self._arrivals.append(arrived_s)
        if delay is None:
            self._refuse(arrived_s)
            return None
        self._count_lost(stamp_s, number)
        self._taken_at = arrived_s - delay
        self._wrong = why_not_rigid(matrix) if status == "OK" else None
        if self._wrong is not None:
            self._refuse(arrived_s)
        elif status != "OK":
            self._wrong = Sentence(f"The tracker says {status}.", f"跟踪器报告 {status}。")
        if self._wrong is not None:
            self._matrix = None
            return None
        self._matrix = matrix
        return matrix if delay <= self._stale_s else None

    def _refuse(self, now_s: float) -> None:
        self._refused += 1
        self.refused_at = now_s

    def _count_lost(self, stamp_s: float, number: int) -> None:
        if number > 0:
            if self._number and 1 < number - self._number < 1_000_000:
                self._lost += number - self._number - 1
            self._number = number
        elif stamp_s > 0:
            self._count_gap(stamp_s)

    def _count_gap(self, stamp_s: float) -> None:
        """Without numbers: the sender's own times leave a gap where regular messages are missing."""
        if self._stamps and stamp_s < self._stamps[-1]:
            self._stamps.clear()
        if len(self._stamps) >= 16:
            usual = float(np.median(np.diff(self._stamps)))
            missing = round((stamp_s - self._stamps[-1]) / usual) - 1 if usual > 1e-6 else 0
            if 0 < missing < 1000:
                self._lost += missing
        self._stamps.append(stamp_s)

    def clear_numbers(self) -> None:
        """A new connection: the sender counts anew, and what it did not send meanwhile is not lost."""
        self._number = 0
        self._stamps.clear()

    def pose(self, now_s: float) -> np.ndarray | None:
        """The last pose, where it is a good one and fresh now; quick enough for every tick of a force loop."""
        fresh = self._matrix is not None and now_s - self._taken_at <= self._stale_s
        return self._matrix.copy() if fresh and self._matrix is not None else None

    def state(self, now_s: float) -> ToolState:
        """The tool now, with its figures."""
        age_s = now_s - self._taken_at
        fresh = age_s <= self._stale_s
        heard = bool(self._arrivals) and now_s - self._arrivals[-1] <= self._stale_s
        rate, jitter = self._regularity(now_s) if heard else (0.0, 0.0)
        pose = self.pose(now_s)
        return ToolState(
            self.name,
            pose,
            self._why(now_s, fresh, heard) if pose is None else _NONE,
            rate,
            max(0.0, 1000.0 * age_s),
            jitter,
            self._lost,
            self._refused,
        )

    def _why(self, now_s: float, fresh: bool, heard: bool) -> Sentence:
        if not self._arrivals:
            return NEVER
        if fresh and self._wrong is not None:
            return self._wrong
        if heard:
            return _OLD
        silent = now_s - self._arrivals[-1]
        return Sentence(f"Not seen for {silent:.1f} s.", f"{silent:.1f} 秒未见。")

    def _regularity(self, now_s: float) -> tuple[float, float]:
        """Rate in Hz and jitter in ms."""
        times = np.array(self._arrivals)
        times = times[times >= now_s - _WINDOW_S]
        if len(times) < 2 or (times[-1] - times[0] < _LEAST_S and len(times) < _KEPT):
            return 0.0, 0.0
        intervals = np.diff(times)
        jitter = np.percentile(np.abs(intervals - np.median(intervals)), 95)
        span = max(float(times[-1] - times[0]), 1e-6)
        return (len(times) - 1) / span, 1000.0 * float(jitter)
