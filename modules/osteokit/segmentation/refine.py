"""Coarse labels come back to the edge in the image: a network knows which bone it is, the image knows where it ends.

1. Every label becomes a smooth shape on the image's grid and is moved to where its edge is (:mod:`prior`).
2. In a band around the shapes' surfaces each voxel is judged by the local edge: half way between the bone and the soft
   tissue that are really there (the half-maximum that defines an edge under a scanner's blur), with the shape as a
   weak opinion where the image has none. A dark voxel with cortex outside it on the way out is marrow.
3. From the shapes' cores the labels spread over what is bone; dark sheets (joints, fracture gaps) are dear to cross, so
   that neighbours meet in them.
"""

import numba as nb
import numpy as np
import SimpleITK as sitk

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.segmentation.geodesic import spread
from osteokit.segmentation.prior import Prior, align, block_mm, place, shapes
from osteokit.segmentation.segmentation import Segmentation
from osteokit.segmentation.sheetness import smooth

_WINDOW_MM = 8.0
"""Over this range (standard deviation) the HU of bone and of soft tissue at an edge are averaged."""

_OPINION = 0.6
"""Weight of the coarse shape against the image's contrast, at the border of the band."""


def refine(volume: Volume, coarse: Segmentation, progress: Progress = silent) -> Segmentation:
    """Bring coarse labels to the edges in the image.

    Parameters
    ----------
    volume : Volume
        CT in HU.
    coarse : Segmentation
        Labels on any grid that overlaps the image, at any resolution, beside their place by up to two of their voxels.

    Returns
    -------
    Segmentation
        The same segments on the image's grid. A segment of which nothing is left is dropped with a warning.

    Raises
    ------
    OsteoError
        The labels lie outside the image.
    """
    size_mm = max(block_mm(coarse), max(volume.spacing_mm))
    band_mm = max(1.0 * size_mm, 1.2 * max(volume.spacing_mm))
    found = shapes(coarse, size_mm)
    for n, shape in enumerate(found):
        progress(0.3 * n / len(found), "Aligning the coarse labels")
        found[n] = align(volume, shape, min(size_mm / 2, 2.0), 2.0 * size_mm)
    prior = place(volume, found, band_mm + max(volume.spacing_mm), part(progress, 0.3, 0.5))
    if not (prior.depth_mm > 0).any():
        raise OsteoError("The coarse labels lie outside the image; check that both are of the same patient and frame.")
    labels = np.zeros(volume.voxels.shape, np.uint16)
    labels[prior.window] = refine_from(volume, prior, band_mm, part(progress, 0.5, 1.0))
    counts = np.bincount(labels.ravel(), minlength=65536)
    kept = tuple(s for s in coarse.segments if counts[s.label])
    lost = [s.display_name() for s in coarse.segments if not counts[s.label]]
    notes = (f"No bone was found in the image where the coarse labels show: {', '.join(lost)}.",) if lost else ()
    progress(1.0, "Refined")
    return Segmentation(labels, volume.ijk_to_ras, kept, coarse.warnings + notes)


def refine_from(volume: Volume, prior: Prior, band_mm: float, progress: Progress = silent) -> np.ndarray:
    """Labels (uint16) in the prior's window; see :func:`refine`."""
    spacing_kji = volume.spacing_mm[::-1]
    hu = volume.voxels[prior.window].astype(np.float32)
    progress(0.0, "Measuring the edges")
    evidence = edge_evidence(hu, prior, band_mm, spacing_kji)
    progress(0.4, "Deciding what is bone")
    judged = evidence + np.float32(_OPINION) * np.clip(prior.depth_mm / np.float32(band_mm), -1, 1)
    bright = judged > 0
    bright[prior.depth_mm <= -band_mm] = False
    bone = bright | (prior.depth_mm >= band_mm)
    _cover(bone, bright, prior.owner, prior.depth_mm, np.asarray(spacing_kji, np.float32), np.float32(band_mm))
    progress(0.6, "Parting neighbours")
    seeds = np.where(_is_core(prior, band_mm, spacing_kji) & bone, prior.owner, 0).astype(np.int32)
    price = 1.0 + 8.0 * np.clip(0.5 - evidence, 0, 1)
    labels, _ = spread(seeds, price, bone, spacing_kji, limit=9.0 * 2 * band_mm)
    progress(1.0, "Parting neighbours")
    return labels.astype(np.uint16)


def _is_core(prior: Prior, band_mm: float, spacing_kji) -> np.ndarray:
    """Where the prior is trusted: half a band deep, or in thin bone near its own middle."""
    radius = [max(1, round(band_mm / s)) for s in spacing_kji[::-1]]
    deepest = sitk.GetArrayFromImage(sitk.GrayscaleDilate(sitk.GetImageFromArray(prior.depth_mm), radius, sitk.sitkBox))
    return (prior.depth_mm > 0) & ((prior.depth_mm >= 0.5 * band_mm) | (prior.depth_mm >= 0.6 * deepest))


def edge_evidence(hu: np.ndarray, prior: Prior, band_mm: float, spacing_kji) -> np.ndarray:
    """(HU - edge) / contrast, clipped to -1..1: the edge is half way between the local bone and soft tissue."""
    near = np.abs(prior.depth_mm) <= band_mm
    middle = _two_class_split(hu[near])
    bone = near & (hu > middle)
    soft = near & (prior.depth_mm < 0) & (hu <= middle) & (hu > -200)
    bone_hu, soft_hu = (_local_mean(np.clip(hu, -200, 1500), w, spacing_kji) for w in (bone, soft))
    contrast = np.maximum(bone_hu - soft_hu, 80.0)
    return np.clip((hu - (soft_hu + 0.5 * contrast)) / contrast, -1, 1)


def _two_class_split(values: np.ndarray) -> float:
    """Otsu's threshold of the HU near the surfaces, air and metal left out."""
    values = values[(values > -200) & (values < 1500)]
    if values.size < 10:
        return 150.0
    counts, edges = np.histogram(values, 256)
    centres = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    mean_below = np.cumsum(counts * centres) / np.maximum(below, 1)
    mean_above = (np.sum(counts * centres) - np.cumsum(counts * centres)) / np.maximum(above, 1)
    return float(np.clip(centres[int((below * above * (mean_below - mean_above) ** 2).argmax())], 100, 350))


def _local_mean(hu: np.ndarray, where: np.ndarray, spacing_kji) -> np.ndarray:
    """The mean of ``hu[where]`` around each voxel (Gaussian), the overall mean where there is none.

    Computed in blocks of about a third of the window: it varies no faster.
    """
    overall = float(hu[where].mean()) if where.any() else 0.0
    factors = [max(1, round(_WINDOW_MM / 3 / s)) for s in spacing_kji]
    sizes = (factors[0] * spacing_kji[0], factors[1] * spacing_kji[1], factors[2] * spacing_kji[2])
    weight = smooth(_block_mean(where.astype(np.float32), factors), _WINDOW_MM, sizes)
    total = smooth(_block_mean(np.where(where, hu - overall, 0).astype(np.float32), factors), _WINDOW_MM, sizes)
    mean = overall + total / np.maximum(weight, 1e-3)
    for axis, factor in enumerate(factors):
        mean = np.repeat(mean, factor, axis=axis)
    return mean[tuple(slice(n) for n in hu.shape)]


def _block_mean(values: np.ndarray, factors: list[int]) -> np.ndarray:
    """Means of blocks; the last block of an axis counts what it lacks as 0."""
    starts = [np.arange(0, n, f) for n, f in zip(values.shape, factors, strict=True)]
    for axis, first in enumerate(starts):
        values = np.add.reduceat(values, first, axis=axis)
    return values / np.float32(np.prod(factors))


@nb.njit(cache=True, parallel=True, nogil=True)
def _cover(bone, bright, owner, depth, spacing, band):
    """Add the dark voxels that have bright bone of the same owner further out along the way out of the shape."""
    nk, nj, ni = bone.shape
    step = spacing.min() * 0.7
    for k in nb.prange(nk):
        for j in range(nj):
            for i in range(ni):
                d = depth[k, j, i]
                if bone[k, j, i] or d <= -band or d >= band:
                    continue
                gk = (depth[min(k + 1, nk - 1), j, i] - depth[max(k - 1, 0), j, i]) / spacing[0]
                gj = (depth[k, min(j + 1, nj - 1), i] - depth[k, max(j - 1, 0), i]) / spacing[1]
                gi = (depth[k, j, min(i + 1, ni - 1)] - depth[k, j, max(i - 1, 0)]) / spacing[2]
                length = np.sqrt(gk * gk + gj * gj + gi * gi)
                if length < 1e-6:
                    continue
                way = step
                while way < band + d:
                    a = round(k - gk / length * way / spacing[0])
                    b = round(j - gj / length * way / spacing[1])
                    c = round(i - gi / length * way / spacing[2])
                    if a < 0 or b < 0 or c < 0 or a >= nk or b >= nj or c >= ni:
                        break
                    if owner[a, b, c] != owner[k, j, i]:
                        break
                    if bright[a, b, c]:
                        bone[k, j, i] = True
                        break
                    way += step
