"""A reduction as a step of a plan: made of an answer, carried out on the bones, measured again, and judged."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.progress import Progress, silent
from osteokit.planning.plan import ReductionStep, StepReport, matrix_rows
from osteokit.planning.plan_pieces import Bones, moved_whole
from osteokit.planning.reduction.judge import MOST_GAP_MM, MOST_GAP_ON_TEMPLATE_MM, MOST_OVERLAP_MM
from osteokit.planning.reduction.measure import ReductionFit, mean_depth_mm, measure_reduction
from osteokit.planning.reduction.template import mirrored_template
from osteokit.planning.reduction.values import Reduction
from osteokit.plugins.plan_checks import PlanFinding
from osteokit.segmentation.chinese import told_in_chinese
from osteokit.segmentation.terminology import term
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined


@dataclass(frozen=True, eq=False)
class Reduced:
    """The bones after a reduction, its numbers, and how its fragments fit (None for a single one)."""

    bones: Bones
    report: StepReport
    fit: ReductionFit | None


def reduction_step(name: str, found: Reduction, template: str = "", mirror: bool = False) -> ReductionStep:
    """What :func:`osteokit.planning.reduction.reduce.reduce_fragments` found, by keys of bones, as a step.

    ``template`` is the key of the bone that served as one, ``mirror`` whether it was mirrored for that.
    """
    gaps = [gap for gap in found.residual_mm.values() if np.isfinite(gap)]
    doubts = {}
    for fragment, confident in found.confident.items():
        own = [warning for warning in found.warnings if warning.startswith(f"{fragment}: ")]
        if not confident:
            doubts[fragment] = " ".join(own)
    laid = found.template_pose
    return ReductionStep(
        name,
        {fragment: matrix_rows(pose) for fragment, pose in found.poses.items()},
        template if laid is not None else "",
        mirror and laid is not None,
        max(gaps, default=None),
        all(found.confident.values()),
        found.anchor,
        None if laid is None else matrix_rows(laid),
        doubts,
    )


def moved_by_hand(step: ReductionStep, fragment: str, motion: np.ndarray) -> ReductionStep:
    """The step with one fragment moved on by a 4x4 ``motion`` (RAS mm); its place is a person's now."""
    poses = {**step.poses, fragment: matrix_rows(motion @ np.array(step.poses[fragment]))}
    doubts = {key: why for key, why in step.doubts.items() if key != fragment}
    by_hand = tuple(dict.fromkeys((*step.by_hand, fragment)))
    return replace(step, poses=poses, doubts=doubts, by_hand=by_hand, residual_mm=None)


def carry_out_reduction(bones: Bones, step: ReductionStep, progress: Progress = silent) -> Reduced:
    """Move the fragments, and measure what is left between them and to the template.

    Raises
    ------
    OsteoError
        The plan has no such bone, or a fragment is no solid.
    """
    poses = {bone: np.array(pose) for bone, pose in step.poses.items()}
    if step.purpose == "joint":
        after = bones
        for bone, pose in poses.items():
            bones.of(bone)
            after = moved_whole(after, bone, pose)
        return Reduced(after, StepReport(step.name, {}), None)
    fragments = {bone: _mesh(bones, bone) for bone in step.poses}
    template = _mesh(bones, step.template) if step.template else None
    if template is not None and step.mirror_template:
        template = mirrored_template(template)
    after = bones
    for bone, pose in poses.items():
        after = moved_whole(after, bone, pose)
    if len(fragments) < 2:
        return Reduced(after, StepReport(step.name, {}), None)
    laid = None if step.template_pose is None else np.array(step.template_pose)
    fit = measure_reduction(fragments, poses, step.anchor or None, template, laid, progress)
    return Reduced(after, StepReport(step.name, _values(fit)), fit)


def _mesh(bones: Bones, bone: str) -> Mesh:
    return joined([piece.mesh for piece in bones.of(bone)])


def _values(fit: ReductionFit) -> dict[str, float]:
    values = {
        "fracture_area_mm2": fit.area_mm2,
        "fracture_overlap_mm3": fit.overlap_mm3,
        "penetration_mm": fit.deepest_mm,
    }
    if fit.residual_mm:
        values = {"residual_mm": max(fit.residual_mm.values()), **values}
    if fit.template_mm:
        values["template_mm"] = max(fit.template_mm.values())
    return values | {f"{fragment}_residual_mm": gap for fragment, gap in fit.residual_mm.items()}


def reduction_findings(steps: Iterable[tuple[ReductionStep, ReductionFit | None]]) -> tuple[PlanFinding, ...]:
    """What a person should look at in each ``(step, fit)``: doubts, gaps, overlaps, and fragments placed by hand."""
    found: list[PlanFinding] = []
    for step, fit in steps:
        for fragment, why in step.doubts.items():
            named = term(fragment)
            sentence = f"{step.name}: {named.english}{why.removeprefix(fragment) or ' is not sure; check it.'}"
            zh = (
                f"{step.name}：{told_in_chinese(why)}" if why else f"{step.name}：{named.chinese}的位置不确定，请核对。"
            )
            found.append(PlanFinding("reduction.doubtful", "warning", sentence, zh))
        if fit is not None:
            found += [*_gaps(step, fit), *_overlaps(step, fit)]
        for fragment in step.by_hand:
            named = term(fragment)
            found.append(
                PlanFinding(
                    "reduction.by_hand", "note", f"{step.name}: {named.english} was placed by hand.",
                    f"{step.name}：{named.chinese} 为手动放置。",
                )
            )  # fmt: skip
    return tuple(found)


def _gaps(step: ReductionStep, fit: ReductionFit) -> list[PlanFinding]:
    """A gap that is more than a fit, and fragments that touch no other."""
    most = MOST_GAP_ON_TEMPLATE_MM if step.template else MOST_GAP_MM
    found = []
    for fragment in step.poses:
        named, gap = term(fragment), fit.residual_mm.get(fragment)
        if gap is None:
            sentence = f"{step.name}: {named.english} touches no other fragment; move it, or leave it out."
            zh = f"{step.name}：{named.chinese} 未与其他骨折块接触，请移动或不纳入。"
            found.append(PlanFinding("reduction.apart", "warning", sentence, zh))
        elif gap > most:
            sentence = f"{step.name}: a gap of {gap:.1f} mm is left at {named.english}; move it, or expect a defect."
            zh = f"{step.name}：{named.chinese} 处残留 {gap:.1f} mm 间隙，请移动，或考虑骨缺损。"
            found.append(PlanFinding("reduction.gap", "warning", sentence, zh, f"{gap:.2f} mm, told from {most:g}"))
    return found


def _overlaps(step: ReductionStep, fit: ReductionFit) -> list[PlanFinding]:
    found = []
    for one in fit.surfaces:
        if mean_depth_mm(one) <= MOST_OVERLAP_MM:
            continue
        first, second = term(one.first), term(one.second)
        sentence = (
            f"{step.name}: {first.english} and {second.english} overlap by {one.overlap_mm3 / 1000:.2f} mL, up to "
            f"{one.penetration_mm:.1f} mm deep; draw them apart."
        )
        zh = (
            f"{step.name}：{first.chinese}与{second.chinese}重叠 {one.overlap_mm3 / 1000:.2f} mL，"
            f"最深 {one.penetration_mm:.1f} mm，请分开。"
        )
        evidence = f"{mean_depth_mm(one):.2f} mm on average, told from {MOST_OVERLAP_MM:g}"
        found.append(PlanFinding("reduction.overlap", "warning", sentence, zh, evidence))
    return found
