"""All landmarks of a femur, whole or in part."""

from dataclasses import replace

import numpy as np

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface, bone_surface, check_size, frame_of
from osteokit.anatomy.femur import distal, proximal
from osteokit.anatomy.femur.orientation import (
    Ends,
    distal_frame,
    distal_zone,
    find_ends,
    trimmed_head,
)
from osteokit.anatomy.find_extremes import Found, landmark, most_prominent
from osteokit.anatomy.landmark import BoneLandmarks, Landmark, Side, landmark_terms
from osteokit.anatomy.sections import section
from osteokit.anatomy.sphere import Sphere
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.surface.mesh import Mesh

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
    "intertrochanteric_crest_posterior",
)
SHAFT = {"shaft_proximal_center": 0.75, "shaft_middle_center": 0.5, "shaft_distal_center": 0.25}
"""Height of the section as a part of the way from the knee to the head's centre."""

_LENGTH_IN_HEAD_RADII = 17.0
_LENGTH_IN_WIDTHS = 5.0


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
    progress(0.5, "Frame of the femur")
    frame = _frame(surface, ends, side)
    found: dict[str, Landmark] = {}
    missing: dict[str, str] = {}
    warnings: list[str] = []
    radii = {}
    if ends.head is not None:
        head = ends.head
        proximal_found, head = _proximal(surface, ends, head, frame, progress)
        found.update(proximal_found)
        radii["femoral_head_center"] = head.radius_mm
        missing.update(
            {key: "it could not be found on the neck and trochanters" for key in PROXIMAL if key not in found}
        )
    else:
        missing.update(dict.fromkeys(PROXIMAL, ends.proximal_reason))
        warnings.append(f"The mechanical axis is estimated from the shaft, because {ends.proximal_reason}.")
    progress(0.8, "Condyles")
    if ends.has_condyles:
        found.update(_distal(surface, frame))
    else:
        distal_keys = [
            key for bone, key in landmark_terms() if bone == "femur" and key not in PROXIMAL and key not in SHAFT
        ]
        missing.update(dict.fromkeys(distal_keys, ends.distal_reason))
    progress(0.9, "Shaft")
    _add_shaft(surface, ends, frame, found, missing, radii)
    progress(1.0, "Landmarks of the femur found")
    return BoneLandmarks("femur", side, found, radii, missing, tuple(warnings))


def _frame(surface: BoneSurface, ends: Ends, side: Side) -> BoneFrame:
    """The frame of what is in view, with the side that the caller tells.

    Raises
    ------
    OsteoError
        The bone is of the other side.
    """
    if ends.has_condyles:
        frame = distal_frame(surface, ends)
        if ends.head is None:
            return frame if frame.handed == side else replace(frame, medial=-frame.medial)
        evidence = "the head lies on the other side of the shaft, seen from behind the condyles"
    else:
        frame = _proximal_frame(surface, ends)
        evidence = "the lesser trochanter lies on the other side of the neck"
    if frame.handed != side:
        raise OsteoError(
            f"The femur is called {side} but looks like a {frame.handed} one ({evidence}); check the side."
        )
    return frame


def _proximal_frame(surface: BoneSurface, ends: Ends) -> BoneFrame:
    """Shaft axis up, head medial; posterior is the side of the lesser trochanter, the most prominent bump there."""
    head = ends.head
    assert head is not None
    up = ends.shaft.direction
    medial = head.center - ends.shaft.at(np.array([head.center @ up]), up)[0]
    frame = frame_of(medial, np.cross(up, medial), up)
    isthmus = proximal.neck_isthmus(surface, head, ends.shaft, frame)
    if isthmus is None:
        raise OsteoError("The femur shows a head but no neck; load a femur with more of its proximal end.")
    zone = proximal.medial_below_neck(surface, head, isthmus[0], ends.shaft, frame)
    bump = most_prominent(surface, zone, 0.6 * head.radius_mm)
    if bump is None:
        raise OsteoError("The femur is cut above the lesser trochanter; load a femur with more of its shaft.")
    offset = bump.point - ends.shaft.at(np.array([bump.point @ up]), up)[0]
    return frame_of(medial, -offset, up)


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
        points["intertrochanteric_crest_posterior"] = proximal.crest_posterior(surface, head, contour, axis, frame)
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
        high = low + _LENGTH_IN_WIDTHS * distal_zone(surface, frame)[2]
        method = "section of the shaft, length estimated from the condyles"
    heights = surface.points @ up
    spread = 0.5 if method == "section of the shaft" else 1.5
    for key, part in SHAFT.items():
        height = low + part * (high - low)
        inside = heights.min() + ends.shaft.radius_mm < height < heights.max() - ends.shaft.radius_mm
        contours = section(surface.mesh, height * up, up) if inside else []
        if contours:
            found[key] = landmark(key, Found(contours[0].center, spread), method)
        else:
            missing[key] = "this part of the shaft is not in view"
