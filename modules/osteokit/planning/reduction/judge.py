"""Whether an answer can be believed; what speaks against it is said in one sentence each.

The limits are measured on fractures whose answer is known (tests/bench/reduction.py): true fits of surfaces from a CT
have a gap of 0.1 to 0.3 mm and false ones beyond 0.5, and the next best fit has half the score of the true one.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.planning.reduction.fit import Fit

MOST_GAP_MM = 0.5
MOST_RIVAL = 0.75
LEAST_TOUCHING_MM2 = 60.0
LEAST_HOLD = 0.004
LEAST_LIKE = 0.6
MOST_PENETRATION_MM = 1.0


@dataclass(frozen=True)
class Evidence:
    """What is known of one fragment's answer.

    ``rival`` is the score of the next best fit over that of this one, ``hold`` see :func:`fit.weakest_hold`, ``like``
    the part of the surface that lies on the template (NaN without one), ``penetration_mm`` the deepest overlap.
    """

    fit: Fit
    rival: float
    hold: float
    like: float
    penetration_mm: float


def doubts(name: str, evidence: Evidence) -> tuple[str, ...]:
    """Why the answer for the fragment ``name`` should not be believed; none when it can."""
    fit, said = evidence.fit, []
    on_template = evidence.like >= LEAST_LIKE
    if fit.touching_mm2 < LEAST_TOUCHING_MM2 and not on_template:
        said.append(f"{name}: no fracture surface was found that fits ({fit.touching_mm2:.0f} mm2 touch).")
    elif fit.gap_mm > MOST_GAP_MM:
        said.append(f"{name}: its fracture surface fits only within {fit.gap_mm:.1f} mm.")
    if not np.isnan(evidence.like) and not on_template:
        said.append(f"{name}: only {100 * evidence.like:.0f} % of its surface lies on the mirrored side.")
    if evidence.rival > MOST_RIVAL:
        said.append(f"{name}: another place fits nearly as well ({100 * evidence.rival:.0f} % of the score).")
    if fit.touching_mm2 >= LEAST_TOUCHING_MM2 and evidence.hold < LEAST_HOLD and not on_template:
        said.append(f"{name}: its fracture surface is so even that it slides or turns without resistance.")
    if evidence.penetration_mm > MOST_PENETRATION_MM:
        said.append(f"{name}: it goes {evidence.penetration_mm:.1f} mm into its neighbour.")
    return tuple(f"{sentence[:-1]}; place it by hand or check it." for sentence in said)
