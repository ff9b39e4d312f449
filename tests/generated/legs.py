"""A leg of landmarks whose every angle is known, because it is built from them; in any pose, on either side."""

from dataclasses import dataclass, replace

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.leg import Leg
from osteokit.surface.transform import rotation_about


@dataclass(frozen=True)
class LegShape:
    """The truth of a generated leg. Signs as in the product: varus, ante-, external torsion, flexion positive."""

    side: str = "left"
    varus_deg: float = 1.0
    mldfa_deg: float = 88.0
    mpta_deg: float = 87.0
    lpfa_deg: float = 90.0
    ldta_deg: float = 89.0
    slope_deg: float = 9.0
    neck_shaft_deg: float = 130.0
    offset_mm: float = 45.0
    ama_deg: float = 7.0
    femoral_torsion_deg: float = 0.0
    tibial_torsion_deg: float = 0.0
    flexion_deg: float = 0.0
    femur_mm: float = 430.0
    tibia_mm: float = 370.0
    plateau_mm: float = 80.0
    spread_mm: float = 0.5

    @property
    def jlca_deg(self) -> float:
        """By Paley's identity."""
        return self.varus_deg - self.mldfa_deg + self.mpta_deg


def heading(degrees: float) -> np.ndarray:
    """(lateral, up) direction, counter-clockwise from lateral."""
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


class _Bone:
    """Collects (lateral, front, up) points of a right leg about its knee; a left leg is their mirror."""

    def __init__(self, name: str, shape: LegShape) -> None:
        self.name, self.shape, self.points = name, shape, {}

    def put(self, key: str, lateral: float, front: float, up: float) -> None:
        self.points[key] = np.array([lateral, front, up], float)

    def landmarks(self, turn: np.ndarray) -> BoneLandmarks:
        mirror = np.array([1.0 if self.shape.side == "right" else -1.0, 1.0, 1.0])
        found = {}
        for key, point in self.points.items():
            x, y, z = (float(v) for v in mirror * (turn @ point))
            found[key] = Landmark(key, (x, y, z), self.shape.spread_mm, 0.9, "generated")
        return BoneLandmarks(self.name, self.shape.side, found)


def femur(shape: LegShape) -> _Bone:
    """Knee centre at the origin, mechanical axis along up, posterior condyles across."""
    bone = _Bone("femur", shape)
    head = np.array([0.0, 0.0, shape.femur_mm])
    bone.put("knee_center", 0, 0, 0)
    bone.put("femoral_head_center", *head)
    joint = heading(90.0 - shape.mldfa_deg)
    for name, sign in (("lateral", 1), ("medial", -1)):
        lateral, up = 25.0 * sign * joint + (0.0, -8.0)
        bone.put(f"{name}_condyle_distal", lateral, 5.0, up)
        bone.put(f"{name}_condyle_posterior", 24.0 * sign, -35.0, 10.0)
        bone.put(f"{name}_epicondyle", 40.0 * sign, -5.0, 15.0)
    trochanter = head[[0, 2]] + 50.0 * heading(shape.lpfa_deg - 90.0)
    bone.put("greater_trochanter_tip", trochanter[0], 0.0, trochanter[1])
    _shaft_and_neck(bone, shape, head)
    return bone


def _shaft_and_neck(bone: _Bone, shape: LegShape, head: np.ndarray) -> None:
    """The shaft leans by ``ama_deg``; the head is ``offset_mm`` from it, at the neck-shaft angle, in its own plane."""
    down = heading(270.0 - shape.ama_deg)  # from the proximal shaft to the knee, towards the midline
    across = np.array([-down[1], down[0]])  # lateral, square to the shaft
    medial_3d = np.array([-across[0], 0.0, -across[1]])
    down_3d = np.array([down[0], 0.0, down[1]])
    neck_direction = np.cos(np.radians(shape.neck_shaft_deg)) * down_3d
    turned = np.radians(shape.femoral_torsion_deg)
    aside = np.cos(turned) * medial_3d + np.sin(turned) * np.array([0.0, 1.0, 0.0])
    neck_direction = neck_direction + np.sin(np.radians(shape.neck_shaft_deg)) * aside
    length = shape.offset_mm / np.sin(np.radians(shape.neck_shaft_deg))
    base = head - length * neck_direction  # where the neck's axis meets the shaft's
    bone.put("neck_isthmus_center", *(head - 0.55 * length * neck_direction))
    bone.put("neck_base_center", *base)
    for name, front in (("anterior", 20.0), ("posterior", -20.0)):
        bone.put(f"physis_{name}", 0.0, front, 30.0 - front * np.tan(np.radians(7.0)))
    for name, below in (("proximal", 0.25), ("middle", 0.5), ("distal", 0.75)):
        bone.put(f"shaft_{name}_center", *(base + (below * shape.femur_mm - 20.0) * down_3d))


def tibia(shape: LegShape) -> _Bone:
    """Knee centre at the origin, mechanical axis along up, plateau centres across."""
    bone = _Bone("tibia", shape)
    bone.put("knee_center", 0, 0, 0)
    bone.put("ankle_center", 0, 0, -shape.tibia_mm)
    line = heading(90.0 - shape.mpta_deg)
    for name, sign in (("lateral", 1), ("medial", -1)):
        lateral, up = sign * line * 22.0
        bone.put(f"plateau_{name}_center", lateral, 0.0, up)
        lateral, up = sign * line * shape.plateau_mm / 2
        bone.put(f"plateau_{name}_edge", lateral, 0.0, up)
        bone.put(f"posterior_condyle_{name}", 20.0 * sign, -25.0, -8.0)
    slope = np.radians(shape.slope_deg)
    for name, sign in (("anterior", 1), ("posterior", -1)):
        bone.put(f"plateau_medial_{name}", -22.0, sign * 22.0 * np.cos(slope), sign * 22.0 * np.sin(slope))
    for name, below in (("proximal", 0.25), ("middle", 0.5), ("distal", 0.75)):
        bone.put(f"shaft_{name}_center", 0.0, 0.0, -below * shape.tibia_mm)
    _ankle(bone, shape)
    bone.put("tuberosity", 5.0, 35.0, -35.0)
    return bone


def _ankle(bone: _Bone, shape: LegShape) -> None:
    """The plafond line has the LDTA in the coronal plane and is turned outwards by the torsion."""
    line = heading(90.0 - shape.ldta_deg)
    outward = np.tan(np.radians(shape.tibial_torsion_deg)) * line[0]
    for name, sign in (("lateral", 1), ("medial", -1)):
        bone.put(f"plafond_{name}", *(sign * 15.0 * np.array([line[0], -outward, line[1]]) + (0, 0, -shape.tibia_mm)))
    bone.put("medial_malleolus_tip", -25.0, 25.0 * outward / line[0], -shape.tibia_mm - 12.0)
    bone.put("distal_section_center", 0.0, 0.0, -shape.tibia_mm + 8.0)
    bone.put("fibular_notch_center", 16.0, -16.0 * outward / line[0], -shape.tibia_mm + 8.0)
    for name, sign in (("anterior", 1), ("posterior", -1)):
        bone.put(f"plafond_{name}", 0.0, 17.0 * sign, -shape.tibia_mm + sign * 17.0 * np.tan(np.radians(10.0)))


def _rotation(coronal_deg: float, sagittal_deg: float) -> np.ndarray:
    """First about the lateral axis (positive: the bone's far end goes back), then in the coronal plane (positive: up
    turns towards medial)."""
    c, s = np.cos(np.radians(coronal_deg)), np.sin(np.radians(coronal_deg))
    coronal = np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])
    c, s = np.cos(np.radians(sagittal_deg)), np.sin(np.radians(sagittal_deg))
    sagittal = np.array([[1, 0, 0], [0, c, s], [0, -s, c]])
    return coronal @ sagittal


def generated_leg(shape: LegShape = LegShape(), **changes: object) -> Leg:
    """Femur, tibia, fibula and patella; the tibia turned under the femur by ``varus_deg`` and ``flexion_deg``.

    The leg's load-bearing axis is not along z; where flexion is 0 all coronal planes are one.
    """
    shape = replace(shape, **changes)  # pyright: ignore[reportArgumentType]
    below = _rotation(-shape.varus_deg, shape.flexion_deg)
    fibula, patella = _Bone("fibula", shape), _Bone("patella", shape)
    fibula.put("head_tip", 35.0, -15.0, -12.0)
    outward = np.tan(np.radians(shape.tibial_torsion_deg))
    fibula.put("lateral_malleolus_tip", 28.0, -28.0 * outward, -shape.tibia_mm - 20.0)
    patella.put("proximal_pole", 0.0, 48.0, 40.0)
    patella.put("center", 0.0, 50.0, 20.0)
    patella.put("distal_pole", 0.0, 46.0, 0.0)
    return Leg(
        shape.side,
        femur(shape).landmarks(np.eye(3)),
        tibia(shape).landmarks(below),
        fibula.landmarks(below),
        patella.landmarks(np.eye(3)),
    )


def moved(leg: Leg, matrix: np.ndarray) -> Leg:
    """All bones moved together."""
    return replace(leg, **{name: bone.transformed(matrix) for name, bone in leg.bones.items()})


def mirrored(leg: Leg) -> Leg:
    """The leg in a mirror: the other side."""
    side = "right" if leg.side == "left" else "left"
    flip = np.diag([-1.0, 1.0, 1.0, 1.0])
    bones = {name: replace(bone.transformed(flip), side=side) for name, bone in leg.bones.items()}
    return Leg(side, **bones)


def bent(bone: BoneLandmarks, hinge: np.ndarray, axis: np.ndarray, angle_deg: float) -> BoneLandmarks:
    """Everything below the hinge turned about it: for a right leg, varus about +y, procurvatum about -x."""
    below = bone.transformed(rotation_about(hinge, axis, angle_deg))
    kept = {key: mark for key, mark in bone.landmarks.items() if mark.point[2] > hinge[2]}
    return replace(bone, landmarks={**below.landmarks, **kept})
