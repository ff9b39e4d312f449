"""A path over the bone through points that a person picked: what a reconstruction plate is bent along."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from osteokit.base.errors import OsteoError
from osteokit.planning.plates.slide import off_bone
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.transform import pose_of

_ROUNDS = 3
END_MM = 10.0


@dataclass(frozen=True, eq=False)
class SurfacePath:
    """``points`` (n, 3) on the bone about 1 mm apart, RAS mm, and ``arc`` (n,): mm from the first along the path."""

    points: np.ndarray
    arc: np.ndarray

    @property
    def length_mm(self) -> float:
        return float(self.arc[-1])

    def at(self, arc: np.ndarray) -> np.ndarray:
        """Points (n, 3) of the path; beyond its ends straight on."""
        place = np.column_stack([np.interp(arc, self.arc, self.points[:, k]) for k in range(3)])
        first = self.points[0] - self.points[self.arc <= END_MM][-1]
        last = self.points[-1] - self.points[self.arc >= self.length_mm - END_MM][0]
        before, after = np.maximum(-arc, 0.0), np.maximum(arc - self.length_mm, 0.0)
        place += before[:, None] * first / max(float(np.linalg.norm(first)), 1e-9)
        return place + after[:, None] * last / max(float(np.linalg.norm(last)), 1e-9)


def surface_path(bone: SurfaceDistance, picked: Sequence[Sequence[float]]) -> SurfacePath:
    """The path through ``picked`` points (RAS mm): a cubic spline, laid on the bone.

    Raises
    ------
    OsteoError
        Fewer than two points, two that are one, or numbers that are not finite.
    """
    points = np.asarray(picked, np.float64)
    if points.ndim != 2 or points.shape[1:] != (3,) or len(points) < 2 or not np.isfinite(points).all():
        raise OsteoError("Pick two or more points on the bone along which the plate shall lie.")
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    if steps.min() < 1.0:
        raise OsteoError("Two of the picked points are one; take one of them away or pick them farther apart.")
    knots = np.concatenate([[0.0], np.cumsum(steps)])
    dense = CubicSpline(knots, points)(np.linspace(0, knots[-1], int(np.ceil(knots[-1])) + 1))
    for _ in range(_ROUNDS):
        dense = _even(bone.closest(dense)[0])
        inner = (dense[:-2] + dense[2:]) / 2  # where the surface is rough, the path need not be
        dense[1:-1] = (dense[1:-1] + inner) / 2
    dense = bone.closest(dense)[0]
    return SurfacePath(dense, np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(dense, axis=0), axis=1))]))


def frames_along(bone: SurfaceDistance, path: SurfacePath, arc: np.ndarray, reach_mm: float = 6.0) -> np.ndarray:
    """Frames (n, 4, 4) of a plate at ``arc`` (n,): x back along the path toward its first point, z into the bone.

    Both are averaged over ``reach_mm`` to both sides: a plate bridges what is smaller.
    """
    shifts = reach_mm * np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    frames = []
    for here in np.atleast_1d(arc):
        around = bone.closest(path.at(here + shifts))[0]
        off = np.sum([off_bone(bone, place) for place in around], axis=0)
        frames.append(pose_of(around[2], around[0] - around[-1], -off))
    return np.array(frames)


def _even(points: np.ndarray) -> np.ndarray:
    """As many points, evenly spaced along the same line."""
    arc = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    even = np.linspace(0, arc[-1], len(points))
    return np.column_stack([np.interp(even, arc, points[:, k]) for k in range(3)])
