"""Length and economy of the tip's path, and times."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.signals import in_contact, intervals, is_cutting, runs, stretches, tip_path
from osteokit.simulation.values import Recording

LENGTH_HZ = 50.0
OPEN_MM = 5.0
"""A move in the open that is shorter than this tells nothing about economy."""


def duration_s(recording: Recording) -> float:
    """From the first to the last sample, pauses left out."""
    return float(intervals(recording)[1:].sum())


def cutting_s(recording: Recording) -> float:
    """Time in which bone is removed."""
    return float(intervals(recording)[is_cutting(recording)].sum())


def length_stride(rate_hz: float) -> int:
    """Every how many samples a path's length is taken: at 1 kHz a sensor's noise is longer than the way."""
    return max(1, round(rate_hz / LENGTH_HZ))


def length_mm(points: np.ndarray, rate_hz: float) -> float:
    """Of the path through ``points`` (n, 3), looked at 50 times a second and at its end."""
    kept = points[:: length_stride(rate_hz)]
    tail = float(np.linalg.norm(points[-1] - kept[-1]))
    return float(np.linalg.norm(np.diff(kept, axis=0), axis=1).sum()) + tail


def path_mm(recording: Recording) -> float:
    """Of the tip in the whole session; what lies between two tools or over a pause is no path."""
    path = tip_path(recording)
    return sum(length_mm(path[run], recording.rate_hz) for run in runs(recording))


def shortest_mm(points: np.ndarray) -> float:
    """The shortest way that a path (n, 3) could have been: from its start by its farthest point to its end."""
    start = points[0]
    far = points[int(np.argmax(np.linalg.norm(points - start, axis=1)))]
    return float(np.linalg.norm(far - start) + np.linalg.norm(points[-1] - far))


def economy_percent(recording: Recording) -> float:
    """Shortest over actual way of the moves in the open (no contact), all together.

    The way within bone is left to accuracy: pecking with a drill is no waste.

    Raises
    ------
    OsteoError
        There is no move in the open of 5 mm or more.
    """
    path, open_air = tip_path(recording), ~in_contact(recording)
    short = taken = 0.0
    for run in runs(recording):
        for part in stretches(open_air[run]):
            points = path[run][part]
            direct = shortest_mm(points)
            if direct >= OPEN_MM:
                short, taken = short + direct, taken + length_mm(points, recording.rate_hz)
    if taken == 0.0:
        raise OsteoError("The tip makes no move of 5 mm or more in the open; its economy is not told.")
    return 100.0 * short / taken
