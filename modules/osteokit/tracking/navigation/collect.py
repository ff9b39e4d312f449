"""Poses as they come, kept for a calibration or a registration: of the tool, relative to the patient's reference."""

import threading

import numpy as np

from osteokit.tracking.devices.values import tool_and_frame
from osteokit.tracking.registration.touches import Touch, touches

APART_S = 0.05
"""Tool and reference are one frame where they came no farther apart than this: three frames of a 60 Hz tracker."""
MOST = 20000
"""Poses; the oldest give way. Five minutes at 60 Hz."""
HELD_STILL_MM = 1.0
HELD_S = 1.0


def same_tool(name: str, wanted: str) -> bool:
    """Whether a pose's name is that of a tool: ``"StylusToTracker"`` is ``"Stylus"`` too."""
    return name == wanted or tool_and_frame(name)[0] == wanted


class PoseCollector:
    """Collects poses of one tool while it is told to; from any thread. Times are of ``time.monotonic()``.

    Without a reference the poses stay as they are sent.
    """

    def __init__(self, tool: str, reference: str = "") -> None:
        self.tool, self.reference = tool, reference
        self._lock = threading.Lock()
        self._collecting = False
        self._reference: tuple[np.ndarray, float] | None = None
        self._waiting: tuple[np.ndarray, float] | None = None  # until the reference of its frame may have come
        self._poses: list[np.ndarray] = []
        self._times: list[float] = []

    def take(self, name: str, matrix: np.ndarray, arrived_s: float) -> None:
        """A rigid pose (4, 4) that came."""
        with self._lock:
            if self.reference and same_tool(name, self.reference):
                self._settle((np.linalg.inv(matrix), arrived_s))
            elif self._collecting and same_tool(name, self.tool):
                if not self.reference:
                    self._add(matrix, arrived_s)
                    return
                self._settle(self._reference)
                self._waiting = (matrix, arrived_s)

    def _settle(self, newest: tuple[np.ndarray, float] | None) -> None:
        """The pose that waits is of the frame of the reference that came nearest to it, before or after."""
        waiting, before = self._waiting, self._reference
        self._waiting, self._reference = None, newest
        if waiting is None:
            return
        seen = [one for one in (before, newest) if one is not None and abs(one[1] - waiting[1]) <= APART_S]
        if seen:
            nearest = min(seen, key=lambda one: abs(one[1] - waiting[1]))
            self._add(nearest[0] @ waiting[0], waiting[1])

    def _add(self, matrix: np.ndarray, arrived_s: float) -> None:
        self._poses.append(matrix)
        self._times.append(arrived_s)
        if len(self._poses) > MOST:
            del self._poses[0], self._times[0]

    def begin(self) -> None:
        """Forget what there is and collect from now on."""
        with self._lock:
            self._poses, self._times, self._waiting, self._collecting = [], [], None, True

    def end(self) -> None:
        with self._lock:
            self._settle(self._reference)
            self._collecting = False

    @property
    def is_collecting(self) -> bool:
        return self._collecting

    def poses(self) -> np.ndarray:
        """(n, 4, 4), tool to reference."""
        with self._lock:
            return np.array(self._poses).reshape(-1, 4, 4)

    def tips(self, tip: np.ndarray) -> np.ndarray:
        """Positions (n, 3) of a tip that is known in the tool's coordinates."""
        return _tips(self.poses(), tip)

    def held(self, tip: np.ndarray, still_mm: float = HELD_STILL_MM, hold_s: float = HELD_S) -> Touch | None:
        """The place on which the tip rests now, or rested last, within three times ``hold_s``; None for none."""
        with self._lock:
            times = np.array(self._times)
            first = int(np.searchsorted(times, times[-1] - 3 * hold_s)) if len(times) else 0
            poses = np.array(self._poses[first:]).reshape(-1, 4, 4)
        found = touches(times[first:], _tips(poses, tip), still_mm, hold_s)
        return found[-1] if found else None


def _tips(poses: np.ndarray, tip: np.ndarray) -> np.ndarray:
    return poses[:, :3, :3] @ np.asarray(tip, np.float64) + poses[:, :3, 3]


def spread_out(points: np.ndarray, apart_mm: float = 1.0) -> np.ndarray:
    """Of points (n, 3) in their order those that are ``apart_mm`` from the one kept before, so that places where the
    tool rested or was slow do not weigh more."""
    kept: list[np.ndarray] = []
    for point in np.asarray(points, np.float64).reshape(-1, 3):
        if not kept or np.linalg.norm(point - kept[-1]) >= apart_mm:
            kept.append(point)
    return np.array(kept).reshape(-1, 3)
