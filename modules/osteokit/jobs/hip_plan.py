"""A planned hip as steps of a plan's variant: implants in their bones, then the femur moved."""

from collections.abc import Collection
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.jobs.hip import HipJob, HipResult
from osteokit.jobs.implant_steps import Steps, change_steps
from osteokit.planning.arthroplasty.hip_joint import head_pose
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.implants.values import Implant
from osteokit.planning.plan import IDENTITY, ImplantStep, ReductionStep, SurgicalPlan, matrix_rows
from osteokit.planning.plan_file import read_plan
from osteokit.planning.plan_implants import implant_step

CUP, LINER, STEM, HEAD, REDUCED = "cup", "liner", "stem", "head", "reduce hip"
"""What the steps of a hip are called, before their side; the last brings the new head into the new socket."""

_CARRIED = ("tibia", "fibula", "patella")


def hip_names(side: str) -> tuple[str, ...]:
    """The steps of the hip of ``side``, in their order: both hips fit into one plan."""
    return tuple(f"{name} {side}" for name in (CUP, LINER, STEM, HEAD, REDUCED))


def hip_steps(job: HipJob, result: HipResult, bones: Collection[str] = ()) -> Steps:
    """The steps, in the order in which they are done; of the plan's ``bones`` those of the leg move with the femur.

    Raises
    ------
    OsteoError
        An article is in no catalogue.
    """
    plan, side = result.plan, result.plan.side
    hip, femur = f"hip_{side}", f"femur_{side}"
    cup, liner, stem, head, reduced = hip_names(side)
    steps: list[ImplantStep | ReductionStep] = [_step(cup, hip, job, plan.cup.implant, plan.cup.pose)]
    if plan.liner is not None:
        steps.append(_step(liner, hip, job, plan.liner, plan.cup.pose))
    if plan.stem is not None and plan.femur_motion is not None:
        steps.append(_step(stem, femur, job, plan.stem.fit.template.implant, plan.stem.fit.pose))
        if plan.head is not None:
            steps.append(_step(head, femur, job, plan.head, head_pose(plan)))
        leg = [femur, *(f"{bone}_{side}" for bone in _CARRIED if f"{bone}_{side}" in bones)]
        poses = {hip: IDENTITY, **dict.fromkeys(leg, matrix_rows(plan.femur_motion))}
        steps.append(ReductionStep(reduced, poses, anchor=hip, purpose="joint"))
    return tuple(steps)


def _step(name: str, bone: str, job: HipJob, implant: Implant, pose: np.ndarray) -> ImplantStep:
    held: Found | None = job.found.get(implant.reference)
    if held is None:
        raise OsteoError(f"{implant.reference} is in no catalogue, so it cannot become part of a plan; choose another.")
    return implant_step(name, bone, held, pose)


def add_hip(job: HipJob, path: Path, variant: str, progress: Progress = silent) -> SurgicalPlan:
    """Put the one planned side into a variant of the plan in ``path``, in the place of former steps of its names.

    Raises
    ------
    OsteoError
        Two sides were planned, the plan lacks a bone, or it cannot be carried out.
    """
    if len(job.results) != 1:
        raise OsteoError("Two hips were planned; choose one with --side to put it into a plan.")
    result = next(iter(job.results.values()))
    there = {one.bone for one in read_plan(path).inputs}
    new = hip_steps(job, result, there)
    needed = {f"hip_{result.plan.side}", f"femur_{result.plan.side}"}
    if not needed <= there:
        lacking = ", ".join(sorted(needed - there))
        raise OsteoError(f"The plan {path.name} has no {lacking}; make it from the bones of this hip.")
    names = hip_names(result.plan.side)
    plan, _ = change_steps(path, variant, lambda old: (*(s for s in old if s.name not in names), *new), progress)
    return plan
