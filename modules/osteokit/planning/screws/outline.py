"""The outline of a screw in any plane, for slice views: exact sections of its cylinder, or of its real solid."""

import numpy as np

from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of
from osteokit.surface.transform import any_perpendicular, direction_of, moved, pose_of

CORNERS = 72


def cylinder_outline(path: ScrewPath, point: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """The closed polygon (n, 3) RAS mm in which a plane cuts the cylinder of a screw; (0, 3) where it misses it.

    The corners lie on the section exactly: an ellipse, a rectangle where the plane holds the screw's direction, or a
    part of an ellipse with straight ends. The plane goes through ``point`` (3,) and is square to ``normal`` (3,).
    """
    axis, length, radius = path.axis, path.length_mm, path.diameter_mm / 2
    n = direction_of(normal, "normal of the plane")
    start = np.asarray(path.entry, float)
    slope = float(n @ axis)
    height = float((start - np.asarray(point, float)) @ n)
    tilted = n - slope * axis
    sine = float(np.linalg.norm(tilted))
    if sine < 1e-9:  # square across: a circle
        along = -height / slope
        if not 0.0 <= along <= length:
            return np.zeros((0, 3))
        angle = np.linspace(0.0, 2 * np.pi, CORNERS, endpoint=False)[:, None]
        u = any_perpendicular(axis)
        return start + along * axis + radius * (np.cos(angle) * u + np.sin(angle) * np.cross(axis, u))
    away = tilted / sine
    side = np.cross(axis, away)
    # offset of the cut from the axis, at the entry and at the tip; the cut is a chord there
    ends = np.array([height, height + slope * length]) / sine
    low, high = max(min(ends), -radius), min(max(ends), radius)
    if low > high or (low == high and abs(low) >= radius):
        return np.zeros((0, 3))
    if abs(ends[1] - ends[0]) < 1e-9:
        offset, along = np.full(2, ends[0]), np.array([0.0, length])
    else:
        offset = radius * np.sin(np.linspace(np.arcsin(low / radius), np.arcsin(high / radius), CORNERS // 2))
        along = (offset - ends[0]) / (ends[1] - ends[0]) * length
    half = np.sqrt(np.maximum(radius**2 - offset**2, 0.0))[:, None]
    middle = start + along[:, None] * axis - offset[:, None] * away
    return np.concatenate([middle + half * side, (middle - half * side)[::-1]])


def solid_outline(solid: Mesh, point: np.ndarray, normal: np.ndarray) -> list[np.ndarray]:
    """The closed polygons (n, 3) RAS mm in which a plane cuts a closed mesh, holes among them; empty where it misses.

    Raises
    ------
    OsteoError
        The mesh is not closed and outward, or the normal has no direction.
    """
    z = direction_of(normal, "normal of the plane")
    pose = pose_of(np.asarray(point, float), any_perpendicular(z), z)
    flat = manifold_of(moved(solid, np.linalg.inv(pose))).slice(0.0)
    outlines = []
    for polygon in flat.to_polygons():
        corners = np.column_stack([np.asarray(polygon, float), np.zeros(len(polygon))])
        outlines.append(corners @ pose[:3, :3].T + pose[:3, 3])
    return outlines
