"""Distances to a surface: signed distance, nearest points, first hits of rays, and the gap between two solids.

The sign comes from angle-weighted pseudonormals (Baerentzen and Aanaes 2005), which are exact for closed manifold
meshes. The walks are exact too: nothing is sampled or rounded to a grid.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.distance_tree import box_tree, first_hits, nearest
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of

_CHUNK = 20000


class SurfaceDistance:
    """Distances of any points to one mesh (RAS mm), prepared once.

    Attributes
    ----------
    face_normals : ndarray (m, 3)
        Outward unit normal of each face.

    Raises
    ------
    OsteoError
        The mesh has no triangle.
    """

    def __init__(self, mesh: Mesh) -> None:
        if len(mesh.faces) == 0:
            raise OsteoError("There is no surface to measure distances to; give a mesh with triangles.")
        self._mesh = mesh
        self._tree = box_tree(mesh)
        self.face_normals = _face_normals(mesh)

    @cached_property
    def _normals(self) -> np.ndarray:
        """Made when a sign is first asked for: rays and nearest points do without."""
        return _pseudonormals(self._mesh, self.face_normals)[self._tree.face]

    def closest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The nearest surface point (n, 3) of each of ``points`` (n, 3), and the number (n,) of its face."""
        place, which, _ = self._nearest(points)
        return place, self._tree.face[which]

    def signed(self, points: np.ndarray) -> np.ndarray:
        """Signed distance (n,) in mm, negative inside; the sign means something for closed outward meshes only."""
        place, which, feature = self._nearest(points)
        away = np.asarray(points, np.float64).reshape(-1, 3) - place
        side = np.einsum("ij,ij->i", away, self._normals[which, feature])
        return np.where(side < 0, -1.0, 1.0) * np.linalg.norm(away, axis=1)

    def signed_and_gradient(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """:meth:`signed`, and the unit direction (n, 3) in which it grows fastest: away from the nearest point, or the
        normal for a point on the surface."""
        place, which, feature = self._nearest(points)
        away = np.asarray(points, np.float64).reshape(-1, 3) - place
        normal = self._normals[which, feature]
        size = np.linalg.norm(away, axis=1)
        distance = np.where(np.einsum("ij,ij->i", away, normal) < 0, -size, size)
        unit = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-300)
        far = size > 1e-6
        gradient = np.where(far[:, None], away / np.where(far, distance, 1.0)[:, None], unit)
        return distance, gradient

    def normal_at(self, points: np.ndarray) -> np.ndarray:
        """The outward unit normal (n, 3) of the faces nearest to ``points``."""
        return self.face_normals[self.closest(points)[1]]

    def first_hit(
        self, origins: np.ndarray, rays: np.ndarray, reach_mm: float = np.inf, start_mm: float = 0.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """How far along unit ``rays`` (n, 3), or one for all, the surface is met: mm (n,), inf where it is not.

        Hits nearer than ``start_mm`` do not count. Also returns the faces (n,), -1 for none.
        """
        starts = np.ascontiguousarray(np.asarray(origins, np.float64).reshape(-1, 3))
        along = np.ascontiguousarray(np.broadcast_to(np.asarray(rays, np.float64), starts.shape))
        distance, which, tree = np.empty(len(starts)), np.empty(len(starts), np.int64), self._tree
        reach = min(float(reach_mm), 1e12)

        def walk(run: slice) -> None:
            boxes = (tree.triangles, tree.low, tree.high, tree.first_leaf)
            first_hits(starts[run], along[run], float(start_mm), reach, *boxes, distance[run], which[run])

        _in_chunks(walk, len(starts))
        return distance, np.where(which >= 0, tree.face[which], -1)

    def _nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        points = np.ascontiguousarray(np.asarray(points, np.float64).reshape(-1, 3))
        place, which = np.empty_like(points), np.empty(len(points), np.int64)
        feature, tree = np.empty(len(points), np.int64), self._tree

        def walk(run: slice) -> None:
            boxes = (tree.triangles, tree.low, tree.high, tree.first_leaf)
            nearest(points[run], *boxes, place[run], which[run], feature[run])

        _in_chunks(walk, len(points))
        return place, which, feature


def _in_chunks(walk: Callable[[slice], None], count: int) -> None:
    """The same work over runs of a list, on every core; runs are independent, so the result never depends on them."""
    runs = [slice(first, first + _CHUNK) for first in range(0, count, _CHUNK)]
    if len(runs) == 1:
        walk(runs[0])
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(walk, runs))


def _face_normals(mesh: Mesh) -> np.ndarray:
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    across = np.cross(b - a, c - a)
    return across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-300)


def _pseudonormals(mesh: Mesh, normal: np.ndarray) -> np.ndarray:
    """(faces, 7, 3): the normal of the face, of its three edges (ab, bc, ca) and of its three corners."""
    faces = mesh.faces
    corners = mesh.vertices[faces]
    result = np.empty((len(faces), 7, 3))
    result[:, 0] = normal
    ends = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    _, edge = np.unique(ends[:, 0] * (len(mesh.vertices) + 1) + ends[:, 1], return_inverse=True)
    result[:, 1:4] = _summed(np.tile(normal, (3, 1)), edge.ravel()).reshape(3, -1, 3).swapaxes(0, 1)
    sides = np.roll(corners, -1, axis=1) - corners
    sides /= np.maximum(np.linalg.norm(sides, axis=2, keepdims=True), 1e-300)
    cosine = -np.einsum("fki,fki->fk", sides, np.roll(sides, 1, axis=1))
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    weighted = (normal[:, None, :] * angle[:, :, None]).reshape(-1, 3)
    result[:, 4:] = _summed(weighted, faces.ravel()).reshape(-1, 3, 3)
    return result


def _summed(vectors: np.ndarray, group: np.ndarray) -> np.ndarray:
    """For each row the sum over its group."""
    total = np.stack([np.bincount(group, vectors[:, axis]) for axis in range(3)], axis=1)
    return total[group]


def solid_gap(a: manifold3d.Manifold, b: manifold3d.Manifold, likely_mm: float, search_mm: float) -> float:
    """The smallest distance between two solids in mm, at most ``search_mm``; 0 where they overlap.

    The same for every ``likely_mm``, but fastest where that is just above the gap: the time grows steeply with how far
    one looks.
    """
    if not (a ^ b).is_empty():
        return 0.0
    gap = float(a.min_gap(b, min(likely_mm, search_mm)))
    return gap if gap < likely_mm or likely_mm >= search_mm else float(a.min_gap(b, search_mm))


def min_gap(a: Mesh, b: Mesh, search_mm: float = 50.0) -> float:
    """The smallest distance between two solids in mm, over all faces, edges and corners: 0 where they meet.

    ``search_mm`` bounds the search: what is farther apart gives that number.

    Raises
    ------
    OsteoError
        A mesh is not closed, manifold and outward.
    """
    first, second = manifold_of(a), manifold_of(b)
    nearest_corner = float(np.abs(SurfaceDistance(b).signed(a.vertices)).min()) * (1 + 1e-9) + 1e-9
    return solid_gap(first, second, nearest_corner, float(search_mm))
