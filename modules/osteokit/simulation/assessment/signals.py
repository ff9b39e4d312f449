"""What every figure is read from: the recording checked, its unbroken runs, the tip's path and speed."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from scipy.signal import butter, sosfiltfilt

from osteokit.base.errors import OsteoError
from osteokit.simulation.values import TISSUES, Recording

LOW_PASS_HZ = 20.0
"""Of voluntary movement and tremor nothing lies above it (Balasubramanian 2015); sensors' noise does."""

BONE = (TISSUES.index("cortical"), TISSUES.index("cancellous"))
PAUSE = 1.5
"""Sample intervals; two samples farther apart than this have a pause between them."""

CONTACT_N = 0.5
"""A force above this is contact."""


def check(recording: Recording) -> None:
    """Refuse what cannot be assessed.

    Raises
    ------
    OsteoError
        Too short, arrays of different lengths, time that does not rise, numbers that are not finite.
    """
    count = len(recording.time_s)
    if count < 2:
        raise OsteoError("The recording has fewer than two samples; record the session again.")
    if not (np.isfinite(recording.rate_hz) and recording.rate_hz > 0):
        raise OsteoError(f"The recording's rate of {recording.rate_hz} Hz is not above 0; record the session again.")
    for name, values in _arrays(recording).items():
        if len(values) != count:
            raise OsteoError(
                f"The recording's {name} has {len(values)} samples instead of {count}; it is broken, record again."
            )
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            at = int(np.argwhere(~np.isfinite(values.reshape(count, -1)).all(axis=1))[0, 0])
            raise OsteoError(f"The recording's {name} is not a number at sample {at}; it is broken, record again.")
    if not (np.diff(recording.time_s) > 0).all():
        raise OsteoError("The recording's time does not rise at every sample; it is broken, record again.")


def _arrays(recording: Recording) -> dict[str, np.ndarray]:
    names = (
        *("time_s", "tool_to_ras", "force_n", "torque_nmm", "power", "depth_mm", "temperature_c", "tissue"),
        *("removed_mm3", "tool", "blood_lost_ml", "pulse_bpm", "pressure_mmhg", "step"),
    )
    return {name: np.asarray(getattr(recording, name)) for name in names}


def tip_path(recording: Recording) -> np.ndarray:
    """Where the tip was, (n, 3), RAS mm."""
    return np.asarray(recording.tool_to_ras[:, :3, 3], dtype=np.float64)


def intervals(recording: Recording) -> np.ndarray:
    """Seconds that each sample stands for, (n,); a pause counts as one interval."""
    one = 1.0 / recording.rate_hz
    return np.append(one, np.minimum(np.diff(recording.time_s), PAUSE * one))


def runs(recording: Recording) -> list[slice]:
    """The unbroken parts of the recording: no pause, no change of tool (the next tool's tip is another point)."""
    gap = np.diff(recording.time_s) > PAUSE / recording.rate_hz
    changed = np.diff(np.asarray(recording.tool)) != 0
    edges = [0, *(np.flatnonzero(gap | changed) + 1), len(recording.time_s)]
    return [slice(start, end) for start, end in pairwise(edges)]


def stretches(mask: np.ndarray) -> Iterator[slice]:
    """The maximal parts in which ``mask`` (n,) is true."""
    padded = np.concatenate([[False], mask, [False]])
    edges = np.flatnonzero(np.diff(padded.astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        yield slice(int(start), int(end))


def low_passed(values: np.ndarray, rate_hz: float, cutoff_hz: float = LOW_PASS_HZ) -> np.ndarray:
    """``values`` (n,) or (n, 3) without what is faster than ``cutoff_hz``: Butterworth of order 4, forwards and
    backwards, so that nothing is shifted in time. As it is where the rate or the length do not allow it."""
    if cutoff_hz >= 0.45 * rate_hz or len(values) < 32:
        return values
    sections = butter(4, cutoff_hz, fs=rate_hz, output="sos")
    pad = min(len(values) - 1, int(3 * rate_hz / cutoff_hz))
    return sosfiltfilt(sections, values, axis=0, padlen=pad)


def tip_speed(points: np.ndarray, rate_hz: float) -> np.ndarray:
    """Speed in mm/s, (n,), of evenly sampled ``points`` (n, 3); central differences."""
    if len(points) < 3:
        return np.zeros(len(points))
    return np.linalg.norm(np.gradient(points, 1.0 / rate_hz, axis=0, edge_order=2), axis=1)


def bone_removed(recording: Recording) -> np.ndarray:
    """Bone removed in each sample, (n,), mm3."""
    return np.asarray(recording.removed_mm3)[:, list(BONE)].sum(axis=1)


def is_cutting(recording: Recording) -> np.ndarray:
    """In which samples (n,) bone is removed."""
    return bone_removed(recording) > 0


def in_contact(recording: Recording) -> np.ndarray:
    """In which samples (n,) the tool touches something."""
    force = np.linalg.norm(recording.force_n, axis=1)
    return (force > CONTACT_N) | (np.asarray(recording.depth_mm) > 0) | is_cutting(recording)
