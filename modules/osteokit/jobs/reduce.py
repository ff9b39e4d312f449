"""A fracture reduction from files to files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.base.staging import staged
from osteokit.fabrication.mesh_formats import stl_bytes
from osteokit.planning.reduction.reduce import reduce_fragments
from osteokit.planning.reduction.template import mirrored_template
from osteokit.planning.reduction.values import Reduction
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import Coordinates, ReadNotes, in_coordinates, read_surface
from osteokit.surface.transform import moved

SCHEMA = "osteo.reduction/1"
_FLIP = np.diag([-1.0, -1.0, 1.0, 1.0])


def reduce_files(
    files: Sequence[Path],
    folder: Path | None,
    other_side: Path | None = None,
    template: Path | None = None,
    anchor: str | None = None,
    coordinates: Coordinates | None = None,
    progress: Progress = silent,
) -> Reduction:
    """Reduce the fragments in ``files``; their names are the files' without suffix.

    ``other_side`` is the bone of the other side and is mirrored; ``template`` is taken as it is. ``folder``, where
    given, gets every fragment as ``<name>.stl`` in the coordinates that it came in, and ``reduction.json`` last.

    Raises
    ------
    OsteoError
        Files that cannot be read or have the same name, an unknown anchor, two templates, or a folder that cannot be
        written; the folder then stays as it was.
    """
    names = [file.stem for file in files]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled is not None:
        raise OsteoError(f"Two fragments are named {doubled}; give each file a name of its own.")
    if other_side is not None and template is not None:
        raise OsteoError("Give either the other side to mirror or a template as it is, not both.")
    progress(0.0, "reading")
    read = {file.stem: read_surface(file, coordinates) for file in files}
    system = read[names[0]][1].coordinates
    if any(found.coordinates != system for _, found in read.values()):
        raise OsteoError("Some fragments are in LPS and others in RAS; say which all are in, or export them alike.")
    whole = _template(other_side, template, coordinates)
    meshes = {name: mesh for name, (mesh, _) in read.items()}
    reduction = reduce_fragments(meshes, whole, anchor, part(progress, 0.05, 0.95))
    if folder is not None:
        progress(0.95, "writing")
        _write(reduction, meshes, {name: found for name, (_, found) in read.items()}, system, folder)
    progress(1.0, "done")
    return reduction


def _template(other_side: Path | None, template: Path | None, coordinates: Coordinates | None) -> Mesh | None:
    if other_side is not None:
        return mirrored_template(read_surface(other_side, coordinates)[0])
    return None if template is None else read_surface(template, coordinates)[0]


def _write(
    reduction: Reduction,
    meshes: dict[str, Mesh],
    notes: dict[str, ReadNotes],
    coordinates: Coordinates,
    folder: Path,
) -> None:
    with staged(folder, "reduction.json") as target:
        for name, mesh in meshes.items():
            placed = in_coordinates(moved(mesh, reduction.poses[name]), coordinates)
            (target / f"{name}.stl").write_bytes(stl_bytes(placed, f"SlicerOsteo SPACE={coordinates} UNIT=mm"))
        said = [f"{name}: {note}" for name, found in notes.items() for note in found.notes]
        text = json.dumps(reduction_json(reduction, coordinates, said), indent=1, ensure_ascii=False)
        (target / "reduction.json").write_text(text + "\n", encoding="utf-8")


def reduction_json(reduction: Reduction, coordinates: Coordinates, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The reduction for programs; 4x4s by rows in ``coordinates``, numbers that there are none of as null."""

    def matrix(pose: np.ndarray) -> list[list[float]]:
        return (pose if coordinates == "RAS" else _FLIP @ pose @ _FLIP).tolist()

    def number(value: float) -> float | None:
        return None if np.isnan(value) else round(float(value), 4)

    return {
        "format": SCHEMA,
        "coordinates": coordinates,
        "anchor": reduction.anchor,
        "fragments": [
            {
                "name": name,
                "file": f"{name}.stl",
                "matrix": matrix(pose),
                "residual_mm": number(reduction.residual_mm[name]),
                "template_mm": number(reduction.template_mm[name]),
                "confident": reduction.confident[name],
            }
            for name, pose in reduction.poses.items()
        ],
        "fracture_surfaces": [
            {
                "fragments": [surface.first, surface.second],
                "area_mm2": number(surface.area_mm2),
                "residual_mm": number(surface.residual_mm),
                "overlap_mm3": number(surface.overlap_mm3),
                "penetration_mm": number(surface.penetration_mm),
            }
            for surface in reduction.surfaces
        ],
        "template_matrix": None if reduction.template_pose is None else matrix(reduction.template_pose),
        "warnings": [*notes, *reduction.warnings],
    }
