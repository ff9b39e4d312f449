"""Where the fibula lies in the distal tibia: the fibular notch, and the middle of the sections that show it."""

import numpy as np
from scipy.spatial import ConvexHull

from osteokit.anatomy.bone_axes import BoneSurface, Shaft
from osteokit.anatomy.find_extremes import Found
from osteokit.anatomy.sections import Contour, section

_LEVELS = (0.5, 0.7, 0.9)  # above the plafond, in radii of the shaft: 6 to 11 mm, where the notch is deep
_LEAST_DEPTH, _LEAST_WIDTH = 0.03, 0.5  # of the section's radius
_LEAST_FACING = 0.5  # cosine between the notch's outward direction and that away from the malleolus


def notch_points(
    surface: BoneSurface, shaft: Shaft, up: np.ndarray, ankle: np.ndarray, malleolus: np.ndarray
) -> dict[str, Found]:
    """Middle of the fibular notch and of the section, by landmark key; empty where there is no notch.

    On each section the notch is the deepest gap under the contour's hull that faces away from the malleolus; its middle
    is halfway between both tubercles, on which a ruler laid over the notch rests.
    """
    outward = ankle - malleolus
    outward = outward - (outward @ up) * up
    outward /= np.linalg.norm(outward)
    middles, centers = [], []
    for part in _LEVELS:
        contours = section(surface.mesh, ankle + part * shaft.radius_mm * up, up)
        middle = _notch_middle(contours[0], up, outward) if contours else None
        if middle is not None:
            middles.append(middle)
            centers.append(contours[0].center)
    if len(middles) < 2:
        return {}
    return {"fibular_notch_center": _mean(middles, up, 1.0), "distal_section_center": _mean(centers, up, 0.7)}


def _notch_middle(contour: Contour, up: np.ndarray, outward: np.ndarray) -> np.ndarray | None:
    across = np.cross(up, outward)
    off = contour.points - contour.center
    flat = np.stack([off @ outward, off @ across], axis=1)
    radius = float(np.sqrt(contour.area_mm2 / np.pi))
    deepest, middle = _LEAST_DEPTH * radius, None
    hull = ConvexHull(flat)
    for (a, b), (x, y, level) in zip(flat[hull.simplices], hull.equations, strict=True):
        if x < _LEAST_FACING or np.linalg.norm(b - a) < _LEAST_WIDTH * radius:
            continue
        along = (flat - a) @ (b - a) / ((b - a) @ (b - a))
        inner = flat[(along > 0.2) & (along < 0.8)]
        depth = float(-(inner @ (x, y) + level).max()) if len(inner) else 0.0
        if depth > deepest:
            deepest, middle = depth, (a + b) / 2
    return None if middle is None else contour.center + middle[0] * outward + middle[1] * across


def _mean(points: list[np.ndarray], up: np.ndarray, least: float) -> Found:
    """Their mean; its spread is their scatter across ``up``, since along it the levels differ on purpose."""
    mean = np.mean(points, axis=0)
    off = points - mean
    across = off - np.outer(off @ up, up)
    scatter = np.sqrt((across**2).sum() / (2 * (len(points) - 1)))
    return Found(mean, float(np.hypot(scatter, least)))
