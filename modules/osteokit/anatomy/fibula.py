"""Automatic landmarks of the fibula: the tips of its head and of the lateral malleolus."""

import numpy as np

from osteokit.anatomy.bone_axes import CUT, BoneSurface, bone_surface, check_size, flat_part, long_axis
from osteokit.anatomy.find_extremes import extreme, landmark
from osteokit.anatomy.landmark import BoneLandmarks, Landmark, Side
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.surface.mesh import Mesh

_SUPERIOR = np.array([0.0, 0.0, 1.0])
_LEAST_DIFFERENCE = 0.1  # between the slenderness of both ends
_TIPS = (("head_tip", 1), ("lateral_malleolus_tip", -1))


def fibula_landmarks(mesh: Mesh, side: Side, progress: Progress = silent) -> BoneLandmarks:
    """Find the tips of a fibula.

    The head sits on a slender neck, the malleolus on the thicker end of the shaft. Where that does not tell the ends
    apart, or one is cut off, the end toward superior RAS is taken for the head, and a warning says so.

    Raises
    ------
    OsteoError
        The mesh is no fibula in millimetres, or both its ends are cut off.
    """
    if side not in ("left", "right"):
        raise OsteoError(f'A fibula is "left" or "right", not "{side}"; say which it is.')
    check_size(mesh, "fibula", 50, 600)
    progress(0.0, "Sampling the fibula")
    surface = bone_surface(mesh)
    axis = long_axis(surface)
    progress(0.4, "Looking for head and malleolus")
    cut = {sign: flat_part(surface, sign * axis) > CUT for sign in (1, -1)}
    if all(cut.values()):
        raise OsteoError("Both ends of the fibula are cut off; load a fibula with an end in view.")
    slender = {sign: _neck_area(surface, sign * axis) for sign in (1, -1)}
    difference = (slender[-1] - slender[1]) / max(slender[-1], slender[1])
    warnings, confidence = [], 0.9
    sign = 1 if difference > 0 else -1
    if any(cut.values()) or abs(difference) < _LEAST_DIFFERENCE:
        sign, confidence = (1 if axis @ _SUPERIOR > 0 else -1), 0.4
        warnings.append("Head and malleolus of the fibula are told apart by the scan's superior direction; check them.")
    up = sign * axis
    found: dict[str, Landmark] = {}
    missing: dict[str, str] = {}
    for key, way in _TIPS:
        if cut[way * sign]:
            missing[key] = f"the {'proximal' if way > 0 else 'distal'} end is cut off and not in view"
            continue
        tip = extreme(surface, way * up, np.ones(len(surface.points), bool))
        if tip is not None:
            found[key] = landmark(key, tip, "extremal point along the long axis", confidence)
    progress(1.0, "Landmarks of the fibula found")
    return BoneLandmarks("fibula", side, found, {}, missing, tuple(warnings))


def _neck_area(surface: BoneSurface, outward: np.ndarray) -> float:
    """Mean area (mm2) of the sections between 9 and 16 percent of the length from an end."""
    height = surface.points @ outward
    top, length = float(height.max()), float(np.ptp(height))
    areas = []
    for part in np.linspace(0.09, 0.16, 6):
        contours = section(surface.mesh, outward * (top - part * length), outward)
        areas.append(sum(contour.area_mm2 for contour in contours))
    return float(np.mean(areas))
