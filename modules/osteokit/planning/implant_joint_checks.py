"""What is wrong with the parts of artificial joints and with nails: through the cortex, over the cut, not of one size.

Bones are as the variant leaves them; what a reamer or a saw takes for the part is still there.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.arthroplasty.cup import hemisphere
from osteokit.planning.arthroplasty.knee import LARGEST_OVERHANG_MM
from osteokit.planning.arthroplasty.resection import cut_outline, footprint, overhang_of
from osteokit.planning.implants.solid import sizes_of
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.planning.plan_outcome import Outcome
from osteokit.plugins.plan_checks import PlanFinding
from osteokit.segmentation.terminology import term
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined, without_cavities
from osteokit.surface.transform import translation

THROUGH_MM = 0.5
"""A part whose surface is farther out of the cortex went through it: surfaces of bones are as good as that."""

DOME_DEG = 60.0
"""From a cup's pole: beyond, its rim stands free of a socket that is shallower than it is."""

IN_SHAFT = 0.35
"""Of the length of a stem or nail: what is deeper has bone all around it."""

SAME_MM = 0.6
"""Parts that join are made to the same nominal size."""

NOTCH_MM = 3.0
"""From here an anterior notch weakens the femur much (Lesh 2000, J Bone Joint Surg Am 82:1096)."""

_POINTS = 1500
_FLANGE = 0.8  # of the depth: how high the flange of a generated femoral component ends
_JOINED = (("femoral_head", "acetabular_liner"), ("acetabular_liner", "acetabular_cup"), ("knee_insert", "knee_tibial"))


def joint_findings(outcome: Outcome) -> Iterator[PlanFinding]:
    """Findings of hip and knee parts and of nails."""
    placed = [one for one in outcome.implants.values() if one.group in ("hip", "knee", "nail")]
    for one in placed:
        own = without_cavities(joined([piece.mesh for piece in outcome.bones.of(one.step.bone)]))
        yield from _of_one(one, own)
    yield from _mismatches(placed)


def _of_one(one: PlacedImplant, bone: Mesh) -> Iterator[PlanFinding]:
    family = one.article.family
    if family == "acetabular_cup":
        yield from _cup(one, bone)
    elif family == "hip_stem" or one.group == "nail":
        yield from _in_shaft(one, bone)
    elif family == "knee_tibial":
        yield from _keel(one, bone)
        yield from _overhang(one, bone, 0.0)
    elif family == "knee_femoral":
        yield from _overhang(one, bone, sizes_of(one.article)["thickness_mm"])
        yield from _notch(one, bone)


def _cup(one: PlacedImplant, bone: Mesh) -> Iterator[PlanFinding]:
    """Where a ray from the cup's middle has gone into bone and out again before it is out of the cup."""
    radius, center, pole = one.article.size("outer_diameter_mm") / 2, one.pose[:3, 3], one.pose[:3, 2]
    ways = hemisphere(-pole)
    ways = ways[ways @ pole > np.cos(np.radians(DOME_DEG))]
    surface = SurfaceDistance(bone)
    places = center + radius * ways
    out = np.flatnonzero(surface.signed(places) > THROUGH_MM)
    if not len(out):
        return
    back, _ = surface.first_hit(places[out], -ways[out], radius)
    deepest = float(np.max(back, where=np.isfinite(back), initial=0.0))
    if deepest > THROUGH_MM:
        where = places[out[int(np.argmax(np.where(np.isfinite(back), back, 0.0)))]]
        yield _through(one, deepest, where, "choose a smaller one or move it outward", "请选用更小型号或向外移动")


def _in_shaft(one: PlacedImplant, bone: Mesh) -> Iterator[PlanFinding]:
    points = one.solid.vertices
    low, high = points[:, 2].min(), points[:, 2].max()
    points = points[points[:, 2] > low + IN_SHAFT * (high - low)]
    yield from _out_of_cortex(one, bone, points, "choose a smaller one or turn it", "请选用更小型号或调整方向")


def _keel(one: PlacedImplant, bone: Mesh) -> Iterator[PlanFinding]:
    points = one.solid.vertices
    yield from _out_of_cortex(one, bone, points[points[:, 2] < -1.0], "move it inward or shorten it", "请内移或缩短")


def _out_of_cortex(
    one: PlacedImplant, bone: Mesh, points: np.ndarray, remedy: str, remedy_zh: str
) -> Iterator[PlanFinding]:
    if not len(points):
        return
    there = points[:: max(len(points) // _POINTS, 1)] @ one.pose[:3, :3].T + one.pose[:3, 3]
    distance = SurfaceDistance(bone).signed(there)
    worst = int(np.argmax(distance))
    if distance[worst] > THROUGH_MM:
        yield _through(one, float(distance[worst]), there[worst], remedy, remedy_zh)


def _through(one: PlacedImplant, mm: float, where: np.ndarray, remedy: str, remedy_zh: str) -> PlanFinding:
    named = term(one.step.bone)
    return _finding(
        "implant.breakthrough", "stop",
        f"{one.step.name} goes {mm:.1f} mm through the cortex of the {named.english.lower()}; {remedy}.",
        f"{one.step.name} 穿出{named.chinese}皮质 {mm:.1f} mm；{remedy_zh}。",
        f"{mm:.1f} mm, told from {THROUGH_MM:g}", where,
    )  # fmt: skip


def _overhang(one: PlacedImplant, bone: Mesh, level_mm: float) -> Iterator[PlanFinding]:
    """A knee component over the sides of its cut, which lies ``level_mm`` above its origin."""
    frame = one.pose @ translation([0.0, 0.0, level_mm])
    try:
        outline = cut_outline(bone, frame)
    except OsteoError:
        named = term(one.step.bone)
        yield _finding(
            "implant.off_bone", "stop", f"{one.step.name} does not lie on the {named.english.lower()}; place it anew.",
            f"{one.step.name} 未置于{named.chinese}上，请重新放置。", "its cut misses the bone", one.pose[:3, 3],
        )  # fmt: skip
        return
    over = overhang_of(footprint(one.solid, translation([0.0, 0.0, -level_mm])), outline, _is_right(one))
    sides = {"medially": (over.medial_mm, "内侧"), "laterally": (over.lateral_mm, "外侧")}
    if one.article.family == "knee_tibial":
        sides |= {"in front": (over.anterior_mm, "前方"), "behind": (over.posterior_mm, "后方")}
    side, (widest, zh) = max(sides.items(), key=lambda item: item[1][0])
    if widest > LARGEST_OVERHANG_MM:
        yield _finding(
            "implant.overhang", "warning",
            f"{one.step.name} stands {widest:.1f} mm over the bone {side}; choose a smaller one or move it.",
            f"{one.step.name} {zh}悬出骨面 {widest:.1f} mm，请选用更小型号或移动。",
            f"{widest:.1f} mm, told from {LARGEST_OVERHANG_MM:g} (Mahoney 2010)", one.pose[:3, 3],
        )  # fmt: skip


def _notch(one: PlacedImplant, bone: Mesh) -> Iterator[PlanFinding]:
    """How deep behind the front of the shaft a femoral component's anterior cut ends."""
    sizes = sizes_of(one.article)
    cut, top = sizes["depth_mm"] / 2 - sizes["thickness_mm"], _FLANGE * sizes["depth_mm"]
    try:
        outline = cut_outline(bone, one.pose @ translation([0.0, 0.0, top]))
    except OsteoError:
        return  # the femur ends below: nothing to notch
    depth = outline.bounds()[3] - cut
    if depth > NOTCH_MM:
        yield _finding(
            "implant.notch", "warning",
            f"{one.step.name} notches the front of the femur by {depth:.1f} mm; choose a larger one or move it.",
            f"{one.step.name} 在股骨前皮质造成 {depth:.1f} mm 切迹，请选用更大型号或移动。",
            f"{depth:.1f} mm, told from {NOTCH_MM:g} (Lesh 2000)",
            one.pose[:3, :3] @ np.array([0.0, cut, top]) + one.pose[:3, 3],
        )  # fmt: skip


def _mismatches(placed: Sequence[PlacedImplant]) -> Iterator[PlanFinding]:
    """Parts of one joint whose bearings for each other have other diameters."""
    for one, other in combinations(placed, 2):
        if _side(one) != _side(other):
            continue
        for inner, outer in ((one, other), (other, one)):
            if (inner.article.family, outer.article.family) in _JOINED:
                mine, its = _bearing_mm(inner, outer), _bearing_mm(outer, inner)
                if mine is not None and its is not None and abs(mine - its) > SAME_MM:
                    yield _finding(
                        "implant.mismatch", "stop",
                        f"{inner.step.name} ({mine:g} mm) does not fit {outer.step.name} ({its:g} mm); choose parts of "
                        "one size.",
                        f"{inner.step.name}（{mine:g} mm）与 {outer.step.name}（{its:g} mm）不匹配，请选用同一规格。",
                        f"{inner.article.reference} and {outer.article.reference}", inner.pose[:3, 3],
                    )  # fmt: skip


def _bearing_mm(one: PlacedImplant, partner: PlacedImplant) -> float | None:
    for point in one.connections:
        if point.kind == "bearing" and partner.article.family in point.accepts:
            return point.diameter_mm
    return None


def _side(one: PlacedImplant) -> str:
    return term(one.step.bone).side or ""


def _is_right(one: PlacedImplant) -> bool:
    return _side(one) == "right"


def _finding(code: str, severity: str, message: str, zh: str, evidence: str, position: np.ndarray) -> PlanFinding:
    where = (float(position[0]), float(position[1]), float(position[2]))
    return PlanFinding(code, severity, message, zh, evidence, where)  # pyright: ignore[reportArgumentType]
