"""Miniaci's method: by how much to turn the part below a hinge so that the weight-bearing line passes a chosen point.

All in the coronal plane: points are (u, v) millimetres, v upwards; for positions in per cent u grows from medial to
lateral. Angles are counter-clockwise from u to v.

Miniaci A et al. Clin Orthop 1989;246:251-259. The gap is the chord 2 L sin(a/2); Hernigou's table is L tan(a)
(Hernigou P et al. J Bone Joint Surg Am 1987;69:332-354). Target 62 % (62.5 %) of the plateau from medial: Fujisawa Y
et al. Orthop Clin North Am 1979;10:585-608.
"""

import math
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError

FUJISAWA_PERCENT = 62.0


@dataclass(frozen=True, eq=False)
class MiniaciResult:
    """The correction; ``angle_deg`` turns the ankle about the hinge onto the ray from the hip through the target."""

    angle_deg: float
    target: np.ndarray
    ankle_after: np.ndarray
    wbl_before_percent: float


def point_on_plateau(medial: np.ndarray, lateral: np.ndarray, percent: float) -> np.ndarray:
    """The point ``percent`` of the way from the medial to the lateral edge (0 and 100 are the edges)."""
    return medial + (lateral - medial) * (percent / 100.0)


def weight_bearing_percent(hip: np.ndarray, ankle: np.ndarray, medial: np.ndarray, lateral: np.ndarray) -> float:
    """Where the line from hip to ankle crosses the line of the plateau, in per cent from its medial edge.

    Raises
    ------
    OsteoError
        The two lines are parallel.
    """
    along, plateau = ankle - hip, lateral - medial
    crossing = _cross(along, plateau)
    if abs(crossing) < 1e-9 * np.linalg.norm(along) * np.linalg.norm(plateau):
        raise OsteoError("The weight-bearing line never meets the plateau; check hip, ankle and plateau landmarks.")
    return 100.0 * _cross(along, hip - medial) / crossing


def turn_onto_ray(moving: np.ndarray, hinge: np.ndarray, start: np.ndarray, through: np.ndarray) -> float:
    """Degrees by which ``moving`` turns about ``hinge`` until it lies on the ray from ``start`` through ``through``.

    Of two places the one farther from ``start`` is meant: beyond the knee.

    Raises
    ------
    OsteoError
        No turn about this hinge reaches the ray.
    """
    ray = through - start
    length = float(np.linalg.norm(ray))
    radius = float(np.linalg.norm(moving - hinge))
    if length < 1e-9 or radius < 1e-9:
        raise OsteoError("Hip, target and ankle must be apart from each other and from the hinge; check the landmarks.")
    ray = ray / length
    middle = float((hinge - start) @ ray)
    reach = radius**2 - (float((hinge - start) @ (hinge - start)) - middle**2)
    if reach <= 0.0 or middle + math.sqrt(reach) <= 0.0:
        raise OsteoError("No turn about this hinge brings the axis through the target; move the hinge or the target.")
    landed = start + ray * (middle + math.sqrt(reach))
    return angle_between(moving - hinge, landed - hinge)


def angle_between(a: np.ndarray, b: np.ndarray) -> float:
    """Degrees from ``a`` to ``b``, counter-clockwise positive, in (-180, 180]."""
    return math.degrees(math.atan2(_cross(a, b), float(a @ b)))


def turned(point: np.ndarray, hinge: np.ndarray, angle_deg: float) -> np.ndarray:
    """``point`` turned counter-clockwise about ``hinge``."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return hinge + np.array([[c, -s], [s, c]]) @ (point - hinge)


def miniaci(
    hip: np.ndarray,
    ankle: np.ndarray,
    plateau_medial: np.ndarray,
    plateau_lateral: np.ndarray,
    hinge: np.ndarray,
    percent: float = FUJISAWA_PERCENT,
) -> MiniaciResult:
    """The turn of the tibia below ``hinge`` that brings the weight-bearing line to ``percent`` of the plateau.

    Every point is (u, v) mm in the coronal plane, u from medial to lateral.

    Raises
    ------
    OsteoError
        ``percent`` lies outside the plateau, or no turn about this hinge reaches it.
    """
    if not 0.0 <= percent <= 100.0:
        raise OsteoError(
            f"The target is {percent:g} % of the plateau; it must lie between 0 (medial) and 100 (lateral)."
        )
    target = point_on_plateau(plateau_medial, plateau_lateral, percent)
    angle = turn_onto_ray(ankle, hinge, hip, target)
    before = weight_bearing_percent(hip, ankle, plateau_medial, plateau_lateral)
    return MiniaciResult(angle, target, turned(ankle, hinge, angle), before)


def opening_gap_mm(lever_mm: float, angle_deg: float) -> float:
    """Height of the wedge at the cortex: the chord 2 L sin(a/2)."""
    return 2.0 * lever_mm * math.sin(math.radians(abs(angle_deg)) / 2.0)


def opening_gap_by_tangent_mm(lever_mm: float, angle_deg: float) -> float:
    """The same as Hernigou's table has it: L tan(a)."""
    return lever_mm * math.tan(math.radians(abs(angle_deg)))


def _cross(a: np.ndarray, b: np.ndarray) -> float:
    return float(a[0] * b[1] - a[1] * b[0])
