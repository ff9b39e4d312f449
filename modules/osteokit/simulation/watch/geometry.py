"""Where a target is: along and beside its line, inside or outside of it."""

from collections.abc import Callable

import numpy as np

from osteokit.simulation.scenario import Target

Inside = Callable[[np.ndarray], np.ndarray]
"""RAS points (n, 3) to booleans (n,)."""


def length_mm(target: Target) -> float:
    """From entry to end; 0 of a region."""
    return float(np.linalg.norm(np.subtract(target.end, target.entry)))


def direction(target: Target) -> np.ndarray:
    """Unit vector (3,) from entry to end."""
    return np.subtract(target.end, target.entry) / length_mm(target)


def along_and_beside(target: Target, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of points (..., 3): how far along the line from the entry, and how far from it, mm."""
    way = direction(target)
    offset = points - np.array(target.entry)
    along = offset @ way
    return along, np.linalg.norm(offset - along[..., None] * way, axis=-1)


def plane_axes(target: Target) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unit vectors of a plane: across (the width), normal, along (the depth); right-handed."""
    along = direction(target)
    normal = np.array(target.normal, np.float64)
    normal = normal - (normal @ along) * along
    normal /= np.linalg.norm(normal)
    return np.cross(normal, along), normal, along


def inside(target: Target, thickness_mm: float) -> Inside:
    """What belongs to a target; ``thickness_mm`` of a plane is the saw's kerf."""
    if target.kind == "region":
        center, radius = np.array(target.entry), target.diameter_mm / 2
        return lambda points: np.linalg.norm(points - center, axis=-1) <= radius
    if target.kind == "plane":
        axes = np.stack(plane_axes(target))
        half = np.array([target.width_mm / 2, thickness_mm / 2])

        def in_plane(points: np.ndarray) -> np.ndarray:
            local = (points - np.array(target.entry)) @ axes.T
            return (
                (np.abs(local[..., :2]) <= half).all(axis=-1)
                & (local[..., 2] <= target.depth_mm)
                & (local[..., 2] > -5)
            )

        return in_plane

    def in_path(points: np.ndarray) -> np.ndarray:
        along, beside = along_and_beside(target, points)
        return (beside <= target.diameter_mm / 2) & (along <= length_mm(target)) & (along > -5)

    return in_path


def planned_points(target: Target, spacing_mm: float = 1.0) -> np.ndarray:
    """Points (n, 3) spread evenly over a plane or a region."""
    if target.kind == "region":
        radius = target.diameter_mm / 2
        one = np.arange(-radius, radius + 1e-9, spacing_mm)
        grid = np.stack(np.meshgrid(one, one, one), axis=-1).reshape(-1, 3)
        return np.array(target.entry) + grid[np.linalg.norm(grid, axis=1) <= radius]
    across, _, along = plane_axes(target)
    u = np.arange(-target.width_mm / 2, target.width_mm / 2 + 1e-9, spacing_mm)
    v = np.arange(spacing_mm / 2, target.depth_mm, spacing_mm)
    return (np.array(target.entry) + u[:, None, None] * across + v[None, :, None] * along).reshape(-1, 3)
