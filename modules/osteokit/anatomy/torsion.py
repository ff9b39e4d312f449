"""Points of the proximal femur that methods of measuring torsion on axial sections define."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from osteokit.anatomy.frames import Frame, femur_frame
from osteokit.anatomy.landmark import BY_HAND, BoneLandmarks, Landmark
from osteokit.anatomy.sections import Contour, section
from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh

LEAST_SPREAD_MM = 0.5

Finder = Callable[[Mesh, BoneLandmarks, Frame, float], np.ndarray]
"""Candidates (n, 3) for one point, on sections that the definition leaves open; their mean is taken."""


def with_torsion_points(mesh: Mesh, landmarks: BoneLandmarks) -> BoneLandmarks:
    """``landmarks`` of a femur with the points by which Murphy, Waidelich and Hernandez draw the proximal axis.

    Sections are square to the mechanical axis, where a CT's are square to the table (Kaiser 2016). A definition in
    words leaves the level open by some millimetres: the point is taken on several levels, and their scatter is its
    spread. Points that were placed by hand stay. What cannot be found is listed in ``missing``.
    """
    found, missing = dict(landmarks.landmarks), dict(landmarks.missing)
    for key, (method, finder) in FINDERS.items():
        if key in found and found[key].method == BY_HAND:
            continue
        try:
            frame = femur_frame(landmarks)
            candidates = finder(mesh, landmarks, frame, _head_radius(landmarks))
        except OsteoError as reason:
            found.pop(key, None)
            missing[key] = str(reason).rstrip(".")
        else:
            x, y, z = (float(value) for value in candidates.mean(axis=0))
            across = np.stack([candidates @ frame.x, candidates @ frame.y])
            scatter = float(np.sqrt(across.var(axis=1, ddof=1).mean()))  # along the axis it changes no torsion
            found[key] = Landmark(key, (x, y, z), max(LEAST_SPREAD_MM, scatter), 0.8, method)
            missing.pop(key, None)
    return replace(landmarks, landmarks=found, missing=missing)


def _head_radius(landmarks: BoneLandmarks) -> float:
    if "femoral_head_center" not in landmarks.radii_mm:
        raise OsteoError("The size of the femoral head is not known.")
    return landmarks.radii_mm["femoral_head_center"]


def _contour_near(mesh: Mesh, frame: Frame, level: np.ndarray, near: np.ndarray) -> Contour:
    """The axial contour at ``level`` whose outline is closest to ``near``."""
    contours = [contour for contour in section(mesh, level, frame.z) if contour.area_mm2 > 0]
    if not contours:
        raise OsteoError("The section at the proximal femur is empty.")
    return min(contours, key=lambda contour: float(np.linalg.norm(contour.points - near, axis=1).min()))


def _neck_base(mesh: Mesh, landmarks: BoneLandmarks, frame: Frame, radius: float) -> np.ndarray:
    tip = landmarks.point("lesser_trochanter_tip")
    levels = [tip + share * radius * frame.z for share in (0.4, 0.6, 0.8)]
    return np.array([_contour_near(mesh, frame, level, level).center for level in levels])


def _trochanter(mesh: Mesh, landmarks: BoneLandmarks, frame: Frame, radius: float) -> np.ndarray:
    """Middles between front and back, and between the neck's border and the outside, of the trochanter's sections."""
    tip = landmarks.point("greater_trochanter_tip")
    border = float(landmarks.point("neck_isthmus_superior") @ frame.lateral)
    centers = []
    for share in (0.4, 0.6, 0.8, 1.0):
        level = tip - share * radius * frame.z
        outline = _contour_near(mesh, frame, level, level).points
        outline = outline[outline @ frame.lateral > border]
        if len(outline) < 8:
            raise OsteoError("The greater trochanter is not met by the axial section below its tip.")
        flat = np.stack([outline @ frame.x, outline @ frame.y], axis=1)
        middle = (flat.max(axis=0) + flat.min(axis=0)) / 2
        centers.append(middle[0] * frame.x + middle[1] * frame.y + (level @ frame.z) * frame.z)
    return np.array(centers)


def _neck_middle(mesh: Mesh, landmarks: BoneLandmarks, frame: Frame, radius: float) -> np.ndarray:
    isthmus = landmarks.point("neck_isthmus_center")
    middles = []
    for share in (-0.15, 0.0, 0.15):
        level = isthmus + share * radius * frame.z
        contour = _contour_near(mesh, frame, level, level)
        strip = contour.points[np.abs((contour.points - isthmus) @ frame.x) < 0.1 * radius]
        if len(strip) < 2:
            raise OsteoError("The neck is not met by the axial section through its isthmus.")
        fronts = strip @ frame.y
        depth = (fronts.max() + fronts.min()) / 2 - isthmus @ frame.y
        middles.append(level + depth * frame.y)
    return np.array(middles)


FINDERS: dict[str, tuple[str, Finder]] = {
    "neck_base_center": ("centre of axial sections above the lesser trochanter", _neck_base),
    "greater_trochanter_center": ("centre of axial sections of the greater trochanter", _trochanter),
    "neck_section_center": ("middle of the neck in axial sections through its isthmus", _neck_middle),
}
