"""Frames of bones and of the leg: which way is lateral, forward and up, each by a named method."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from osteokit.anatomy.angles import dot, unit
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.errors import OsteoError

Points = Callable[[str], np.ndarray]
"""``points("femur.knee_center")`` is RAS mm, float64 (..., 3); OsteoError with the reason where there is none."""

FemurForward = Literal["posterior condyles", "epicondyles"]
TibiaForward = Literal["plateau centres", "posterior condyles"]
KneeForward = Literal["posterior condyles", "epicondyles", "patella"]


@dataclass(frozen=True, eq=False)
class Frame:
    """Axes of a bone or a leg in RAS mm; ``x`` is the patient's right, ``y`` the front, ``z`` up along the bone.

    The coronal plane is x-z, the sagittal plane y-z, the axial plane x-y. Arrays are float64 (..., 3), right-handed.

    Attributes
    ----------
    side : str
        ``lateral`` is ``x`` of a right leg, ``-x`` of a left one.
    method : str
        What the axes are made of, in words.
    """

    origin: np.ndarray
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    side: Side
    method: str

    @property
    def lateral(self) -> np.ndarray:
        """Away from the body's midline, (..., 3)."""
        return self.x * lateral_sign(self.side)

    @property
    def matrix(self) -> np.ndarray:
        """float64 4x4, from the frame's coordinates (mm) to RAS mm."""
        matrix = np.eye(4)
        matrix[:3, 0], matrix[:3, 1], matrix[:3, 2], matrix[:3, 3] = self.x, self.y, self.z, self.origin
        return matrix

    def coronal(self, points: np.ndarray) -> np.ndarray:
        """(lateral, up) of RAS points, mm from the origin, (..., 2)."""
        return self.coronal_direction(points - self.origin)

    def coronal_direction(self, vectors: np.ndarray) -> np.ndarray:
        """(lateral, up) of RAS vectors, (..., 2)."""
        return np.stack([dot(vectors, self.lateral), dot(vectors, self.z)], axis=-1)

    def sagittal(self, points: np.ndarray) -> np.ndarray:
        """(front, up) of RAS points, mm from the origin, (..., 2)."""
        return self.sagittal_direction(points - self.origin)

    def sagittal_direction(self, vectors: np.ndarray) -> np.ndarray:
        """(front, up) of RAS vectors, (..., 2)."""
        return np.stack([dot(vectors, self.y), dot(vectors, self.z)], axis=-1)

    def axial_direction(self, vectors: np.ndarray) -> np.ndarray:
        """(lateral, front) of RAS vectors, (..., 2)."""
        return np.stack([dot(vectors, self.lateral), dot(vectors, self.y)], axis=-1)


def lateral_sign(side: Side) -> float:
    """+1 where lateral is the patient's right (x in RAS), -1 where it is the left."""
    if side not in ("left", "right"):
        raise OsteoError(f"A leg is left or right, not {side!r}; give its side.")
    return 1.0 if side == "right" else -1.0


def points_of(*bones: BoneLandmarks | None) -> Points:
    """Landmarks of several bones as one :data:`Points`."""
    by_name = {bone.bone: bone for bone in bones if bone is not None}

    def point(name: str) -> np.ndarray:
        bone, _, key = name.partition(".")
        if bone not in by_name:
            raise OsteoError(f"The {bone} was not given.")
        return by_name[bone].point(key)

    return point


def _frame(origin: np.ndarray, up: np.ndarray, lateral: np.ndarray, side: Side, method: str) -> Frame:
    """``up`` is kept, ``lateral`` is made square to it."""
    z = unit(up, "long axis")
    right = lateral * lateral_sign(side)
    x = unit(right - dot(right, z)[..., None] * z, "transverse axis")
    return Frame(origin, x, np.cross(z, x), z, side, method)


def femur_frame_at(points: Points, side: Side, forward: FemurForward = "posterior condyles") -> Frame:
    """:func:`femur_frame` of a :data:`Points`."""
    _known(forward, FemurForward)
    knee, head = points("femur.knee_center"), points("femur.femoral_head_center")
    lateral = _femur_lateral(points, forward)
    return _frame(knee, head - knee, lateral, side, f"femoral mechanical axis and {forward}")


def femur_frame(landmarks: BoneLandmarks, forward: FemurForward = "posterior condyles") -> Frame:
    """The femur's own frame: up is its mechanical axis (knee centre to head centre), the coronal plane holds that axis
    and is parallel to the posterior condylar (Murphy 1987) or the transepicondylar line. Origin: knee centre."""
    return femur_frame_at(points_of(landmarks), landmarks.side, forward)


def tibia_frame_at(points: Points, side: Side, forward: TibiaForward = "plateau centres") -> Frame:
    """:func:`tibia_frame` of a :data:`Points`."""
    _known(forward, TibiaForward)
    knee, ankle = points("tibia.knee_center"), points("tibia.ankle_center")
    if forward == "plateau centres":
        lateral = points("tibia.plateau_lateral_center") - points("tibia.plateau_medial_center")
    else:
        lateral = points("tibia.posterior_condyle_lateral") - points("tibia.posterior_condyle_medial")
    return _frame(knee, knee - ankle, lateral, side, f"tibial mechanical axis and {forward}")


def tibia_frame(landmarks: BoneLandmarks, forward: TibiaForward = "plateau centres") -> Frame:
    """The tibia's own frame: up is its mechanical axis (ankle centre to knee centre), the coronal plane is parallel to
    the line through the centres of the two plateaus (the anatomical tibial axis, Cobb 2008) or to the posterior
    condylar line (Hernandez 1981). Origin: knee centre."""
    return tibia_frame_at(points_of(landmarks), landmarks.side, forward)


def leg_frame_at(points: Points, side: Side, forward: KneeForward = "posterior condyles") -> Frame:
    """:func:`leg_frame` of a :data:`Points`."""
    _known(forward, KneeForward)
    head, ankle = points("femur.femoral_head_center"), points("tibia.ankle_center")
    up = head - ankle
    if forward == "patella":
        front = points("patella.center") - points("femur.knee_center")
        lateral = np.cross(front, up) * lateral_sign(side)
    else:
        lateral = _femur_lateral(points, forward)
    return _frame(points("tibia.knee_center"), up, lateral, side, f"load-bearing axis, knee forward by {forward}")


def leg_frame(femur: BoneLandmarks, tibia: BoneLandmarks, patella: BoneLandmarks | None = None) -> Frame:
    """The whole leg's frame, as on a standing film with the knee forward: up is the load-bearing axis (ankle centre to
    hip centre); the coronal plane is parallel to the femur's posterior condylar line. Origin: tibial knee centre."""
    return leg_frame_at(points_of(femur, tibia, patella), femur.side)


def pelvis_frame(landmarks: BoneLandmarks) -> Frame:
    """The pelvis' frame: x from the left to the right anterior superior iliac spine, y the front normal of the anterior
    pelvic plane (both spines and the midpoint of the pubic tubercles), z up (Murray 1993).
    Origin: between the spines."""
    left, right = landmarks.point("asis_left"), landmarks.point("asis_right")
    pubis = (landmarks.point("pubic_tubercle_left") + landmarks.point("pubic_tubercle_right")) / 2
    origin = (left + right) / 2
    x = unit(right - left, "line between the anterior superior iliac spines")
    up = origin - pubis
    z = unit(up - dot(up, x) * x, "anterior pelvic plane")
    return Frame(origin, x, np.cross(z, x), z, "", "anterior pelvic plane")


def _femur_lateral(points: Points, forward: str) -> np.ndarray:
    if forward == "posterior condyles":
        return points("femur.lateral_condyle_posterior") - points("femur.medial_condyle_posterior")
    return points("femur.lateral_epicondyle") - points("femur.medial_epicondyle")


def _known(name: str, names: object) -> None:
    if name not in get_args(names):
        raise OsteoError(f"There is no {name!r} knee-forward method; choose from {', '.join(get_args(names))}.")
