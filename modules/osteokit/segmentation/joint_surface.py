"""The surface between two bones that touch: the smallest one, and through the joint's gap where the image shows it."""

from collections.abc import Collection

import numpy as np
from scipy import ndimage

from osteokit.segmentation.disc_space import seam
from osteokit.segmentation.maxflow import INSIDE, OUTSIDE, UNDECIDED, minimum_cut
from osteokit.segmentation.prior import bounding_box

BAND_MM = 12.0
"""The surface may move this far: facet joints and their processes are no thicker."""

GAP_HU = 60.0
"""A gap this much darker than both its sides makes a surface through it cost 1/e of one through even bone."""

FLOOR = 0.02
"""What a surface through the clearest gap still costs, as a share of one through even bone."""

FEW = 6
"""Bones that touch in fewer voxels than this keep their surface."""


def settle_joints(owner: np.ndarray, bones: Collection[int], gap_hu: np.ndarray, spacing_kji) -> None:
    """Move, in place, the surfaces between those of ``bones`` (labels in ``owner``) that touch.

    A minimum cut (Boykov and Kolmogorov 2003: cuts as minimal surfaces) between what lies further than the band from
    the present surface on either side; only the two bones' voxels take part, none is gained or lost.

    Parameters
    ----------
    owner : int, shape (k, j, i)
    bones : labels
    gap_hu : float, shape (k, j, i)
        How much darker a voxel is than the bone on both its sides.
    """
    labels = sorted(bones)
    for n, first in enumerate(labels):
        for second in labels[n + 1 :]:
            _settle(owner, first, second, gap_hu, spacing_kji)


def _settle(owner: np.ndarray, first: int, second: int, gap_hu: np.ndarray, spacing_kji) -> None:
    box = _common_box(owner, first, second, BAND_MM / np.asarray(spacing_kji) + 2)
    if box is None:
        return
    own = np.where((owner[box] == first) | (owner[box] == second), owner[box], 0)
    meeting = seam(own, (first, second))
    if meeting.sum() < FEW:
        return
    away = np.asarray(ndimage.distance_transform_edt(~meeting, sampling=spacing_kji))
    free = (own > 0) & (away <= BAND_MM)
    fixed = np.where(own == first, INSIDE, OUTSIDE).astype(np.uint8)
    fixed[free] = UNDECIDED
    edges = _edges(own > 0, FLOOR + np.exp(-gap_hu[box] / np.float32(GAP_HU)), spacing_kji)
    cut = minimum_cut(np.zeros(own.shape, np.float32), edges, edges, fixed)
    owner[box][free] = np.where(cut.inside, first, second)[free]


def _common_box(owner: np.ndarray, first: int, second: int, margin) -> tuple[slice, slice, slice] | None:
    """The box in which both labels lie, ``margin`` voxels larger; None where their boxes are apart."""
    masks = (owner == first, owner == second)
    if not all(m.any() for m in masks):
        return None
    boxes = [bounding_box(m, margin) for m in masks]
    low = [max(a.start, b.start) for a, b in zip(*boxes, strict=True)]
    high = [min(a.stop, b.stop) for a, b in zip(*boxes, strict=True)]
    if any(b <= a for a, b in zip(low, high, strict=True)):
        return None
    return slice(low[0], high[0]), slice(low[1], high[1]), slice(low[2], high[2])


def _edges(inside: np.ndarray, weight: np.ndarray, spacing_kji) -> np.ndarray:
    """Capacities (3, k, j, i): area of the face in units of the mean face, times the mean weight of its two voxels."""
    volume = float(np.prod(spacing_kji))
    edges = np.zeros((3, *inside.shape), np.float32)
    for axis in range(3):
        low, high = (tuple(s if a == axis else slice(None) for a in range(3)) for s in (slice(0, -1), slice(1, None)))
        area = volume / float(spacing_kji[axis]) / volume ** (2.0 / 3.0)
        edges[axis][low] = np.where(inside[low] & inside[high], 0.5 * area * (weight[low] + weight[high]), 0.0)
    return edges
