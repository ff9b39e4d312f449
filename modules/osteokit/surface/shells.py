"""The shells of a mesh: its pieces that no edge connects, their volumes, and putting meshes together."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from osteokit.surface.mesh import Mesh


def shell_of_faces(mesh: Mesh) -> np.ndarray:
    """The number 0, 1, ... of the shell that each face belongs to, int64 (m,)."""
    if len(mesh.faces) == 0:
        return np.zeros(0, np.int64)
    count = len(mesh.vertices)
    a, b, c = mesh.faces.T
    edges = coo_array((np.ones(2 * len(a), np.int8), (np.concatenate([a, b]), np.concatenate([b, c]))), (count, count))
    _, shell_of_vertex = connected_components(edges, directed=False)
    _, shell = np.unique(shell_of_vertex[a], return_inverse=True)
    return shell.astype(np.int64)


def shell_volumes(mesh: Mesh) -> np.ndarray:
    """Signed volume of each shell in mm3; the inner shell of a cavity is negative."""
    shell = shell_of_faces(mesh)
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    return np.bincount(shell, np.einsum("ij,ij->i", a, np.cross(b, c)) / 6.0)


def split_shells(mesh: Mesh) -> list[Mesh]:
    """Every shell as a mesh of its own, largest volume first."""
    shell = shell_of_faces(mesh)
    shells = [without_unused_vertices(Mesh(mesh.vertices, mesh.faces[shell == n])) for n in np.unique(shell)]
    return sorted(shells, key=lambda part: -part.volume_mm3)


def without_cavities(mesh: Mesh) -> Mesh:
    """The mesh without the inner shells of its cavities: a bone as a screw sees it, whose marrow cavity is inside."""
    shell, volumes = shell_of_faces(mesh), shell_volumes(mesh)
    return mesh if (volumes > 0).all() else without_unused_vertices(Mesh(mesh.vertices, mesh.faces[volumes[shell] > 0]))


def without_unused_vertices(mesh: Mesh) -> Mesh:
    """The same faces on only the vertices that they use."""
    used, faces = np.unique(mesh.faces, return_inverse=True)
    return Mesh(mesh.vertices[used], faces.reshape(-1, 3).astype(np.int64))


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """All meshes as the shells of one."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])[:-1]
    return Mesh(
        np.concatenate([np.zeros((0, 3)), *(mesh.vertices for mesh in meshes)]),
        np.concatenate(
            [np.zeros((0, 3), np.int64), *(mesh.faces + start for mesh, start in zip(meshes, starts, strict=True))]
        ),
    )


def volume_gradient(mesh: Mesh) -> np.ndarray:
    """How the volume changes with each vertex, (n, 3) mm2: a third of the area vectors of the faces around it."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    area = np.cross(b - a, c - a) / 6.0
    corners = mesh.faces.ravel()
    return np.stack(
        [np.bincount(corners, np.repeat(area[:, axis], 3), len(mesh.vertices)) for axis in range(3)], axis=1
    )
