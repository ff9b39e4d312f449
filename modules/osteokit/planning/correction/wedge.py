"""From a wedge that is wanted to the angle and the hinge line that give it, and from these to a cut and a move.

The angle is searched for with the leg's own measurement, so that it holds for a hinge line that is turned and for a
leg that does not lie straight. For a straight hinge line and a straight leg it is Miniaci's (:mod:`miniaci`).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from osteokit.anatomy.leg import Leg
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.hinge import WedgeSite, hinge_line
from osteokit.planning.correction.leg_move import below_plane, leg_moved, measured
from osteokit.planning.correction.soft_tissue import soft_tissue_share_deg
from osteokit.planning.correction.wedge_intent import WedgeIntent
from osteokit.planning.osteotomy.moves import hinge_rotation

LARGEST_DEG = 30.0
SMALLEST_DEG = 0.5
LARGEST_TURN_DEG = 45.0
SLOPE = "posterior_slope_deg"


@dataclass(frozen=True, eq=False)
class SolvedWedge:
    """A wedge about a hinge line.

    Attributes
    ----------
    axis : ndarray, shape (3,)
        Of the hinge line, unit, front end.
    angle_deg : float
        How far the distal part turns to valgus (negative: to varus).
    matrix : ndarray, shape (4, 4)
        Of the distal part, RAS mm.
    hinge_turn_deg, soft_tissue_deg : float
        As it came out.
    """

    site: WedgeSite
    axis: np.ndarray
    angle_deg: float
    matrix: np.ndarray
    hinge_turn_deg: float
    soft_tissue_deg: float

    @property
    def lever_mm(self) -> float:
        """From the hinge line to the entry on the cortex."""
        arm = self.site.entry - self.site.hinge
        return float(np.linalg.norm(arm - (arm @ self.axis) * self.axis))


def wedge_move(site: WedgeSite, turn_deg: float, angle_deg: float) -> np.ndarray:
    """The 4x4 move of the distal part: ``angle_deg`` to valgus about the hinge line."""
    axis = hinge_line(site.frame, turn_deg)
    toward_lateral = np.cross(axis, -site.frame.z) @ site.frame.lateral
    return hinge_rotation(site.hinge, axis, math.copysign(1.0, toward_lateral) * angle_deg)


def solve_wedge(leg: Leg, bone: str, carried: tuple[str, ...], site: WedgeSite, intent: WedgeIntent) -> SolvedWedge:
    """The angle (and the turn of the hinge line where the slope is asked for) that reaches the intent's target.

    Raises
    ------
    OsteoError
        A landmark is missing, the target cannot be reached, the wedge would go the wrong way, or nothing is to be done.
    """
    in_plane = site.hinge - site.entry
    down = np.cross(in_plane, hinge_line(site.frame, intent.hinge_turn_deg))
    down = down if down @ site.frame.z < 0 else -down
    moving = below_plane(leg, bone, site.hinge, down, carried)

    def after(turn: float, angle: float) -> Leg:
        return leg_moved(leg, moving, wedge_move(site, turn, angle))

    def angle_at(turn: float) -> float:
        miss = lambda angle: measured(after(turn, angle), intent.target.key) - intent.target.value  # noqa: E731
        sentence = (
            f"No wedge of up to {LARGEST_DEG:g} degrees at this hinge brings {intent.target.key} to "
            f"{intent.target.value:g}; choose another target or hinge."
        )
        return _root(miss, LARGEST_DEG, sentence)

    share = _share(leg, intent)
    turn = intent.hinge_turn_deg
    if intent.slope_change_deg is not None:
        wanted = measured(leg, SLOPE) + intent.slope_change_deg
        sentence = (
            f"Turning the hinge line cannot change the slope by {intent.slope_change_deg:g} degrees; "
            "choose a smaller change or another hinge."
        )
        turn = _root(
            lambda t: measured(after(t, _reduced(angle_at(t), share)), SLOPE) - wanted, LARGEST_TURN_DEG, sentence
        )
    angle = _reduced(angle_at(turn), share)
    _refuse_wrong_way(angle, intent)
    return SolvedWedge(site, hinge_line(site.frame, turn), angle, wedge_move(site, turn, angle), turn, share)


def _share(leg: Leg, intent: WedgeIntent) -> float:
    """Degrees to take off for the soft tissue; only a correction to valgus has any."""
    if intent.soft_tissue == "none" or not intent.makes_valgus:
        return 0.0
    return soft_tissue_share_deg(measured(leg, "JLCA_deg"))


def _reduced(angle: float, share: float) -> float:
    return angle - min(share, max(angle, 0.0))


def _root(function: Callable[[float], float], limit: float, sentence: str) -> float:
    """Where ``function`` is 0 between -limit and limit, to 1e-10."""
    low, high = function(-limit), function(limit)
    if not (math.isfinite(low) and math.isfinite(high)) or low * high > 0:
        raise OsteoError(sentence)
    return float(brentq(function, -limit, limit, xtol=1e-10))  # pyright: ignore[reportArgumentType]


def _refuse_wrong_way(angle: float, intent: WedgeIntent) -> None:
    if abs(angle) < SMALLEST_DEG:
        raise OsteoError(
            f"The leg is there already: {intent.target.key} {intent.target.value:g} needs {abs(angle):.1f} degrees; "
            "no osteotomy is needed for it."
        )
    if (angle > 0) != intent.makes_valgus:
        needed = "valgus" if angle > 0 else "varus"
        ways = "opening medially or closing laterally" if angle > 0 else "closing medially or opening laterally"
        raise OsteoError(
            f"The target needs {abs(angle):.1f} degrees towards {needed}, and {intent.motion} on the {intent.approach} "
            f"side does the opposite; choose {ways}."
        )
