"""What is wrong with a plan: the suite's own checks, then those that plugins bring.

:func:`check_variant` looks at one variant after it was carried out, :func:`check_plan` at the plan as a whole.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from osteokit.anatomy.frames import femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg_checks import placement_warnings
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.limits import limit_findings, slope_findings
from osteokit.planning.implant_checks import implant_findings
from osteokit.planning.inputs import changed_inputs
from osteokit.planning.plan import GuideStep, ImplantStep, OsteotomyStep, ReductionStep, SurgicalPlan, Variant
from osteokit.planning.plan_file import document_of
from osteokit.planning.plan_outcome import Outcome, leg_of, with_outcome
from osteokit.planning.plan_pieces import WHOLE, Piece
from osteokit.planning.plan_reduction import reduction_findings
from osteokit.planning.reduction.measure import ReductionFit
from osteokit.planning.variants import with_variant
from osteokit.plugins.manager import OsteoPlugins, plugin_manager
from osteokit.plugins.plan_checks import PlanFinding
from osteokit.segmentation.chinese import told_in_chinese
from osteokit.segmentation.terminology import term
from osteokit.surface.collision import overlap_volume_mm3

COLLISION_MM3 = 20.0
"""Below this two bones touch at most: segmented neighbours share a voxel here and there."""


def check_variant(
    plan: SurgicalPlan, variant: Variant, outcome: Outcome, plugins: OsteoPlugins | None = None
) -> tuple[PlanFinding, ...]:
    """Everything that is wrong with one variant, as it came out on the bones.

    ``plugins`` are those installed on this machine where not given.
    """
    own = (
        *_joint_line_findings(plan, outcome),
        *hinge_findings(variant, outcome),
        *fragment_findings(outcome),
        *collision_findings(variant, outcome),
        *reduction_findings(_reductions(variant, outcome)),
        *size_findings(variant),
        *implant_findings(variant, outcome),
    )
    done = replace(with_outcome(variant, outcome), findings=own)
    return (*own, *plugin_findings(with_variant(plan, done), variant.name, plugins or plugin_manager()))


def _joint_line_findings(plan: SurgicalPlan, outcome: Outcome) -> tuple[PlanFinding, ...]:
    """Limits on the slopes of the joint surfaces; none where a prosthesis takes their place."""
    if any(one.group == "knee" for one in outcome.implants.values()):
        return ()
    return (*limit_findings(outcome.predicted), *slope_findings(plan.measured, outcome.predicted))


def check_plan(plan: SurgicalPlan, folder: Path) -> tuple[PlanFinding, ...]:
    """What is wrong with the plan whatever the variant; ``folder`` is where it lies."""
    changed = (
        PlanFinding(
            "inputs.changed", "stop", sentence, "骨骼模型文件与制定计划时不同或缺失，请重新制定计划。", sentence
        )
        for sentence in changed_inputs(plan, folder)
    )
    return (*changed, *side_findings(plan), *placement_findings(plan), *doubt_findings(plan))


def plugin_findings(plan: SurgicalPlan, variant: str, plugins: OsteoPlugins) -> tuple[PlanFinding, ...]:
    """What plugins find; one that fails counts as a ``stop`` that names it."""
    try:
        answers = plugins.decide("osteo_plan_checks", plan=document_of(plan), variant=variant)
    except OsteoError as refusal:
        return (PlanFinding("plugins.failed", "stop", str(refusal), "插件检查未能完成，视为不通过。", str(refusal)),)
    return tuple(finding for found in answers.values() for finding in found)


def hinge_findings(variant: Variant, outcome: Outcome) -> tuple[PlanFinding, ...]:
    """Hinges that may break, each with its reasons and its place."""
    found = []
    for step in variant.steps:
        risk = outcome.hinges.get(step.name) if isinstance(step, OsteotomyStep) else None
        if risk is None or risk.level == "low" or not isinstance(step, OsteotomyStep):
            continue
        x, y, z = (float(value) for value in step.cut["hinge_point"])
        found += [
            PlanFinding(
                "hinge.risk",
                "warning",
                reason,
                told_in_chinese(reason),
                f"{step.name}: bridge {risk.bridge_mm:.1f} mm, risk {risk.level}",
                (x, y, z),
            )
            for reason in risk.reasons
        ]
    return tuple(found)


def fragment_findings(outcome: Outcome) -> tuple[PlanFinding, ...]:
    """Fragments of one cut that were moved into each other."""
    found = []
    for report in outcome.reports:
        overlap = report.values.get("overlap_mm3", 0.0)
        if overlap > COLLISION_MM3:
            found.append(
                PlanFinding(
                    "collision.fragments",
                    "warning",
                    f"After {report.step} the fragments lie in each other ({overlap / 1000:.2f} mL); move them apart.",
                    f"{report.step} 后骨块相互重叠 {overlap / 1000:.2f} mL，请调整。",
                    f"overlap_mm3 {overlap:.0f}, told from {COLLISION_MM3:g}",
                )
            )
    return tuple(found)


def _reductions(variant: Variant, outcome: Outcome) -> list[tuple[ReductionStep, ReductionFit | None]]:
    return [(step, outcome.reductions.get(step.name)) for step in variant.steps if isinstance(step, ReductionStep)]


def collision_findings(variant: Variant, outcome: Outcome) -> tuple[PlanFinding, ...]:
    """Pieces that were moved into another bone by more than they lay in it before.

    Fragments that one reduction brings together are judged by how they fit (:func:`reduction_findings`).
    """
    found = []
    together = [
        set(step.poses)
        for step, fit in _reductions(variant, outcome)
        if fit is not None or step.purpose == "joint"  # where the head was, is now an implant
    ]
    pieces = outcome.bones.pieces
    for number, one in enumerate(pieces):
        for other in pieces[number + 1 :]:
            if any({one.bone, other.bone} <= fragments for fragments in together):
                continue
            if one.bone == other.bone or np.allclose(one.matrix, other.matrix, atol=1e-9) or not _near(one, other):
                continue
            volume = overlap_volume_mm3(one.mesh, other.mesh) - overlap_volume_mm3(one.before, other.before)
            if volume > COLLISION_MM3:
                found.append(_collision(one, other, volume))
    return tuple(found)


def _near(one: Piece, other: Piece) -> bool:
    a, b = one.mesh.vertices, other.mesh.vertices
    return bool((a.min(axis=0) <= b.max(axis=0)).all() and (b.min(axis=0) <= a.max(axis=0)).all())


def _collision(one: Piece, other: Piece, volume: float) -> PlanFinding:
    first, second = term(one.bone), term(other.bone)
    part = "" if one.fragment == WHOLE else f" ({one.fragment})"
    part_zh = "" if one.fragment == WHOLE else f"（{told_in_chinese(one.fragment)}）"
    return PlanFinding(
        "collision.bones",
        "warning",
        f"The {first.english.lower()}{part} is moved into the {second.english.lower()} "
        f"({volume / 1000:.2f} mL); change the move, or release that bone too.",
        f"{first.chinese}{part_zh}移入{second.chinese} {volume / 1000:.2f} mL；请调整移动，或同时处理该骨。",
        f"overlap grows by {volume:.0f} mm3, told from {COLLISION_MM3:g}",
    )


def size_findings(variant: Variant) -> tuple[PlanFinding, ...]:
    """Parts without a size: an implant without catalogue number, a guide without a cut or hole."""
    found = []
    for step in variant.steps:
        if isinstance(step, ImplantStep) and not (step.catalogue and step.reference):
            message = f"{step.name} has no catalogue number yet; choose its size."
            found.append(PlanFinding("sizes.missing", "warning", message, f"{step.name} 尚未选择型号。"))
        if isinstance(step, GuideStep) and not (
            step.for_step or step.holes or {"cuts", "holes"} & set(step.parameters)
        ):
            message = f"{step.name} guides neither a cut nor a hole; name the osteotomy that it is for."
            found.append(PlanFinding("sizes.missing", "warning", message, f"{step.name} 未指定所引导的截骨或钻孔。"))
    return tuple(found)


def side_findings(plan: SurgicalPlan) -> tuple[PlanFinding, ...]:
    """Bones of the other side (templates apart), and bones whose shape is that of the other side (mirrored, or LPS
    read as RAS)."""
    found = []
    templates = {step.template for one in plan.variants for step in one.steps if isinstance(step, ReductionStep)}
    if plan.side:
        for one in plan.inputs:
            side = term(one.bone).side
            if side and side != plan.side and one.bone not in templates:
                message = f"The plan is for the {plan.side} side, but {one.bone} is of the {side}; check the side."
                found.append(
                    PlanFinding(
                        "side.bone",
                        "warning",
                        message,
                        f"计划为{_zh(plan.side)}侧，{one.bone} 属于{_zh(side)}侧，请核对。",
                    )
                )
    for bone, landmarks in plan.landmarks.items():
        if _is_mirrored(landmarks):
            message = (
                f"{bone} has the shape of the other side; it is mirrored, of the wrong side, or its file is not in "
                f"{plan.input(bone).coordinates}."
            )
            found.append(
                PlanFinding("side.mirrored", "stop", message, f"{bone} 形态为对侧：可能镜像、侧别错误或坐标系错误。")
            )
    return tuple(found)


def placement_findings(plan: SurgicalPlan) -> tuple[PlanFinding, ...]:
    """Bones that do not lie as a person lies in a scanner (LPS read as RAS), or that do not meet at the knee."""
    if not plan.side:
        return ()
    warnings = placement_warnings(leg_of(plan.landmarks, plan.side))
    return tuple(PlanFinding("side.placement", "warning", sentence, told_in_chinese(sentence)) for sentence in warnings)


def _zh(side: str) -> str:
    return "左" if side == "left" else "右"


def _is_mirrored(landmarks: BoneLandmarks) -> bool:
    """Whether what must lie in front of the knee lies behind it, once lateral is where the landmarks say."""
    try:
        if landmarks.bone == "tibia":
            front = landmarks.point("tuberosity") - landmarks.point("knee_center")
            return float(front @ tibia_frame(landmarks).y) < 0
        if landmarks.bone == "femur":
            back = landmarks.point("medial_condyle_posterior") + landmarks.point("lateral_condyle_posterior")
            return float((back / 2 - landmarks.point("shaft_distal_center")) @ femur_frame(landmarks).y) > 0
    except OsteoError:
        return False  # what it would be seen by is not in view
    return False


def doubt_findings(plan: SurgicalPlan) -> tuple[PlanFinding, ...]:
    """Landmarks that a person should look at, and warnings of the measurement."""
    found = []
    for bone, landmarks in plan.landmarks.items():
        for key, one in landmarks.landmarks.items():
            if one.confidence < 0.5:
                message = (
                    f"{key} of {bone} is doubtful ({100 * one.confidence:.0f} %); look at it and drag it if need be."
                )
                zh = f"{bone} 的 {key} 可信度低（{100 * one.confidence:.0f} %），请查看并在必要时拖动。"
                found.append(PlanFinding("landmarks.doubtful", "warning", message, zh, one.method, one.position_ras))
        found += _notes(f"landmarks.{bone}", landmarks.warnings)
    return (*found, *_notes("measured", plan.measured.warnings))


def _notes(code: str, sentences: Iterable[str]) -> list[PlanFinding]:
    return [PlanFinding(code, "note", sentence, told_in_chinese(sentence)) for sentence in sentences]
