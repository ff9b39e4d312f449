"""A planned knee as steps of a plan's variant: components in their bones, then the tibia brought under the femur."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np

from osteokit.anatomy.find import landmarks_in
from osteokit.anatomy.landmark import Side
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.implant_steps import Steps, change_steps
from osteokit.jobs.knee import KneeJob, knee_job, require_picture, write_knee
from osteokit.jobs.screw_plan import PlanBones, bones_of_plan
from osteokit.planning.arthroplasty.knee import KneeBones
from osteokit.planning.arthroplasty.knee_axes import KneeWish
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.implants.values import Implant
from osteokit.planning.plan import IDENTITY, ImplantStep, ReductionStep, SurgicalPlan, matrix_rows
from osteokit.planning.plan_file import read_plan, write_plan
from osteokit.planning.plan_implants import implant_step

FEMORAL, TIBIAL, INSERT, REDUCED = "femoral component", "tibial component", "tibial insert", "reduce knee"
"""Names of the steps, before the side."""


def knee_names(side: Side) -> tuple[str, ...]:
    """Names of all steps that the knee of a side has in a plan."""
    return tuple(f"{name} {side}" for name in (FEMORAL, TIBIAL, INSERT, REDUCED))


def knee_steps(job: KneeJob, bones: Collection[str] = ()) -> Steps:
    """The steps, in the order in which they are done; of the plan's ``bones`` the fibula moves with the tibia.

    Raises
    ------
    OsteoError
        No component could be planned, or an article is in no catalogue.
    """
    plan, side = job.plan, job.plan.side
    femur, tibia = f"femur_{side}", f"tibia_{side}"
    femoral, tibial, insert, reduced = knee_names(side)
    steps: list[ImplantStep | ReductionStep] = []
    if plan.femoral is not None:
        steps.append(_step(femoral, femur, job, plan.femoral.implant, plan.femoral.pose))
    if plan.tibial is not None:
        steps.append(_step(tibial, tibia, job, plan.tibial.implant, plan.tibial.pose))
    if plan.insert is not None and plan.insert_pose is not None:
        steps.append(_step(insert, tibia, job, plan.insert, plan.insert_pose))
    if not steps:
        raise OsteoError(" ".join(dict.fromkeys(plan.not_planned.values())))
    if plan.tibia_motion is not None:
        lower = [tibia, *(bone for bone in (f"fibula_{side}",) if bone in bones)]
        poses = {femur: IDENTITY, **dict.fromkeys(lower, matrix_rows(plan.tibia_motion))}
        steps.append(ReductionStep(reduced, poses, anchor=femur, purpose="joint"))
    return tuple(steps)


def _step(name: str, bone: str, job: KneeJob, implant: Implant, pose: np.ndarray) -> ImplantStep:
    held: Found | None = job.found.get(implant.reference)
    if held is None:
        raise OsteoError(f"{implant.reference} is in no catalogue, so it cannot become part of a plan; choose another.")
    return implant_step(name, bone, held, pose)


def add_knee(job: KneeJob, path: Path, variant: str, progress: Progress = silent) -> SurgicalPlan:
    """Put the knee into a variant of the plan in ``path``, in the place of former steps of its names; landmarks that
    the plan lacks are added, so that its leg can be measured.

    Raises
    ------
    OsteoError
        Nothing was planned, the plan lacks a bone, or it cannot be carried out.
    """
    plan = read_plan(path)
    there = {one.bone for one in plan.inputs}
    new = knee_steps(job, there)
    lacking = sorted({step.bone for step in new if isinstance(step, ImplantStep)} - there)
    if lacking:
        raise OsteoError(f"The plan {path.name} has no {', '.join(lacking)}; make it from the bones of this knee.")
    names = knee_names(job.plan.side)
    changed, _ = change_steps(path, variant, lambda old: (*(s for s in old if s.name not in names), *new), progress)
    return changed


def knee_in_plan(
    path: Path,
    variant: str,
    side: Side,
    out: Path,
    wish: KneeWish | None = None,
    catalogue: str | None = None,
    figure: Path | None = None,
    progress: Progress = silent,
) -> KneeJob:
    """Plan the knee of a side on the bones of the plan in ``path``, as the variant leaves them, and make it the last
    steps of the variant; write ``out`` (JSON) and, if asked, ``figure``.

    Raises
    ------
    OsteoError
        The plan cannot be read, has neither femur nor tibia of that side, or cannot be carried out.
    """
    require_picture(figure)
    _find_landmarks(path, side, part(progress, 0.0, 0.4))
    planned = bones_of_plan(path, variant, part(progress, 0.4, 0.6), knee_names(side))
    bones = _bones(planned, side)
    system = planned.plan.inputs[0].coordinates
    job = knee_job(bones, system, wish, catalogue, planned.notes, part(progress, 0.6, 0.8))
    add_knee(job, path, variant, part(progress, 0.8, 0.95))
    write_knee(job, out, figure)
    progress(1.0, "done")
    return job


def _find_landmarks(path: Path, side: Side, progress: Progress) -> None:
    """Landmarks of both bones, where a plan for implants alone has none."""
    plan = read_plan(path)
    there = {one.bone for one in plan.inputs}
    lacking = [key for key in (f"femur_{side}", f"tibia_{side}") if key in there and key not in plan.landmarks]
    if not lacking:
        return
    planned = bones_of_plan(path, "", part(progress, 0.0, 0.3))
    found = dict(plan.landmarks)
    for number, key in enumerate(lacking):
        share = part(progress, 0.3 + 0.7 * number / len(lacking), 0.3 + 0.7 * (number + 1) / len(lacking))
        found[key] = landmarks_in(key, planned.inputs, share)
    write_plan(replace(plan, landmarks=found), path)


def _bones(planned: PlanBones, side: Side) -> KneeBones:
    femur, tibia = f"femur_{side}", f"tibia_{side}"
    if femur not in planned.bones and tibia not in planned.bones:
        there = ", ".join(planned.bones)
        raise OsteoError(f"The plan has neither {femur} nor {tibia}, only {there}; add one of them.")
    return KneeBones(
        side,
        planned.bones.get(femur), planned.landmarks.get(femur),
        planned.bones.get(tibia), planned.landmarks.get(tibia),
    )  # fmt: skip
