"""Whether an answer can be believed; what speaks against it is said in one sentence each.

The limits are measured on fractures whose answer is known (tests/bench/reduction.py): true fits of surfaces from a CT
have a gap of 0.1 to 0.3 mm and false ones beyond 0.5, and the next best fit has half the score of the true one.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from osteokit.planning.reduction.fit import Fit

MOST_GAP_MM = 0.4
MOST_RIVAL = 0.75
LEAST_TOUCHING_MM2 = 60.0
LEAST_HOLD = 0.004
LEAST_LIKE = 0.6
MOST_TEMPLATE_MM = 1.0
MOST_GAP_ON_TEMPLATE_MM = 1.5
MOST_OVERLAP_MM = 0.2


@dataclass(frozen=True)
class Evidence:
    """What is known of one fragment's answer.

    ``rival`` is the score of the next best fit over that of this one, ``hold`` see :func:`fit.weakest_hold`. ``like``
    is the part of the surface that lies on the template and ``template_mm`` its median distance (NaN without one);
    ``overlap_mm`` is the overlap spread over the surface that faces the neighbour.
    """

    fit: Fit
    rival: float
    hold: float
    like: float
    template_mm: float
    overlap_mm: float


def doubts(name: str, evidence: Evidence) -> tuple[str, ...]:
    """Why the answer for the fragment ``name`` should not be believed; none when it can.

    On a template that it fits, a fragment may leave a gap: bone was crushed or is missing. Without one, only a fracture
    surface that fits exactly, here and nowhere else, is proof.
    """
    said = _against_contact(evidence)
    if said and not np.isnan(evidence.like):
        said = _against_template(evidence)
    if evidence.rival > MOST_RIVAL:
        said.append(f"another place fits nearly as well ({100 * min(evidence.rival, 1):.0f} % of the score)")
    if evidence.overlap_mm > MOST_OVERLAP_MM:
        said.append(f"it overlaps its neighbour by {evidence.overlap_mm:.1f} mm on average")
    return tuple(f"{name}: {reason}; place it by hand or check it." for reason in said)


def unsupported(
    names: Collection[str], anchor: str, doubted: Collection[str], contacts: Collection[tuple[str, str]]
) -> dict[str, str]:
    """The fragments that fit well, but only to neighbours which do not stand themselves, each with its sentence.

    ``contacts`` are the pairs whose fracture surfaces fit. A fragment stands when a chain of these, over fragments
    that are not ``doubted``, leads to the anchor: next to a neighbour in a wrong place an exact fit is no proof.
    """
    standing, reached = {anchor}, {anchor}
    while reached:
        beside = {one for pair in contacts for one in pair if reached & set(pair)}
        reached = beside - standing - set(doubted)
        standing |= reached
    said = {}
    for name in set(names) - standing - set(doubted):
        beside = [one for pair in contacts if name in pair for one in pair if one != name]
        beside.sort(key=lambda one: one not in doubted)
        reason = f"it fits to {beside[0]}, whose own place is in doubt" if beside else "no single neighbour holds it"
        said[name] = f"{name}: {reason}; place it by hand or check it."
    return said


def _against_contact(evidence: Evidence) -> list[str]:
    fit = evidence.fit
    if fit.touching_mm2 < LEAST_TOUCHING_MM2:
        return [f"no fracture surface was found that fits ({fit.touching_mm2:.0f} mm2 touch)"]
    if fit.gap_mm > MOST_GAP_MM:
        return [f"its fracture surface fits only within {fit.gap_mm:.1f} mm"]
    if evidence.hold < LEAST_HOLD:
        return ["its fracture surface is so even that it slides or turns without resistance"]
    return []


def _against_template(evidence: Evidence) -> list[str]:
    if evidence.like < LEAST_LIKE:
        return [f"only {100 * evidence.like:.0f} % of its surface lies on the mirrored side"]
    if evidence.template_mm > MOST_TEMPLATE_MM:
        return [f"it lies {evidence.template_mm:.1f} mm off the mirrored side"]
    if evidence.fit.gap_mm > MOST_GAP_ON_TEMPLATE_MM:
        return [f"a gap of {evidence.fit.gap_mm:.1f} mm is left at its fracture surface"]
    return []
