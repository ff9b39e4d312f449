"""Points spread evenly over a surface, each with its normal."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.normals import face_areas, vertex_normals


@dataclass(frozen=True, eq=False)
class SurfaceSamples:
    """``points`` (n, 3) in mm and outward unit ``normals`` (n, 3); each stands for ``area_mm2`` of the surface."""

    points: np.ndarray
    normals: np.ndarray
    area_mm2: float

    def every(self, step: int) -> "SurfaceSamples":
        """One of ``step`` samples; they are in random order, so that the rest is spread evenly too."""
        points = self.points[::step]
        return SurfaceSamples(points, self.normals[::step], self.area_mm2 * len(self.points) / len(points))

    def moved(self, pose: np.ndarray) -> "SurfaceSamples":
        """The samples moved by a rigid 4x4."""
        points = self.points @ pose[:3, :3].T + pose[:3, 3]
        return SurfaceSamples(points, self.normals @ pose[:3, :3].T, self.area_mm2)


def scattered(mesh: Mesh, count: int, seed: int = 0) -> SurfaceSamples:
    """``count`` points drawn uniformly by area (Osada et al. 2002, eq. 1), with interpolated vertex normals.

    The same mesh moved rigidly gives the same points moved.

    Raises
    ------
    OsteoError
        The mesh has no area, or ``count`` is not positive.
    """
    if count <= 0:
        raise OsteoError(f"{count} samples of a surface were asked for; ask for at least one.")
    areas = face_areas(mesh)
    total = float(areas.sum())
    if not total > 0:
        raise OsteoError("The surface is empty (it has no area); there is nothing to sample.")
    generator = np.random.default_rng(seed)
    cumulative = np.cumsum(areas)
    face = np.searchsorted(cumulative, generator.random(count) * cumulative[-1], side="right")
    corners = mesh.faces[np.minimum(face, len(areas) - 1)]
    root, along = np.sqrt(generator.random(count)), generator.random(count)
    weights = np.column_stack([1 - root, root * (1 - along), root * along])[:, :, None]
    normals = (vertex_normals(mesh)[corners] * weights).sum(axis=1)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return SurfaceSamples((mesh.vertices[corners] * weights).sum(axis=1), normals, total / count)


def sampled(mesh: Mesh, count: int, seed: int = 0) -> SurfaceSamples:
    """``count`` points on ``mesh``, evenly spread and in random order, with interpolated vertex normals.

    Four times as many are scattered and thinned to a distance at which about ``count`` of them remain; the two sides of
    a sheet thinner than that distance thin each other, and are filled up at random.

    Raises
    ------
    OsteoError
        The mesh has no area, or ``count`` is not positive.
    """
    many = scattered(mesh, 4 * max(count, 0), seed)
    total = many.area_mm2 * len(many.points)
    keep = _thinned(many.points, count, 0.7 * np.sqrt(total / count))
    return SurfaceSamples(many.points[keep], many.normals[keep], total / len(keep))


def _thinned(points: np.ndarray, count: int, distance: float) -> np.ndarray:
    """Indices of at most ``count`` points: those first in order that keep ``distance``, then others to fill up."""
    alive = np.ones(len(points), bool)
    neighbours = cKDTree(points).query_ball_point(points, distance)
    chosen = []
    for n, near in enumerate(neighbours):
        if alive[n]:
            chosen.append(n)
            alive[near] = False
    spread = np.asarray(chosen[:count])
    if len(spread) == count:
        return spread
    others = np.setdiff1d(np.arange(len(points)), spread)
    return np.concatenate([spread, others[: count - len(spread)]])
