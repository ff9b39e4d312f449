"""A knee replacement: distal femoral and proximal tibial cuts from the mechanical axes, and sizes from what they leave.

Mechanical alignment unless asked otherwise: both cuts square to their mechanical axes in the coronal plane. The femur
is cut for the component's own thickness from the more distal condyle and, behind, from the more posterior one; the
tibia for tray and insert from the higher plateau. Rotation of the femur is by the transepicondylar axis, or by the
posterior condyles turned outward (Victor 2009, Orthop Traumatol Surg Res 95:365: 3 degrees apart on average).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

import numpy as np

from osteokit.anatomy.frames import Frame, femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.arthroplasty.knee_axes import KneeWish, Rotation, femoral_axes, tibial_axes
from osteokit.planning.arthroplasty.knee_joint import insert_pose, tibia_motion
from osteokit.planning.arthroplasty.resection import Overhang, Resection, cut_outline, footprint, overhang_of
from osteokit.planning.implants.solid import sizes_of, solid_of
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import translation

LARGEST_OVERHANG_MM = 3.0
"""From here an overhanging component hurts (Mahoney 2010, J Bone Joint Surg Am 92:1115)."""

TRAY_OVER_MM = 0.5
"""By how much the tibial tray may stand over any side of the cut when it is sized."""

_CORTEX_ABOVE = 0.9  # of the femur's depth above the distal cut: where the trochlea has ended


@dataclass(frozen=True, eq=False)
class KneeComponent:
    """A component in its place: ``pose`` from its frame to RAS mm."""

    implant: Implant
    pose: np.ndarray
    overhang: Overhang


@dataclass(frozen=True, eq=False)
class KneePlan:
    """Cuts by name (``"distal"``, ``"posterior"``, ``"tibial"``), components, and what each needs as a sentence.

    ``bone_mm``: width and depth of the bone that sizes were taken from. ``insert_pose`` (4, 4) is in the tibia as
    scanned; ``tibia_motion`` (4, 4) brings the tibia under the femur in extension, the components on each other.
    """

    side: Side
    resections: Mapping[str, Resection]
    femoral: KneeComponent | None
    tibial: KneeComponent | None
    insert: Implant | None
    bone_mm: Mapping[str, float]
    not_planned: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    insert_pose: np.ndarray | None = None
    tibia_motion: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class KneeBones:
    """Meshes in RAS mm with landmarks; either bone may be missing."""

    side: Side
    femur: Mesh | None = None
    femur_landmarks: BoneLandmarks | None = None
    tibia: Mesh | None = None
    tibia_landmarks: BoneLandmarks | None = None


@dataclass(frozen=True, eq=False)
class KneeArticles:
    """Components to choose from; ``catalogues`` by reference for those with mesh files."""

    femoral: Sequence[Implant]
    tibial: Sequence[Implant]
    inserts: Sequence[Implant] = ()
    catalogues: Mapping[str, Catalogue] = field(default_factory=dict)


def plan_knee(
    bones: KneeBones, articles: KneeArticles, wish: KneeWish | None = None, progress: Progress = silent
) -> KneePlan:
    """Cuts and components of the bones that are there; what cannot be planned is told in ``not_planned``.

    Raises
    ------
    OsteoError
        Neither bone is there.
    """
    wish = wish or KneeWish()
    if wish.rotation not in get_args(Rotation):
        raise OsteoError(
            f"The femur has no rotation by {wish.rotation!r}; choose from {', '.join(get_args(Rotation))}."
        )
    if bones.femur is None and bones.tibia is None:
        raise OsteoError("A knee needs a femur or a tibia; give at least one of them.")
    cuts: dict[str, Resection] = {}
    missing: dict[str, str] = {}
    measures: dict[str, float] = {}
    notes: list[str] = []
    femoral = tibial = None
    progress(0.0, "Cutting the femur")
    try:
        femoral = _plan_femur(bones, articles, wish, cuts, measures, notes)
    except OsteoError as reason:
        missing["femoral"] = str(reason)
    progress(0.5, "Cutting the tibia")
    try:
        tibial = _plan_tibia(bones, articles, wish, cuts, measures, notes)
    except OsteoError as reason:
        missing["tibial"] = str(reason)
    insert = _insert(articles.inserts, tibial, cuts, missing)
    plan = KneePlan(bones.side, cuts, femoral, tibial, insert, measures, missing, tuple(notes))
    progress(1.0, "Knee planned")
    return _joined(plan, bones, wish)


def _joined(plan: KneePlan, bones: KneeBones, wish: KneeWish) -> KneePlan:
    """With the place of the insert and the move of the tibia, or why there is none."""
    if plan.tibial is None or plan.insert is None:
        return plan
    try:
        lies = insert_pose(plan.tibial.implant, plan.tibial.pose, plan.insert)
        if plan.femoral is None or bones.femur_landmarks is None or bones.tibia_landmarks is None:
            return replace(plan, insert_pose=lies)
        femur_up = femoral_axes(bones.femur_landmarks, replace(wish, flexion_deg=0.0))[:, 2]
        tibia_up = tibial_axes(bones.tibia_landmarks, replace(wish, slope_deg=0.0))[:, 2]
        femoral = plan.femoral.implant, plan.femoral.pose
        return replace(
            plan, insert_pose=lies, tibia_motion=tibia_motion(femoral, (plan.insert, lies), femur_up, tibia_up)
        )
    except OsteoError as reason:
        return replace(plan, not_planned={**plan.not_planned, "joint": str(reason)})


def _plan_femur(
    bones: KneeBones,
    articles: KneeArticles,
    wish: KneeWish,
    cuts: dict[str, Resection],
    measures: dict[str, float],
    notes: list[str],
) -> KneeComponent:
    mesh, marks = bones.femur, bones.femur_landmarks
    if mesh is None or marks is None:
        raise OsteoError("The femur was not given, so its component is not planned.")
    if not articles.femoral:
        raise OsteoError("The catalogues have no femoral knee component; add a catalogue with them.")
    axes = femoral_axes(marks, wish)
    x, y, z = axes.T
    thickness = sizes_of(articles.femoral[0])["thickness_mm"]
    distal = {name: marks.point(f"{name}_condyle_distal") for name in ("medial", "lateral")}
    behind = {name: marks.point(f"{name}_condyle_posterior") for name in ("medial", "lateral")}
    level = min(float(point @ z) for point in distal.values()) + thickness
    back = min(float(point @ y) for point in behind.values())
    lateral, front = _leans(axes, femur_frame(marks))
    angles = {"mLDFA_deg": 90.0 + lateral, "flexion_deg": front}
    middle = (distal["medial"] + distal["lateral"]) / 2
    frame = np.eye(4)
    frame[:3, :3], frame[:3, 3] = axes, middle + (level - middle @ z) * z
    cuts["distal"] = Resection("distal", frame, z, *_taken(distal, -z, -level), angles)
    depth = _anterior_cortex(mesh, frame, back) - back + thickness
    outline = cut_outline(mesh, frame)
    left, _, right, _ = outline.bounds()
    measures |= {"femoral_width_mm": right - left, "femoral_depth_mm": depth - thickness}
    implant = _femoral_size(articles.femoral, depth, right - left)
    sizes = sizes_of(implant)
    behind_frame = frame.copy()
    behind_frame[:3, 3] += (back + thickness - frame[:3, 3] @ y) * y
    taken = _taken(behind, -y, -(back + thickness))
    cuts["posterior"] = Resection("posterior", behind_frame, -y, *taken, {})
    pose = frame.copy()
    origin = frame[:3, 3] - sizes["thickness_mm"] * z + (left + right) / 2 * x
    pose[:3, 3] = origin + (back + sizes["depth_mm"] / 2 - origin @ y) * y
    shadow = footprint(solid_of(implant, articles.catalogues.get(implant.reference)), np.linalg.inv(frame) @ pose)
    over = overhang_of(shadow, outline, bones.side == "right")
    widest = max(over.medial_mm, over.lateral_mm)
    if widest > LARGEST_OVERHANG_MM:
        notes.append(
            f"The femoral component stands {widest:.1f} mm over the side of the bone; a smaller one notches it."
        )
    if sizes["depth_mm"] < depth - 2.0:
        notes.append(f"The femoral component is {depth - sizes['depth_mm']:.1f} mm too short in front; mind the notch.")
    return KneeComponent(implant, pose, over)


def _anterior_cortex(mesh: Mesh, frame: np.ndarray, back: float) -> float:
    """How far to the front (along y) the cortex lies where the trochlea has ended: above the cut by about the depth of
    the condyles."""
    y, z = frame[:3, 1], frame[:3, 2]
    left, low, right, high = cut_outline(mesh, frame).bounds()
    above = _CORTEX_ABOVE * 0.9 * max(right - left, high - low)
    contours = section(mesh, frame[:3, 3] + above * z, z)
    if not contours:
        raise OsteoError("The femur ends just above its condyles, so its depth is not known; load more of it.")
    front = float((contours[0].points @ y).max())
    if front <= back:
        raise OsteoError("The front of the femur lies behind its condyles; check the side and the landmarks.")
    return front


def _femoral_size(articles: Sequence[Implant], depth: float, width: float) -> Implant:
    """The nearest in depth that does not stand over the sides by more than 3 mm each; else the narrowest near it."""
    ordered = sorted(articles, key=lambda one: abs(sizes_of(one)["depth_mm"] - depth))
    nearest = sizes_of(ordered[0])["depth_mm"]
    if abs(nearest - depth) > 6.0:
        raise OsteoError(
            f"No femoral component of the catalogue fits: a depth of {depth:.0f} mm is wanted, the nearest is "
            f"{nearest:.0f} mm; add a catalogue with that size."
        )
    allowed = [one for one in ordered if sizes_of(one)["width_mm"] <= width + 2 * LARGEST_OVERHANG_MM]
    close = [one for one in allowed if abs(sizes_of(one)["depth_mm"] - depth) <= 4.0]
    return close[0] if close else ordered[0]


def _plan_tibia(
    bones: KneeBones,
    articles: KneeArticles,
    wish: KneeWish,
    cuts: dict[str, Resection],
    measures: dict[str, float],
    notes: list[str],
) -> KneeComponent:
    mesh, marks = bones.tibia, bones.tibia_landmarks
    if mesh is None or marks is None:
        raise OsteoError("The tibia was not given, so its component is not planned.")
    if not articles.tibial:
        raise OsteoError("The catalogues have no tibial knee component; add a catalogue with them.")
    axes = tibial_axes(marks, wish)
    z = axes[:, 2]
    cut = wish.tibial_cut_mm if wish.tibial_cut_mm is not None else _thinnest(articles)
    plateau = {name: marks.point(f"plateau_{name}_center") for name in ("medial", "lateral")}
    level = max(float(point @ z) for point in plateau.values()) - cut
    middle = (plateau["medial"] + plateau["lateral"]) / 2
    frame = np.eye(4)
    frame[:3, :3], frame[:3, 3] = axes, middle + (level - middle @ z) * z
    lateral, front = _leans(axes, tibia_frame(marks))
    angles = {"MPTA_deg": 90.0 + lateral, "posterior_slope_deg": -front}
    cuts["tibial"] = Resection("tibial", frame, z, *_taken(plateau, z, level), angles)
    outline = cut_outline(mesh, frame)
    left, low, right, high = outline.bounds()
    measures |= {"tibial_width_mm": right - left, "tibial_depth_mm": high - low}
    place = translation([(left + right) / 2, (low + high) / 2, 0.0])
    tried = []
    for implant in articles.tibial:
        shadow = footprint(solid_of(implant, articles.catalogues.get(implant.reference)), place)
        tried.append((implant, overhang_of(shadow, outline, bones.side == "right")))
    fitting = [one for one in tried if one[1].largest_mm <= TRAY_OVER_MM]
    if not fitting:
        implant, over = min(tried, key=lambda one: one[1].largest_mm)
        raise OsteoError(
            f"No tibial tray of the catalogue fits: {implant.reference} stands {over.largest_mm:.1f} mm over the bone; "
            "add smaller trays."
        )
    implant, over = max(fitting, key=lambda one: one[1].covered_percent)
    smallest = min(over.medial_mm, over.lateral_mm, over.anterior_mm, over.posterior_mm)
    if smallest < -2 * LARGEST_OVERHANG_MM:
        notes.append(f"The tibial tray leaves {-smallest:.1f} mm of bone uncovered at one side; a larger one may fit.")
    return KneeComponent(implant, frame @ place, over)


def _thinnest(articles: KneeArticles) -> float:
    """Tray and thinnest insert, mm."""
    tray = sizes_of(articles.tibial[0])["thickness_mm"]
    return tray + min((sizes_of(one)["thickness_mm"] for one in articles.inserts), default=5.0)


def _insert(
    inserts: Sequence[Implant], tibial: KneeComponent | None, cuts: Mapping[str, Resection], missing: dict[str, str]
) -> Implant | None:
    """The thinnest insert of the tray's width that fills what was cut."""
    if tibial is None:
        missing["insert"] = "The insert follows from the tibial component, which is not planned."
        return None
    tray = sizes_of(tibial.implant)
    taken = max(cuts["tibial"].medial_mm, cuts["tibial"].lateral_mm)
    fitting = [
        one
        for one in inserts
        if abs(sizes_of(one)["width_mm"] - tray["width_mm"]) < 0.01
        and sizes_of(one)["thickness_mm"] + tray["thickness_mm"] >= taken - 0.5
    ]
    if not fitting:
        missing["insert"] = (
            f"The catalogues have no insert {tray['width_mm']:g} mm wide that fills {taken:.0f} mm with its tray; "
            "add one."
        )
        return None
    return min(fitting, key=lambda one: sizes_of(one)["thickness_mm"])


def _taken(places: Mapping[str, np.ndarray], outward: np.ndarray, level: float) -> tuple[float, float]:
    """How far the medial and the lateral place stand beyond a cut at ``level`` along ``outward``."""
    return float(places["medial"] @ outward) - level, float(places["lateral"] @ outward) - level


def _leans(axes: np.ndarray, native: Frame) -> tuple[float, float]:
    """How far the third of ``axes`` leans from the mechanical axis to lateral and to the front, degrees."""
    z = axes[:, 2]
    lateral = np.degrees(np.arctan2(z @ native.lateral, z @ native.z))
    return float(lateral), float(np.degrees(np.arctan2(z @ native.y, z @ native.z)))
