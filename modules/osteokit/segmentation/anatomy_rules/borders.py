"""Borders on the scan's own grid, once it is known whose bone is whose: discs and streaks of metal are no bone."""

from collections.abc import Collection

import numpy as np
from scipy import ndimage

from osteokit.segmentation.disc_space import LEAST_CONTRAST_HU, LEAST_SEAM_MM2, PLATE_SHARE, seam
from osteokit.segmentation.grids import components
from osteokit.segmentation.streaks import streak_voxels

HALF_DISC_MM = 4.5
"""Half the height of a disc: 5 to 11 mm in adults (Panjabi's tables); a seam between vertebrae runs in its middle."""

PLATE_MM = 9.0
"""End plates lie within this distance of the seam."""


def without_discs(labels: np.ndarray, vertebrae: Collection[int], hu: np.ndarray, spacing_kji: np.ndarray) -> None:
    """Set to 0, in ``labels`` (int32 ``[k, j, i]``) itself, what is disc between two of ``vertebrae``.

    A bone mask that closes gaps bridges discs, and bones that compete for it meet in their middle. Disc is what is near
    that seam, joined to it and darker than the end plates.
    """
    margin = np.ceil(PLATE_MM / np.asarray(spacing_kji)).astype(int)
    boxes = ndimage.find_objects(labels)
    present = [n for n in sorted(vertebrae) if n <= len(boxes) and boxes[n - 1] is not None]
    for one in present:
        for other in (n for n in present if n > one):
            window = _common(boxes[one - 1], boxes[other - 1], margin, labels.shape)
            if window is not None:
                disc = _disc(labels[window], (one, other), hu[window], spacing_kji)
                labels[window][disc] = 0


def _common(one: tuple[slice, ...], other: tuple[slice, ...], margin: np.ndarray, shape: tuple[int, ...]):
    """Where two boxes meet, with a margin; None where they do not."""
    window = []
    for a, b, grow, size in zip(one, other, margin, shape, strict=True):
        start, stop = max(a.start, b.start) - 1, min(a.stop, b.stop) + 1
        if start >= stop:
            return None
        window.append(slice(max(start - grow, 0), min(stop + grow, size)))
    return tuple(window)


def _disc(own: np.ndarray, pair: tuple[int, int], hu: np.ndarray, spacing_kji: np.ndarray) -> np.ndarray:
    """The disc (bool) between two vertebrae, empty where they do not meet as widely as vertebrae do in a disc."""
    groups = components(seam(own, pair), fully_connected=True)
    face_mm2 = float(np.prod(spacing_kji)) ** (2.0 / 3.0)
    wide = np.bincount(groups.ravel()) * face_mm2 / 2.0 >= LEAST_SEAM_MM2
    wide[0] = False
    meeting = wide[groups]
    if not meeting.any():
        return np.zeros(own.shape, bool)
    away = np.asarray(ndimage.distance_transform_edt(~meeting, sampling=spacing_kji))
    mine = np.isin(own, pair)
    dark, plate = np.percentile(hu[meeting], 25), np.percentile(hu[mine & (away < PLATE_MM)], 75)
    if plate - dark < LEAST_CONTRAST_HU:
        return np.zeros(own.shape, bool)
    even = ndimage.gaussian_filter(hu.astype(np.float32), [min(1.5 / s, 0.5) for s in spacing_kji])
    low = mine & (even < dark + PLATE_SHARE * (plate - dark)) & (away <= HALF_DISC_MM)
    return np.asarray(ndimage.binary_propagation(meeting & low, mask=low), bool)


def without_streaks(
    labels: np.ndarray, bones: Collection[int], metal: np.ndarray, hu: np.ndarray, spacing_kji: np.ndarray
) -> None:
    """Set to 0, in ``labels`` itself, what only metal makes look like a part of ``bones``."""
    if not metal.any():
        return
    for bone in bones:
        mine = (labels == bone) & ~metal
        others = (labels > 0) & ~mine & ~metal
        labels[streak_voxels(mine, others, metal, hu, spacing_kji)] = 0
