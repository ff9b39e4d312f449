"""All landmarks of a femur, whole or in part."""

import numpy as np

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface, bone_surface, check_size
from osteokit.anatomy.femur import distal, proximal
from osteokit.anatomy.femur.orientation import (
    Ends,
    checked_frame,
    find_ends,
    posterior_condyles,
    trimmed_head,
)
from osteokit.anatomy.find_extremes import Found, landmark
from osteokit.anatomy.landmark import BoneLandmarks, Landmark, Side
from osteokit.anatomy.sections import section
from osteokit.anatomy.sphere import Sphere
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.surface.mesh import Mesh

CREST = "intertrochanteric_crest_posterior"
PROXIMAL = (
    "femoral_head_center",
    "femoral_head_superior",
    "neck_isthmus_center",
    "neck_isthmus_superior",
    "neck_isthmus_inferior",
    "neck_isthmus_anterior",
    "neck_isthmus_posterior",
    "greater_trochanter_tip",
    "lesser_trochanter_tip",
    CREST,
)
DISTAL = (
    "knee_center",
    "intercondylar_notch",
    "lateral_epicondyle",
    "medial_epicondyle",
    "lateral_condyle_distal",
    "medial_condyle_distal",
    "lateral_condyle_posterior",
    "medial_condyle_posterior",
)
SHAFT = {"shaft_proximal_center": 0.75, "shaft_middle_center": 0.5, "shaft_distal_center": 0.25}
"""Height of the section as a part of the way from the knee to the head's centre."""

_LENGTH_IN_HEAD_RADII = 18.0  # a head of 46 mm on a femur of 414 mm from its centre to the knee
_LENGTH_IN_WIDTHS = 5.0  # of the condyles


def femur_landmarks(mesh: Mesh, side: Side, progress: Progress = silent) -> BoneLandmarks:
    """Find the landmarks of a femur in any pose.

    Parameters
    ----------
    mesh : Mesh
        One femur or a part of it with at least one joint end, RAS mm, closed and outward.
    side : "left" or "right"

    Returns
    -------
    BoneLandmarks
        Keys of ``landmarks.csv``; those of an end that is cut off are in ``missing``. ``radii_mm`` has the head.

    Raises
    ------
    OsteoError
        The mesh is no femur in millimetres, shows no joint end, or is a femur of the other side.
    """
    if side not in ("left", "right"):
        raise OsteoError(f'A femur is "left" or "right", not "{side}"; say which it is.')
    check_size(mesh, "femur", 60, 700)
    progress(0.0, "Sampling the femur")
    surface = bone_surface(mesh)
    progress(0.1, "Looking for head and condyles")
    ends = find_ends(surface)
    if ends.head is not None and ends.is_short:
        return _head_alone(ends.head, side, ends.distal_reason)
    progress(0.5, "Frame of the femur")
    frame, warnings = checked_frame(surface, ends, side)
    found: dict[str, Landmark] = {}
    radii: dict[str, float] = {}
    if ends.head is not None:
        found, head = _proximal(surface, ends, ends.head, frame, progress)
        radii["femoral_head_center"] = head.radius_mm
    progress(0.8, "Condyles")
    if ends.has_condyles:
        found.update(_distal(surface, frame))
    missing = _missing(ends, found)
    progress(0.9, "Shaft")
    _add_shaft(surface, ends, frame, found, missing, radii)
    progress(1.0, "Landmarks of the femur found")
    return BoneLandmarks("femur", side, found, radii, missing, warnings)


def _head_alone(head: Sphere, side: Side, reason: str) -> BoneLandmarks:
    """What a head with little bone below it tells: its centre."""
    key = "femoral_head_center"
    found = {key: landmark(key, Found(head.center, max(0.5, head.residual_mm)), _METHODS[key], 0.7)}
    missing = {other: reason for other in (*PROXIMAL, *DISTAL, *SHAFT) if other != key}
    return BoneLandmarks("femur", side, found, {key: head.radius_mm}, missing, ("The side could not be checked.",))


def _missing(ends: Ends, found: dict[str, Landmark]) -> dict[str, str]:
    missing = {}
    for keys, reason in ((PROXIMAL, ends.proximal_reason), (DISTAL, ends.distal_reason)):
        missing.update({key: reason or "it could not be found" for key in keys if key not in found})
    if not ends.has_condyles and not ends.proximal_reason:
        missing[CREST] = "the condyles, which tell what is posterior, are not in view"
    return missing


def _proximal(
    surface: BoneSurface, ends: Ends, head: Sphere, frame: BoneFrame, progress: Progress
) -> tuple[dict[str, Landmark], Sphere]:
    """Landmarks of the proximal end, and the head refitted without its border to the neck."""
    shaft = ends.shaft
    isthmus = proximal.neck_isthmus(surface, head, shaft, frame)
    if isthmus is not None:
        head = trimmed_head(surface, head, -isthmus[1])
        isthmus = proximal.neck_isthmus(surface, head, shaft, frame)
    progress(0.65, "Trochanters")
    center_spread = max(0.3, head.residual_mm)
    points: dict[str, Found | None] = {
        "femoral_head_center": Found(head.center, center_spread),
        "femoral_head_superior": proximal.head_superior(surface, head, frame),
    }
    if isthmus is not None:
        contour, axis = isthmus
        points["neck_isthmus_center"] = Found(contour.center, 0.08 * np.sqrt(contour.area_mm2))
        for name, found in proximal.isthmus_points(contour, axis, frame).items():
            points[f"neck_isthmus_{name}"] = found
        points["greater_trochanter_tip"] = proximal.greater_trochanter(surface, head, contour, axis, frame)
        points["lesser_trochanter_tip"] = proximal.lesser_trochanter(surface, head, contour, shaft, frame)
        greater, lesser = points["greater_trochanter_tip"], points["lesser_trochanter_tip"]
        if greater is not None and lesser is not None and ends.has_condyles:
            trochanters, condyles = (greater.point, lesser.point), posterior_condyles(surface, frame)
            points[CREST] = proximal.crest_posterior(surface, head, trochanters, condyles, frame)
    return {key: landmark(key, found, _METHODS.get(key, _EXTREME)) for key, found in points.items() if found}, head


def _distal(surface: BoneSurface, frame: BoneFrame) -> dict[str, Landmark]:
    points = distal.condyle_points(surface, frame)
    low = [points["lateral_condyle_distal"], points["medial_condyle_distal"]]
    if low[0] is not None and low[1] is not None:
        points["intercondylar_notch"] = distal.notch(surface, frame, low[0].point, low[1].point)
        points["knee_center"] = points["intercondylar_notch"]
    return {key: landmark(key, found, _METHODS.get(key, _EXTREME)) for key, found in points.items() if found}


_EXTREME = "extremal point in the frame of mechanical axis and posterior condyles"
_METHODS = {
    "femoral_head_center": "least-squares sphere",
    "neck_isthmus_center": "smallest section of the neck",
    "lesser_trochanter_tip": "most prominent point",
    CREST: "contact of the table-top plane through both posterior condyles",
    "intercondylar_notch": "lowest point of the trochlear groove",
    "knee_center": "lowest point of the trochlear groove",
}


def _add_shaft(
    surface: BoneSurface,
    ends: Ends,
    frame: BoneFrame,
    found: dict[str, Landmark],
    missing: dict[str, str],
    radii: dict[str, float],
) -> None:
    """Centres of the shaft's sections; where an end is absent its length is estimated from the size of the other."""
    up, method = frame.up, "section of the shaft"
    if "femoral_head_center" in found and "knee_center" in found:
        low, high = found["knee_center"].point @ up, found["femoral_head_center"].point @ up
    elif "femoral_head_center" in found:
        high = found["femoral_head_center"].point @ up
        low = high - _LENGTH_IN_HEAD_RADII * radii["femoral_head_center"]
        method = "section of the shaft, length estimated from the head"
    else:
        low = found["knee_center"].point @ up
        high = low + _LENGTH_IN_WIDTHS * distal.distal_zone(surface, frame)[2]
        method = "section of the shaft, length estimated from the condyles"
    heights = surface.points @ up
    spread, confidence = (0.5, 0.9) if method == "section of the shaft" else (1.5, 0.5)
    for key, part in SHAFT.items():
        height = low + part * (high - low)
        inside = heights.min() + ends.shaft.radius_mm < height < heights.max() - ends.shaft.radius_mm
        contours = section(surface.mesh, height * up, up) if inside else []
        if contours:
            found[key] = landmark(key, Found(contours[0].center, spread), method, confidence)
        else:
            missing[key] = "this part of the shaft is not in view"
