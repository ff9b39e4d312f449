"""From the spreads of landmarks to the error of a number made of them."""

from collections.abc import Callable, Mapping

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.frames import Frame, Points, femur_frame, tibia_frame
from osteokit.anatomy.landmark import BY_HAND, BoneLandmarks
from osteokit.base.errors import OsteoError

Quantity = Callable[[Points], np.ndarray]
"""A number from points; it takes stacks of points (..., 3) and gives a stack of numbers (...)."""

STEP_MM = 0.01
"""Of the numerical derivative: far above rounding (1e-10 mm), far below the curvature of any angle over a bone."""

SURFACE_ERROR_MM = 0.2
"""One standard deviation of a bone surface from CT along its normal."""

CURVATURE_MM = 20.0
"""Radius of the surface about an extremal point: about that of a condyle or a femoral head."""

EXTREME_ALONG = {
    "femur.medial_condyle_distal": "z",
    "femur.lateral_condyle_distal": "z",
    "femur.medial_condyle_posterior": "y",
    "femur.lateral_condyle_posterior": "y",
    "femur.medial_epicondyle": "x",
    "femur.lateral_epicondyle": "x",
    "femur.greater_trochanter_tip": "z",
    "femur.intercondylar_notch": "z",
    "femur.knee_center": "z",
    "tibia.plateau_medial_center": "z",
    "tibia.plateau_lateral_center": "z",
    "tibia.plateau_medial_edge": "x",
    "tibia.plateau_lateral_edge": "x",
    "tibia.posterior_condyle_medial": "y",
    "tibia.posterior_condyle_lateral": "y",
    "tibia.tuberosity": "y",
    "tibia.medial_malleolus_tip": "z",
    "tibia.knee_center": "z",
    "tibia.ankle_center": "z",
    "tibia.plateau_medial_anterior": "z",
    "tibia.plateau_medial_posterior": "z",
    "tibia.plafond_medial": "z",
    "tibia.plafond_lateral": "z",
    "tibia.plafond_anterior": "z",
    "tibia.plafond_posterior": "z",
}
"""Landmarks on the surface that is square to an axis of their bone: they slide on it, hardly off it."""

RIM_MM = 5.0
"""Radius of the surface where it turns over at the rim of a joint."""

ON_A_RIM = ("plateau_medial_anterior", "plateau_medial_posterior", "plafond_")


NECK_CENTER = "femur.neck_isthmus_center"

ACROSS_NECK = 0.35
"""Spread of the neck's centre across the neck, as a part of that along it: where the narrow part is long, its level is
open, not its axis. From a femur's raters: 1.7 mm along, 0.9 mm across for one rater; their mean and ours 0.4 mm apart
across, per axis; and from three other femora, whose centres drift by 0.1 to 0.5 mm across for each mm along."""


def spread_matrix(bones: Mapping[str, BoneLandmarks], name: str) -> np.ndarray:
    """Square root (3, 3) of the covariance, mm, of landmark ``"bone.key"``: its columns are independent errors.

    A point placed by hand, a centre or a tip errs by its spread along every axis. The outermost point along an axis
    slides over the surface, by its spread in the tangent plane altogether; off the surface it moves by the surface's
    own error and by what the slide climbs, spread^2 / (2 radius). The neck's centre slides along the neck's axis.
    """
    bone, _, key = name.partition(".")
    landmark = bones[bone].landmarks[key]
    spread = landmark.spread_mm
    isotropic = np.eye(3) * spread
    if landmark.method == BY_HAND:
        return isotropic
    if name == NECK_CENTER and "femoral_head_center" in bones[bone]:
        axis = unit(bones[bone].point("femoral_head_center") - bones[bone].point(key), "neck axis")
        along = np.outer(axis, axis)
        return spread * along + ACROSS_NECK * spread * (np.eye(3) - along)
    if name not in EXTREME_ALONG:
        return isotropic
    try:
        frame = _frame_of(bones[bone])
    except OsteoError:
        return isotropic
    axes = {"x": frame.x, "y": frame.y, "z": frame.z}
    normal = axes[EXTREME_ALONG[name]]
    radius = RIM_MM if key.startswith(ON_A_RIM) else CURVATURE_MM
    off = min(spread, float(np.hypot(SURFACE_ERROR_MM, spread**2 / (2 * radius))))
    outward = np.outer(normal, normal)
    return off * outward + spread / np.sqrt(2) * (np.eye(3) - outward)


def _frame_of(bone: BoneLandmarks) -> Frame:
    return femur_frame(bone) if bone.bone == "femur" else tibia_frame(bone)


def evaluate(
    quantity: Quantity, bones: Mapping[str, BoneLandmarks], spreads: Mapping[str, np.ndarray] | None = None
) -> tuple[float, float, tuple[str, ...]]:
    """Value, error and landmarks of ``quantity`` on ``bones`` (by the bone's name).

    The error is one standard deviation by first-order propagation: the gradient by central differences, over every
    landmark that ``quantity`` asked for, times the landmark's :func:`spread_matrix` (or that in ``spreads``, where the
    caller has computed them); landmarks are taken as independent of one another.

    Raises
    ------
    OsteoError
        A landmark or a bone is missing, or landmarks coincide.
    """
    used: dict[str, np.ndarray] = {}

    def recorded(name: str) -> np.ndarray:
        if name not in used:
            bone, _, key = name.partition(".")
            if bone not in bones:
                raise OsteoError(f"The {bone} was not given.")
            used[name] = bones[bone].point(key)
        return used[name]

    value = float(quantity(recorded))
    names = tuple(used)
    shifts = np.concatenate([np.eye(3 * len(names)), -np.eye(3 * len(names))]) * STEP_MM
    shifted = {name: used[name] + shifts[:, 3 * n : 3 * n + 3] for n, name in enumerate(names)}
    up, down = np.split(quantity(shifted.__getitem__), 2)
    slopes = ((up - down) / (2 * STEP_MM)).reshape(-1, 3)
    known = {name: spread_matrix(bones, name) for name in names} if spreads is None else spreads
    errors = [slope @ known[name] for name, slope in zip(names, slopes, strict=True)]
    return value, float(np.linalg.norm(errors)), names
