"""The tip-apex distance of a screw in the femoral head (Baumgaertner et al., J Bone Joint Surg Am 1995;77:1058-1064).

It is the sum of the distances from the tip of the screw to the apex of the head on the anteroposterior and on the
lateral radiograph, each corrected for magnification; in a calibrated CT the magnification is 1. Above 25 mm cut-out
becomes likely.
"""

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.surface.transform import direction_of

CUT_OUT_MM = 25.0
"""No screw with less cut out in the series of Baumgaertner 1995."""

ANTERIOR = np.array([0.0, 1.0, 0.0])


def tip_apex_distance(tip: np.ndarray, apex: np.ndarray, ap_beam: np.ndarray, lateral_beam: np.ndarray) -> float:
    """Sum of the distances of two points (3,) on two radiographs, mm; a beam (3,) is the direction of its X-rays.

    Raises
    ------
    OsteoError
        A beam has no direction.
    """
    away = np.asarray(apex, float) - np.asarray(tip, float)
    beams = (direction_of(ap_beam, "beam of the AP view"), direction_of(lateral_beam, "beam of the lateral view"))
    return float(sum(np.linalg.norm(away - (away @ beam) * beam) for beam in beams))


def head_apex(femur: BoneLandmarks) -> np.ndarray:
    """The apex (3,) of the femoral head: where the line along the middle of the neck through the head's centre meets
    the surface of the head (RAS mm).

    Raises
    ------
    OsteoError
        The head or the neck was not found.
    """
    center = femur.point("femoral_head_center")
    if "femoral_head_center" not in femur.radii_mm:
        raise OsteoError("The radius of the femoral head is not known; find the landmarks of the femur again.")
    along = direction_of(center - femur.point("neck_isthmus_center"), "neck axis")
    return center + femur.radii_mm["femoral_head_center"] * along


def femoral_tip_apex(tip: np.ndarray, femur: BoneLandmarks, anterior: np.ndarray = ANTERIOR) -> float:
    """The tip-apex distance in mm of a screw in a femur.

    The AP beam runs along ``anterior`` (RAS); the lateral beam, as in the cross-table view, square to it and to the
    neck.

    Raises
    ------
    OsteoError
        The head or the neck was not found.
    """
    apex = head_apex(femur)
    neck = apex - femur.point("neck_isthmus_center")
    return tip_apex_distance(tip, apex, anterior, np.cross(anterior, neck))
