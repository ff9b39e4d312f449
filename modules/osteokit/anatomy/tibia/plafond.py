"""Landmarks of the distal tibia: plafond and medial malleolus."""

import numpy as np
from scipy import ndimage
from scipy.stats import theilslopes

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface, Shaft, frame_of
from osteokit.anatomy.find_extremes import Found, extreme, ruler
from osteokit.anatomy.find_heights import HeightMap, height_map

_LEVEL, _STEEP = np.tan(np.radians([20.0, 40.0]))


def malleolus_tip(surface: BoneSurface, frame: BoneFrame) -> Found | None:
    """Most distal point."""
    return extreme(surface, -frame.up, np.ones(len(surface.points), bool), frame.error_deg)


def plafond_points(surface: BoneSurface, frame: BoneFrame, shaft: Shaft) -> dict[str, Found]:
    """Centre, ends and lips of the plafond, by landmark key.

    The plafond is the largest connected surface, seen along the shaft from below, that is less inclined than 40
    degrees; what is steeper than 20 degrees, its corner to the malleolus and its edges, counts less and less. Along the
    shaft and not along the mechanical axis, which itself depends on the plafond's centre.
    """
    frame = frame_of(frame.medial, frame.anterior, shaft.direction, frame.error_deg)
    height = surface.points @ frame.up
    below = height_map(surface, frame, height < height.min() + 2.5 * shaft.radius_mm, -1)
    slope = np.nan_to_num(below.slope(), nan=9.0)
    pieces = np.empty(slope.shape, np.int32)
    ndimage.label(ndimage.binary_opening(slope < _STEEP, iterations=1), output=pieces)
    if pieces.max() == 0:
        return {}
    plafond = np.asarray(ndimage.binary_fill_holes(pieces == int(np.argmax(np.bincount(pieces.ravel())[1:])) + 1))
    weights = plafond * np.clip((_STEEP - slope) / (_STEEP - _LEVEL), 0, 1)
    if np.count_nonzero(weights) < 40:
        return {}
    x, y = float(weights.sum(axis=0) @ below.x / weights.sum()), float(weights.sum(axis=1) @ below.y / weights.sum())
    found = {"ankle_center": Found(below.point(x, y), 1.5)}
    found.update(_ends(below, plafond, y))
    found.update(_lips(below, x, y))
    return found


def _ends(below: HeightMap, plafond: np.ndarray, y: float) -> dict[str, Found]:
    """Both ends of the line along the plafond's coronal profile through its centre.

    The line is that of Theil and Sen over the inner seven tenths: the corner to the malleolus and the outer edge, where
    the surface turns away, do not tilt it.
    """
    row = int(np.argmin(np.abs(below.y - y)))
    strip = slice(max(row - 3, 0), row + 4)
    columns = np.flatnonzero(plafond[strip].sum(axis=0) >= 4)
    if len(columns) < 8:
        return {}
    seen = np.where(plafond, below.heights, np.nan)[strip]
    heights, x = np.nanmedian(seen[:, columns], axis=0), below.x[columns]
    trim = 0.15 * np.ptp(x)
    inner = (x >= x[0] + trim) & (x <= x[-1] - trim)
    slope, level, _, _ = np.asarray(theilslopes(heights[inner], x[inner]))
    found = {}
    for name, end in (("medial", float(x.max())), ("lateral", float(x.min()))):
        up = below.sign * (level + slope * end)
        point = end * below.frame.medial + y * below.frame.anterior + up * below.frame.up
        found[f"plafond_{name}"] = Found(point, _spread(below.frame))
    return found


def _lips(below: HeightMap, x: float, y: float) -> dict[str, Found]:
    """Front and back lip: where a ruler held against the plafond from below, in the sagittal plane, touches."""
    column = int(np.argmin(np.abs(below.x - x)))
    strip = below.heights[:, max(column - 3, 0) : column + 4]
    rows = np.flatnonzero(np.isfinite(strip).sum(axis=1) >= 4)
    profile = np.nanmedian(strip[rows], axis=1)
    contact = ruler(below.y[rows], profile, y)
    if contact is None:
        return {}
    found = {}
    for name, n in zip(("posterior", "anterior"), contact, strict=True):
        height = below.sign * float(profile[n])
        point = x * below.frame.medial + float(below.y[rows[n]]) * below.frame.anterior + height * below.frame.up
        found[f"plafond_{name}"] = Found(point, 1.0)
    return found


def _spread(frame: BoneFrame) -> float:
    """Of an end of the plafond, some 18 mm from its centre: it turns with the frame."""
    return float(np.hypot(0.7, 18 * np.radians(frame.error_deg)))
