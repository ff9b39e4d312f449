"""Smoothness of a movement: SPARC and LDLJ (Balasubramanian et al., J NeuroEng Rehabil 2015;12:112).

Both are for one movement, from rest to rest. A session is cut into its movements first; its figure is their median.
"""

import numpy as np
from scipy.integrate import simpson

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.signals import low_passed, runs, stretches, tip_path, tip_speed
from osteokit.simulation.values import Recording

PADDING = 4
CUTOFF_HZ = 10.0
THRESHOLD = 0.05

REST = 0.05
"""Below this part of its run's highest speed the tip rests..."""
REST_MM_S = 3.0
"""...and below this speed."""
SHORTEST_S = 0.3
"""A movement; what is shorter is a twitch within one."""


def sparc(speed: np.ndarray, rate_hz: float) -> float:
    """Spectral arc length of a movement.

    ``-integral over 0..w_c of sqrt((1 / w_c)^2 + (dV/dw)^2) dw`` of the amplitude spectrum V normalised to its value
    at 0; ``w_c`` is the highest frequency up to 10 Hz at which V is 0.05 or more. Closer to 0 is smoother; a
    minimum-jerk movement has -1.40.

    Parameters
    ----------
    speed : ndarray, shape (n,)
        Evenly sampled, any unit.

    Raises
    ------
    OsteoError
        Fewer than 4 samples, or no movement.
    """
    _check(speed, rate_hz)
    length = 2 ** (int(np.ceil(np.log2(len(speed)))) + PADDING)
    spectrum = np.abs(np.fft.rfft(speed, length))
    frequency = np.arange(len(spectrum)) * rate_hz / length
    spectrum /= spectrum.max()
    inside = frequency <= CUTOFF_HZ
    frequency, spectrum = frequency[inside], spectrum[inside]
    above = np.flatnonzero(spectrum >= THRESHOLD)
    chosen = slice(above[0], above[-1] + 1)
    frequency, spectrum = frequency[chosen], spectrum[chosen]
    if len(frequency) < 2:
        raise OsteoError("The movement is too short for its rate to tell its smoothness; record at 50 Hz or more.")
    along = np.diff(frequency) / (frequency[-1] - frequency[0])
    return -float(np.hypot(along, np.diff(spectrum)).sum())


def ldlj(speed: np.ndarray, rate_hz: float) -> float:
    """Log dimensionless jerk of a movement: ``-ln(T^3 / v_peak^2 * integral of |d2v/dt2|^2 dt)``.

    Closer to 0 is smoother; a minimum-jerk movement has -ln(204.8) = -5.322.

    Parameters
    ----------
    speed : ndarray, shape (n,)
        Evenly sampled, any unit.

    Raises
    ------
    OsteoError
        Fewer than 4 samples, no movement, or one of even speed.
    """
    _check(speed, rate_hz)
    jerk = np.diff(speed, 2) * rate_hz**2
    jerk = np.concatenate([[2 * jerk[0] - jerk[1]], jerk, [2 * jerk[-1] - jerk[-2]]])
    duration = (len(speed) - 1) / rate_hz
    amount = float(simpson(jerk**2, dx=1.0 / rate_hz)) * duration**3 / float(np.max(speed)) ** 2
    if amount <= 0.0:
        raise OsteoError("The tip moves evenly from the first sample to the last; that is no movement from rest.")
    return -float(np.log(amount))


def _check(speed: np.ndarray, rate_hz: float) -> None:
    if len(speed) < 4 or not np.isfinite(speed).all() or not np.max(speed) > 0 or not rate_hz > 0:
        raise OsteoError("Smoothness needs four samples or more of a movement with finite speeds above 0.")


def movements(recording: Recording) -> list[np.ndarray]:
    """The speed in mm/s of each movement of the tip, from rest to rest; below 20 Hz."""
    path, found = tip_path(recording), []
    for run in runs(recording):
        speed = tip_speed(low_passed(path[run], recording.rate_hz), recording.rate_hz)
        if len(speed) == 0:
            continue
        moving = speed > max(REST * float(speed.max()), REST_MM_S)
        found += [speed[part] for part in stretches(moving) if part.stop - part.start >= SHORTEST_S * recording.rate_hz]
    return [speed for speed in found if len(speed) >= 4]


def median_sparc(moves: list[np.ndarray], rate_hz: float) -> float:
    """Of all movements.

    Raises
    ------
    OsteoError
        There is none.
    """
    _some(moves)
    return float(np.median([sparc(speed, rate_hz) for speed in moves]))


def median_ldlj(moves: list[np.ndarray], rate_hz: float) -> float:
    """Of all movements; OsteoError where there is none."""
    _some(moves)
    return float(np.median([ldlj(speed, rate_hz) for speed in moves]))


def _some(moves: list[np.ndarray]) -> None:
    if not moves:
        raise OsteoError("The tip makes no movement of 0.3 s or more; its smoothness is not told.")
