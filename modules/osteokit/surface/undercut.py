"""Undercuts: which part of a surface keeps a rigid part from going on along a straight way, and the best way."""

import numpy as np

from osteokit.surface.distance import SurfaceDistance

_GRAZING = np.sin(np.radians(3.0))  # walls within 3 degrees of the way count as undercut: they rub
_RINGS_DEG = (15.0, 30.0, 45.0, 60.0)
_AROUND = 12
_TILT_COST = 0.15  # of the share, for a full right angle away from the middle: straight down unless tilting helps


def undercut(
    surface: SurfaceDistance, points: np.ndarray, normals: np.ndarray, direction: np.ndarray, travel_mm: float
) -> np.ndarray:
    """Which of ``points`` (n, 3) on a surface, outward ``normals`` (n, 3), hinder a way out along ``direction``: (n,).

    A point hinders when its wall leans over the way, or when the way out meets the surface within ``travel_mm``.
    """
    way = np.asarray(direction, np.float64) / np.linalg.norm(direction)
    leans = normals @ way < _GRAZING
    start = points + 1e-3 * normals
    blocked = np.zeros(len(points), bool)
    blocked[~leans] = np.isfinite(surface.first_hit(start[~leans], way, travel_mm)[0])
    return leans | blocked


def best_direction(
    surface: SurfaceDistance, points: np.ndarray, normals: np.ndarray, travel_mm: float
) -> tuple[np.ndarray, float]:
    """The way out (unit vector) on which the least of the patch hinders, and that share 0..1
    Nearly equal ways are decided by the mean normal.
    """
    middle = normals.mean(axis=0)
    if np.linalg.norm(middle) < 1e-9:
        middle = normals[0]
    middle = middle / np.linalg.norm(middle)
    candidates = _directions_around(middle)
    shares = np.array([undercut(surface, points, normals, way, travel_mm).mean() for way in candidates])
    tilt = np.degrees(np.arccos(np.clip(candidates @ middle, -1, 1))) / 90.0
    chosen = int(np.argmin(shares + _TILT_COST * tilt**2))
    return candidates[chosen], float(shares[chosen])


def _directions_around(middle: np.ndarray) -> np.ndarray:
    """``middle`` and rings of unit vectors around it."""
    side = np.cross(middle, np.eye(3)[np.abs(middle).argmin()])
    side /= np.linalg.norm(side)
    other = np.cross(middle, side)
    around = np.arange(_AROUND) * 2 * np.pi / _AROUND
    ring = np.cos(around)[:, None] * side + np.sin(around)[:, None] * other
    tilted = [np.cos(np.radians(deg)) * middle + np.sin(np.radians(deg)) * ring for deg in _RINGS_DEG]
    return np.concatenate([middle[None], *tilted])
