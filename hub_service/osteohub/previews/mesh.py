"""A mesh small enough for a phone, and what it measures."""

from pathlib import Path
from typing import Any

import numpy as np

from osteohub.previews import thumbnail
from osteohub.previews.usdz import write_usdz
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_meshes
from osteokit.fabrication.mesh_formats import NamedMesh
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.shells import shell_of_faces, split_shells, without_unused_vertices
from osteokit.surface.simplify import simplified

MOST_TRIANGLES = 60_000
MOST_PARTS = 12
"""Pieces that are told apart; the rest is one piece."""

TOLERANCES_MM = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
COLOURS = (
    (224, 209, 178), (126, 170, 196), (204, 142, 122), (150, 184, 134), (190, 160, 204), (222, 186, 110),
    (128, 150, 160), (206, 168, 168), (148, 196, 188), (176, 176, 128), (160, 150, 200), (200, 200, 200),
)  # fmt: skip


def mesh_preview(source: Path, target: Path) -> dict[str, Any]:
    """Write ``source`` as GLB (metres, as its definition wants) with at most about ``MOST_TRIANGLES`` triangles, and
    beside it as USDZ for iPhones, and a thumbnail.

    Returns
    -------
    dict
        ``size_mm`` along the patient's right-left, back-front, foot-head; ``triangles`` of the original and the
        ``shown`` ones; ``parts`` with ``size_mm`` and ``volume_cm3``, largest first, as they are in the original.

    Raises
    ------
    OsteoError
        The mesh cannot be read.
    """
    mesh = read_mesh(source)
    pieces = _pieces(mesh)
    share = [max(200, MOST_TRIANGLES * len(one.faces) // len(mesh.faces)) for one in pieces]
    small = [lighter(one, most) for one, most in zip(pieces, share, strict=True)]
    named = [NamedMesh(f"{n}", one, COLOURS[(n - 1) % len(COLOURS)]) for n, one in enumerate(small, 1)]
    write_meshes(named, target)
    whole = [one for one in named if len(one.mesh.faces)]
    write_usdz(whole, target.with_suffix(".usdz"))
    thumbnail.of_meshes(whole, target.parent)
    return {
        "size_mm": _size(mesh),
        "triangles": len(mesh.faces),
        "shown": sum(len(one.faces) for one in small),
        "parts": [{"size_mm": _size(one), "volume_cm3": round(one.volume_mm3 / 1000, 2)} for one in pieces],
    }


def _size(mesh: Mesh) -> list[float]:
    return [round(float(edge), 1) for edge in np.ptp(mesh.vertices, axis=0)]


def _pieces(mesh: Mesh) -> list[Mesh]:
    """The largest shells, and what is left of the mesh as one; one piece where there are cavities."""
    shell = shell_of_faces(mesh)
    if shell.max(initial=0) == 0:
        return [mesh]
    found = split_shells(mesh)
    if any(one.volume_mm3 <= 0 for one in found):
        return [mesh]
    if len(found) <= MOST_PARTS:
        return found
    return [*found[: MOST_PARTS - 1], _joined(found[MOST_PARTS - 1 :])]


def _joined(meshes: list[Mesh]) -> Mesh:
    offsets = np.cumsum([0, *(len(one.vertices) for one in meshes[:-1])])
    faces = np.concatenate([one.faces + start for one, start in zip(meshes, offsets, strict=True)])
    return Mesh(np.concatenate([one.vertices for one in meshes]), faces)


def lighter(mesh: Mesh, most: int) -> Mesh:
    """At most ``most`` triangles where 1.6 mm allow it; no solid, or one that needs more, is snapped to a grid."""
    if len(mesh.faces) <= most:
        return mesh
    for tolerance in TOLERANCES_MM:
        try:
            made = simplified(mesh, tolerance)
        except OsteoError:
            break
        if len(made.faces) <= most:
            return made
    cell = float(np.ptp(mesh.vertices, axis=0).max()) / 256
    made = snapped(mesh, cell)
    while len(made.faces) > most:
        cell *= 1.4
        made = snapped(mesh, cell)
    return made


def snapped(mesh: Mesh, cell_mm: float) -> Mesh:
    """Vertices of one cell of a grid become one; triangles that collapse are left out. It may be no solid any more."""
    cells = np.floor((mesh.vertices - mesh.vertices.min(axis=0)) / cell_mm).astype(np.int64)
    _, first, owner = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    faces = owner.reshape(-1)[mesh.faces]
    whole = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    _, once = np.unique(np.sort(faces[whole], axis=1), axis=0, return_index=True)
    return without_unused_vertices(Mesh(mesh.vertices[first], faces[whole][np.sort(once)]))
