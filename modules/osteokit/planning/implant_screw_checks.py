"""What is wrong with the screws and wires of a variant: out of the bone, in a joint, in each other.

Measured by :class:`osteokit.planning.screws.judge.ScrewJudge` on the bones as the variant leaves them.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.planning.plan_outcome import Outcome
from osteokit.planning.plan_pieces import WHOLE, Piece
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge, ScrewReport
from osteokit.planning.screws.neighbours import screw_clearance
from osteokit.planning.screws.values import ScrewPath
from osteokit.plugins.plan_checks import PlanFinding
from osteokit.segmentation.terminology import term

Vector = tuple[float, float, float]

TIP_OUT_MM = 4.0
"""A tip may stand out of the far cortex by a thread or two; more irritates what lies there."""

BREACH_MM = 2.0
"""The border between grade B and C of Gertzbein and Robbins (Spine 1990;15:11-14)."""

JOINT_MM = 6.0
"""Where a screw stands out of its bone, another bone nearer than this faces it across a joint."""

JOINT_OUT_MM = 0.5

SIDE_BY_SIDE = ({"tibia", "fibula"}, {"radius", "ulna"})
"""Bones that lie side by side for most of their length without a joint between them."""


def screw_findings(outcome: Outcome) -> tuple[PlanFinding, ...]:
    """Findings of all screws and wires, each judged among the others."""
    screws = {name: one for name, one in outcome.implants.items() if one.is_screw}
    if not screws:
        return ()
    pieces = {_key(piece): piece for piece in outcome.bones.pieces}
    judge = ScrewJudge({key: piece.mesh for key, piece in pieces.items()}, landmarks=outcome.bones.landmarks)
    paths = {name: one.path for name, one in screws.items()}
    found: list[PlanFinding] = []
    for name, one in screws.items():
        others = {key: path for key, path in paths.items() if key != name}
        try:
            report = judge.report(JudgedScrew(paths[name]), others)
        except OsteoError as refusal:
            message = f"{name} could not be judged: {refusal}"
            found.append(PlanFinding("screw.unjudged", "warning", message, f"{name} 无法评估。", "", paths[name].entry))
            continue
        found += _of_one(one, report, judge, pieces)
    return (*found, *_pairs(paths))


def _key(piece: Piece) -> str:
    return piece.bone if piece.fragment == WHOLE else f"{piece.bone}/{piece.fragment}"


def _of_one(
    one: PlacedImplant, report: ScrewReport, judge: ScrewJudge, pieces: Mapping[str, Piece]
) -> Iterator[PlanFinding]:
    name, path = one.step.name, report.path
    meant = {key for key, piece in pieces.items() if piece.bone in (one.step.bone, *one.step.into)}
    if not meant & set(report.holds):
        yield PlanFinding(
            "screw.outside", "stop", f"{name} does not hold the {_english(one.step.bone)}; place it in the bone.",
            f"{name} 未进入{term(one.step.bone).chinese}，请重新放置。", "axis in bone below 3 mm", path.entry,
        )  # fmt: skip
        return
    for key in (key for key in report.holds if key not in meant):
        named = term(pieces[key].bone)
        yield PlanFinding(
            "screw.other_bone", "warning",
            f"{name} also goes into the {named.english.lower()}, which it is not meant for; shorten or turn it.",
            f"{name} 同时进入{named.chinese}，并非其目标骨；请缩短或调整方向。", "", path.tip,
        )  # fmt: skip
    joint = _joint(one, report, judge, meant)
    if joint is not None:
        yield joint
    elif report.beyond_mm > TIP_OUT_MM:
        yield PlanFinding(
            "screw.tip", "warning",
            f"The tip of {name} stands {report.beyond_mm:.1f} mm out of the bone; take a shorter one.",
            f"{name} 尖端穿出骨皮质 {report.beyond_mm:.1f} mm，请选用更短的型号。",
            f"beyond {report.beyond_mm:.1f} mm, told from {TIP_OUT_MM:g}", path.tip,
        )  # fmt: skip
    if report.breach is not None and report.breach.breach_mm >= BREACH_MM:
        worst = report.breach
        yield PlanFinding(
            "screw.breach", "warning",
            f"{name} stands {worst.breach_mm:.1f} mm out of the side of the bone (grade {worst.grade}); move it or "
            "take a thinner one.",
            f"{name} 侧方穿出骨皮质 {worst.breach_mm:.1f} mm（{worst.grade} 级），请移动或选用更细的型号。",
            f"breach {worst.breach_mm:.1f} mm, Gertzbein-Robbins {worst.grade}", worst.axis_point,
        )  # fmt: skip


def _joint(one: PlacedImplant, report: ScrewReport, judge: ScrewJudge, meant: set[str]) -> PlanFinding | None:
    """Where the screw stands out of its bones and another bone lies close by, or in the ball of a joint."""
    name = one.step.name
    ball = report.nearest("joint")
    if ball is not None and ball.distance_mm < 0:
        bone = ball.name
        return PlanFinding(
            "screw.joint", "stop", f"{name} reaches {-ball.distance_mm:.1f} mm into the joint of {bone}; move it.",
            f"{name} 进入关节（{bone}）{-ball.distance_mm:.1f} mm，请移动。",
            f"clearance {ball.distance_mm:.1f} mm", ball.point,
        )  # fmt: skip
    for key in (key for key in judge.bones if key not in meant):
        near = _nearest_outside(report, judge, key)
        if near is not None:
            return _facing_finding(one, key, *near)
    return None


def _nearest_outside(report: ScrewReport, judge: ScrewJudge, key: str) -> tuple[float, Vector] | None:
    """How near the screw comes to another bone where it stands out of its own, and where; None beyond ``JOINT_MM``."""
    outside = _places_outside(report)
    reach = JOINT_MM + report.path.diameter_mm / 2
    low, high = judge.bones[key].vertices.min(axis=0), judge.bones[key].vertices.max(axis=0)
    if not ((outside > low - reach) & (outside < high + reach)).all(axis=1).any():
        return None
    distance = judge.surface(key).signed(outside) - report.path.diameter_mm / 2
    nearest = int(np.argmin(distance))
    x, y, z = (float(value) for value in outside[nearest])
    return (float(distance[nearest]), (x, y, z)) if distance[nearest] < JOINT_MM else None


def _facing_finding(one: PlacedImplant, key: str, distance_mm: float, where: Vector) -> PlanFinding:
    name, bone = one.step.name, key.partition("/")[0]
    named = term(bone)
    evidence = f"distance to {key} {distance_mm:.1f} mm, told below {JOINT_MM:g}"
    if {_kind(bone), _kind(one.step.bone)} in SIDE_BY_SIDE:
        return PlanFinding(
            "screw.tip", "warning",
            f"{name} stands out of the bone {distance_mm:.1f} mm from the {named.english.lower()}; shorten or turn it.",
            f"{name} 穿出骨面，距{named.chinese} {distance_mm:.1f} mm；请缩短或调整方向。", evidence, where,
        )  # fmt: skip
    return PlanFinding(
        "screw.joint", "stop",
        f"{name} stands out of the bone where the {named.english.lower()} faces it {distance_mm:.1f} mm away: it is in "
        "the joint; shorten or turn it.",
        f"{name} 在面向{named.chinese}处穿出骨面（相距 {distance_mm:.1f} mm），已进入关节；请缩短或调整方向。",
        evidence, where,
    )  # fmt: skip


def _kind(bone: str) -> str:
    """``"tibia"`` of ``"tibia_left"``."""
    return bone.removesuffix("_left").removesuffix("_right")


def _places_outside(report: ScrewReport) -> np.ndarray:
    """Places (n, 3) of the axis that stand out: all behind the bone, and where it breaks through a side."""
    path = report.path
    places = []
    if report.beyond_mm > JOINT_OUT_MM:
        depth = np.arange(path.length_mm - report.beyond_mm, path.length_mm, 0.5)
        places = [np.array(path.entry) + depth[:, None] * path.axis, np.array([path.tip])]
    if report.breach is not None and report.breach.breach_mm > JOINT_OUT_MM:
        places.append(np.array([report.breach.axis_point]))
    return np.concatenate(places) if places else np.zeros((0, 3))


def _pairs(paths: Mapping[str, ScrewPath]) -> Iterator[PlanFinding]:
    """Screws that run through each other, each pair once."""
    names = list(paths)
    for number, first in enumerate(names):
        for second in names[number + 1 :]:
            gap = screw_clearance(paths[first], paths[second], second)
            if gap.distance_mm < 0:
                yield PlanFinding(
                    "collision.implants", "warning",
                    f"{first} and {second} run through each other ({-gap.distance_mm:.1f} mm); move or shorten one.",
                    f"{first} 与 {second} 相互碰撞 {-gap.distance_mm:.1f} mm，请移动或缩短其一。",
                    f"gap {gap.distance_mm:.1f} mm", gap.point,
                )  # fmt: skip


def _english(bone: str) -> str:
    return term(bone).english.lower()
