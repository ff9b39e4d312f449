"""Bone mask -> pieces: joints are bottlenecks.

The distance to the surface has a peak in the middle of every thick part and a saddle in every neck. Parts grow
together in the order of falling saddles (as in a flood); two of them stay apart where their saddle is low against the
smaller of their two peaks, for then they only touch, as bones do in a joint that the image does not resolve. A plate
(scapula, iliac wing) has saddles as high as its peaks and stays whole.

For :mod:`.identify`: :class:`Pieces` also keeps the fine basins and the merge tree: ``split(pieces, ratio)`` re-cuts
with another ratio (higher splits more), and ``contacts`` lists which pieces touch and how wide, to merge what belongs
together.
"""

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk

from osteokit.base.progress import Progress, silent

SPLIT_RATIO = 0.5


@dataclass(frozen=True, eq=False)
class Basins:
    """Fine parts of a mask: ``labels`` int32 (0 outside), ``peak_mm[b]`` and the saddles ``(a, b, saddle_mm)``."""

    labels: np.ndarray
    peak_mm: np.ndarray
    pairs: np.ndarray  # (n, 2) int
    saddle_mm: np.ndarray  # (n,)


def depth_mm(mask: np.ndarray, spacing_kji) -> np.ndarray:
    """Distance to the surface, float32; the border of the grid is no surface (bones go on beyond it)."""
    margin = 8
    image = sitk.GetImageFromArray(np.pad(mask, margin, mode="edge").astype(np.uint8))
    image.SetSpacing([float(s) for s in spacing_kji[::-1]])
    distance = sitk.SignedMaurerDistanceMap(image, insideIsPositive=True, squaredDistance=False, useImageSpacing=True)
    inner = (slice(margin, -margin),) * 3
    return np.maximum(sitk.GetArrayFromImage(distance)[inner], 0).astype(np.float32)


def basins(mask: np.ndarray, spacing_kji, progress: Progress = silent) -> Basins:
    """Watershed basins of the depth, with the saddles between neighbours."""
    depth = depth_mm(mask, spacing_kji)
    progress(0.2, "Measuring thickness")
    smoothed = sitk.GetImageFromArray(-depth)
    level = 0.35 * float(min(spacing_kji))
    labels = sitk.GetArrayFromImage(
        sitk.MorphologicalWatershed(smoothed, level=level, markWatershedLine=False, fullyConnected=True)
    ).astype(np.int32)
    labels[~mask] = 0
    labels = _relabelled(labels)
    progress(0.7, "Finding necks")
    peak = np.zeros(labels.max() + 1, np.float32)
    np.maximum.at(peak, labels[mask], depth[mask])
    pairs, saddles = _saddles(labels, depth)
    return Basins(labels, peak, pairs, saddles)


def _relabelled(labels: np.ndarray) -> np.ndarray:
    values = np.unique(labels)
    table = np.zeros(int(values.max()) + 1, np.int32)
    table[values] = np.arange(len(values))
    return table[labels]


def _saddles(labels: np.ndarray, depth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    codes, heights = [], []
    count = int(labels.max()) + 1
    for axis in range(3):
        lower = tuple(slice(0, -1) if a == axis else slice(None) for a in range(3))
        upper = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
        a, b = labels[lower], labels[upper]
        edge = (a != b) & (a > 0) & (b > 0)
        a, b = a[edge].astype(np.int64), b[edge].astype(np.int64)
        codes.append(np.minimum(a, b) * count + np.maximum(a, b))
        heights.append(np.minimum(depth[lower][edge], depth[upper][edge]))
    code, height = np.concatenate(codes), np.concatenate(heights)
    unique, inverse = np.unique(code, return_inverse=True)
    best = np.zeros(len(unique), np.float32)
    np.maximum.at(best, inverse, height)
    return np.stack([unique // count, unique % count], axis=1), best


def grouped(parts: Basins, ratio: float = SPLIT_RATIO) -> np.ndarray:
    """Pieces (int32, 1..n by falling size) from basins: apart where saddle < ratio * the smaller peak."""
    parent = np.arange(len(parts.peak_mm))
    peak = parts.peak_mm.copy()

    def root(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for edge in np.argsort(-parts.saddle_mm, kind="stable"):
        a, b = root(int(parts.pairs[edge, 0])), root(int(parts.pairs[edge, 1]))
        if a == b:
            continue
        if parts.saddle_mm[edge] >= ratio * min(peak[a], peak[b]):
            parent[b] = a
            peak[a] = max(peak[a], peak[b])
    roots = np.array([root(x) for x in range(len(parent))])
    return by_size(roots[parts.labels])


def by_size(labels: np.ndarray) -> np.ndarray:
    """Labels renumbered 1..n by falling voxel count; 0 stays."""
    counts = np.bincount(labels.ravel())
    counts[0] = 0
    order = np.argsort(-counts, kind="stable")
    table = np.zeros(len(counts), np.int32)
    found = int((counts > 0).sum())
    table[order[:found]] = np.arange(1, found + 1)
    return table[labels]


def separate(mask: np.ndarray, spacing_kji: tuple[float, float, float], progress: Progress = silent) -> np.ndarray:
    """Pieces, int32 ``[k, j, i]``: 0 outside, then 1..n by falling size.

    Parameters
    ----------
    mask : bool, shape (k, j, i)
        Bone, filled.
    spacing_kji : tuple
        Voxel size in mm along (k, j, i).
    """
    return grouped(basins(mask, spacing_kji, progress))
