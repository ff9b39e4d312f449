"""What a screw must keep away from: lines (other screws, nails, hinges), planes (cuts) and surfaces (joints).

Each says the clearance of straight screws, from their surface to its own: negative where they meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.spatial import KDTree

from osteokit.surface.mesh import Mesh

HINGE_MM = 5.0
"""A screw nearer to the hinge of an osteotomy opens a crack from it."""
JOINT_MM = 4.0
"""Of subchondral bone left between a screw and the joint surface."""
CUT_MM = 2.0
SCREW_MM = 1.0
"""Between two screws."""
REACH_MM = 20.0
BESIDE_MM = 2.0
"""Between a screw and a bone beside its own: the fibula behind a tibia."""
_STEP_MM = 1.0


class Obstacle(Protocol):
    """``name`` for people, ``least_mm`` that must stay free."""

    @property
    def name(self) -> str: ...
    @property
    def least_mm(self) -> float: ...

    def clearance(self, starts: np.ndarray, ends: np.ndarray, radius_mm: float) -> np.ndarray:
        """mm (n,) between the obstacle and screws of ``radius_mm`` from ``starts`` to ``ends`` (n, 3)."""
        ...


@dataclass(frozen=True)
class LineObstacle:
    """A straight body from ``start`` to ``end`` (RAS mm) with a radius: a screw, a nail, a hinge (radius 0)."""

    name: str
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    radius_mm: float = 0.0
    least_mm: float = SCREW_MM

    def clearance(self, starts: np.ndarray, ends: np.ndarray, radius_mm: float) -> np.ndarray:
        gap = segment_distances(starts, ends, np.asarray(self.start), np.asarray(self.end))
        return gap - radius_mm - self.radius_mm


@dataclass(frozen=True)
class PlaneObstacle:
    """A cut: a screw stays on the side on which it begins."""

    name: str
    point: tuple[float, float, float]
    normal: tuple[float, float, float]
    least_mm: float = CUT_MM

    def clearance(self, starts: np.ndarray, ends: np.ndarray, radius_mm: float) -> np.ndarray:
        normal = np.asarray(self.normal) / np.linalg.norm(self.normal)
        first, last = (np.asarray(one) - self.point for one in (starts, ends))
        side = np.sign(first @ normal)
        return np.minimum(side * (first @ normal), side * (last @ normal)) - radius_mm


class PointsObstacle:
    """A surface as points (m, 3) about 1 mm apart: a joint, a canal."""

    def __init__(self, name: str, points: np.ndarray, least_mm: float = JOINT_MM) -> None:
        self.name, self.least_mm = name, least_mm
        self._tree = KDTree(np.asarray(points, np.float64).reshape(-1, 3))

    def clearance(self, starts: np.ndarray, ends: np.ndarray, radius_mm: float) -> np.ndarray:
        if self._tree.n == 0 or len(starts) == 0:
            return np.full(len(starts), np.inf)
        longest = float(np.linalg.norm(ends - starts, axis=1).max())
        share = np.linspace(0.0, 1.0, int(np.ceil(longest / _STEP_MM)) + 1)
        along = starts[:, None] + share[None, :, None] * (ends - starts)[:, None]
        distance, _ = self._tree.query(along.reshape(-1, 3))
        return distance.reshape(len(starts), -1).min(axis=1) - radius_mm


def bones_beside(bone: Mesh, others: Mapping[str, Mesh], reach_mm: float = REACH_MM) -> tuple[PointsObstacle, ...]:
    """Obstacles for what of ``others`` (by key, RAS mm) lies within ``reach_mm`` of the box about ``bone``."""
    low, high = bone.vertices.min(axis=0) - reach_mm, bone.vertices.max(axis=0) + reach_mm
    found = []
    for key, mesh in others.items():
        near = mesh.vertices[((mesh.vertices > low) & (mesh.vertices < high)).all(axis=1)]
        if len(near):
            found.append(PointsObstacle(key, near, BESIDE_MM))
    return tuple(found)


def segment_distances(starts: np.ndarray, ends: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The least distance (n,) between segments ``starts``-``ends`` (n, 3) and one other (3,), (3,).

    Ericson, Real-Time Collision Detection (2005), section 5.1.9.
    """
    u, v = np.asarray(ends) - starts, end - start
    w = np.asarray(starts) - start
    a, e = np.einsum("ij,ij->i", u, u), float(v @ v)
    f, c, b = w @ v, np.einsum("ij,ij->i", u, w), u @ v
    a = np.maximum(a, 1e-300)
    if e < 1e-12:
        s = np.clip(-c / a, 0, 1)
        return np.linalg.norm(w + s[:, None] * u, axis=1)
    determinant = a * e - b * b
    parallel = determinant < 1e-9 * a * e
    s = np.where(parallel, 0.0, np.clip((b * f - c * e) / np.where(parallel, 1.0, determinant), 0, 1))
    t = (b * s + f) / e
    outside = (t < 0) | (t > 1)
    t = np.clip(t, 0, 1)
    s = np.where(outside, np.clip((b * t - c) / a, 0, 1), s)
    return np.linalg.norm(w + s[:, None] * u - t[:, None] * v, axis=1)
