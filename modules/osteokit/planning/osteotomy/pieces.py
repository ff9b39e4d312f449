"""Solids cut by solids, with every face's origin known: outer cortex, saw, or the split bridge of a hinge."""

from collections.abc import Sequence
from dataclasses import dataclass

import manifold3d
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from osteokit.base.errors import OsteoError
from osteokit.surface.boolean import CONSERVED
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

NOTHING = 1e-9
"""Pieces below this share of the whole are rounding, not bone."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A connected solid; ``origin`` int64 (m,) is the id of the solid that each of its faces comes from."""

    solid: manifold3d.Manifold
    mesh: Mesh
    origin: np.ndarray

    @property
    def volume_mm3(self) -> float:
        return float(self.solid.volume())

    def faces_from(self, source: int) -> np.ndarray:
        """Bool (m,): the faces that come from the solid of this id."""
        return self.origin == source


def split_into_pieces(whole: manifold3d.Manifold, cutter: manifold3d.Manifold) -> tuple[list[Piece], list[Piece]]:
    """Connected pieces inside and outside of ``cutter``.

    Raises
    ------
    OsteoError
        The pieces do not add up to the whole within 1e-6 of its volume.
    """
    inside, outside = whole.split(cutter)
    total = whole.volume()
    lost = abs(inside.volume() + outside.volume() - total)
    statuses = {inside.status(), outside.status()} - {manifold3d.Error.NoError}
    if statuses or not lost <= CONSERVED * total:
        raise OsteoError("The pieces do not add up to the bone, so its surface crosses itself; make it again.")
    return pieces_of(inside, NOTHING * total), pieces_of(outside, NOTHING * total)


def pieces_of(solid: manifold3d.Manifold, smallest_mm3: float) -> list[Piece]:
    """The connected pieces of a solid, largest first; a cavity stays with the piece around it."""
    if solid.is_empty():
        return []
    parts = solid.decompose()
    bodies = [part for part in parts if part.volume() > smallest_mm3]
    cavities = [part for part in parts if part.volume() < -smallest_mm3]
    for cavity in cavities:
        holders = [n for n, body in enumerate(bodies) if _boxes_nest(body, cavity)]
        if holders:
            n = min(holders, key=lambda n: bodies[n].volume())
            bodies[n] = bodies[n] - _turned(cavity)
    return sorted((_piece(body) for body in bodies), key=lambda piece: -piece.volume_mm3)


def _turned(cavity: manifold3d.Manifold) -> manifold3d.Manifold:
    """The solid that fills a cavity, which Manifold hands out as an inside-out body."""
    inside_out = mesh_of(cavity)
    return manifold_of(Mesh(inside_out.vertices, np.ascontiguousarray(inside_out.faces[:, ::-1])))


def _boxes_nest(outer: manifold3d.Manifold, inner: manifold3d.Manifold) -> bool:
    a, b = np.array(outer.bounding_box()), np.array(inner.bounding_box())
    return bool((a[:3] <= b[:3]).all() and (a[3:] >= b[3:]).all())


def _piece(solid: manifold3d.Manifold) -> Piece:
    raw = solid.to_mesh64()
    faces = np.asarray(raw.tri_verts).astype(np.int64)
    vertices = np.asarray(raw.vert_properties, dtype=np.float64)[:, :3].copy()
    runs = np.diff(np.asarray(raw.run_index).astype(np.int64)) // 3
    return Piece(solid, Mesh(vertices, faces), np.repeat(np.asarray(raw.run_original_id).astype(np.int64), runs))


def welded(pieces: Sequence[Piece]) -> Piece:
    """Pieces that touch in equal faces, as one again."""
    if len(pieces) == 1:
        return pieces[0]
    return _piece(manifold3d.Manifold.batch_boolean([piece.solid for piece in pieces], manifold3d.OpType.Add))


def patches(mesh: Mesh, chosen: np.ndarray) -> list[np.ndarray]:
    """Connected groups of the chosen faces, each as the numbers of its faces."""
    numbers = np.flatnonzero(chosen)
    if len(numbers) == 0:
        return []
    a, b, c = mesh.faces[numbers].T
    count = len(mesh.vertices)
    edges = coo_array((np.ones(2 * len(a), np.int8), (np.concatenate([a, b]), np.concatenate([b, c]))), (count, count))
    _, group_of_vertex = connected_components(edges, directed=False)
    group = group_of_vertex[a]
    return [numbers[group == n] for n in np.unique(group)]


def face_normals(mesh: Mesh) -> np.ndarray:
    """Outward unit normals (m, 3); zero for faces without area."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    normal = np.cross(b - a, c - a)
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    return normal / np.where(length > 0, length, 1)
