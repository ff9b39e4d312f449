"""The demonstration's plan: a closing wedge in the middle of a shaft, and the guide for its two cuts.

The bone is not deformed. The wedge and its place come from the bone's own shape, so that every part of a plan can be
seen on a real bone; nothing here is an indication.
"""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from osteokit.anatomy.sections import Contour, section
from osteokit.base.errors import OsteoError
from osteokit.jobs.demo_bone import LongBone, shaft_middle
from osteokit.jobs.plan_folder import bone_input
from osteokit.planning.guides.document import GuideOrder, order_to_json
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.saw_planes import saw_planes
from osteokit.planning.guides.values import GuideCheck, GuideHole
from osteokit.planning.osteotomy.blades import SawBlade, blade_catalogue
from osteokit.planning.osteotomy.cuts import Vector, WedgeCut, cut_to_json
from osteokit.planning.osteotomy.moves import planned_move
from osteokit.planning.plan import FragmentMove, GuideStep, OsteotomyStep, Patient, SurgicalPlan, Variant, matrix_rows
from osteokit.planning.plan_outcome import measured_now
from osteokit.report.words import is_chinese
from osteokit.surface.distance import SurfaceDistance

ANGLE_DEG = 20.0
BRIDGE = 0.3
"""Share of the bone's depth that stays whole between hinge and far cortex."""

SMALL_BONE_MM = 20.0
"""Thinner shafts get the smaller wire."""

_GAP_MM = 1.5
_TWO_WIRES_MM = 9.0


@dataclass(frozen=True, eq=False)
class Site:
    """Where the wedge goes.

    ``middle`` (3,) of the shaft; unit directions ``proximal`` along it there and ``toward`` to the side of the
    approach, square to each other; ``near`` (3,) and ``far`` (3,) cortex on that line; ``width_mm`` across it.
    """

    middle: np.ndarray
    proximal: np.ndarray
    toward: np.ndarray
    near: np.ndarray
    far: np.ndarray
    width_mm: float

    @property
    def depth_mm(self) -> float:
        return float(np.linalg.norm(self.near - self.far))

    @property
    def across(self) -> np.ndarray:
        """Direction of the hinge."""
        return np.cross(self.proximal, self.toward)


def approach_of(kind: str, side: str) -> np.ndarray:
    """The side from which the middle of the bone is reached, RAS: lateral for the femur, anteromedial for the tibia,
    anterolateral for the humerus; for the clavicle from above and a little from the front, where it lies under the
    skin."""
    lateral = -1.0 if side == "left" else 1.0
    ways = {
        "femur": (lateral, 0.0, 0.0),
        "tibia": (-lateral, 1.0, 0.0),
        "humerus": (lateral, 1.0, 0.0),
        "clavicula": (0.0, 0.5, 1.0),
    }
    return np.array(ways[kind])


def site_of(bone: LongBone) -> Site:
    """The wedge's place, from the section in the middle of the shaft.

    Raises
    ------
    OsteoError
        The section is not closed there.
    """
    middle, along = shaft_middle(bone)
    medial = np.array([1.0 if bone.side == "left" else -1.0, 0.0, 0.0])
    up = medial if bone.kind == "clavicula" else np.array([0.0, 0.0, 1.0])
    proximal = along if along @ up > 0 else -along
    approach = approach_of(bone.kind, bone.side)
    toward = approach - (approach @ proximal) * proximal
    if np.linalg.norm(toward) < 0.3:
        raise OsteoError(f"The shaft of the {bone.kind} points at its approach, so there is no side to cut it from.")
    toward = toward / np.linalg.norm(toward)
    outline = _outline(bone, middle, proximal)
    across = (outline.points - middle) @ np.cross(proximal, toward)
    surface = SurfaceDistance(bone.mesh)
    ends = [_last_hit(surface, middle, way) for way in (toward, -toward)]
    return Site(middle, proximal, toward, ends[0], ends[1], float(np.ptp(across)))


def _outline(bone: LongBone, point: np.ndarray, normal: np.ndarray) -> Contour:
    contours = section(bone.mesh, point, normal)
    if not contours:
        raise OsteoError("The middle of the shaft has no closed section.")
    return contours[0]


def _last_hit(surface: SurfaceDistance, start: np.ndarray, way: np.ndarray) -> np.ndarray:
    """The outer cortex on a line from inside of the bone: seen from far outside, past any cavity."""
    outside = start + 200.0 * way
    length, _ = surface.first_hit(outside[None], -way, 200.0)
    if not np.isfinite(length[0]):
        raise OsteoError("The middle of the shaft lies outside of the bone.")
    return outside - length[0] * way


def closing_wedge(site: Site) -> WedgeCut:
    """A wedge of :data:`ANGLE_DEG` about a hinge inside the far cortex, its base on the side of the approach, the same
    to both sides of the middle."""
    hinge = site.far + BRIDGE * site.depth_mm * site.toward
    half = math.radians(ANGLE_DEG) / 2
    first = math.cos(half) * site.toward + math.sin(half) * site.proximal
    return WedgeCut("closing", _vector(hinge), _vector(site.across), _vector(first), _vector(site.proximal), ANGLE_DEG,
                    "distal", blade_for(site.width_mm))  # fmt: skip


def blade_for(width_mm: float) -> SawBlade:
    """The widest straight blade of the catalogue that is not wider than the bone."""
    straight = [entry.blade for key, entry in blade_catalogue().items() if key != "crescentic"]
    fitting = [blade for blade in straight if blade.width_mm <= width_mm] or [min(straight, key=lambda b: b.width_mm)]
    return max(fitting, key=lambda blade: (blade.width_mm, -blade.kerf_mm))


def parameters_for(site: Site, text: str) -> GuideParameters:
    """Of a guide in proportion to the bone: a clavicle does not carry the guide of a femur."""
    high = float(np.clip(0.7 * site.depth_mm, 8.0, 14.0))
    small = site.depth_mm < SMALL_BONE_MM
    return GuideParameters(
        thickness_mm=3.0 if small else 4.0, margin_mm=3.0 if small else 6.0, reach_mm=max(0.45 * site.depth_mm, 4.0),
        slot_depth_mm=high, slot_wall_mm=2.0 if small else 3.0, sleeve_height_mm=high,
        sleeve_wall_mm=2.0 if small else 2.5, text_height_mm=4.0 if small else 6.0, text=text,
    )  # fmt: skip


def wires_for(bone: LongBone, site: Site, cut: WedgeCut, parameters: GuideParameters) -> tuple[GuideHole, ...]:
    """Two K-wires on each side of the wedge, parallel to its middle, clear of both slots and their walls.

    Raises
    ------
    OsteoError
        The shaft ends before the wires.
    """
    diameter = 1.6 if site.depth_mm < SMALL_BONE_MM else 2.5
    lever = (1 - BRIDGE) * site.depth_mm + parameters.slot_depth_mm
    slot = lever * math.tan(math.radians(ANGLE_DEG) / 2) + cut.blade.kerf_mm / 2 + parameters.slot_wall_mm
    first = slot + diameter / 2 + parameters.sleeve_wall_mm + _GAP_MM
    step = max(_TWO_WIRES_MM, 2 * (diameter / 2 + parameters.sleeve_wall_mm) + _GAP_MM)
    surface = SurfaceDistance(bone.mesh)
    holes = []
    for number, away in enumerate((first + step, first, -first, -first - step), 1):
        center = _outline(bone, site.middle + away * site.proximal, site.proximal).center
        point = _last_hit(surface, center, site.toward)
        holes.append(GuideHole(_vector(point), _vector(-site.toward), diameter, "wire", f"K{number}"))
    return tuple(holes)


WORDS = {
    "title": (
        "Demonstration on a bone without a deformity, not an indication",
        "演示：骨骼无畸形，非手术指征",
    ),
    "variant": ("Demonstration", "演示"),
    "wedge": ("Closing wedge", "闭合楔形截骨"),
    "guide": ("Cutting guide", "截骨导板"),
    "note": (
        "This bone is not deformed. The wedge in the middle of its shaft shows cutting, closing and guiding.",
        "该骨无畸形。骨干中段的楔形截骨仅用于演示截骨、闭合与导板。",
    ),
    "checks": (
        "Guide: {passed} of {all} checks passed. {failed}",
        "导板：{all} 项检查中 {passed} 项通过。{failed}",
    ),
    "ends": (
        "The bone reaches the border of the images, so an end of it is missing.",
        "该骨到达图像边缘，一端不完整。",
    ),
}


def demonstration(bone: LongBone, language: str = "en") -> tuple[Variant, GuideOrder]:
    """The variant of the demonstration (its wedge, then the guide), and all that the guide is made from.

    Raises
    ------
    OsteoError
        The bone's shape leaves no place for wedge or wires.
    """
    words = {key: pair[is_chinese(language)] for key, pair in WORDS.items()}
    site = site_of(bone)
    cut = closing_wedge(site)
    parameters = parameters_for(site, bone.side[:1].upper())
    holes = wires_for(bone, site, cut, parameters)
    move = FragmentMove("distal", matrix_rows(planned_move(cut)))
    intent = {"demonstration": "no indication", "angle_deg": ANGLE_DEG}
    wedge = OsteotomyStep(words["wedge"], bone.key, cut_to_json(cut), (move,), intent)
    document = order_to_json(GuideOrder((), holes, parameters))
    guide = GuideStep(words["guide"], bone.key, document["parameters"], wedge.name, tuple(document["holes"]))
    order = GuideOrder(saw_planes(cut, bone.mesh), holes, parameters)
    note = words["note"] if bone.is_whole else f"{words['note']} {words['ends']}"
    return Variant(words["variant"], (wedge, guide), note=note), order


def with_checks(variant: Variant, checks: Sequence[GuideCheck], language: str = "en") -> Variant:
    """The variant whose note also says what the checks of its guide found."""
    failed = [check.sentence for check in checks if not check.passed]
    words = WORDS["checks"][is_chinese(language)]
    told = words.format(passed=len(checks) - len(failed), all=len(checks), failed=" ".join(failed))
    return replace(variant, note=f"{variant.note} {told}".strip())


def demonstration_plan(bone: LongBone, patient: Patient, language: str = "en") -> SurgicalPlan:
    """The plan without its variant; no landmarks, as nothing of the bone is to be corrected."""
    title = WORDS["title"][is_chinese(language)]
    side = "left" if bone.side == "left" else "right"
    return SurgicalPlan(
        str(uuid.uuid4()), title, side, (bone_input(bone.key, bone.mesh),), {}, measured_now({}, side), patient
    )


def _vector(array: np.ndarray) -> Vector:
    return float(array[0]), float(array[1]), float(array[2])
