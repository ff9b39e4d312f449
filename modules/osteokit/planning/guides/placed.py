"""What a person placed in the views as what a guide is made from: a plane becomes a saw cut, a line a hole."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.values import GuideHole, SawPlane, Vector
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of
from osteokit.surface.transform import any_perpendicular, direction_of, pose_of

MIDDLE_MM = 2.0
"""Nearer than this to the middle of the bone's section, a plane does not say from which side the saw comes."""


def placed_cut(
    bone: Mesh, center: Sequence[float], normal: Sequence[float], blade: SawBlade, name: str = "The plane"
) -> SawPlane:
    """The saw cut in a plane: the saw comes from the side of the bone on which the plane's ``center`` lies (RAS mm),
    towards the middle of the section that is nearest to it, and through the bone.

    Raises
    ------
    OsteoError
        The plane misses the bone, or its centre lies in the middle of it.
    """
    middle_of_plane = np.asarray(center, np.float64)
    upright = direction_of(np.asarray(normal, np.float64), f"normal of {name}")
    frame = pose_of(middle_of_plane, any_perpendicular(upright), upright)
    away, middle = _nearest_section(bone, frame, name)
    toward = frame[:3, 0] * middle[0] + frame[:3, 1] * middle[1]
    if np.linalg.norm(toward) < MIDDLE_MM:
        raise OsteoError(
            f"{name} has its centre in the middle of the bone; drag it to the side from which the saw comes."
        )
    way = direction_of(toward, f"saw direction of {name}")
    back = -1.0 if away == 0 else 1.0
    length, _ = SurfaceDistance(bone).first_hit(middle_of_plane[None], back * way)
    if not np.isfinite(length[0]):
        raise OsteoError(f"{name} misses the bone; move it to where the bone shall be cut.")
    return SawPlane(_vector(middle_of_plane + back * length[0] * way), _vector(way), _vector(upright), blade=blade)


def placed_hole(
    bone: Mesh,
    ends: Sequence[Sequence[float]],
    diameter_mm: float,
    kind: Literal["drill", "wire"],
    name: str,
) -> GuideHole:
    """The hole along a line of two ends (RAS mm), drilled from the end that lies outside the bone; where both do, from
    the first.

    Raises
    ------
    OsteoError
        Both ends lie inside the bone, the line misses it, or the diameter is out of range.
    """
    first, second = (np.asarray(end, np.float64) for end in ends)
    surface = SurfaceDistance(bone)
    outside = surface.signed(np.stack([first, second])) >= 0
    if not outside.any():
        raise OsteoError(f"{name} begins and ends inside the bone; drag the end where the drill starts out of it.")
    start, end = (first, second) if outside[0] else (second, first)
    way = direction_of(end - start, f"direction of {name}")
    length, _ = surface.first_hit(start[None], way)
    if not np.isfinite(length[0]) or length[0] > np.linalg.norm(end - start):
        raise OsteoError(f"{name} does not reach the bone; drag its end into the bone.")
    return GuideHole(_vector(start + length[0] * way), _vector(way), diameter_mm, kind, name)


def _nearest_section(bone: Mesh, frame: np.ndarray, name: str) -> tuple[float, np.ndarray]:
    """How far the frame's origin lies outside the piece of the section nearest to it (0: inside), and the middle of
    that piece, in the axes of the plane."""
    section = manifold_of(bone).transform(np.linalg.inv(frame)[:3]).slice(0.0)
    if section.is_empty():
        raise OsteoError(f"{name} misses the bone; move it to where the bone shall be cut.")
    pieces = [piece.to_polygons()[0] for piece in section.decompose()]
    away = [_distance_outside(np.asarray(piece, np.float64)) for piece in pieces]
    nearest = int(np.argmin(away))
    return away[nearest], _centroid(np.asarray(pieces[nearest], np.float64))


def _distance_outside(polygon: np.ndarray) -> float:
    """From the origin to a polygon (n, 2); 0 inside."""
    a, b = polygon, np.roll(polygon, -1, axis=0)
    crosses = (a[:, 1] > 0) != (b[:, 1] > 0)
    rise = np.where(crosses, b[:, 1] - a[:, 1], 1.0)
    at = a[:, 0] - a[:, 1] * (b[:, 0] - a[:, 0]) / rise
    if (crosses & (at > 0)).sum() % 2:
        return 0.0
    edge = b - a
    share = np.clip(-(a * edge).sum(axis=1) / np.maximum((edge**2).sum(axis=1), 1e-30), 0, 1)
    return float(np.linalg.norm(a + share[:, None] * edge, axis=1).min())


def _centroid(polygon: np.ndarray) -> np.ndarray:
    """Of the area of a polygon (n, 2)."""
    a, b = polygon, np.roll(polygon, -1, axis=0)
    cross = a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
    return ((a + b) * cross[:, None]).sum(axis=0) / (3 * cross.sum())


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])
