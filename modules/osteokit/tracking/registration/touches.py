"""Touches in a stream of tip positions: where the pointer was held on one place, a landmark was meant."""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError


@dataclass(frozen=True, eq=False)
class Touch:
    """``position`` (3,): mean of the tip while it was held, mm; ``spread_mm``: root mean square distance from it; when
    it began and ended."""

    position: np.ndarray
    spread_mm: float
    began_s: float
    ended_s: float


def touches(
    times_s: np.ndarray, tips: np.ndarray, still_mm: float = 1.0, hold_s: float = 1.0, apart_mm: float = 10.0
) -> tuple[Touch, ...]:
    """Places on which the tip (n, 3) rested, in their order.

    Parameters
    ----------
    still_mm : float
        No position of a touch is farther than this from its mean.
    hold_s : float
        How long it must be held.
    apart_mm : float
        A touch nearer than this to the one before it goes on with it; the longer of the two counts.

    Raises
    ------
    OsteoError
        Times and positions do not fit to one another, or time runs backwards.
    """
    when, places = np.asarray(times_s, dtype=np.float64), np.asarray(tips, dtype=np.float64)
    if places.shape != (len(when), 3) or (np.diff(when) < 0).any():
        raise OsteoError("Touches need one time for each position of the tip, in their order.")
    found: list[Touch] = []
    start = 0
    while start < len(when):
        end = _held_until(places, start, still_mm)
        if when[end - 1] - when[start] < hold_s:
            start += 1
            continue
        held = places[start:end]
        middle = held.mean(axis=0)
        spread = float(np.sqrt(((held - middle) ** 2).sum(axis=1).mean()))
        one = Touch(middle, spread, float(when[start]), float(when[end - 1]))
        if not found or np.linalg.norm(found[-1].position - middle) >= apart_mm:
            found.append(one)
        elif one.ended_s - one.began_s > found[-1].ended_s - found[-1].began_s:
            found[-1] = one
        start = end
    return tuple(found)


def _held_until(places: np.ndarray, start: int, still_mm: float) -> int:
    """The end of the longest run from ``start`` in which all positions stay by the mean of the run so far."""
    end = start + 1
    total = places[start].copy()
    while end < len(places):
        middle = total / (end - start)
        if not np.linalg.norm(places[end] - middle) <= still_mm:  # also where it is not finite
            break
        total += places[end]
        end += 1
    return end
