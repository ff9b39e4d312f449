"""Surgical plans from files to files: made from bones, given variants, recomputed into a folder."""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

from osteokit.anatomy.find import landmarked, landmarks_in
from osteokit.anatomy.leg import Leg
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder
from osteokit.base.progress import Progress, part, silent
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.plan_gate import permitted, write_permission
from osteokit.planning.apply import PlanResult, apply_plan, carried_out
from osteokit.planning.checks import check_plan
from osteokit.planning.inputs import input_path, load_inputs, plan_input
from osteokit.planning.plan import OsteotomyStep, Patient, PlanInput, SurgicalPlan, Variant
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.plan_outcome import Outcome, leg_of, measured_now
from osteokit.planning.variants import compare_variants, with_variant
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import moved


@dataclass(frozen=True)
class NewPlan:
    """What a plan is made of: bones by key, how their files are meant, and whose they are."""

    bones: Mapping[str, Path]
    side: Literal["left", "right"]
    coordinates: Literal["LPS", "RAS"] = "LPS"
    title: str = ""
    patient: Patient = field(default_factory=Patient)


def new_plan(request: NewPlan, path: Path, progress: Progress = silent) -> SurgicalPlan:
    """Find the landmarks of the bones, measure the leg, and write the plan to ``path``.

    Raises
    ------
    OsteoError
        A file is no bone in millimetres, a bone is not recognised, or the plan cannot be written.
    """
    if not request.bones:
        raise OsteoError("A plan needs at least one bone; give --femur, --tibia or others.")
    inputs: list[PlanInput] = []
    meshes: dict[str, Mesh] = {}
    for number, (bone, file) in enumerate(request.bones.items()):
        progress(0.1 * number / len(request.bones), f"Reading {bone}")
        meshes[bone] = read_mesh(file, request.coordinates)
        inputs.append(plan_input(bone, file, request.coordinates, meshes[bone], path.parent))
    landmarks = {}
    wanted = landmarked(meshes)
    for number, bone in enumerate(wanted):
        inner = part(progress, 0.1 + 0.9 * number / len(wanted), 0.1 + 0.9 * (number + 1) / len(wanted))
        inner(0.0, f"Finding landmarks of {bone}")
        landmarks[bone] = landmarks_in(bone, meshes, inner)
    plan = SurgicalPlan(
        str(uuid.uuid4()),
        request.title or f"{request.side.capitalize()} leg",
        request.side,
        tuple(inputs),
        landmarks,
        measured_now(landmarks, request.side),
        patient=request.patient,
    )
    plan = replace(plan, checks=check_plan(plan, path.parent))
    write_plan(plan, path)
    return plan


MakeSteps = Callable[[Leg, Mapping[str, Mesh]], tuple[OsteotomyStep, ...]]
"""``make(leg, meshes) -> steps``: a surgeon's intent on the leg as it is."""


def add_variant(path: Path, name: str, make: MakeSteps, note: str = "", progress: Progress = silent) -> SurgicalPlan:
    """Give the plan in ``path`` a variant of the steps that ``make`` makes, carried out and checked; write it back.

    A variant of that name is replaced. The plan stays as it was where anything fails.

    Raises
    ------
    OsteoError
        The plan or its bones cannot be read, or the intent cannot be carried out.
    """
    plan = read_plan(path)
    meshes = load_inputs(plan, path.parent, part(progress, 0.0, 0.2))
    progress(0.2, "Planning")
    steps = make(leg_of(plan.landmarks, plan.side), meshes)
    done, _ = carried_out(plan, Variant(name, steps, note=note), meshes, part(progress, 0.3, 0.95))
    plan = with_variant(plan, done)
    write_plan(plan, path)
    progress(1.0, "Written")
    return plan


def place_landmark(
    path: Path, bone: str, key: str, position_ras: tuple[float, float, float], progress: Progress = silent
) -> SurgicalPlan:
    """Put one landmark where a person wants it; measurements follow, and every variant is carried out again.

    Cuts and moves stay as they were decided: plan them anew where the correction shall follow too.

    Raises
    ------
    OsteoError
        The plan has no landmarks of that bone, or no such landmark is known.
    """
    plan = read_plan(path)
    if bone not in plan.landmarks:
        raise OsteoError(f"The plan has landmarks of {', '.join(plan.landmarks) or 'no bone'}, not of {bone!r}.")
    former = plan.landmarks[bone]
    if key not in former and key not in former.missing:
        known = ", ".join(sorted({*former.landmarks, *former.missing}))
        raise OsteoError(f"{bone} has no landmark {key!r}; it has {known}.")
    landmarks = {**plan.landmarks, bone: former.moved(key, position_ras)}  # pyright: ignore[reportArgumentType]
    plan = replace(plan, landmarks=landmarks, measured=measured_now(landmarks, plan.side))
    meshes = load_inputs(plan, path.parent, part(progress, 0.0, 0.3))
    for variant in plan.variants:
        plan = with_variant(plan, carried_out(plan, variant, meshes)[0])
    plan = replace(plan, checks=check_plan(plan, path.parent), signature=type(plan.signature)())
    write_plan(plan, path)
    return plan


def apply_to_folder(path: Path, out: Path, progress: Progress = silent, emergency: str = "") -> PlanResult:
    """Recompute the plan in ``path`` and write all of it to the folder ``out``, whole or not at all.

    ``plan.json`` is the recomputed plan; ``VARIANT/`` holds every piece as cut (``_cut``) and where it goes
    (``_moved``) and guides, as STL in LPS; ``summary.json`` the comparison with the plan and the table of variants.
    ``emergency`` says why it cannot wait for an admission that the hub does not grant.

    Raises
    ------
    NotPermitted
        The plan needs a restricted technique that the hub does not grant.
    OsteoError
        As :func:`osteokit.planning.apply.apply_plan`, or ``out`` cannot be written or holds the plan or its bones.
    """
    plan = read_plan(path)
    _refuse_own_folder(plan, path, out)
    result = apply_plan(plan, path.parent, part(progress, 0.0, 0.9))
    inputs = tuple(
        plan_input(one.bone, input_path(one, path.parent), one.coordinates, result.meshes[one.bone], out)
        for one in result.plan.inputs
    )
    moved_plan = replace(result.plan, inputs=inputs)
    permission = permitted(moved_plan, emergency)
    with whole_folder(out) as folder:
        write_plan(moved_plan, folder / "plan.json")
        names = folder_names([variant.name for variant in moved_plan.variants])
        for number, variant in enumerate(moved_plan.variants):
            progress(0.9 + 0.1 * number / len(moved_plan.variants), f"Writing variant {variant.name}")
            _write_outcome(result.outcomes[variant.name], folder / names[variant.name])
        summary = json.dumps(summary_of(result), ensure_ascii=False, indent=1)
        (folder / "summary.json").write_text(summary + "\n", encoding="utf-8")
        write_permission(permission, folder)
        progress(1.0, "Written")  # before the folder is put in its place: cancelling here still leaves nothing
    return replace(result, plan=moved_plan)


def _refuse_own_folder(plan: SurgicalPlan, path: Path, out: Path) -> None:
    """The folder is replaced as a whole, so nothing that is needed may lie in it."""
    target = out.resolve()
    for file in (path, *(input_path(one, path.parent) for one in plan.inputs)):
        if target in file.resolve().parents:
            raise OsteoError(f"{out} holds {file.name}, which the plan needs; choose another output folder.")


def folder_names(variants: list[str]) -> dict[str, str]:
    """A name for files for every variant: letters, digits and a few signs, no two alike."""
    names: dict[str, str] = {}
    for variant in variants:
        base = re.sub(r"[^\w .+-]", "_", variant).strip(" .") or "variant"
        name, n = base, 2
        while name.lower() in {one.lower() for one in names.values()} | {"plan.json", "summary.json"}:
            name, n = f"{base}_{n}", n + 1
        names[variant] = name
    return names


def _write_outcome(outcome: Outcome, folder: Path) -> None:
    folder.mkdir()
    for piece in outcome.bones.pieces:
        stem = piece.bone if piece.fragment == "whole" else f"{piece.bone}_{piece.fragment}"
        write_mesh(piece.before, folder / f"{stem}_cut.stl", stem)
        write_mesh(moved(piece.before, piece.matrix), folder / f"{stem}_moved.stl", stem)
    for step, mesh in folder_named(outcome.guides).items():
        write_mesh(mesh, folder / f"guide_{step}.stl", step)
    for step, mesh in folder_named({name: one.mesh for name, one in outcome.implants.items()}).items():
        write_mesh(mesh, folder / f"implant_{step}.stl", step)


def folder_named(meshes: Mapping[str, Mesh]) -> dict[str, Mesh]:
    """Meshes by names that a file can have."""
    names = folder_names(list(meshes))
    return {names[step]: mesh for step, mesh in meshes.items()}


def summary_of(result: PlanResult) -> dict:
    """Whether the plan was reproduced, what differs, the table of variants, and all findings."""
    plan = result.plan
    return {
        "reproduced": result.reproduced,
        "differences": [{**asdict(one), "sentence": one.sentence} for one in result.differences],
        "variants": [variant.name for variant in plan.variants],
        "table": [asdict(row) for row in compare_variants(plan)],
        "checks": [asdict(finding) for finding in plan.checks],
        "findings": {variant.name: [asdict(finding) for finding in variant.findings] for variant in plan.variants},
        "software": plan.software,
        "disclaimer": plan.disclaimer,
    }
