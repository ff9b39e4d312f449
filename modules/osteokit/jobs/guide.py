"""A guide as a whole job: design, check, refuse what is of no use, and write everything that a print shop needs."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.base.staging import staged
from osteokit.fabrication.dicom_stl import write_dicom_stl
from osteokit.fabrication.export import write_mesh
from osteokit.fabrication.print_package import PrintItem, write_print_package
from osteokit.fabrication.printability import Printer
from osteokit.fabrication.slicer_engine import Quote, quote
from osteokit.imaging.volume import VolumeSource
from osteokit.jobs.guide_asked import plan_of_guide
from osteokit.jobs.plan_gate import Permission, checked, permitted, write_permission
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.document import GuideOrder, checks_to_json, order_to_json
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.reposition import MovedFragment, design_repositioning_guide
from osteokit.planning.guides.values import Guide
from osteokit.planning.plan import SurgicalPlan
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import moved

GUIDE_COLOR = (90, 150, 210)
FORMAT = "osteo.guide-checks/1"
_MESHES = ("guide.stl", "guide.3mf", "guide.glb")


@dataclass(frozen=True)
class GuideOutput:
    """What is written besides the guide: ``dicom`` the STL in DICOM (in the study of ``source``, else in its own),
    ``quoted`` the quote of PrusaSlicer; ``as_draft`` also writes a guide that fails a check that it needs.

    ``plan`` is what the guide is made for (None: its bone alone, which nobody named), and ``permission`` what the hub
    said of it (None: it is asked)."""

    name: str = "Guide"
    printer: Printer = field(default_factory=Printer)
    dicom: bool = False
    source: VolumeSource | None = None
    quoted: bool = False
    as_draft: bool = False
    plan: SurgicalPlan | None = None
    permission: Permission | None = None


def asked_first(output: GuideOutput, plan: SurgicalPlan, emergency: str = "") -> GuideOutput:
    """Asked before a guide is designed, which takes long; see :func:`osteokit.jobs.plan_gate.permitted`."""
    return replace(output, plan=plan, permission=permitted(plan, emergency))


@dataclass(frozen=True, eq=False)
class GuideResult:
    """A guide that was written: the record of the print package and the quote, None where none was asked for."""

    guide: Guide
    print_record: dict[str, Any]
    quote: Quote | None


def make_guide(
    bone: Mesh,
    order: GuideOrder,
    folder: Path,
    output: GuideOutput = GuideOutput(),
    neighbours: Sequence[Mesh] = (),
    progress: Progress = silent,
) -> GuideResult:
    """Design a guide and write ``guide.stl/.3mf/.glb``, ``parameters.json`` (from which the same guide is made
    again), pictures, ``print/`` and, when all that is there, ``checks.json``. Meshes are in LPS, GLB in metres.

    Raises
    ------
    NotPermitted
        It needs a restricted technique that the hub does not grant.
    OsteoError
        As :func:`osteokit.planning.guides.design.design_guide`; a guide that fails a check that it needs, unless it is
        asked for as a draft; a folder that cannot be written; a quote without PrusaSlicer.
    """
    guide = design_guide(bone, order.cuts, order.holes, order.parameters, neighbours, part(progress, 0.0, 0.6))
    return write_guide(guide, order_to_json(order), bone, folder, output, part(progress, 0.6, 1.0))


def make_repositioning_guide(
    fragments: Sequence[MovedFragment],
    parameters: GuideParameters,
    folder: Path,
    output: GuideOutput = GuideOutput(),
    neighbours: Sequence[Mesh] = (),
    progress: Progress = silent,
) -> GuideResult:
    """The same for the guide that holds the moved fragments; its document lists the holes where they come to lie."""
    from osteokit.planning.guides.reposition import moved_hole
    from osteokit.surface.shells import joined

    guide = design_repositioning_guide(fragments, parameters, neighbours, part(progress, 0.0, 0.6))
    holes = tuple(moved_hole(hole, np.asarray(one.matrix)) for one in fragments for hole in one.holes)
    document = order_to_json(GuideOrder((), holes, parameters))
    bones = joined([moved(one.mesh, one.matrix) for one in fragments])
    return write_guide(guide, document, bones, folder, output, part(progress, 0.6, 1.0))


def write_guide(
    guide: Guide, document: dict[str, Any], bone: Mesh, folder: Path, output: GuideOutput, progress: Progress = silent
) -> GuideResult:
    """Write a guide that was designed; see :func:`make_guide`."""
    from osteokit.jobs.guide_pictures import write_pictures

    if guide.faults and not output.as_draft:
        raise OsteoError(f"The guide was not written: {guide.faults[0].sentence}")
    permission = checked(output.plan or plan_of_guide("", bone, document), output.permission)
    with staged(folder, "checks.json") as content:
        for name in _MESHES:
            progress(0.0, f"Writing {name}")
            write_mesh(guide.mesh, content / name, output.name, GUIDE_COLOR)
        _write_json(document, content / "parameters.json")
        if output.dicom:
            write_dicom_stl(guide.mesh, content / "guide.stl.dcm", output.name, output.source)
        progress(0.2, "Pictures")
        write_pictures(guide, bone, content)
        item = PrintItem("guide", output.name, guide.mesh, GUIDE_COLOR)
        package = write_print_package([item], content / "print", output.printer, part(progress, 0.4, 0.7))
        progress(0.7, "Asking PrusaSlicer" if output.quoted else "Writing the checks")
        cost = quote(content / "print" / "guide.3mf", output.printer) if output.quoted else None
        record = package["objects"][0]
        write_permission(permission, content)
        _write_json(checks_document(guide, record, cost), content / "checks.json")
    progress(1.0, "Guide written")
    return GuideResult(guide, record, cost)


def checks_document(guide: Guide, print_record: dict[str, Any], cost: Quote | None) -> dict[str, Any]:
    """All that was measured, for programs."""
    return {
        "format": FORMAT,
        "good": guide.is_good and print_record["printable"],
        "insertion_direction_ras": [round(float(value), 6) for value in guide.insertion_direction],
        "volume_mm3": round(guide.mesh.volume_mm3, 1),
        "checks": checks_to_json(guide.checks),
        "print": print_record,
        "quote": None if cost is None else asdict(cost),
    }


def _write_json(value: Any, path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
