"""Screws of a plan: on its bones as a variant's steps leave them, and into the variant as implant steps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.apply import carried_out
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.inputs import load_inputs
from osteokit.planning.plan import ImplantStep, SurgicalPlan, Variant
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.plan_outcome import carry_out
from osteokit.planning.screws.judge import ScrewReport
from osteokit.planning.variants import with_variant
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined


@dataclass(frozen=True, eq=False)
class PlanBones:
    """A plan with its bones as scanned (``inputs``) and as a variant leaves them (``bones``).

    ``is_moved`` where a step moves or cuts any of them, so that a CT no longer shows them.
    """

    path: Path
    plan: SurgicalPlan
    inputs: Mapping[str, Mesh]
    bones: dict[str, Mesh]
    landmarks: Mapping[str, BoneLandmarks]
    is_moved: bool
    notes: tuple[str, ...] = ()


def bones_of_plan(path: Path, variant: str, progress: Progress = silent, without: Collection[str] = ()) -> PlanBones:
    """The bones of the plan in ``path``, after the steps of ``variant`` where it has such a one, those named in
    ``without`` left out: what is planned anew does not stand on its former self.

    Raises
    ------
    OsteoError
        The plan or a bone cannot be read, or a step cannot be done.
    """
    plan = read_plan(path)
    inputs = load_inputs(plan, path.parent, part(progress, 0.0, 0.4))
    known = next((one for one in plan.variants if one.name == variant), None)
    steps = () if known is None else tuple(step for step in known.steps if step.name not in without)
    if known is None or not steps:
        return PlanBones(path, plan, inputs, dict(inputs), plan.landmarks, False)
    outcome = carry_out(plan, replace(known, steps=steps), inputs, part(progress, 0.4, 1.0))
    pieces: dict[str, list[Mesh]] = {}
    for piece in outcome.bones.pieces:
        pieces.setdefault(piece.bone, []).append(piece.mesh)
    moved = any(not np.allclose(piece.matrix, np.eye(4)) for piece in outcome.bones.pieces)
    after = {bone: joined(meshes) for bone, meshes in pieces.items()}
    notes = tuple(f"{name}: {why}" for name, why in outcome.unplaced.items())
    return PlanBones(path, plan, inputs, after, outcome.bones.landmarks, moved, notes)


def with_screws(
    planned: PlanBones,
    variant: str,
    screws: Sequence[tuple[str, ScrewReport, Found | None]],
    progress: Progress = silent,
) -> SurgicalPlan:
    """Add screws to a variant (a new one where there is none of that name), carry it out, check it, write the plan.

    A screw takes the place of a step of its name.

    Raises
    ------
    OsteoError
        A screw lies in no bone or has no article, another kind of step has its name, or the plan cannot be written.
    """
    former = next((one for one in planned.plan.variants if one.name == variant), Variant(variant))
    steps = {step.name: step for step in former.steps}
    for name, report, found in screws:
        if not report.holds:
            raise OsteoError(f"{name} lies in no bone, so it cannot become part of a plan; place it in one.")
        if found is None:
            raise OsteoError(f"{name} has no article of a catalogue, so it cannot become part of a plan; choose one.")
        if name in steps and not isinstance(steps[name], ImplantStep):
            raise OsteoError(f"{variant} already has a step {name!r} that is no implant; give the screw another name.")
        pose = screw_pose(report.path)
        steps[name] = implant_step(name, report.holds[0], found, pose, report.holds[1:])
    new = Variant(variant, tuple(steps.values()), note=former.note)
    done, _ = carried_out(planned.plan, new, planned.inputs, progress)
    plan = with_variant(planned.plan, done)
    write_plan(plan, planned.path)
    return plan
