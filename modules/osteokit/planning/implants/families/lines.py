"""Edges along parallel lines of a mesh, so that it can be bent there."""

import numpy as np

from osteokit.surface.mesh import Mesh

ON_PLANE_MM = 1e-7


def with_lines(mesh: Mesh, axis: int, values: np.ndarray) -> Mesh:
    """The same closed surface with every face divided where it crosses one of the planes ``axis = value``."""
    vertices, faces = mesh.vertices, mesh.faces
    for value in values:
        vertices, faces = _divided(vertices, faces, axis, float(value))
    return Mesh(vertices, faces)


def _divided(vertices: np.ndarray, faces: np.ndarray, axis: int, value: float) -> tuple[np.ndarray, np.ndarray]:
    above = vertices[:, axis] - value
    above[np.abs(above) < ON_PLANE_MM] = 0.0
    signs = np.sign(above[faces])
    crossing = (signs.max(axis=1) > 0) & (signs.min(axis=1) < 0)
    if not crossing.any():
        return vertices, faces
    cut, signs = faces[crossing], signs[crossing]
    touching = (signs == 0).any(axis=1)
    # The corner that is alone: the one on the plane, or the one whose sign no other has.
    alone = np.where(touching[:, None], signs == 0, signs == -np.sign(signs.sum(axis=1))[:, None]).argmax(axis=1)
    p, q, r = (cut[np.arange(len(cut)), (alone + n) % 3] for n in range(3))
    two, three = touching, ~touching
    edges = np.concatenate(
        [
            np.column_stack([q[two], r[two]]),
            np.column_stack([p[three], q[three]]),
            np.column_stack([p[three], r[three]]),
        ]
    )
    edges.sort(axis=1)
    keys, place = np.unique(edges[:, 0] * len(vertices) + edges[:, 1], return_inverse=True)
    low, high = keys // len(vertices), keys % len(vertices)
    share = (above[low] / (above[low] - above[high]))[:, None]
    new = vertices[low] * (1 - share) + vertices[high] * share
    new[:, axis] = value
    place = place.ravel() + len(vertices)
    m = place[: two.sum()]
    first, second = np.split(place[two.sum() :], 2)
    pieces = [
        faces[~crossing],
        np.column_stack([p[two], q[two], m]), np.column_stack([p[two], m, r[two]]),
        np.column_stack([p[three], first, second]),
        np.column_stack([first, q[three], r[three]]), np.column_stack([first, r[three], second]),
    ]  # fmt: skip
    return np.concatenate([vertices, new]), np.concatenate(pieces)
