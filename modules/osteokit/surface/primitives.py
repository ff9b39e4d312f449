"""Simple solids to cut with: boxes, cylinders and prisms, closed and outward, RAS mm."""

from collections.abc import Sequence

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import any_perpendicular, direction_of, moved, pose_of


def box(size: Sequence[float], pose: np.ndarray | None = None) -> Mesh:
    """A box of ``size`` (x, y, z) mm, centred on the origin of the rigid 4x4 ``pose`` and along its axes."""
    sides = np.asarray(size, dtype=np.float64)
    if sides.shape != (3,) or not (np.isfinite(sides).all() and (sides > 0).all()):
        raise OsteoError(f"A box needs three sides longer than 0 mm, not {list(size)}; check its size.")
    solid = mesh_of(manifold3d.Manifold.cube([float(side) for side in sides], True))
    return solid if pose is None else moved(solid, pose)


def cylinder(start: np.ndarray, end: np.ndarray, radius: float, segments: int = 64) -> Mesh:
    """A cylinder from ``start`` to ``end`` (3,). Its corners lie on ``radius``, so its flats lie within it by
    ``radius (1 - cos(pi / segments))``: 0.1 percent of the radius for 64.
    """
    along = np.asarray(end, dtype=np.float64) - np.asarray(start, dtype=np.float64)
    if not (np.isfinite(radius) and radius > 0 and segments >= 3):
        raise OsteoError(f"A cylinder needs a radius above 0 mm and 3 segments or more, not {radius} and {segments}.")
    z = direction_of(along, "line from start to end of the cylinder")
    height = float(np.linalg.norm(along))
    upright = mesh_of(manifold3d.Manifold.cylinder(height, float(radius), circular_segments=segments))
    return moved(upright, pose_of(np.asarray(start, dtype=np.float64), any_perpendicular(z), z))


def prism(polygon: np.ndarray, height: float, pose: np.ndarray | None = None) -> Mesh:
    """A simple polygon (n, 2) mm in the x-y plane of the rigid ``pose``, drawn out from 0 to ``height`` along its z.

    Either turn of the polygon will do.

    Raises
    ------
    OsteoError
        The polygon crosses itself, or it or the height has no size.
    """
    corners = np.asarray(polygon, dtype=np.float64)
    if corners.ndim != 2 or corners.shape[1:] != (2,) or len(corners) < 3 or not np.isfinite(corners).all():
        raise OsteoError("A prism needs a polygon of three or more finite points in its plane; check its outline.")
    if not (np.isfinite(height) and height > 0):
        raise OsteoError(f"A prism needs a height above 0 mm, not {height}; check its height.")
    x, y = corners.T
    area = float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    section = manifold3d.CrossSection([corners if area > 0 else corners[::-1]], manifold3d.FillRule.Positive)
    if section.is_empty() or abs(section.area() - abs(area)) > 1e-6 * max(abs(area), 1e-9):
        raise OsteoError("The outline of the prism crosses itself or encloses nothing; draw it again.")
    solid = mesh_of(manifold3d.Manifold.extrude(section, float(height)))
    return solid if pose is None else moved(solid, pose)


def wedge_prism(
    edge_point: np.ndarray, edge: np.ndarray, first: np.ndarray, second: np.ndarray, length: float, width: float
) -> Mesh:
    """The solid between two half planes that meet in an edge, out to ``length`` mm from it.

    Parameters
    ----------
    edge_point, edge : (3,)
        The middle of the edge and its direction; the wedge is ``width`` mm wide along it.
    first, second : (3,)
        From the edge into each half plane; less than 180 degrees apart.
    """
    point = np.asarray(edge_point, dtype=np.float64)
    y = direction_of(edge, "edge of the wedge")
    sides = [direction_of(side - (side @ y) * y, "side of the wedge") for side in map(np.asarray, (first, second))]
    x = direction_of(sides[0] + sides[1], "middle of the wedge (its sides are opposite or lie on the edge)")
    pose = pose_of(point + y * width / 2, x, -y)
    local = [np.array([side @ pose[:3, 0], side @ pose[:3, 1]]) for side in sides]
    return prism(np.array([[0.0, 0.0], local[0] * length, local[1] * length]), width, pose)
