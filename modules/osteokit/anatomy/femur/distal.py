"""Landmarks of the distal femur: condyles, epicondyles and the intercondylar notch."""

import numpy as np

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface
from osteokit.anatomy.find_extremes import Found, extreme
from osteokit.anatomy.find_heights import height_map

_FLOOR_MM = 0.4  # what is this much below the top of the valley across is still its floor


def distal_zone(surface: BoneSurface, frame: BoneFrame) -> tuple[np.ndarray, float, float]:
    """Mask of the condylar region, the middle of its width along medial, and that width."""
    height = surface.points @ frame.up
    x = surface.points @ frame.medial
    width = 80.0
    zone = height < height.min() + width / 2
    for _ in range(4):  # as high as half its width
        width = float(np.ptp(x[zone]))
        zone = height < height.min() + width / 2
    return zone, float((x[zone].max() + x[zone].min()) / 2), width


def condyle_points(surface: BoneSurface, frame: BoneFrame) -> dict[str, Found | None]:
    """Most distal and most posterior point of each condyle, and both epicondyles, by landmark key."""
    zone, middle, width = distal_zone(surface, frame)
    x = surface.points @ frame.medial - middle
    found = {}
    for name, sign in (("lateral", -1), ("medial", 1)):
        half = zone & (sign * x > 0.1 * width)
        found[f"{name}_condyle_distal"] = extreme(surface, -frame.up, half, frame.error_deg)
        found[f"{name}_condyle_posterior"] = extreme(surface, -frame.anterior, half, frame.error_deg)
        found[f"{name}_epicondyle"] = extreme(surface, sign * frame.medial, half, frame.error_deg)
    return found


def notch(surface: BoneSurface, frame: BoneFrame, lateral: np.ndarray, medial: np.ndarray) -> Found | None:
    """The end of the trochlear groove, where it turns up into the notch (``lateral``, ``medial``: distal condyles).

    Seen from below, the groove is the valley between the condyles: in each coronal strip its highest line. Followed
    from its lowest point backward, it ends where it rises more steeply than 45 degrees.
    """
    left, right = sorted((float(lateral @ frame.medial), float(medial @ frame.medial)))
    span, bottom = right - left, float(min(lateral @ frame.up, medial @ frame.up))
    x, y, z = (surface.points @ axis for axis in (frame.medial, frame.anterior, frame.up))
    back = (lateral + medial) @ frame.anterior / 2 - 0.6 * span
    inside = (x > left + 0.2 * span) & (x < right - 0.2 * span) & (y > back) & (z < bottom + 0.8 * span)
    if np.count_nonzero(inside) < 100:
        return None
    below = height_map(surface, frame, inside, -1)
    depth = np.where(np.isfinite(below.heights), -below.heights, -np.inf)
    valley = depth.max(axis=1)
    valley[~np.isfinite(valley)] = bottom + 0.8 * span
    row = int(np.argmin(valley))
    while row > 0 and valley[row - 1] - valley[row] < below.cell_mm:
        row -= 1
    floor = np.flatnonzero(depth[row] > valley[row] - _FLOOR_MM)
    point = below.point(float(below.x[floor].mean()), float(below.y[row]))
    return Found(point, float(np.hypot(1.0, 0.3 * len(floor) * below.cell_mm)))


def knee_center(surface: BoneSurface, frame: BoneFrame) -> Found | None:
    """The end of the groove between the most distal points of both condyles; None without condyles."""
    points = condyle_points(surface, frame)
    lateral, medial = points["lateral_condyle_distal"], points["medial_condyle_distal"]
    return None if lateral is None or medial is None else notch(surface, frame, lateral.point, medial.point)
