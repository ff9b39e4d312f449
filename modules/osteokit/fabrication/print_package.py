"""A folder that a print service can use: every object laid on the bed, one 3MF each, one of all, and their checks."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder
from osteokit.base.progress import Progress, silent
from osteokit.fabrication.mesh_formats import BONE_COLOR, NamedMesh, write_3mf
from osteokit.fabrication.orientation import placed_on_bed, propose_orientation
from osteokit.fabrication.printability import PrintCheck, Printer, check_printability
from osteokit.surface.mesh import Mesh

SCHEMA = "osteo.print/1"
_GAP_MM = 5.0
_NOTE = "SlicerOsteo; on the printer's bed, z up; UNIT=mm; not patient coordinates"


@dataclass(frozen=True, eq=False)
class PrintItem:
    """One object to print: ``stem`` names its file, ``name`` is for people, ``mesh`` is in RAS mm."""

    stem: str
    name: str
    mesh: Mesh
    color: tuple[int, int, int] = BONE_COLOR


def write_print_package(
    items: Sequence[PrintItem],
    folder: str | os.PathLike[str],
    printer: Printer = Printer(),
    progress: Progress = silent,
) -> dict:
    """Write ``<stem>.3mf`` for each item, ``all.3mf`` side by side, and ``package.json``; return the latter's content.

    The rotation from RAS to the bed is in ``package.json``, so that a printed bone leads back to the image.

    Raises
    ------
    OsteoError
        Nothing to print, two items of one name, a mesh that is not a solid, or a folder that cannot be written.
    """
    stems = [item.stem for item in items]
    if not items:
        raise OsteoError("There is nothing to print: the case has no bone surface; segment it first.")
    if len({*stems, "all"}) != len(stems) + 1:
        raise OsteoError("Two objects of the print package have the same file name; rename one of them.")
    with whole_folder(folder) as content:
        records, laid = [], []
        for n, item in enumerate(items):
            progress(n / (len(items) + 1), f"Print file of {item.name}")
            orientation = propose_orientation(item.mesh, printer)
            on_bed = NamedMesh(item.name, placed_on_bed(item.mesh, orientation.rotation), item.color)
            write_3mf([on_bed], content / f"{item.stem}.3mf", _NOTE)
            laid.append(on_bed)
            check = check_printability(on_bed.mesh, printer)
            records.append(_record(item, check, orientation.rotation, orientation.support_mm3))
        progress(len(items) / (len(items) + 1), "Print file of all")
        write_3mf(side_by_side(laid, printer.build_mm[0]), content / "all.3mf", _NOTE)
        package = {"schema": SCHEMA, "unit": "mm", "printer": asdict(printer), "all": "all.3mf", "objects": records}
        text = json.dumps(package, ensure_ascii=False, indent=1)
        Path(content / "package.json").write_text(text + "\n", encoding="utf-8")
    progress(1.0, "Print package ready")
    return package


def _record(item: PrintItem, check: PrintCheck, rotation: np.ndarray, support_mm3: float) -> dict:
    return {
        "file": f"{item.stem}.3mf",
        "name": item.name,
        "printable": check.is_printable,
        "size_mm": [round(side, 1) for side in check.size_mm],
        "volume_mm3": round(check.solid.volume_mm3, 1),
        "mass_g": round(check.mass_g, 1),
        "thickness_mm": None if check.thickness_mm is None else round(check.thickness_mm, 2),
        "overhang_share": round(check.overhang_share, 3),
        "support_mm3": round(support_mm3, 0),
        "shells": check.solid.shells,
        "ras_to_bed": np.round(rotation, 9).tolist(),
        "findings": [asdict(finding) for finding in check.findings],
    }


def side_by_side(items: Sequence[NamedMesh], width_mm: float) -> list[NamedMesh]:
    """Objects in rows no wider than ``width_mm`` (a wider one has a row of its own), 5 mm apart, deepest first."""
    placed = []
    x = y = depth = 0.0
    for item in sorted(items, key=lambda one: -np.ptp(one.mesh.vertices[:, 1])):
        low = item.mesh.vertices.min(axis=0)
        size = np.ptp(item.mesh.vertices, axis=0)
        if x > 0 and x + size[0] > width_mm:
            x, y, depth = 0.0, y + depth + _GAP_MM, 0.0
        placed.append(NamedMesh(item.name, Mesh(item.mesh.vertices - low + [x, y, 0.0], item.mesh.faces), item.color))
        x, depth = x + size[0] + _GAP_MM, max(depth, float(size[1]))
    return placed
