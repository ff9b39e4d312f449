"""A distance along the axis of a screw, looked up only where it can matter.

A distance changes by at most as much as one moves, so two known places bound all places between them. A screw's axis is
looked at every millimetre, and every tenth of one only where a threshold or the least value may lie.
"""

from collections.abc import Callable

import numpy as np

STRIDE = 10


class Along:
    """``distance(points (n, 3)) -> (n,)`` at stations of one step.

    Attributes
    ----------
    values : ndarray (n,)
        Exact where ``known``, else between the known neighbours on a straight line.
    known : ndarray (n,) of bool
    """

    def __init__(self, distance: Callable[[np.ndarray], np.ndarray], points: np.ndarray) -> None:
        self._distance, self._points = distance, points
        count = len(points)
        self._number = np.arange(count)
        self._coarse = np.unique(np.append(self._number[::STRIDE], count - 1))
        self.known = np.zeros(count, bool)
        self.known[self._coarse] = True
        at = distance(points[self._coarse])
        self.values = np.interp(self._number, self._coarse, at)
        step = float(np.linalg.norm(points[-1] - points[0])) / max(count - 1, 1)
        left = np.clip(np.searchsorted(self._coarse, self._number, side="right") - 1, 0, len(self._coarse) - 2)
        before = step * (self._number - self._coarse[left])
        behind = step * (self._coarse[left + 1] - self._number)
        self.lower = np.maximum(at[left] - before, at[left + 1] - behind)
        self.upper = np.minimum(at[left] + before, at[left + 1] + behind)

    def settle(self, where: np.ndarray) -> None:
        """Look up the stations ``where`` (n,) is true and that are not known yet."""
        open_ = np.flatnonzero(where & ~self.known)
        if len(open_):
            self.values[open_] = self._distance(self._points[open_])
            self.known[open_] = True

    def settle_between(self, low: float, high: float) -> None:
        """Know every station whose value may lie between ``low`` and ``high``."""
        self.settle((self.lower <= high) & (self.upper >= low))

    def lowest(self, where: np.ndarray) -> int:
        """The station with the least value of those ``where`` (n,) is true, exactly; one must be."""
        if not (self.known & where).any():
            self.settle(where & (self._number == np.flatnonzero(where)[0]))
        best = self.values[self.known & where].min()
        self.settle(where & (self.lower < best))
        return int(np.argmin(np.where(self.known & where, self.values, np.inf)))
