"""A hip replacement on its bones: components, what they do to leg length and offset, and how far the hip moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from osteokit.anatomy.frames import lateral_sign
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.planning.arthroplasty.canal import Canal, canal_of
from osteokit.planning.arthroplasty.cup import CupPlan, CupTarget, plan_cup
from osteokit.planning.arthroplasty.frames import Reference, SideAxes, level_axes, side_axes
from osteokit.planning.arthroplasty.hip_geometry import HipGeometry, ShaftLine, hip_geometry
from osteokit.planning.arthroplasty.safe_zone import SafeZone, lewinnek
from osteokit.planning.arthroplasty.stem import StemChoice, choose_stem, stem_template
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import rotation_about, translation

LARGEST_HEAD_MM = 36.0
LEAST_LINER_MM = 5.0
"""Thickness of a liner that leaves room for the head chosen; thinner ones wear through."""

LIKE_DEG = 4.0
"""Femora whose abduction differs by more do not lie alike: 1 degree is about 1 mm of leg length at the trochanter."""

LARGEST_MATCH_MM = 20.0
"""A difference to the other side beyond this is not made up for unasked: nerves and joints must be looked at first."""


@dataclass(frozen=True, eq=False)
class HipBones:
    """One hip as found: meshes in RAS mm with their landmarks; ``other_femur`` and its mesh where it is in view."""

    side: Side
    hip: Mesh
    femur: Mesh
    pelvis_landmarks: BoneLandmarks
    femur_landmarks: BoneLandmarks
    volume: Volume | None = None
    other_femur: Mesh | None = None
    other_femur_landmarks: BoneLandmarks | None = None


@dataclass(frozen=True, eq=False)
class HipArticles:
    """Components to choose from, each with the catalogue that it is in."""

    stems: Sequence[tuple[Implant, Catalogue | None]]
    cups: Sequence[Implant]
    liners: Sequence[Implant] = ()
    heads: Sequence[Implant] = ()


@dataclass(frozen=True)
class HipWish:
    """What the surgeon wants.

    ``leg_change_mm``: None makes up for what this leg lacks to the other side where that is known and at most 20 mm; it
    never shortens unasked. ``offset_change_mm``: of the hip offset. ``stem_version_deg``: turn of the stem from the
    native neck, positive is anteversion.
    """

    cup: CupTarget = field(default_factory=CupTarget)
    reference: Reference = "anterior pelvic plane"
    leg_change_mm: float | None = None
    offset_change_mm: float = 0.0
    stem_version_deg: float = 0.0


@dataclass(frozen=True, eq=False)
class HipPlan:
    """A planned hip.

    Attributes
    ----------
    stem : StemChoice or None
        None where it could not be planned; ``not_planned`` then says why.
    femur_motion : ndarray (4, 4) or None
        By which the femur moves when the new head is in the new socket, RAS mm.
    before, after, other : HipGeometry
        Measured on the bones; ``after`` on the moved femur.
    change : mapping of str to float
        ``after`` minus ``before``, mm.
    not_planned : mapping of str to str
        One sentence for each component or number that could not be had.
    """

    side: Side
    axes: SideAxes
    cup: CupPlan
    zone: SafeZone
    stem: StemChoice | None
    canal: Canal | None
    liner: Implant | None
    head: Implant | None
    femur_motion: np.ndarray | None
    before: HipGeometry
    after: HipGeometry | None
    other: HipGeometry | None
    change: Mapping[str, float] = field(default_factory=dict)
    not_planned: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def center(self) -> np.ndarray:
        """Of rotation, RAS mm."""
        return self.cup.center

    @property
    def stem_pose(self) -> np.ndarray | None:
        """From the stem's frame to RAS mm, the femur moved."""
        if self.stem is None or self.femur_motion is None:
            return None
        return self.femur_motion @ self.stem.fit.pose


def plan_hip(bones: HipBones, articles: HipArticles, wish: HipWish = HipWish(), progress: Progress = silent) -> HipPlan:
    """Size and place cup and stem, choose head and liner, and predict leg length and offset on the moved bones.

    Raises
    ------
    OsteoError
        The socket or the pelvic frame is missing, or no cup fits. A stem that cannot be planned is told in
        ``not_planned`` and the rest is planned.
    """
    progress(0.0, "Placing the cup")
    axes = side_axes(bones.pelvis_landmarks, bones.side, wish.reference)
    level = level_axes(bones.pelvis_landmarks, axes)
    cup = plan_cup(SurfaceDistance(bones.hip), bones.pelvis_landmarks, axes, articles.cups, wish.cup)
    missing: dict[str, str] = {}
    liner, diameter = _liner(cup.implant, articles.liners, missing)
    heads = sorted(
        (head for head in articles.heads if diameter is None or head.size("diameter_mm") == diameter),
        key=lambda head: abs(_length(head)),
    )
    progress(0.15, "Looking for the canal")
    canal = _canal(bones, missing)
    before = hip_geometry(bones.pelvis_landmarks, bones.femur_landmarks, canal.line if canal else None, None, level)
    other, other_line = _other_side(bones, level)
    leg, notes = wanted_lengthening(before, other, wish) if canal is not None else (0.0, ())
    lying = _position_notes(canal.line if canal else None, other_line, level)
    stem = None
    if canal is not None:
        head_at = cup.center + leg * level.up - wish.offset_change_mm * level.lateral
        stem = _stem(bones, articles, canal, head_at, heads, wish, missing, part(progress, 0.3, 1.0))
    motion, after = None, None
    if stem is not None and canal is not None:
        motion = translation(cup.center - stem.head)
        after = _after(bones, canal.line, motion, cup.center, level)
    head = next((one for one in heads if stem is not None and _length(one) == stem.head_length_mm), None)
    if stem is None:
        missing["head"] = "The head follows from the stem, which is not planned."
    elif head is None:
        missing["head"] = "The catalogues have no femoral head for this cup and liner; add a catalogue with heads."
    warnings = (*cup.warnings, *(stem.warnings if stem else ()), *notes, *lying)
    return HipPlan(
        bones.side, axes, cup, lewinnek(cup.angles), stem, canal, liner, head, motion, before, after, other,
        after.change(before) if after else {}, missing, warnings,
    )  # fmt: skip


def _length(head: Implant) -> float:
    return float(head.sizes.get("neck_offset_mm", 0.0))


def _liner(cup: Implant, liners: Sequence[Implant], missing: dict[str, str]) -> tuple[Implant | None, float | None]:
    """The liner for the largest head up to 36 mm that leaves it thick enough, and that head's diameter."""
    inner = cup.size("outer_diameter_mm") - 2 * float(cup.sizes.get("wall_mm", 4.0))
    fitting = [
        one
        for one in liners
        if abs(one.size("outer_diameter_mm") - inner) < 0.01
        and one.size("head_diameter_mm") <= min(LARGEST_HEAD_MM, inner - 2 * LEAST_LINER_MM)
    ]
    if not fitting:
        missing["liner"] = f"The catalogues have no liner of {inner:g} mm for the cup {cup.reference}; add one."
        return None, None
    best = max(fitting, key=lambda one: one.size("head_diameter_mm"))
    return best, best.size("head_diameter_mm")


def _canal(bones: HipBones, missing: dict[str, str]) -> Canal | None:
    try:
        return canal_of(bones.femur, bones.femur_landmarks, bones.volume)
    except OsteoError as reason:
        missing["stem"] = str(reason)
        return None


def _stem(
    bones: HipBones,
    articles: HipArticles,
    canal: Canal,
    head: np.ndarray,
    heads: Sequence[Implant],
    wish: HipWish,
    missing: dict[str, str],
    progress: Progress,
) -> StemChoice | None:
    native = bones.femur_landmarks.point("femoral_head_center")
    medial = native - canal.line.at_height_of(native)
    # Anteversion turns the neck to the front: from above clockwise on a right femur.
    turn = rotation_about(np.zeros(3), -canal.line.down, -lateral_sign(bones.side) * wish.stem_version_deg)
    lengths = sorted({_length(one) for one in heads}, key=abs) or [0.0]
    templates, faults = [], []
    for implant, catalogue in articles.stems:
        try:
            templates.append(stem_template(implant, catalogue))
        except OsteoError as reason:
            faults.append(f"Left out: {reason}")
    try:
        chosen = choose_stem(templates, canal, head, turn[:3, :3] @ medial, lengths, progress)
    except OsteoError as reason:
        missing["stem"] = str(reason)
        return None
    return replace(chosen, warnings=(*chosen.warnings, *faults))


def _other_side(bones: HipBones, level: SideAxes) -> tuple[HipGeometry | None, ShaftLine | None]:
    """The same numbers of the other hip, and the axis of its femur."""
    if bones.other_femur_landmarks is None:
        return None, None
    other: Side = "left" if bones.side == "right" else "right"
    axes = SideAxes(other, -level.lateral, level.front, level.up, level.reference)
    line: ShaftLine | None = None
    if bones.other_femur is not None:
        try:
            line = canal_of(bones.other_femur, bones.other_femur_landmarks, bones.volume).line
        except OsteoError:
            line = None
    return hip_geometry(bones.pelvis_landmarks, bones.other_femur_landmarks, line, None, axes), line


def _position_notes(line: ShaftLine | None, other: ShaftLine | None, level: SideAxes) -> tuple[str, ...]:
    """Lengths of two legs compare only where both lie alike."""
    if line is None or other is None:
        return ()
    abducted = [np.degrees(np.arcsin(one.down @ lateral)) for one, lateral in
                ((line, level.lateral), (other, -level.lateral))]  # fmt: skip
    apart = float(abs(abducted[0] - abducted[1]))
    if apart <= LIKE_DEG:
        return ()
    return (
        f"The femora lie {apart:.0f} degrees apart in abduction, so leg length and hip offset of both sides compare "
        "only roughly.",
    )


def wanted_lengthening(before: HipGeometry, other: HipGeometry | None, wish: HipWish) -> tuple[float, tuple[str, ...]]:
    """By how much the leg shall become longer (mm), and what should be known about it."""
    if wish.leg_change_mm is not None:
        return float(wish.leg_change_mm), ()
    key = "leg_length_mm"
    if other is None or key not in other.values or key not in before.values:
        return 0.0, ("The other leg is not known, so the length of this one is kept; give the change that you want.",)
    lack = other.values[key] - before.values[key]
    if lack > LARGEST_MATCH_MM:
        note = (
            f"This leg is {lack:.0f} mm shorter than the other at the hip, which is not made up for unasked; check the "
            "position of the legs, or give the change that you want."
        )
        return 0.0, (note,)
    return max(lack, 0.0), ()


def _after(bones: HipBones, line: ShaftLine, motion: np.ndarray, center: np.ndarray, level: SideAxes) -> HipGeometry:
    """Measured again with the femur moved and the new centre of rotation."""
    femur = bones.femur_landmarks.transformed(motion)
    return hip_geometry(bones.pelvis_landmarks, femur, line.moved(motion), center, level)
