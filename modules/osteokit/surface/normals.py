"""Normals and areas of a triangle mesh."""

import numpy as np

from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import volume_gradient


def face_areas(mesh: Mesh) -> np.ndarray:
    """Area of every face, mm2, (m,)."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2


def vertex_normals(mesh: Mesh) -> np.ndarray:
    """Outward unit normal of every vertex, (n, 3): the mean of the faces around it, weighted by their area.

    A vertex that no face uses, or whose faces cancel out, gets the zero vector.
    """
    gradient = volume_gradient(mesh)
    size = np.linalg.norm(gradient, axis=1, keepdims=True)
    return np.divide(gradient, size, out=np.zeros_like(gradient), where=size > 1e-12)
