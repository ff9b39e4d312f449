"""All landmarks of a tibia, whole or in part."""

import numpy as np

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface, bone_surface, check_size, frame_of
from osteokit.anatomy.find_extremes import Found, landmark
from osteokit.anatomy.landmark import BoneLandmarks, Landmark, Side
from osteokit.anatomy.sections import section
from osteokit.anatomy.tibia import notch, plafond, plateau
from osteokit.anatomy.tibia.orientation import Ends, find_ends, forward, toward_malleolus
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.surface.mesh import Mesh

PROXIMAL = (
    "knee_center",
    "plateau_medial_center",
    "plateau_lateral_center",
    "plateau_medial_edge",
    "plateau_lateral_edge",
    "plateau_medial_anterior",
    "plateau_medial_posterior",
    "posterior_condyle_medial",
    "posterior_condyle_lateral",
    "tuberosity",
)
DISTAL = (
    "ankle_center",
    "plafond_medial",
    "plafond_lateral",
    "plafond_anterior",
    "plafond_posterior",
    "medial_malleolus_tip",
    "fibular_notch_center",
    "distal_section_center",
)
SHAFT = {"shaft_proximal_center": 0.75, "shaft_middle_center": 0.5, "shaft_distal_center": 0.25}
"""Height of the section as a part of the way from the ankle to the knee."""

_MALLEOLUS_FORWARD_DEG = (
    45.0  # of the plateau's transverse axis: tibial torsion of 30 (Strecker 1997), and its own place
)
_LENGTH_IN_WIDTHS = 4.6  # of the plateau
_METHODS = {
    "knee_center": "middle of the eminence over the condyles' centres",
    "plateau_medial_center": "deepest quarter of the condyle's surface",
    "plateau_lateral_center": "deepest quarter of the condyle's surface",
    "plateau_medial_anterior": "sagittal tangent of the medial plateau",
    "plateau_medial_posterior": "sagittal tangent of the medial plateau",
    "tuberosity": "most prominent point",
    "ankle_center": "centre of the level surface of the plafond",
    "plafond_medial": "line through the plafond's coronal profile",
    "plafond_lateral": "line through the plafond's coronal profile",
    "plafond_anterior": "sagittal tangent of the plafond",
    "plafond_posterior": "sagittal tangent of the plafond",
    "fibular_notch_center": "middle between the tubercles on axial sections above the plafond",
    "distal_section_center": "centre of axial sections above the plafond",
}
_EXTREME = "extremal point in the frame of mechanical axis and posterior condyles"


def tibia_landmarks(mesh: Mesh, side: Side, progress: Progress = silent) -> BoneLandmarks:
    """Find the landmarks of a tibia in any pose.

    Parameters
    ----------
    mesh : Mesh
        One tibia or a part of it with at least one joint end, RAS mm, closed and outward.
    side : "left" or "right"

    Returns
    -------
    BoneLandmarks
        Keys of ``landmarks.csv``; those of an end that is cut off are in ``missing``.

    Raises
    ------
    OsteoError
        The mesh is no tibia in millimetres, shows no joint end, or is a tibia of the other side.
    """
    if side not in ("left", "right"):
        raise OsteoError(f'A tibia is "left" or "right", not "{side}"; say which it is.')
    check_size(mesh, "tibia", 50, 600)
    progress(0.0, "Sampling the tibia")
    surface = bone_surface(mesh)
    progress(0.1, "Looking for plateau and plafond")
    ends = find_ends(surface)
    progress(0.4, "Frame of the tibia")
    frame, warnings = _first_frame(surface, ends, side)
    points: dict[str, Found] = {}
    for n in range(8):
        progress(0.4 + 0.05 * n, "Plateau and plafond")
        points = _points(surface, ends, frame)
        turned = _frame_from(points, ends, frame)
        change = np.degrees(np.arccos(np.clip([turned.up @ frame.up, turned.medial @ frame.medial], -1, 1))).max()
        frame = turned
        if change < 0.02:
            break
    if ends.has_plateau:
        tuberosity = plateau.tuberosity(surface, frame)
        if tuberosity is not None:
            points["tuberosity"] = tuberosity
    if "ankle_center" in points and "medial_malleolus_tip" in points:
        ankle, malleolus = points["ankle_center"].point, points["medial_malleolus_tip"].point
        points.update(notch.notch_points(surface, ends.shaft, frame.up, ankle, malleolus))
    found = {key: landmark(key, point, _METHODS.get(key, _EXTREME)) for key, point in points.items()}
    missing = _missing(ends, found)
    progress(0.9, "Shaft")
    _add_shaft(surface, ends, frame, found, missing)
    progress(1.0, "Landmarks of the tibia found")
    return BoneLandmarks("tibia", side, found, {}, missing, tuple(warnings))


def _first_frame(surface: BoneSurface, ends: Ends, side: Side) -> tuple[BoneFrame, list[str]]:
    """Front from the proximal end, inner side from the malleolus; each alone where the other is absent.

    Raises
    ------
    OsteoError
        Both are in view and contradict the side.
    """
    up = ends.up
    handed = 1.0 if side == "left" else -1.0  # medial x anterior = up on a left tibia
    if not ends.has_plateau:
        angle = np.radians(_MALLEOLUS_FORWARD_DEG) * handed
        outward = toward_malleolus(surface, ends)
        medial = np.cos(angle) * outward - np.sin(angle) * np.cross(up, outward)
        return frame_of(medial, handed * np.cross(up, medial), up, error_deg=10.0), [
            "The front of the tibia is estimated from the malleolus, because the proximal end is not in view."
        ]
    anterior, clear = forward(surface, ends)
    medial = handed * np.cross(anterior, up)
    frame = frame_of(medial, anterior, up, error_deg=1.0 if ends.has_plafond else 2.0)
    if not ends.has_plafond:
        return frame, ["The side of the tibia cannot be checked, because the malleolus is not in view."]
    malleolus = toward_malleolus(surface, ends)
    if malleolus @ frame.medial > 0:
        return frame, []
    other = "right" if side == "left" else "left"
    if clear > 0.25 and -(malleolus @ frame.medial) > 0.25 * np.linalg.norm(malleolus):
        raise OsteoError(
            f"The tibia is called {side} but looks like a {other} one (its malleolus lies on the outer side, seen from "
            "the tuberosity); check the side."
        )
    return frame, [f"The tibia may be a {other} one: its malleolus does not clearly lie on the inner side."]


def _points(surface: BoneSurface, ends: Ends, frame: BoneFrame) -> dict[str, Found]:
    points: dict[str, Found] = {}
    if ends.has_plateau:
        points.update(plateau.posterior_condyles(surface, frame))
        points.update(plateau.plateau_points(surface, frame))
    if ends.has_plafond:
        points.update(plafond.plafond_points(surface, frame, ends.shaft))
        tip = plafond.malleolus_tip(surface, frame)
        if tip is not None:
            points["medial_malleolus_tip"] = tip
    return points


def _frame_from(points: dict[str, Found], ends: Ends, frame: BoneFrame) -> BoneFrame:
    """The frame of mechanical axis and posterior condyles as far as both are known; else of the shaft."""
    up = ends.shaft.direction
    if "knee_center" in points and "ankle_center" in points:
        up = points["knee_center"].point - points["ankle_center"].point
    medial = frame.medial
    if "posterior_condyle_medial" in points and "posterior_condyle_lateral" in points:
        medial = points["posterior_condyle_medial"].point - points["posterior_condyle_lateral"].point
    return frame_of(medial, frame.anterior, up, frame.error_deg)


def _missing(ends: Ends, found: dict[str, Landmark]) -> dict[str, str]:
    missing = {}
    for keys, reason in ((PROXIMAL, ends.proximal_reason), (DISTAL, ends.distal_reason)):
        missing.update({key: reason or "it could not be found" for key in keys if key not in found})
    return missing


def _add_shaft(
    surface: BoneSurface, ends: Ends, frame: BoneFrame, found: dict[str, Landmark], missing: dict[str, str]
) -> None:
    """Centres of the shaft's sections; where an end is absent the length is estimated from the size of the other."""
    up = frame.up
    heights = surface.points @ up
    spread, method, confidence = 0.5, "section of the shaft", 0.9
    if ends.has_plateau and "knee_center" in found:
        high = found["knee_center"].point @ up
        low = high - _LENGTH_IN_WIDTHS * plateau.plateau_size(surface, frame).width_mm
        if "ankle_center" in found:
            low = found["ankle_center"].point @ up
    elif "ankle_center" in found:
        low = found["ankle_center"].point @ up
        high = low + 15 * 2 * ends.shaft.radius_mm
    else:
        missing.update(dict.fromkeys(SHAFT, "neither end of the tibia could be found"))
        return
    if not (ends.has_plateau and ends.has_plafond):
        spread, method, confidence = 1.5, "section of the shaft, length estimated from the end in view", 0.5
    for key, part in SHAFT.items():
        height = low + part * (high - low)
        inside = heights.min() + ends.shaft.radius_mm < height < heights.max() - ends.shaft.radius_mm
        contours = section(surface.mesh, height * up, up) if inside else []
        if contours:
            found[key] = landmark(key, Found(contours[0].center, spread), method, confidence)
        else:
            missing[key] = "this part of the shaft is not in view"
