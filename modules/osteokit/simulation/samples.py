"""Samples of a running session: an array that grows."""

import numpy as np

from osteokit.simulation.recording_file import SAMPLE
from osteokit.simulation.values import Recording


class Samples:
    """Rows of dtype ``SAMPLE``."""

    def __init__(self, former: np.ndarray | None = None) -> None:
        self.count = 0 if former is None else len(former)
        self._rows = np.zeros(max(4096, 2 * self.count), SAMPLE)
        if former is not None:
            self._rows[: self.count] = former

    def add(self) -> np.void:
        """One more row, to be filled in."""
        if self.count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self.count += 1
        return self._rows[self.count - 1]

    def array(self) -> np.ndarray:
        """What there is so far, a view (n,)."""
        return self._rows[: self.count]


def merged(recording: Recording) -> np.ndarray:
    """The samples of a recording as one array of dtype ``SAMPLE``."""
    rows = np.zeros(len(recording.time_s), SAMPLE)
    for name in SAMPLE.names or ():
        rows[name] = getattr(recording, name)
    return rows
