"""Spinopelvic angles from sacrum and sockets, and Cobb angles between vertebrae.

The sagittal plane is square to the line between the sockets. Pelvic incidence is a shape; tilt and slope depend on how
the patient lay, because their vertical is that of the image (z in RAS). In one plane incidence is the sum of the two.
"""

import numpy as np

from osteokit.anatomy.angles import dot, turn_deg, unit
from osteokit.anatomy.error_propagation import Quantity, evaluate
from osteokit.anatomy.frames import Points
from osteokit.anatomy.hip_measures import HipDefinition, measured
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.base.errors import OsteoError

LEGAYE = "Legaye 1998, Eur Spine J 7:99"
_UP = np.array([0.0, 0.0, 1.0])
_NORMAL_PI, _NORMAL_PT, _NORMAL_SS = (35.0, 85.0), (5.0, 30.0), (20.0, 65.0)
_COBB_IS_SCOLIOSIS_DEG = 10.0


def spinopelvic_measures(pelvis: BoneLandmarks, sacrum: BoneLandmarks) -> Measurements:
    """Pelvic incidence, pelvic tilt and sacral slope, degrees, with errors of one standard deviation.

    Raises
    ------
    OsteoError
        The landmarks are of other bones.
    """
    for bone, name in ((pelvis, "pelvis"), (sacrum, "sacrum")):
        if bone.bone != name:
            raise OsteoError(f"Spinopelvic angles need landmarks of a {name} here, not of a {bone.bone}.")
    values, impossible = measured(SPINOPELVIC_DEFINITIONS, {"pelvis": pelvis, "sacrum": sacrum}, "")
    return Measurements("", values, impossible, (*pelvis.warnings, *sacrum.warnings))


def _sagittal(points: Points, vector: np.ndarray) -> np.ndarray:
    """(front, up) of a vector in the plane square to the line between the sockets, (..., 2)."""
    x = unit(points("pelvis.acetabulum_center_right") - points("pelvis.acetabulum_center_left"), "line of the sockets")
    up = unit(_UP - dot(_UP, x)[..., None] * x, "vertical")
    return np.stack([dot(vector, np.cross(up, x)), dot(vector, up)], axis=-1)


def _plate(points: Points) -> np.ndarray:
    """(front, up) along the sacral endplate, from its back to its front."""
    return _sagittal(points, points("sacrum.promontory") - points("sacrum.endplate_posterior"))


def _to_plate(points: Points) -> np.ndarray:
    """(front, up) from the middle of the sockets to that of the sacral endplate."""
    hips = (points("pelvis.acetabulum_center_left") + points("pelvis.acetabulum_center_right")) / 2
    return _sagittal(points, points("sacrum.endplate_center") - hips)


def pelvic_incidence_deg(points: Points, side: Side) -> np.ndarray:
    """From the endplate's normal, turned backward, to the line from the sockets to the endplate's middle."""
    plate = _plate(points)
    normal = np.stack([-plate[..., 1], plate[..., 0]], axis=-1)
    return turn_deg(normal, _to_plate(points))


def pelvic_tilt_deg(points: Points, side: Side) -> np.ndarray:
    """Of the line from the sockets to the endplate's middle to the vertical, positive where the endplate is behind."""
    line = _to_plate(points)
    return np.degrees(np.arctan2(-line[..., 0], line[..., 1]))


def sacral_slope_deg(points: Points, side: Side) -> np.ndarray:
    """Of the endplate to the horizontal, positive where its front is lower."""
    plate = _plate(points)
    return np.degrees(np.arctan2(-plate[..., 1], plate[..., 0]))


SPINOPELVIC_DEFINITIONS = (
    HipDefinition(
        "pelvic_incidence_deg",
        "normal of the sacral endplate against the line from its middle to the middle of the sockets",
        _NORMAL_PI,
        LEGAYE,
        pelvic_incidence_deg,
    ),
    HipDefinition(
        "pelvic_tilt_deg",
        "line from the middle of the sockets to that of the sacral endplate against the vertical of the image",
        _NORMAL_PT,
        f"{LEGAYE}; normal for standing",
        pelvic_tilt_deg,
    ),
    HipDefinition(
        "sacral_slope_deg",
        "sacral endplate against the horizontal of the image",
        _NORMAL_SS,
        f"{LEGAYE}; normal for standing",
        sacral_slope_deg,
    ),
)


def cobb(upper: BoneLandmarks, lower: BoneLandmarks) -> Measurement:
    """Coronal Cobb angle from the superior endplate of the upper to the inferior endplate of the lower vertebra.

    Positive where the curve is convex to the right; measured in the coronal plane that lies midway between those of
    the two vertebrae, which tell their own front and right, so the pose of the patient does not matter.

    Raises
    ------
    OsteoError
        The landmarks are not of vertebrae, or an endplate is missing.
    """
    warnings = ("No scoliosis: below 10 degrees.",)
    value, error, used = _between(upper, lower, _coronal)
    return Measurement(
        "cobb_deg",
        value,
        "deg",
        error,
        "superior endplate of the upper to inferior endplate of the lower vertebra in the mean coronal plane, positive "
        "where convex to the right",
        (-_COBB_IS_SCOLIOSIS_DEG, _COBB_IS_SCOLIOSIS_DEG),
        "Cobb 1948; scoliosis from 10 degrees, measurement error 3 to 5 degrees",
        used,
        warnings if abs(value) < _COBB_IS_SCOLIOSIS_DEG else (),
    )


def lordosis(upper: BoneLandmarks, lower: BoneLandmarks) -> Measurement:
    """Sagittal angle from the superior endplate of the upper to the inferior endplate of the lower vertebra; positive
    is lordosis (they open to the front), negative kyphosis. Plane and errors as in :func:`cobb`.

    Raises
    ------
    OsteoError
        As :func:`cobb`.
    """
    value, error, used = _between(upper, lower, _sagittal_turn)
    return Measurement(
        "lordosis_deg",
        value,
        "deg",
        error,
        "superior endplate of the upper to inferior endplate of the lower vertebra in the mean sagittal plane",
        None,
        "Cobb 1948",
        used,
    )


def _between(upper: BoneLandmarks, lower: BoneLandmarks, angle: Quantity) -> tuple[float, float, tuple[str, ...]]:
    for bone in (upper, lower):
        if bone.bone != "vertebra":
            raise OsteoError(f"A Cobb angle needs landmarks of two vertebrae, not of a {bone.bone}.")
    return evaluate(angle, {"upper": upper, "lower": lower})


def _lines(points: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """To the right and to the front along both endplates."""

    def ends(plate: str, start: str, end: str) -> np.ndarray:
        return points(f"{plate}_endplate_{end}") - points(f"{plate}_endplate_{start}")

    upper, lower = "upper.superior", "lower.inferior"
    return (
        ends(upper, "left", "right"),
        ends(lower, "left", "right"),
        ends(upper, "posterior", "anterior"),
        ends(lower, "posterior", "anterior"),
    )


def _mean_axes(points: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple]:
    lines = _lines(points)
    right = unit(unit(lines[0]) + unit(lines[1]), "transverse axis of the vertebrae")
    front = unit(lines[2]) + unit(lines[3])
    front = unit(front - dot(front, right)[..., None] * right, "sagittal axis of the vertebrae")
    return right, front, np.cross(right, front), lines


def _coronal(points: Points) -> np.ndarray:
    right, _, up, lines = _mean_axes(points)
    plane = [np.stack([dot(line, right), dot(line, up)], axis=-1) for line in lines[:2]]
    return turn_deg(plane[1], plane[0])


def _sagittal_turn(points: Points) -> np.ndarray:
    _, front, up, lines = _mean_axes(points)
    plane = [np.stack([dot(line, front), dot(line, up)], axis=-1) for line in lines[2:]]
    return turn_deg(plane[1], plane[0])
