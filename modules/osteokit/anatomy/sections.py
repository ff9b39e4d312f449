"""Plane sections of a bone: their contours, areas and centres."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from osteokit.surface.mesh import Mesh


@dataclass(frozen=True, eq=False)
class Contour:
    """One closed contour of a section.

    Attributes
    ----------
    points : ndarray, shape (n, 3)
        Middles of its line segments, RAS mm, in no order.
    weights : ndarray, shape (n,)
        Lengths of those segments, mm.
    center : ndarray, shape (3,)
        Centroid of the area that it encloses.
    area_mm2 : float
        Positive for the outside of the bone, negative for a cavity.
    """

    points: np.ndarray
    weights: np.ndarray
    center: np.ndarray
    area_mm2: float


def section(mesh: Mesh, point: np.ndarray, normal: np.ndarray) -> list[Contour]:
    """The contours in which a plane cuts a mesh, largest area first; empty where it misses.

    Areas and centres are by Green's theorem over the directed segments, so the segments need not be put in order.
    """
    normal = normal / np.linalg.norm(normal)
    height = (mesh.vertices - point) @ normal
    height = np.where(height == 0.0, 1e-12, height)  # a vertex on the plane counts as above it
    above = (height > 0)[mesh.faces]
    count = above[:, 0].astype(np.int8) + above[:, 1] + above[:, 2]
    crossing = np.flatnonzero((count == 1) | (count == 2))
    if len(crossing) == 0:
        return []
    faces, above = mesh.faces[crossing], above[crossing]
    lone = np.where(count[crossing] == 1, np.argmax(above, axis=1), np.argmin(above, axis=1))
    row = np.arange(len(faces))
    a, b, c = (faces[row, (lone + n) % 3] for n in range(3))  # a alone on its side, winding kept
    start, end = _crossing(mesh.vertices, height, a, b), _crossing(mesh.vertices, height, a, c)
    turned = ~above[row, lone]
    start[turned], end[turned] = end[turned].copy(), start[turned].copy()
    pieces = _connected(np.stack([_edge_key(a, b, len(height)), _edge_key(a, c, len(height))], axis=1))
    contours = [_contour(start[pieces == n], end[pieces == n], normal) for n in range(pieces.max() + 1)]
    return sorted(contours, key=lambda contour: -contour.area_mm2)


def _crossing(vertices: np.ndarray, height: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where the edges a-b meet the plane, (n, 3)."""
    along = (height[a] / (height[a] - height[b]))[:, None]
    return vertices[a] + along * (vertices[b] - vertices[a])


def _edge_key(a: np.ndarray, b: np.ndarray, count: int) -> np.ndarray:
    return np.minimum(a, b) * count + np.maximum(a, b)


def _connected(edges: np.ndarray) -> np.ndarray:
    """The number of the contour of each segment, which joins two mesh edges."""
    _, node = np.unique(edges, return_inverse=True)
    node = node.reshape(edges.shape)
    count = int(node.max()) + 1
    links = coo_array((np.ones(len(node), np.int8), (node[:, 0], node[:, 1])), (count, count))
    _, piece = connected_components(links, directed=False)
    return piece[node[:, 0]]


def _contour(start: np.ndarray, end: np.ndarray, normal: np.ndarray) -> Contour:
    middle = (start + end) / 2
    length = np.linalg.norm(end - start, axis=1)
    origin = middle.mean(axis=0)
    twice = np.cross(start - origin, end - origin) @ normal
    area = float(twice.sum() / 2)
    if abs(area) < 1e-9:
        return Contour(middle, length, origin, 0.0)
    center = origin + ((start + end - 2 * origin) * twice[:, None]).sum(axis=0) / (6 * area)
    return Contour(middle, length, center, area)
