"""The spaces between vertebrae: no bone, though a filled bone mask bridges them."""

from collections.abc import Collection

import numpy as np
from scipy import ndimage

from osteokit.segmentation.geodesic import spread
from osteokit.segmentation.grids import components
from osteokit.segmentation.prior import bounding_box

REACH_MM = 9.0
"""A disc lies within this distance of where two vertebrae meet (discs are 5 to 14 mm high, their seam is inside)."""

CORE_MM = 6.0
"""Deeper than this, and further than the reach from the seam, a vertebra is marrow."""

LEAST_SEAM_MM2 = 300.0
"""Discs have 10 cm2 and more; smaller contacts are facet joints or a spur, and stay."""

PLATE_SHARE = 0.35
"""Bone begins at this share of the way from the disc's brightness to the end plate's."""

LEAST_CONTRAST_HU = 60.0
"""With less between disc and end plate the image does not show the disc's edge, and nothing is cut."""


def seam(owner: np.ndarray, bones: Collection[int]) -> np.ndarray:
    """Voxels of the given labels with a face on another of them."""
    own = np.where(np.isin(owner, list(bones)), owner, 0)
    touching = np.zeros(owner.shape, bool)
    for axis in range(3):
        low, high = (tuple(s if a == axis else slice(None) for a in range(3)) for s in (slice(0, -1), slice(1, None)))
        met = (own[low] != own[high]) & (own[low] > 0) & (own[high] > 0)
        touching[low] |= met
        touching[high] |= met
    return touching


def disc_voxels(owner: np.ndarray, bones: Collection[int], voxels: np.ndarray, spacing_kji) -> np.ndarray:
    """The voxels of vertebrae (``bones``: their labels) that are disc.

    Two vertebrae that touch widely do so in the disc. Disc is what the seam reaches through voxels darker than an end
    plate before the marrow on the plate's other side does.

    Returns
    -------
    bool, shape (k, j, i)
    """
    out = np.zeros(owner.shape, bool)
    mask = np.isin(owner, list(bones))
    if not mask.any():
        return out
    box = bounding_box(mask, 1)
    own, hu = np.where(mask[box], owner[box], 0), voxels[box].astype(np.float32)
    meeting = _wide(seam(own, bones), spacing_kji)
    if not meeting.any():
        return out
    away = np.asarray(ndimage.distance_transform_edt(~meeting, sampling=spacing_kji))
    even = ndimage.gaussian_filter(hu, [min(1.5 / s, 0.5) for s in spacing_kji])
    for bone in bones:
        part = own == bone
        if part.any():
            out[box] |= _disc_side(part, even, meeting & part, away, spacing_kji)
    return out


def _wide(meeting: np.ndarray, spacing_kji) -> np.ndarray:
    """The groups of seam voxels that are as large as a disc (both sides of the seam count, hence the half)."""
    groups = components(meeting, fully_connected=True)
    face_mm2 = float(np.prod(spacing_kji)) ** (2.0 / 3.0)
    large = np.bincount(groups.ravel()) * face_mm2 / 2.0 >= LEAST_SEAM_MM2
    large[0] = False
    return large[groups]


def _disc_side(part: np.ndarray, hu: np.ndarray, meeting: np.ndarray, away: np.ndarray, spacing_kji) -> np.ndarray:
    depth = np.asarray(ndimage.distance_transform_edt(part, sampling=spacing_kji))
    marrow = part & (depth > CORE_MM) & (away > REACH_MM)
    if not meeting.any() or not marrow.any():
        return np.zeros(part.shape, bool)
    disc, plate = float(np.percentile(hu[meeting], 25)), float(np.percentile(hu[part & (away < REACH_MM)], 75))
    if plate - disc < LEAST_CONTRAST_HU:
        return np.zeros(part.shape, bool)
    dark = part & (hu < disc + PLATE_SHARE * (plate - disc))
    fronts = np.zeros(part.shape, np.int32)
    fronts[marrow] = 1
    fronts[meeting & dark] = 2
    side, _ = spread(fronts, np.ones(part.shape, np.float32), dark | marrow, spacing_kji)
    return (side == 2) & (away <= REACH_MM)
