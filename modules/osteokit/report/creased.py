"""Sharp edges for pictures: a smooth-shaded surface whose creases stay creases."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from osteokit.surface.mesh import Mesh

_CREASE_DEG = 35.0


def creased(mesh: Mesh) -> Mesh:
    """The same surface with vertices of their own on both sides of sharp edges, so that shading does not round them."""
    faces, count = mesh.faces, len(mesh.faces)
    corners = mesh.vertices[faces]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-300)
    sides = [(0, 1), (1, 2), (2, 0)]
    ends = np.concatenate([faces[:, list(side)] for side in sides])
    places = np.concatenate([np.arange(count)[:, None] * 3 + list(side) for side in sides])
    turned = ends[:, 0] > ends[:, 1]
    ends[turned], places[turned] = ends[turned][:, ::-1], places[turned][:, ::-1]
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    pairs = np.flatnonzero((ends[order][1:] == ends[order][:-1]).all(axis=1))
    first, second = places[order[pairs]], places[order[pairs + 1]]
    smooth = (normal[first[:, 0] // 3] * normal[second[:, 0] // 3]).sum(axis=1) > np.cos(np.radians(_CREASE_DEG))
    a, b = first[smooth].ravel(), second[smooth].ravel()
    groups = coo_array((np.ones(len(a), np.int8), (a, b)), (3 * count, 3 * count))
    _, vertex = connected_components(groups, directed=False)
    _, at = np.unique(vertex, return_index=True)
    return Mesh(mesh.vertices[faces.ravel()[at]], vertex.reshape(-1, 3).astype(np.int64))
