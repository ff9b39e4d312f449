"""Working grids: blocks of voxels averaged, coarse arrays brought back, boxes and distances on them."""

import numba as nb
import numpy as np
import SimpleITK as sitk
from scipy import ndimage

Spacing = tuple[float, float, float]
Box = tuple[slice, slice, slice]


def coarse_factors(spacing_kji: Spacing, target_mm: float) -> tuple[int, int, int]:
    """How many voxels to average along each axis to come near ``target_mm``."""
    a, b, c = (max(1, round(target_mm / s)) for s in spacing_kji)
    return a, b, c


def block_mean(voxels: np.ndarray, factors: tuple[int, int, int]) -> np.ndarray:
    """Mean of blocks of voxels (float32); the last block of an axis is filled up with its edge."""
    if factors == (1, 1, 1):
        return voxels.astype(np.float32, copy=False)
    padding = [(0, -n % f) for n, f in zip(voxels.shape, factors, strict=True)]
    padded = np.pad(voxels, padding, mode="edge") if any(after for _, after in padding) else voxels
    k, j, i = (n // f for n, f in zip(padded.shape, factors, strict=True))
    return padded.reshape(k, factors[0], j, factors[1], i, factors[2]).mean(axis=(1, 3, 5), dtype=np.float32)


def repeated(array: np.ndarray, factors: tuple[int, int, int], shape: tuple[int, ...]) -> np.ndarray:
    """The inverse of :func:`block_mean` for labels: every block gets its value."""
    for axis, factor in enumerate(factors):
        if factor > 1:
            array = np.repeat(array, factor, axis)
    return np.ascontiguousarray(array[: shape[0], : shape[1], : shape[2]])


def doubled(array: np.ndarray, factors: tuple[int, int, int]) -> np.ndarray:
    """Linear interpolation on a grid ``factors`` times finer."""
    return np.asarray(ndimage.zoom(array.astype(np.float32), factors, order=1, mode="nearest", grid_mode=True))


def halved(labels: np.ndarray, factors: tuple[int, int, int]) -> np.ndarray:
    """Labels of a grid ``factors`` times coarser: the middle one of each block, sorted (the majority of two)."""
    k, j, i = (n // f for n, f in zip(labels.shape, factors, strict=True))
    blocks = (
        labels.reshape(k, factors[0], j, factors[1], i, factors[2]).transpose(0, 2, 4, 1, 3, 5).reshape(k, j, i, -1)
    )
    return np.ascontiguousarray(np.sort(blocks, axis=-1)[..., blocks.shape[-1] // 2])


def box_of(mask: np.ndarray, spacing_kji: Spacing, margin_mm: float) -> Box:
    """The bounding box of a mask with a margin; the whole grid where the mask is empty."""
    slices = []
    for axis in range(3):
        along = np.flatnonzero(mask.any(axis=tuple(a for a in range(3) if a != axis)))
        if not len(along):
            return slice(None), slice(None), slice(None)
        margin = int(np.ceil(margin_mm / spacing_kji[axis]))
        slices.append(slice(max(0, int(along[0]) - margin), int(along[-1]) + margin + 1))
    return slices[0], slices[1], slices[2]


@nb.njit(cache=True, parallel=True, nogil=True)
def _spread(mask, axis, radius, out):
    nk, nj, ni = mask.shape
    if axis == 0:
        for j in nb.prange(nj):
            last = np.full(ni, -radius - 1)
            for k in range(nk):
                for i in range(ni):
                    if mask[k, j, i]:
                        last[i] = k
                    out[k, j, i] = k - last[i] <= radius
            last[:] = nk + radius
            for k in range(nk - 1, -1, -1):
                for i in range(ni):
                    if mask[k, j, i]:
                        last[i] = k
                    out[k, j, i] |= last[i] - k <= radius
    else:
        steps, others = (nj, ni) if axis == 1 else (ni, nj)
        for k in nb.prange(nk):
            plane = mask[k] if axis == 1 else mask[k].T
            target = out[k] if axis == 1 else out[k].T
            for i in range(others):
                last = -radius - 1
                for j in range(steps):
                    if plane[j, i]:
                        last = j
                    target[j, i] = j - last <= radius
                last = steps + radius
                for j in range(steps - 1, -1, -1):
                    if plane[j, i]:
                        last = j
                    target[j, i] |= last - j <= radius


def dilated(mask: np.ndarray, spacing_kji: Spacing, radius_mm: float) -> np.ndarray:
    """All voxels in a box of ``radius_mm`` (rounded up to voxels) about a voxel of the mask."""
    current = np.ascontiguousarray(mask, bool)
    for axis in range(3):
        out = np.empty(current.shape, bool)
        _spread(current, axis, int(np.ceil(radius_mm / spacing_kji[axis])), out)
        current = out
    return current


def depth_mm(mask: np.ndarray, spacing_kji: Spacing) -> np.ndarray:
    """Distance to the surface, float32, 0 outside; the border of the grid is no surface (bones go on beyond it)."""
    margin = 8
    image = sitk.GetImageFromArray(np.pad(mask, margin, mode="edge").view(np.uint8))
    image.SetSpacing([float(s) for s in spacing_kji[::-1]])
    distance = sitk.SignedMaurerDistanceMap(image, insideIsPositive=True, squaredDistance=False, useImageSpacing=True)
    inner = (slice(margin, -margin),) * 3
    return np.maximum(sitk.GetArrayViewFromImage(distance)[inner], 0).astype(np.float32)


def components(mask: np.ndarray, fully_connected: bool = False) -> np.ndarray:
    """Connected components, numbered from 1 (int32 or uint32)."""
    image = sitk.GetImageFromArray(np.ascontiguousarray(mask).view(np.uint8))
    return sitk.GetArrayFromImage(sitk.ConnectedComponent(image, fully_connected))


def by_size(labels: np.ndarray) -> np.ndarray:
    """Labels renumbered 1..n by falling voxel count (int32); 0 stays."""
    counts = np.bincount(labels.ravel())
    counts[0] = 0
    order = np.argsort(-counts, kind="stable")
    table = np.zeros(len(counts), np.int32)
    found = int((counts > 0).sum())
    table[order[:found]] = np.arange(1, found + 1)
    return table[labels]
