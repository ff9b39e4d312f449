"""Landmarks of the distal femur: condyles, epicondyles and the intercondylar notch."""

import numpy as np
from scipy import ndimage

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface
from osteokit.anatomy.femur.orientation import distal_zone
from osteokit.anatomy.find_extremes import Found, extreme

_CELL_MM = 1.0
_SMOOTHING_MM = 1.0
_FLOOR_MM = 0.4  # what is this much below the top of the valley across is still its floor


def condyle_points(surface: BoneSurface, frame: BoneFrame) -> dict[str, Found | None]:
    """Most distal and most posterior point of each condyle, and both epicondyles, by landmark key."""
    zone, middle, width = distal_zone(surface, frame)
    x = surface.points @ frame.medial - middle
    found = {}
    for name, sign in (("lateral", -1), ("medial", 1)):
        half = zone & (sign * x > 0.1 * width)
        found[f"{name}_condyle_distal"] = extreme(surface, -frame.up, half)
        found[f"{name}_condyle_posterior"] = extreme(surface, -frame.anterior, half)
        found[f"{name}_epicondyle"] = extreme(surface, sign * frame.medial, half)
    return found


def notch(surface: BoneSurface, frame: BoneFrame, lateral: np.ndarray, medial: np.ndarray) -> Found | None:
    """The end of the trochlear groove, where it turns up into the notch (``lateral``, ``medial``: distal condyles).

    Seen from below, the groove is the valley between the condyles: in each coronal strip its highest line. Followed
    from its lowest point backward, it ends where it rises more steeply than 45 degrees.
    """
    x, y, z = (surface.points @ axis for axis in (frame.medial, frame.anterior, frame.up))
    left, right = sorted((float(lateral @ frame.medial), float(medial @ frame.medial)))
    back, bottom = (
        (lateral + medial) @ frame.anterior / 2 - 0.6 * (right - left),
        float(min(lateral @ frame.up, medial @ frame.up)),
    )
    inside = (x > left) & (x < right) & (y > back) & (z < bottom + 0.8 * (right - left))
    if np.count_nonzero(inside) < 100:
        return None
    columns = np.floor((x[inside] - left) / _CELL_MM).astype(int)
    rows = np.floor((y[inside] - back) / _CELL_MM).astype(int)
    lowest = np.full((rows.max() + 1, columns.max() + 1), bottom + 0.8 * (right - left))
    np.minimum.at(lowest, (rows, columns), z[inside])
    smooth = ndimage.gaussian_filter(ndimage.median_filter(lowest, 3), _SMOOTHING_MM / _CELL_MM)
    inner = smooth[:, int(0.2 * smooth.shape[1]) : int(np.ceil(0.8 * smooth.shape[1]))]
    valley = inner.max(axis=1)
    row = int(np.argmin(valley))
    while row > 0 and valley[row - 1] - valley[row] < _CELL_MM:
        row -= 1
    floor = np.flatnonzero(inner[row] > valley[row] - _FLOOR_MM)
    column = float(floor.mean()) + int(0.2 * smooth.shape[1])
    point = (left + (column + 0.5) * _CELL_MM) * frame.medial + (back + (row + 0.5) * _CELL_MM) * frame.anterior
    nearest = surface.points[int(np.argmin(((surface.points - point - valley[row] * frame.up) ** 2).sum(axis=1)))]
    return Found(nearest, float(np.hypot(1.0, 0.3 * len(floor) * _CELL_MM)))
