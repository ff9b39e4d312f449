"""What stands between a computed force and a hand: limit, slew rate, dead man, and no nonsense."""

import math
import threading
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError

_THREADS_S = 0.01
"""So much earlier may the time of one thread be than that of another which was quicker; more is a faulty clock."""


@dataclass(frozen=True)
class ForceLimits:
    """Bounds of a force.

    Attributes
    ----------
    most_n : float
        Its largest size. The default is what a small desktop arm holds without heating (0.9 N) to its peak (3.3 N).
    slew_n_s : float
        How fast it may change, N/s; the default reaches ``most_n`` in 20 ms.
    dead_man_s : float
        After so long without being asked for it is zero.

    Raises
    ------
    OsteoError
        One is not positive and finite.
    """

    most_n: float = 3.0
    slew_n_s: float = 150.0
    dead_man_s: float = 0.1

    def __post_init__(self) -> None:
        for name, value in (("most_n", self.most_n), ("slew_n_s", self.slew_n_s), ("dead_man_s", self.dead_man_s)):
            if not (math.isfinite(value) and value > 0):
                raise OsteoError(f"The limit {name} of a force must be a number above 0, not {value:g}.")


class SafeForce:
    """Takes forces that are asked for, gives forces that may go out. From any thread; times of ``time.monotonic()``.

    Attributes
    ----------
    was_used : bool
        Whether a force was ever asked for.
    """

    def __init__(self, limits: ForceLimits) -> None:
        self.limits = limits
        self.was_used = False
        self._asked = np.zeros(3)
        self._asked_at = -math.inf
        self._out = np.zeros(3)
        self._out_at: float | None = None
        self._lock = threading.Lock()

    def ask(self, force_n: np.ndarray, now_s: float) -> None:
        """Ask for a force (3,) N. What is no force (not three finite numbers) asks for none, at once."""
        force = np.asarray(force_n, dtype=np.float64)
        with self._lock:
            self.was_used = True
            if force.shape != (3,) or not np.isfinite(force).all():
                self._nothing()
                return
            self._asked, self._asked_at = force.copy(), now_s

    def at(self, now_s: float) -> np.ndarray:
        """The force (3,) N that may go out now. A clock that runs backwards stops it."""
        with self._lock:
            gap = 0.0 if self._out_at is None else now_s - self._out_at
            silent = now_s - self._asked_at
            if min(gap, silent) < -_THREADS_S or silent > self.limits.dead_man_s:
                self._nothing()
                self._out_at = now_s
                return np.zeros(3)
            wanted = _no_longer_than(self._asked, self.limits.most_n)
            # after a pause the force may not leap by all that the pause would have allowed
            step = self.limits.slew_n_s * min(max(gap, 0.0), self.limits.dead_man_s)
            self._out = self._out + _no_longer_than(wanted - self._out, step)
            self._out_at = now_s
            return self._out.copy()

    def stop(self) -> np.ndarray:
        """No force from now on, until one is asked for again."""
        with self._lock:
            self._nothing()
        return np.zeros(3)

    @property
    def is_zero(self) -> bool:
        """Whether none goes out and none is asked for."""
        with self._lock:
            return not (self._out.any() or self._asked.any())

    def _nothing(self) -> None:
        self._asked, self._out = np.zeros(3), np.zeros(3)
        self._asked_at = -math.inf


def _no_longer_than(vector: np.ndarray, most: float) -> np.ndarray:
    length = math.hypot(*vector)
    return vector if length <= most else vector * (most / length)
