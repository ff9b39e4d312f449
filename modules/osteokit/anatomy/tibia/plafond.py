"""Landmarks of the distal tibia: plafond and medial malleolus."""

import numpy as np
from scipy import ndimage

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface
from osteokit.anatomy.find_extremes import Found, extreme
from osteokit.anatomy.find_heights import HeightMap, height_map


def malleolus_tip(surface: BoneSurface, frame: BoneFrame) -> Found | None:
    """Most distal point."""
    return extreme(surface, -frame.up, np.ones(len(surface.points), bool))


def plafond_points(surface: BoneSurface, frame: BoneFrame, zone_mm: float) -> dict[str, Found]:
    """Centre and ends of the plafond, by landmark key; ``zone_mm`` is how far up the ankle's end reaches.

    The plafond is the largest connected surface, seen from below, that is less inclined than 35 degrees.
    """
    height = surface.points @ frame.up
    below = height_map(surface, frame, height < height.min() + zone_mm, -1)
    level = np.nan_to_num(below.slope(), nan=9.0) < np.tan(np.radians(35))
    pieces = np.empty(level.shape, np.int32)
    ndimage.label(ndimage.binary_opening(level, iterations=1), output=pieces)
    if pieces.max() == 0:
        return {}
    sizes = np.bincount(pieces.ravel())[1:]
    plafond = np.asarray(ndimage.binary_fill_holes(pieces == int(np.argmax(sizes)) + 1))
    rows, columns = np.nonzero(plafond)
    if len(rows) < 40:
        return {}
    x, y = float(below.x[columns].mean()), float(below.y[rows].mean())
    found = {"ankle_center": Found(below.point(x, y), 1.5)}
    found.update(_ends(below, plafond, y))
    return found


def _ends(below: HeightMap, plafond: np.ndarray, y: float) -> dict[str, Found]:
    """Both ends of the line fitted to the plafond's coronal profile through its centre."""
    row = int(np.argmin(np.abs(below.y - y)))
    strip = slice(max(row - 2, 0), row + 3)
    columns = np.flatnonzero(plafond[strip].sum(axis=0) >= 3)
    if len(columns) < 5:
        return {}
    heights = np.array([np.nanmean(below.heights[strip, n]) for n in columns])
    x = below.x[columns]
    slope, level = np.polyfit(x, heights, 1)
    found = {}
    for name, end in (("medial", float(x.max())), ("lateral", float(x.min()))):
        up = below.sign * (level + slope * end)
        point = end * below.frame.medial + y * below.frame.anterior + up * below.frame.up
        found[f"plafond_{name}"] = Found(point, 1.5)
    return found
