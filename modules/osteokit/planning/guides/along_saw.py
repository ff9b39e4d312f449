"""Where lines of saw or drill go through a bone: of all the places where a line meets it, the one that is meant."""

import numpy as np

from osteokit.surface.distance import SurfaceDistance

FAR_MM = 500.0
_MOST_HITS = 24
_NEXT_MM = 1e-6


def stretches(surface: SurfaceDistance, points: np.ndarray, way: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of lines along the unit vector ``way`` through ``points`` (n, 3), the stretch in the bone that is nearest to its
    point: its first and last end, mm along ``way`` from the point; nan (n,) where a line misses the bone."""
    first, last = np.full(len(points), np.nan), np.full(len(points), np.nan)
    away = np.full(len(points), np.inf)
    at, start = np.full(len(points), -FAR_MM), np.full(len(points), np.nan)
    open_ = np.arange(len(points))
    for _ in range(_MOST_HITS):
        length, face = surface.first_hit(points[open_] + at[open_, None] * way, way, np.inf, _NEXT_MM)
        hit = np.isfinite(length)
        open_, length, face = open_[hit], length[hit], face[hit]
        if not len(open_):
            break
        at[open_] += length
        inward = surface.face_normals[face] @ way < 0
        start[open_[inward]] = at[open_[inward]]
        ended = open_[~inward & np.isfinite(start[open_])]
        gap = np.maximum(np.maximum(start[ended], -at[ended]), 0.0)
        nearer = ended[gap < away[ended]]
        first[nearer], last[nearer], away[nearer] = start[nearer], at[nearer], gap[gap < away[ended]]
        start[ended] = np.nan
    return first, last


def run_around(met: np.ndarray, start: int) -> slice:
    """The run of True in ``met`` (n,) that holds the place ``start``, else the nearest one; empty without any."""
    places = np.flatnonzero(met)
    if not len(places):
        return slice(0, 0)
    middle = int(places[np.abs(places - start).argmin()])
    low = high = middle
    while low > 0 and met[low - 1]:
        low -= 1
    while high + 1 < len(met) and met[high + 1]:
        high += 1
    return slice(low, high + 1)
