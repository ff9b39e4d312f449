"""From the room that bone has to a screw that exists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.values import Implant
from osteokit.planning.screws.corridor import Corridor
from osteokit.planning.screws.values import ScrewPath

MARGIN_MM = 0.5
"""Room that is left on every side of the thread unless another is asked for."""


@dataclass(frozen=True)
class FittedScrew:
    """An article in a corridor: its path has the article's diameter and length.

    ``margin_mm`` is what the narrowest place leaves on every side of the thread.
    """

    article: Implant
    path: ScrewPath
    margin_mm: float


def longest_mm(corridor: Corridor, diameter_mm: float, margin_mm: float) -> float:
    """How long a screw of that diameter may be, from the entry, with the margin also in front of its tip.

    0 where it does not even pass the corridor.
    """
    needed = diameter_mm / 2.0 + margin_mm
    depths, clearances = np.array(corridor.depths_mm), np.array(corridor.clearances_mm)
    if needed > corridor.diameter_mm / 2.0 + 1e-9:
        return 0.0
    planned = depths <= corridor.length_mm + 1e-9
    short = np.flatnonzero(~planned & (clearances < needed))
    last = short[0] - 1 if len(short) else len(depths) - 1
    return max(float(depths[last]), corridor.length_mm)


def fitted(
    corridor: Corridor, articles: Iterable[Implant], margin_mm: float = MARGIN_MM, shortest_mm: float = 0.0
) -> FittedScrew:
    """The thickest article that the corridor takes with a margin; of its lengths the one nearest to the planned one.

    Parameters
    ----------
    articles
        Of those with ``diameter_mm`` and ``length_mm`` (others are passed over).
    shortest_mm : float
        Shorter ones do not do their work (an iliosacral screw that ends before the midline).

    Raises
    ------
    OsteoError
        None fits; the sentence says what the corridor has and what the smallest article needs.
    """
    if not (np.isfinite(margin_mm) and margin_mm >= 0.0):
        raise OsteoError(f"The margin about a screw must be 0 mm or more, not {margin_mm}; change it.")
    sized = [one for one in articles if {"diameter_mm", "length_mm"} <= set(one.sizes)]
    if not sized:
        raise OsteoError("None of these articles has a diameter and a length; choose screws from the catalogue.")
    fitting = [
        one
        for one in sized
        if shortest_mm <= one.size("length_mm") <= longest_mm(corridor, one.size("diameter_mm"), margin_mm) + 1e-9
    ]
    if not fitting:
        raise OsteoError(_nothing_fits(corridor, sized, margin_mm, shortest_mm))
    best = min(fitting, key=lambda one: _order(one, corridor))
    diameter, length = best.size("diameter_mm"), best.size("length_mm")
    entry = np.array(corridor.path.entry)
    x, y, z = (float(value) for value in entry + length * corridor.path.axis)
    path = replace(corridor.path, tip=(x, y, z), diameter_mm=diameter)
    return FittedScrew(best, path, _margin(corridor, path))


def _order(article: Implant, corridor: Corridor) -> tuple[float, float, float, str]:
    length = article.size("length_mm")
    return -article.size("diameter_mm"), abs(length - corridor.length_mm), length, article.reference


def _margin(corridor: Corridor, path: ScrewPath) -> float:
    within = np.array(corridor.depths_mm) <= path.length_mm + 1e-9
    return float(np.array(corridor.clearances_mm)[within].min()) - path.diameter_mm / 2.0


def _nothing_fits(corridor: Corridor, articles: Sequence[Implant], margin_mm: float, shortest_mm: float) -> str:
    thinnest = min(one.size("diameter_mm") for one in articles)
    if thinnest / 2.0 + margin_mm > corridor.diameter_mm / 2.0 + 1e-9:
        return (
            f"The corridor is {corridor.diameter_mm:.1f} mm wide and the thinnest of these screws, {thinnest:g} mm, "
            f"needs {thinnest + 2 * margin_mm:.1f} mm with its margin; choose a thinner one or another corridor."
        )
    passing = [one for one in articles if longest_mm(corridor, one.size("diameter_mm"), margin_mm) > 0.0]
    longest = max(longest_mm(corridor, one.size("diameter_mm"), margin_mm) for one in passing)
    lengths = sorted({one.size("length_mm") for one in passing})
    return (
        f"No length of these screws fits: between {shortest_mm:.0f} and {longest:.0f} mm are needed, and they are "
        f"{lengths[0]:g} to {lengths[-1]:g} mm long; choose other lengths."
    )
