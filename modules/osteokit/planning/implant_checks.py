"""What is wrong with the implants of a variant: which cannot be had, what they touch, whose side they are for.

Screws have a page of their own, :mod:`osteokit.planning.implant_screw_checks`; so have parts of artificial joints and
nails, :mod:`osteokit.planning.implant_joint_checks`.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from osteokit.planning.implant_joint_checks import joint_findings
from osteokit.planning.implant_screw_checks import screw_findings
from osteokit.planning.implants.catalogues import catalogues
from osteokit.planning.implants.joins import leaning_deg, taken_by
from osteokit.planning.plan import ImplantStep, Variant
from osteokit.planning.plan_implants import PlacedImplant, same_shape
from osteokit.planning.plan_outcome import Outcome
from osteokit.planning.plan_pieces import Piece
from osteokit.plugins.plan_checks import PlanFinding
from osteokit.segmentation.terminology import term
from osteokit.surface.collision import overlap_volume_mm3
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh

TOUCH_MM3 = 5.0
"""Below this two implants touch at most: a screw's head in the edge of a plate."""

IN_BONE_MM3 = 20.0
"""Below this an implant touches a bone that it is not meant for at most."""

SUNK_MM = 3.0
OFF_MM = 5.0
"""A plate deeper in its bone, or farther from it, was put in the wrong place."""

BRIDGES = 0.15
"""With at least this share of it in each of two pieces an implant lies on both."""

ONE_PROSTHESIS = ("hip", "knee")
"""Groups whose parts are made to lie in each other."""


def implant_findings(variant: Variant, outcome: Outcome) -> tuple[PlanFinding, ...]:
    """Everything that is wrong with the implants of a variant as they came out."""
    placed = tuple(outcome.implants.values())
    return (
        *_catalogue_findings(variant, outcome),
        *(finding for one in placed for finding in _side_findings(one)),
        *(finding for one in placed for finding in _bridge_findings(one, outcome)),
        *_collision_findings(placed),
        *_bone_findings(placed, outcome.bones.pieces),
        *joint_findings(outcome),
        *screw_findings(outcome),
    )


def _catalogue_findings(variant: Variant, outcome: Outcome) -> Iterator[PlanFinding]:
    """Articles that the catalogue here lacks, or has with other sizes than the plan was made with."""
    held = catalogues()
    for step in variant.steps:
        if not isinstance(step, ImplantStep) or not step.reference:
            continue
        which = f"{step.catalogue} {step.reference}"
        there = held.get(step.catalogue)
        article = there.articles.get(step.reference) if there is not None else None
        version = "" if there is None else there.version
        evidence = f"planned with version {step.version or '?'}, here version {version or 'none'}"
        if step.name in outcome.unplaced:
            yield _finding(
                "implant.unknown" if article is None else "sizes.missing", "stop", outcome.unplaced[step.name],
                f"{step.name}（{which}）无法获取：目录版本中没有该型号，或其尺寸、模型缺失。", evidence,
            )  # fmt: skip
        elif article is None:
            yield _finding(
                "implant.unknown", "warning",
                f"{step.name}: {which} is not in the catalogue here; it is drawn as the plan recorded it, so make sure "
                "that it can be had.",
                f"{step.name}：本机目录中没有 {which}，按计划中的记录绘制；请确认该植入物可获得。", evidence,
            )  # fmt: skip
        elif step.article is not None and not same_shape(article, step.article):
            yield _finding(
                "implant.changed", "warning",
                f"{step.name}: {which} has other sizes in the catalogue here than when it was planned; choose it anew.",
                f"{step.name}：{which} 在本机目录中的尺寸与制定计划时不同，请重新选择。", evidence,
            )  # fmt: skip


def _side_findings(one: PlacedImplant) -> Iterator[PlanFinding]:
    side = term(one.step.bone).side
    if one.article.side and side and one.article.side != side:
        zh = {"left": "左", "right": "右"}
        yield _finding(
            "side.implant", "stop",
            f"{one.step.name} ({one.article.reference}) is made for the {one.article.side} side, but it is on the "
            f"{_bone(one.step.bone)}; choose the other side's.",
            f"{one.step.name}（{one.article.reference}）为{zh[one.article.side]}侧型号，但置于{zh[side]}侧，请更换。",
            f"article {one.article.side}, bone {one.step.bone}", one.pose[:3, 3],
        )  # fmt: skip


def _bridge_findings(one: PlacedImplant, outcome: Outcome) -> Iterator[PlanFinding]:
    """An implant that was placed before a cut and lies on two pieces which then move apart."""
    pieces = {piece.fragment: piece for piece in outcome.bones.of(one.step.bone)}
    on = [name for name, share in one.shares.items() if share >= BRIDGES]
    for first, second in combinations(on, 2):
        if not np.allclose(pieces[first].matrix, pieces[second].matrix, atol=1e-6):
            yield _finding(
                "implant.bridges", "warning",
                f"{one.step.name} was placed before a cut that divides its bone; {first} and {second} then move "
                "apart, so place it after the cut.",
                f"{one.step.name} 置于截骨之前，其下骨块（{first}、{second}）随后分离；请在截骨之后放置。",
                f"shares {one.shares[first]:.2f} and {one.shares[second]:.2f}", one.pose[:3, 3],
            )  # fmt: skip


def _collision_findings(placed: Sequence[PlacedImplant]) -> Iterator[PlanFinding]:
    """Implants in each other, but for screws in holes that take them and the parts of one prosthesis; screws that lean
    more in their hole than it allows."""
    meshes = [one.mesh for one in placed]
    for (a, first), (b, second) in combinations(enumerate(placed), 2):
        if (first.group == second.group and first.group in ONE_PROSTHESIS) or (first.is_screw and second.is_screw):
            continue  # screws are judged among screws
        hole = taken_by(first, second) or taken_by(second, first)
        if hole is not None:
            lean = leaning_deg(hole, second if second.is_screw else first, first if second.is_screw else second)
            if lean > hole.largest_angle_deg + 1.0:
                yield _lean_finding(first, second, lean, hole.largest_angle_deg, hole.name)
            continue
        if not _boxes_meet(meshes[a], meshes[b]):
            continue
        volume = overlap_volume_mm3(meshes[a], meshes[b])
        if volume > TOUCH_MM3:
            where = (_middle(meshes[a]) + _middle(meshes[b])) / 2
            yield _finding(
                "collision.implants", "warning",
                f"{first.step.name} and {second.step.name} lie in each other ({volume:.0f} mm3); move or shorten one.",
                f"{first.step.name} 与 {second.step.name} 相互重叠 {volume:.0f} mm³，请移动或缩短其一。",
                f"overlap {volume:.1f} mm3, told from {TOUCH_MM3:g}", where,
            )  # fmt: skip


def _lean_finding(first: PlacedImplant, second: PlacedImplant, lean: float, allowed: float, hole: str) -> PlanFinding:
    screw = second if second.is_screw else first
    return _finding(
        "implant.angle", "warning",
        f"{screw.step.name} leans {lean:.0f} degrees in {hole}, which allows {allowed:g}; turn it.",
        f"{screw.step.name} 在 {hole} 中倾斜 {lean:.0f}°，允许 {allowed:g}°，请调整。",
        f"angle {lean:.1f}, allowed {allowed:g}", screw.pose[:3, 3],
    )  # fmt: skip


def _bone_findings(placed: Sequence[PlacedImplant], pieces: Sequence[Piece]) -> Iterator[PlanFinding]:
    """Implants in bones that they are not meant for; plates that are sunk into their own bone or float off it.

    The bone is the whole bone in the scan: a cup that lies in an unreamed socket, or a head in it, is no collision.
    """
    for one in (one for one in placed if not one.is_screw and one.group not in ONE_PROSTHESIS):
        mesh = one.mesh
        meant = (one.step.bone, *one.step.into)
        for piece in pieces:
            there = piece.mesh
            if piece.bone in meant or not _boxes_meet(mesh, there):
                continue
            volume = overlap_volume_mm3(mesh, there)
            if volume > IN_BONE_MM3:
                named = term(piece.bone)
                yield _finding(
                    "collision.implant_bone", "warning",
                    f"{one.step.name} lies in the {named.english.lower()} ({volume / 1000:.2f} mL), which it is not "
                    "meant for; move it.",
                    f"{one.step.name} 进入{named.chinese} {volume / 1000:.2f} mL，并非其目标骨，请移动。",
                    f"overlap {volume:.0f} mm3, told from {IN_BONE_MM3:g}", _middle(mesh),
                )  # fmt: skip
        if one.group == "plate":
            yield from _plate_findings(one, mesh, [piece.mesh for piece in pieces if piece.bone in meant])


def _plate_findings(one: PlacedImplant, mesh: Mesh, own: Sequence[Mesh]) -> Iterator[PlanFinding]:
    points = mesh.vertices
    distance = np.min([SurfaceDistance(bone).signed(points) for bone in own], axis=0)
    deepest = int(np.argmin(distance))
    if distance[deepest] < -SUNK_MM:
        yield _finding(
            "implant.sunk", "warning",
            f"{one.step.name} is sunk {-distance[deepest]:.1f} mm into its bone; lift it or bend it.",
            f"{one.step.name} 陷入骨内 {-distance[deepest]:.1f} mm，请抬高或预弯。",
            f"deepest {-distance[deepest]:.1f} mm, told from {SUNK_MM:g}", points[deepest],
        )  # fmt: skip
    elif distance[deepest] > OFF_MM:
        yield _finding(
            "implant.off_bone", "warning",
            f"{one.step.name} is {distance[deepest]:.1f} mm away from its bone; lay it on.",
            f"{one.step.name} 距骨面 {distance[deepest]:.1f} mm，请贴合骨面。",
            f"nearest {distance[deepest]:.1f} mm, told from {OFF_MM:g}", points[deepest],
        )  # fmt: skip


def _boxes_meet(one: Mesh, other: Mesh) -> bool:
    a, b = one.vertices, other.vertices
    return bool((a.min(axis=0) <= b.max(axis=0)).all() and (b.min(axis=0) <= a.max(axis=0)).all())


def _middle(mesh: Mesh) -> np.ndarray:
    return (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2


def _bone(key: str) -> str:
    return term(key).english.lower()


def _finding(
    code: str, severity: str, message: str, zh: str, evidence: str = "", position: np.ndarray | None = None
) -> PlanFinding:
    where = None if position is None else (float(position[0]), float(position[1]), float(position[2]))
    return PlanFinding(code, severity, message, zh, evidence, where)  # pyright: ignore[reportArgumentType]
