"""Meshes to files that other programs open: STL, OBJ, PLY, 3MF, GLB."""

import os
from collections.abc import Sequence
from pathlib import Path

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
            mesh_formats.write_obj(items, temporary, temporary_materials)
        return
    with whole_file(path) as temporary:
        _WRITERS[suffix](items, temporary)


def named_meshes(segmentation: Segmentation, surfaces: dict[int, Mesh], language: str = "en") -> list[NamedMesh]:
    """The surfaces with their display names and colours, in the order of the segments."""
    return [
        NamedMesh(segment.display_name(language), surfaces[segment.label], segment.term.color)
        for segment in segmentation.segments
        if segment.label in surfaces
    ]
