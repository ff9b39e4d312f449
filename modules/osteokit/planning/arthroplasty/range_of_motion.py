"""How far a replaced hip moves until parts meet: by collision of the solids themselves, found to a quarter of a degree.

Axes are those of the pelvis through the centre of rotation (Wu 2002, ISB): flexion and extension about the transverse
axis, abduction and adduction about the sagittal one, rotation about the femur's long axis. A combined motion holds the
flexed or abducted femur and turns it about its own long axis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import manifold3d
import numpy as np

from osteokit.anatomy.frames import lateral_sign
from osteokit.base.progress import Progress, silent
from osteokit.planning.arthroplasty.frames import SideAxes
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import rotation_about

STEP_DEG = 4.0
ACCURACY_DEG = 0.25
TOUCH_MM3 = 1e-4
"""Parts meet where they would share more than this."""


@dataclass(frozen=True)
class Motion:
    """A turn up to ``largest_deg`` after the femur was flexed and abducted by given degrees.

    ``way`` is ``"flexion"``, ``"extension"``, ``"abduction"``, ``"adduction"``, ``"internal"`` or ``"external"``.
    """

    key: str
    english: str
    chinese: str
    way: str
    largest_deg: float
    flexed_deg: float = 0.0
    adducted_deg: float = 0.0


MOTIONS = (
    Motion("flexion", "flexion", "屈曲", "flexion", 150.0),
    Motion("extension", "extension", "后伸", "extension", 60.0),
    Motion("abduction", "abduction", "外展", "abduction", 90.0),
    Motion("adduction", "adduction", "内收", "adduction", 60.0),
    Motion("internal_rotation", "internal rotation", "内旋", "internal", 90.0),
    Motion("external_rotation", "external rotation", "外旋", "external", 90.0),
    Motion(
        "internal_rotation_at_90_flexion", "internal rotation at 90° flexion", "屈曲90°内旋", "internal", 90.0, 90.0
    ),
    Motion(
        "internal_rotation_at_90_flexion_10_adduction",
        "internal rotation at 90° flexion, 10° adduction", "屈曲90°内收10°内旋", "internal", 90.0, 90.0, 10.0,
    ),
    Motion(
        "external_rotation_at_10_extension", "external rotation at 10° extension", "后伸10°外旋", "external",
        90.0, -10.0,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """Where a motion ends.

    Attributes
    ----------
    angle_deg : float
        At which parts first meet; ``largest_deg`` of the motion where nothing does.
    between : tuple of str
        The moving and the fixed part that meet; empty where nothing does.
    place : tuple of float
        RAS mm, the middle of where they meet; empty where nothing does.
    """

    motion: str
    angle_deg: float
    between: tuple[str, str] | tuple[()] = ()
    place: tuple[float, ...] = ()

    @property
    def kind(self) -> str:
        """``"implant-implant"``, ``"bone-bone"``, ``"bone-implant"`` or empty."""
        if not self.between:
            return ""
        kinds = sorted("bone" if part.startswith("bone") else "implant" for part in self.between)
        return "-".join(kinds)


@dataclass(frozen=True, eq=False)
class Joint:
    """Solids about a centre of rotation, RAS mm, in the neutral position.

    ``moving`` go with the femur, ``fixed`` stay with the pelvis; names of bones begin with ``"bone"``. The head and the
    liner that it lies in must not both be among them: they touch in every position. ``long_axis`` (3,) of the femur.
    """

    center: np.ndarray
    axes: SideAxes
    long_axis: np.ndarray
    moving: Mapping[str, Mesh]
    fixed: Mapping[str, Mesh]


def range_of_motion(joint: Joint, motions: Sequence[Motion] = MOTIONS, progress: Progress = silent) -> dict[str, Limit]:
    """The limit of every motion, by its key.

    Raises
    ------
    OsteoError
        A part is not a closed, outward solid.
    """
    moving = {name: manifold_of(mesh) for name, mesh in joint.moving.items()}
    fixed = {name: manifold_of(mesh) for name, mesh in joint.fixed.items()}
    limits = {}
    for number, motion in enumerate(motions):
        progress(number / len(motions), f"Range of motion: {motion.english}")
        limits[motion.key] = _limit(joint, motion, moving, fixed)
    progress(1.0, "Range of motion")
    return limits


def pose_in(joint: Joint, motion: Motion, angle_deg: float) -> np.ndarray:
    """The 4x4 matrix that brings the femur from neutral to ``angle_deg`` of a motion."""
    side = lateral_sign(joint.axes.side)
    right, front = side * joint.axes.lateral, joint.axes.front
    about = {
        "flexion": right,
        "extension": -right,
        "abduction": -side * front,
        "adduction": side * front,
        "internal": -side * joint.long_axis,
        "external": side * joint.long_axis,
    }[motion.way]
    held = rotation_about(joint.center, right, motion.flexed_deg) @ rotation_about(
        joint.center, side * front, motion.adducted_deg
    )
    return held @ rotation_about(joint.center, about, angle_deg)


def _limit(
    joint: Joint,
    motion: Motion,
    moving: Mapping[str, manifold3d.Manifold],
    fixed: Mapping[str, manifold3d.Manifold],
) -> Limit:
    """Steps up to the first meeting, then halving."""
    free, blocked, met = 0.0, 0.0, None
    for angle in np.append(np.arange(0.0, motion.largest_deg, STEP_DEG), motion.largest_deg):
        blocked = float(angle)
        met = _meeting(moving, fixed, pose_in(joint, motion, blocked))
        if met is not None:
            break
        free = blocked
    if met is None:
        return Limit(motion.key, motion.largest_deg)
    while blocked - free > ACCURACY_DEG:
        middle = (free + blocked) / 2
        earlier = _meeting(moving, fixed, pose_in(joint, motion, middle))
        if earlier is None:
            free = middle
        else:
            blocked, met = middle, earlier
    return Limit(motion.key, blocked if blocked == 0.0 else (free + blocked) / 2, met[0], met[1])


def _meeting(
    moving: Mapping[str, manifold3d.Manifold], fixed: Mapping[str, manifold3d.Manifold], pose: np.ndarray
) -> tuple[tuple[str, str], tuple[float, ...]] | None:
    """The pair of parts that share most, and where."""
    most, found = TOUCH_MM3, None
    for name, solid in moving.items():
        turned = solid.transform(pose[:3])
        for other, still in fixed.items():
            common = turned ^ still
            if common.volume() > most:
                most = common.volume()
                corners = mesh_of(common).vertices
                middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
                found = (name, other), tuple(float(value) for value in middle)
    return found


def oscillation_deg(neck_radius_mm: float, head_radius_mm: float) -> float:
    """The whole arc of a round neck in a liner that is half a sphere of the head's size, in closed form: the neck meets
    the rim where it leaves the sphere, ``180 - 2 asin(neck / head)`` (as Yoshimine 2002 for a flat opening plane)."""
    return float(180.0 - 2.0 * np.degrees(np.arcsin(neck_radius_mm / head_radius_mm)))
