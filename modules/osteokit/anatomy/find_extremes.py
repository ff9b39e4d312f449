"""Extremal points of a bone: not the one outermost vertex, but the centre of the outermost cap, and how sure it is."""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.bone_axes import BoneSurface
from osteokit.anatomy.landmark import Landmark

CAP_MM = 0.3
"""Depth scale of the cap that stands for an extremal point: about the noise of a surface from CT."""

_SURFACE_ERROR_MM = 0.15
_REACH_MM = 12.0


@dataclass(frozen=True, eq=False)
class Found:
    """A point (3,) RAS mm and one standard deviation of where it is."""

    point: np.ndarray
    spread_mm: float


def extreme(
    surface: BoneSurface, direction: np.ndarray, candidates: np.ndarray, error_deg: float = 1.0
) -> Found | None:
    """The outermost point along ``direction`` (known to ``error_deg``) among ``candidates`` (mask of points), or None.

    Surface within a few tenths of a millimetre of the top counts by exp(-depth / CAP_MM): on a paraboloid of radius R
    its mean lies CAP_MM below the top and its variance is R * CAP_MM along each axis. So the same sum tells the radii
    of curvature, and from them how far the top moves when the surface errs, sqrt(R * error), or the frame tilts,
    R * angle.
    """
    if not candidates.any():
        return None
    direction = direction / np.linalg.norm(direction)
    points, areas = surface.points[candidates], surface.areas[candidates]
    height = points @ direction
    top = int(np.argmax(height))
    near = ((points - points[top]) ** 2).sum(axis=1) < _REACH_MM**2
    points, weights = points[near], areas[near] * np.exp((height[near] - height[top]) / CAP_MM)
    mean = np.average(points, axis=0, weights=weights)
    across = (points - mean) - ((points - mean) @ direction)[:, None] * direction
    variance = np.linalg.eigvalsh((across * weights[:, None]).T @ across / weights.sum())[1:]
    radii = variance / CAP_MM
    spread = np.sqrt((radii * _SURFACE_ERROR_MM + (radii * np.radians(error_deg)) ** 2).sum())
    return Found(mean + CAP_MM * direction, float(spread))


def most_prominent(surface: BoneSurface, zone: np.ndarray, radius: float) -> Found | None:
    """The point of ``zone`` that stands out most, along its normal, over the mean of the surface within ``radius``."""
    coarse = _thinned(np.flatnonzero(zone), 800)
    if len(coarse) < 25:
        return None
    top = surface.points[coarse[int(np.argmax(_prominence(surface, coarse, radius)))]]
    fine = _thinned(np.flatnonzero(zone & (((surface.points - top) ** 2).sum(axis=1) < (0.8 * radius) ** 2)), 2000)
    if len(fine) < 5:
        return None
    points, prominence = surface.points[fine], _prominence(surface, fine, radius)
    weights = surface.areas[fine] * np.exp((prominence - prominence.max()) / 0.3)
    mean = np.average(points, axis=0, weights=weights)
    spread = np.sqrt(np.average(((points - mean) ** 2).sum(axis=1), weights=weights))
    near = surface.points[zone]
    tip = near[int(np.argmin(((near - mean) ** 2).sum(axis=1)))]
    return Found(tip, float(np.hypot(0.7 * spread, 1.0)))


def _prominence(surface: BoneSurface, chosen: np.ndarray, radius: float) -> np.ndarray:
    points, normals = surface.points[chosen], surface.normals[chosen]
    low, high = points.min(axis=0) - radius, points.max(axis=0) + radius
    around = np.flatnonzero(((surface.points > low) & (surface.points < high)).all(axis=1))
    around = _thinned(around, 12000)
    source, areas = surface.points[around], surface.areas[around]
    middle = points.mean(axis=0)  # the squares below lose no digits near the origin
    near, far = points - middle, source - middle
    far_squared = (far**2).sum(axis=1)
    prominence = np.empty(len(points))
    for n in range(0, len(points), 200):
        block = slice(n, n + 200)
        squared = (near[block] ** 2).sum(axis=1)[:, None] + far_squared - 2 * near[block] @ far.T
        weights = areas * (squared < radius**2)
        mean = weights @ source / weights.sum(axis=1, keepdims=True)
        prominence[block] = ((points[block] - mean) * normals[block]).sum(axis=1)
    return prominence


def _thinned(numbers: np.ndarray, about: int) -> np.ndarray:
    """Every second, fourth, ... of all points, so that one point more or less does not change which are taken."""
    step = 1 << max(0, round(np.log2(max(len(numbers), 1) / about)))
    return numbers[numbers % step == 0]


def landmark(key: str, found: Found, method: str, confidence: float = 0.9) -> Landmark:
    """A landmark of what was found."""
    x, y, z = (float(value) for value in found.point)
    return Landmark(key, (x, y, z), round(max(found.spread_mm, 0.2), 3), confidence, method)


def upper_hull(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Indices of the upper convex hull of points in order of x (Andrew's monotone chain)."""
    hull: list[int] = []
    for n in range(len(x)):
        while len(hull) > 1:
            a, b = hull[-2], hull[-1]
            if (x[b] - x[a]) * (y[n] - y[a]) < (y[b] - y[a]) * (x[n] - x[a]):
                break
            hull.pop()
        hull.append(n)
    return np.array(hull)


def ruler(x: np.ndarray, y: np.ndarray, over: float) -> tuple[int, int] | None:
    """The two points (indices) astride of ``over`` on which a ruler laid on a profile from above rests."""
    hull = upper_hull(x, y)
    right = int(np.searchsorted(x[hull], over, side="right"))
    return (int(hull[right - 1]), int(hull[right])) if 0 < right < len(hull) else None
