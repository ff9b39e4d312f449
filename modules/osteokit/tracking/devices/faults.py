"""What goes wrong with devices, on purpose: to see what is shown then."""

import math
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError

FAULTS = {
    "stall": "sends nothing, the connection stays",
    "vanish": "ends the connection and comes back",
    "lost": "does not see the tools",
    "frozen": "repeats an old pose and says MISSING, as PLUS can",
    "nan": "sends matrices that are not finite",
    "skew": "sends matrices that are no rigid motions",
    "flood": "sends everything fifty times",
    "clock": "its clock is an hour behind",
}
"""Kinds of faults, and what the device does meanwhile."""


@dataclass(frozen=True)
class Fault:
    """From ``at_s`` for ``for_s`` seconds, and again every ``every_s`` where that is above 0.

    Raises
    ------
    OsteoError
        There is no such kind, or a time is negative.
    """

    kind: str
    at_s: float = 5.0
    for_s: float = 3.0
    every_s: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in FAULTS:
            raise OsteoError(f"There is no fault named {self.kind!r}; there are {', '.join(FAULTS)}.")
        times = (self.at_s, self.for_s, self.every_s)
        if not all(math.isfinite(time) and time >= 0 for time in times):
            raise OsteoError("The times of a fault are seconds, 0 or more.")

    def is_on(self, time_s: float) -> bool:
        since = time_s - self.at_s
        if self.every_s > 0 and since > 0:
            since %= self.every_s
        return 0 <= since < self.for_s


def spoiled(matrix: np.ndarray, kind: str) -> np.ndarray:
    """The matrix as a device with this fault sends it."""
    if kind == "nan":
        return np.full((4, 4), np.nan)
    return matrix @ np.diag([1.1, 1.0, 1.0, 1.0]) if kind == "skew" else matrix
