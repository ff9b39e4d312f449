"""Tremor: power of the tip's acceleration between 8 and 12 Hz, the band of physiological tremor."""

import numpy as np
from scipy.signal import welch

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.signals import runs, tip_path
from osteokit.simulation.values import Recording

BAND_HZ = (8.0, 12.0)
WINDOW_S = 2.0
"""Of Welch's method: lines 0.5 Hz apart."""
SHORTEST_S = 1.0


def tremor_power(points: np.ndarray, rate_hz: float, band_hz: tuple[float, float] = BAND_HZ) -> float:
    """Power of the acceleration in ``band_hz``, all three axes together, (mm/s2)2.

    The second difference of the path in Welch's method (Hann windows of 2 s, half overlapping), its fall at high
    frequencies made good: a sine of amplitude A at f has (A (2 pi f)^2)^2 / 2 at any rate.

    Parameters
    ----------
    points : ndarray, shape (n, 3) or (n,)
        Evenly sampled, mm.

    Raises
    ------
    OsteoError
        Shorter than 1 s, or sampled too slowly for the band.
    """
    points = np.asarray(points, dtype=np.float64).reshape(len(points), -1)
    if rate_hz < 2.5 * band_hz[1]:
        raise OsteoError(
            f"Tremor up to {band_hz[1]:g} Hz needs {2.5 * band_hz[1]:g} samples a second or more, not {rate_hz:g}."
        )
    if len(points) < SHORTEST_S * rate_hz + 2:
        raise OsteoError("The tip is followed for less than a second; its tremor is not told.")
    acceleration = np.diff(points, 2, axis=0) * rate_hz**2
    window = min(len(acceleration), round(WINDOW_S * rate_hz))
    frequency, power = welch(acceleration, rate_hz, nperseg=window, detrend="constant", axis=0)
    inside = (frequency >= band_hz[0]) & (frequency <= band_hz[1])
    angular = 2 * np.pi * frequency[inside]
    fall = (2 * rate_hz * np.sin(angular / (2 * rate_hz)) / angular) ** 4
    return float((power[inside].sum(axis=1) / fall).sum() * (frequency[1] - frequency[0]))


def session_tremor(recording: Recording) -> float:
    """The tremor of a whole session: its unbroken runs of a second or more, weighted by their length.

    Raises
    ------
    OsteoError
        No run is long enough, or the rate is too low.
    """
    path, long = tip_path(recording), SHORTEST_S * recording.rate_hz + 2
    parts = [path[run] for run in runs(recording) if run.stop - run.start >= long]
    if not parts:
        raise OsteoError("The tip is followed for less than a second; its tremor is not told.")
    powers = [tremor_power(part, recording.rate_hz) for part in parts]
    return float(np.average(powers, weights=[len(part) for part in parts]))
