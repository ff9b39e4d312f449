"""Meshes to files that other programs open: STL, OBJ, PLY, 3MF, GLB.

STL, PLY, OBJ and 3MF are written in LPS millimetres and say so, as 3D Slicer does by default ("SPACE=LPS" in the header
or a comment, which Slicer reads back). GLB is in metres with Y up, as glTF 2.0 demands ("+Y is up, +Z is forward, -X is
right"): x left, y superior, z anterior. Both are rotations of RAS, never mirror images: a left bone stays left and
faces stay outward.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.fabrication import mesh_formats
from osteokit.fabrication.mesh_formats import BONE_COLOR, NamedMesh
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.mesh import Mesh

_WRITERS = {
    ".stl": mesh_formats.write_stl,
    ".ply": mesh_formats.write_ply,
    ".3mf": mesh_formats.write_3mf,
    ".glb": mesh_formats.write_glb,
}
MESH_SUFFIXES = (*_WRITERS, ".obj")

LPS_NOTE = "SlicerOsteo SPACE=LPS UNIT=mm"
_GLTF_NOTE = "SlicerOsteo; metres; x left, y superior, z anterior"


def write_mesh(
    mesh: Mesh, path: str | os.PathLike[str], name: str = "", color: tuple[int, int, int] = BONE_COLOR
) -> None:
    """Write one mesh; the suffix chooses the format. See :func:`write_meshes` for units, axes and errors."""
    write_meshes([NamedMesh(name or Path(path).stem, mesh, color)], path)


def write_meshes(items: Sequence[NamedMesh], path: str | os.PathLike[str]) -> None:
    """Write several meshes into one file.

    OBJ (with an .mtl beside it), 3MF and GLB keep separate objects with names and colours; STL (no colours) and PLY
    (a colour per vertex) hold one merged mesh.

    STL, PLY, OBJ and 3MF are in LPS millimetres and say so; GLB is in metres with Y up.

    Raises
    ------
    OsteoError
        Unknown suffix, nothing to write, or the file cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in MESH_SUFFIXES:
        raise OsteoError(f"{path.name}: surfaces are written as {', '.join(MESH_SUFFIXES)}; choose one of these.")
    items = [item for item in items if len(item.mesh.faces)]
    if not items:
        raise OsteoError(f"{path.name} was not written: there is no surface in it; choose at least one bone.")
    if suffix == ".obj":
        materials = path.with_suffix(".mtl")
        with whole_file(materials) as temporary_materials, whole_file(path) as temporary:
            mesh_formats.write_obj(_turned(items, lps), temporary, temporary_materials, LPS_NOTE)
        return
    axes, note = (_gltf, _GLTF_NOTE) if suffix == ".glb" else (lps, LPS_NOTE)
    with whole_file(path) as temporary:
        _WRITERS[suffix](_turned(items, axes), temporary, note)


def lps(vertices_ras: np.ndarray) -> np.ndarray:
    """RAS to LPS (or back): half a turn about the long axis of the body."""
    return vertices_ras * [-1.0, -1.0, 1.0]


def _gltf(vertices_ras: np.ndarray) -> np.ndarray:
    right, anterior, superior = vertices_ras.T / 1000.0
    return np.stack([-right, superior, anterior], axis=1)


def _turned(items: Sequence[NamedMesh], axes: Callable[[np.ndarray], np.ndarray]) -> list[NamedMesh]:
    return [replace(item, mesh=Mesh(axes(item.mesh.vertices), item.mesh.faces)) for item in items]


def named_meshes(segmentation: Segmentation, surfaces: dict[int, Mesh], language: str = "en") -> list[NamedMesh]:
    """The surfaces with their display names and colours, in the order of the segments."""
    return [
        NamedMesh(segment.display_name(language), surfaces[segment.label], segment.term.color)
        for segment in segmentation.segments
        if segment.label in surfaces
    ]
