"""Worker tasks on guides: design one, design the one that holds the moved fragments, write one that was designed.

Part of :mod:`osteokit.jobs.worker`. The bone travels as mesh ``bone``, all other meshes of a request are what the guide
must not touch; orders, checks and steps travel as JSON.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from osteokit.base.progress import Progress
from osteokit.jobs.bone_tasks import load_meshes, save_meshes
from osteokit.planning.guides.document import GuideOrder, checks_to_json, order_from_json, order_to_json
from osteokit.planning.guides.values import Guide, GuideCheck, GuidePart
from osteokit.planning.plan import OsteotomyStep
from osteokit.planning.plan_file import plan_of_text
from osteokit.surface.mesh import Mesh

BONE, GUIDE = "bone", "guide"


@dataclass(frozen=True, eq=False)
class Designed:
    """A guide as it comes back from the worker, with the order (cuts, holes, parameters) that it was made from."""

    guide: Guide
    order: GuideOrder


def design(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The guide of ``order`` (a document of :mod:`osteokit.planning.guides.document`)."""
    from osteokit.planning.guides.design import design_guide

    meshes = load_meshes(folder)
    order = order_from_json(request["order"])
    bone = meshes.pop(BONE)
    guide = design_guide(bone, order.cuts, order.holes, order.parameters, tuple(meshes.values()), progress)
    return _result(folder, Designed(guide, order))


def design_repositioning(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The guide that lies on the fragments of osteotomy ``step`` where it moves them; ``order`` holds its holes before
    the cut. Its own order holds them where the motion takes them."""
    from osteokit.planning.guides.from_plan import moved_fragments
    from osteokit.planning.guides.reposition import design_repositioning_guide, moved_hole

    meshes = load_meshes(folder)
    order = order_from_json(request["order"])
    fragments = moved_fragments(step_of(request["step"]), meshes.pop(BONE), order.holes)
    guide = design_repositioning_guide(fragments, order.parameters, tuple(meshes.values()), progress)
    holes = tuple(moved_hole(hole, np.asarray(one.matrix)) for one in fragments for hole in one.holes)
    return _result(folder, Designed(guide, GuideOrder((), holes, order.parameters)))


def write(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Write a guide that was designed, with all that a print shop needs, to ``request["folder"]``.

    ``step`` is that of a repositioning guide, whose bone is the moved fragments; None for others. ``plan`` is the text
    of the plan that the guide is made for, ``permission`` what the hub said of it.
    """
    from osteokit.fabrication.printability import Printer
    from osteokit.jobs.guide import GuideOutput, checks_document, write_guide
    from osteokit.jobs.plan_gate import permission_of

    meshes = load_meshes(folder)
    designed = designed_of(request["guide"], meshes)
    bone = meshes[BONE] if request.get("step") is None else _moved_bone(step_of(request["step"]), meshes[BONE])
    source = _volume_source(request.get("source"))
    plan = plan_of_text(request["plan"], "The plan of the guide") if request.get("plan") else None
    output = GuideOutput(
        request["name"], Printer(), request["dicom"], source, request["quoted"], request["as_draft"],
        plan, permission_of(request.get("permission")),
    )  # fmt: skip
    target = Path(request["folder"])
    done = write_guide(designed.guide, order_to_json(designed.order), bone, target, output, progress)
    return checks_document(done.guide, done.print_record, done.quote)


def designed_to_json(designed: Designed) -> dict[str, Any]:
    """All of a designed guide but its meshes."""
    guide = designed.guide
    return {
        "way": [float(value) for value in guide.insertion_direction],
        "checks": checks_to_json(guide.checks),
        "parts": [[part.kind, part.name] for part in guide.parts],
        "order": order_to_json(designed.order),
    }


def designed_of(value: Mapping[str, Any], meshes: Mapping[str, Mesh]) -> Designed:
    """The guide of what :func:`designed_to_json` gave and of its meshes (:func:`meshes_of`)."""
    order = order_from_json(value["order"])
    parts = tuple(GuidePart(kind, name, meshes[f"part{n}"]) for n, (kind, name) in enumerate(value["parts"]))
    checks = tuple(_check_of(one) for one in value["checks"])
    return Designed(Guide(meshes[GUIDE], np.array(value["way"]), parts, checks, order.parameters), order)


def _check_of(value: Mapping[str, Any]) -> GuideCheck:
    """JSON has no infinity: it travels as null. Guides of former scenes have neither places nor remedies."""
    measured, limit = (math.inf if value[key] is None else value[key] for key in ("value", "limit"))
    place, remedy = (None if value.get(key) is None else tuple(value[key]) for key in ("place", "remedy"))
    return GuideCheck(value["code"], value["passed"], measured, limit, value["unit"], value["sentence"], place, remedy)  # pyright: ignore[reportArgumentType]


def meshes_of(designed: Designed) -> dict[str, Mesh]:
    """The meshes of a designed guide by the names under which they travel."""
    return {
        GUIDE: designed.guide.mesh,
        **{f"part{n}": part.cutter for n, part in enumerate(designed.guide.parts)},
    }


def read_designed(folder: Path, result: Mapping[str, Any]) -> Designed:
    """The guide that a design task left in ``folder``."""
    return designed_of(result, load_meshes(folder))


def step_of(value: Mapping[str, Any]) -> OsteotomyStep:
    """The osteotomy in its JSON, see :func:`step_to_json`."""
    return _steps().validate_python(value)


def step_to_json(step: OsteotomyStep) -> dict[str, Any]:
    return _steps().dump_python(step, mode="json")


def _steps() -> TypeAdapter[OsteotomyStep]:
    return TypeAdapter(OsteotomyStep)


def _result(folder: Path, designed: Designed) -> dict[str, Any]:
    save_meshes(meshes_of(designed), folder)
    return designed_to_json(designed)


def _moved_bone(step: OsteotomyStep, bone: Mesh) -> Mesh:
    from osteokit.planning.guides.from_plan import moved_fragments
    from osteokit.surface.shells import joined
    from osteokit.surface.transform import moved

    return joined([moved(one.mesh, one.matrix) for one in moved_fragments(step, bone, ())])


def source_to_json(source: Any) -> dict[str, Any]:
    """Where a volume came from: a DICOM object of it joins its study."""
    from osteokit.imaging.volume import VolumeSource

    return TypeAdapter(VolumeSource).dump_python(source, mode="json")


def _volume_source(value: Any) -> Any:
    from osteokit.imaging.volume import VolumeSource

    return None if value is None else TypeAdapter(VolumeSource).validate_python(value)
