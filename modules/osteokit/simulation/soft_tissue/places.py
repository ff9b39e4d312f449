"""Finding places on a sheet: nearest to a point, or where a segment goes through."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.values import Spot

FARTHEST_MM = 20.0


def nearest_spot(points: np.ndarray, triangles: np.ndarray, place: np.ndarray) -> Spot:
    """The spot of the sheet that is nearest to ``place``, RAS mm.

    Raises
    ------
    OsteoError
        It is farther than 20 mm, or no place.
    """
    place = np.asarray(place, float)
    if place.shape != (3,) or not np.isfinite(place).all():
        raise OsteoError("A place on tissue needs three finite coordinates in mm.")
    weights = _nearest_weights(points[triangles], place)
    away = np.linalg.norm(np.einsum("mc,mck->mk", weights, points[triangles]) - place, axis=1)
    best = int(np.argmin(away))
    if away[best] > FARTHEST_MM:
        raise OsteoError(f"The place lies {away[best]:.0f} mm away from the tissue; choose one on it.")
    return Spot(best, weights[best])


def crossing(
    points: np.ndarray, triangles: np.ndarray, start: np.ndarray, end: np.ndarray
) -> tuple[Spot, float] | None:
    """Where the segment first goes through the sheet, and 1.0 where it comes out of its outside, -1.0 into it."""
    corners = points[triangles]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    normal = np.cross(first, second)
    way = end - start
    speed = normal @ way
    sound = np.abs(speed) > 1e-15
    share = np.full(len(triangles), np.inf)
    np.divide(np.sum(normal * (corners[:, 0] - start), axis=1), speed, out=share, where=sound)
    tried = np.flatnonzero((share >= 0) & (share <= 1))
    if len(tried) == 0:
        return None
    weights = _weights(corners[tried], start + share[tried, None] * way)
    inside = (weights >= -1e-9).all(axis=1)
    if not inside.any():
        return None
    best = np.flatnonzero(inside)[np.argmin(share[tried[inside]])]
    return Spot(int(tried[best]), np.clip(weights[best], 0, 1) / np.clip(weights[best], 0, 1).sum()), float(
        np.sign(speed[tried[best]])
    )


def outward(points: np.ndarray, triangles: np.ndarray, spot: Spot) -> np.ndarray:
    """Unit normal of the spot's triangle."""
    a, b, c = points[triangles[spot.triangle]]
    normal = np.cross(b - a, c - a)
    return normal / np.linalg.norm(normal)


def _weights(corners: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Barycentric coordinates of places (m, 3) or (3,) in the planes of triangles (m, 3, 3)."""
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    toward = places - corners[:, 0]
    aa, ab, bb = (np.sum(p * q, axis=1) for p, q in ((first, first), (first, second), (second, second)))
    ta, tb = np.sum(toward * first, axis=1), np.sum(toward * second, axis=1)
    det = aa * bb - ab * ab
    v, w = (bb * ta - ab * tb) / det, (aa * tb - ab * ta) / det
    return np.stack([1 - v - w, v, w], axis=1)


def _nearest_weights(corners: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Barycentric coordinates of the nearest place of each triangle, within it or on its rim."""
    within = _weights(corners, place)
    best = within.copy()
    least = np.full(len(corners), np.inf)
    for i, j in ((0, 1), (1, 2), (2, 0)):
        edge = corners[:, j] - corners[:, i]
        share = np.clip(np.sum((place - corners[:, i]) * edge, axis=1) / np.sum(edge * edge, axis=1), 0, 1)
        onto = np.zeros_like(within)
        onto[:, i], onto[:, j] = 1 - share, share
        away = np.linalg.norm(np.einsum("mc,mck->mk", onto, corners) - place, axis=1)
        best[away < least] = onto[away < least]
        least = np.minimum(least, away)
    inside = np.all(within >= 0, axis=1, keepdims=True)
    return np.where(inside, within, best)
