"""Signed distances (mm, negative inside) of simple solids at points ``(..., 3)`` in RAS, and grids of points."""

import numpy as np


def grid(low_ras, high_ras, spacing_mm, axes=np.eye(3)) -> tuple[tuple[int, int, int], np.ndarray]:
    """The array shape (k, j, i) and ``ijk_to_ras`` of a grid that covers the box ``low_ras .. high_ras``.

    ``axes`` has the RAS directions of i, j, k as columns (a signed permutation).
    """
    low, high = np.asarray(low_ras, float), np.asarray(high_ras, float)
    axes, spacing = np.asarray(axes, float), np.asarray(spacing_mm, float)
    extent = np.abs(axes.T @ (high - low))
    size = np.maximum(1, np.round(extent / spacing)).astype(int)
    matrix = np.eye(4)
    matrix[:3, :3] = axes * spacing
    matrix[:3, 3] = (low + high) / 2 - matrix[:3, :3] @ ((size - 1) / 2)
    return (int(size[2]), int(size[1]), int(size[0])), matrix


def points(shape, ijk_to_ras) -> np.ndarray:
    """RAS coordinates of every voxel centre, float32 (k, j, i, 3)."""
    k, j, i = np.meshgrid(*(np.arange(n, dtype=np.float32) for n in shape), indexing="ij")
    return np.stack([i, j, k], -1) @ ijk_to_ras[:3, :3].T.astype(np.float32) + ijk_to_ras[:3, 3].astype(np.float32)


def sphere(p, centre, radius_mm):
    return np.linalg.norm(p - np.float32(centre), axis=-1) - radius_mm


def ellipsoid(p, centre, radii_mm):
    """Exact on the surface, first order near it."""
    q = p - np.float32(centre)
    radii = np.float32(radii_mm)
    a = np.linalg.norm(q / radii, axis=-1)
    b = np.linalg.norm(q / radii**2, axis=-1)
    return a * (a - 1.0) / np.maximum(b, 1e-6)


def capsule(p, a, b, radius_mm):
    """All points within ``radius_mm`` of the segment a-b."""
    a, b = np.float32(a), np.float32(b)
    t = np.clip(((p - a) @ (b - a)) / np.dot(b - a, b - a), 0, 1)
    return np.linalg.norm(p - a - t[..., None] * (b - a), axis=-1) - radius_mm


def box(p, centre, half_mm):
    q = np.abs(p - np.float32(centre)) - np.float32(half_mm)
    return np.linalg.norm(np.maximum(q, 0), axis=-1) + np.minimum(q.max(axis=-1), 0)


def half_space(p, point, outward_normal):
    n = np.float32(outward_normal) / np.linalg.norm(outward_normal)
    return (p - np.float32(point)) @ n.astype(np.float32)


def union(*distances):
    return np.minimum.reduce(distances)


def intersection(*distances):
    return np.maximum.reduce(distances)


def without(distance, *removed):
    """The first solid with the others cut away."""
    return np.maximum.reduce([distance, *(-r for r in removed)])
