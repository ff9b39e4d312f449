"""Solids by their signed distance (mm, negative inside), and a CT of such a solid: what generated bones are made of.

Distances are exact for capsules, balls and boxes, and a lower bound near the surface for what is stretched
(after Quilez, "Distance functions"), which is enough for a cortex of a thickness.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from osteokit.imaging.volume import Volume

Points = np.ndarray
Solid = Callable[[Points], np.ndarray]
"""Points (..., 3) RAS mm to signed distances (...)."""

CORTICAL_HU, CANCELLOUS_HU, SOFT_HU, MARROW_HU, AIR_HU = 1400.0, 220.0, 40.0, -80.0, -1000.0


def capsule(start: ArrayLike, end: ArrayLike, radius: float) -> Solid:
    """All within ``radius`` of a segment; a ball where both ends are one."""
    a, way = np.array(start, np.float32), np.subtract(end, start).astype(np.float32)
    length2 = float(way @ way) or 1.0

    def distance(points: Points) -> np.ndarray:
        from_a = points - a
        share = np.clip(from_a @ way / length2, 0.0, 1.0)
        return np.linalg.norm(from_a - share[..., None] * way, axis=-1) - radius

    return distance


def ellipsoid(center: ArrayLike, radii: ArrayLike) -> Solid:
    """Half axes ``radii`` along R, A and S."""
    c, r = np.array(center, np.float32), np.array(radii, np.float32)

    def distance(points: Points) -> np.ndarray:
        scaled = np.linalg.norm((points - c) / r, axis=-1)
        slope = np.linalg.norm((points - c) / (r * r), axis=-1)
        return scaled * (scaled - 1.0) / np.maximum(slope, 1e-6)

    return distance


def box(center: ArrayLike, half: ArrayLike, rounding: float = 0.0) -> Solid:
    """Half sides ``half`` along R, A and S, with rounded edges."""
    c, h = np.array(center, np.float32), np.array(half, np.float32) - rounding

    def distance(points: Points) -> np.ndarray:
        beyond = np.abs(points - c) - h
        outside = np.linalg.norm(np.maximum(beyond, 0.0), axis=-1)
        return outside + np.minimum(beyond.max(axis=-1), 0.0) - rounding

    return distance


def column(center: ArrayLike, a: Callable, b: Callable, low: float, high: float) -> Solid:
    """An upright solid whose section at height z is an ellipse about ``center`` (2,) with half axes ``a(z)`` along R
    and ``b(z)`` along A."""
    c = np.array(center, np.float32)

    def distance(points: Points) -> np.ndarray:
        z = points[..., 2]
        radii = np.stack([a(z), b(z)], axis=-1)
        offset = points[..., :2] - c
        scaled = np.linalg.norm(offset / radii, axis=-1)
        slope = np.linalg.norm(offset / (radii * radii), axis=-1)
        side = np.where(slope > 1e-6, scaled * (scaled - 1.0) / np.maximum(slope, 1e-6), -radii.min(axis=-1))
        return np.maximum(side, np.maximum(low - z, z - high))

    return distance


def union(*solids: Solid, blend: float = 0.0) -> Solid:
    """All of them, their seams filled with a fillet of about ``blend`` mm."""

    def distance(points: Points) -> np.ndarray:
        result = solids[0](points)
        for solid in solids[1:]:
            other = solid(points)
            near = np.maximum(blend - np.abs(result - other), 0.0) / blend if blend else 0.0
            result = np.minimum(result, other) - near * near * blend / 4.0
        return result

    return distance


def without(solid: Solid, *holes: Solid) -> Solid:
    """``solid`` less the ``holes``."""

    def distance(points: Points) -> np.ndarray:
        result = solid(points)
        for hole in holes:
            result = np.maximum(result, -hole(points))
        return result

    return distance


@dataclass(frozen=True)
class Filling:
    """What is inside a generated bone and around it.

    Attributes
    ----------
    cortex_mm : float or callable
        Thickness, or from points and depth to it.
    inside_hu : float or callable
        Of what lies under the cortex.
    around_hu : callable
        Of what lies outside, from points.
    """

    cortex_mm: float | Callable[[Points], np.ndarray]
    inside_hu: float | Callable[[Points], np.ndarray] = CANCELLOUS_HU
    around_hu: Callable[[Points], np.ndarray] | float = SOFT_HU


def ct_of(solid: Solid, filling: Filling, center: ArrayLike, size_mm: ArrayLike, spacing_mm: float):
    """A CT and the label map (1 in the bone) of a solid in a box: voxels on a straight RAS grid.

    Borders are blurred over one voxel, as the partial volume of a CT does.

    Returns
    -------
    tuple of Volume
        The CT (int16 HU) and its labels (uint8).
    """
    size = np.array(size_mm, np.float64)
    count = np.ceil(size / spacing_mm).astype(int)
    origin = np.array(center) - (count - 1) * spacing_mm / 2
    ijk_to_ras = np.diag([spacing_mm, spacing_mm, spacing_mm, 1.0])
    ijk_to_ras[:3, 3] = origin
    x, y = (origin[n] + spacing_mm * np.arange(count[n]) for n in range(2))
    voxels = np.empty(tuple(count[::-1]), np.int16)
    labels = np.empty(tuple(count[::-1]), np.uint8)
    for k in range(count[2]):  # by slab: points of a whole grid are large
        z = origin[2] + spacing_mm * k
        plane = np.stack(np.broadcast_arrays(x[None, :], y[:, None], z), axis=-1).astype(np.float32)
        depth = -solid(plane)
        voxels[k] = np.rint(_hounsfield(plane, depth, filling, spacing_mm))
        labels[k] = depth > 0
    voxels.flags.writeable = labels.flags.writeable = False
    return Volume(voxels, ijk_to_ras), Volume(labels, ijk_to_ras)


def _hounsfield(points: Points, depth: np.ndarray, filling: Filling, spacing_mm: float) -> np.ndarray:
    cortex, inside, around = (
        value(points) if callable(value) else value
        for value in (filling.cortex_mm, filling.inside_hu, filling.around_hu)
    )
    bone = np.clip(depth / spacing_mm + 0.5, 0.0, 1.0)
    core = np.clip((depth - cortex) / spacing_mm + 0.5, 0.0, 1.0)
    return (1 - bone) * around + bone * ((1 - core) * CORTICAL_HU + core * inside)


def surface_along(solid: Solid, inside: ArrayLike, direction: ArrayLike, most_mm: float = 120.0):
    """The last point (3,) of the solid on a ray from ``inside`` along ``direction``: where a tool enters that comes
    from there."""
    way = np.array(direction, np.float64) / np.linalg.norm(direction)
    steps = np.arange(0.0, most_mm, 0.05)
    points = (np.array(inside) + steps[:, None] * way).astype(np.float32)
    last = np.flatnonzero(solid(points) < 0)[-1]
    return np.array(inside) + steps[last] * way
