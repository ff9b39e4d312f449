"""What a network gives: a truth made coarse and put a little beside its place."""

import numpy as np
from scipy import ndimage

from osteokit.segmentation.segmentation import Segmentation


def _size(shape, spacing_kji, coarse_mm):
    return [max(2, int(np.ceil(n * s / coarse_mm))) for n, s in zip(shape, spacing_kji, strict=True)]


def coarse(truth: Segmentation, spacing_mm: float = 3.0, shift_ijk=(0.0, 0.0, 0.0)) -> Segmentation:
    """The truth on a grid of ``spacing_mm``, each label by majority of the volume, moved by voxels of the fine grid."""
    spacing_kji = np.linalg.norm(truth.ijk_to_ras[:3, :3], axis=0)[::-1]
    size = _size(truth.labels.shape, spacing_kji, spacing_mm)
    step = spacing_mm / spacing_kji
    places = np.meshgrid(*((np.arange(n) + 0.5) * f - 0.5 for n, f in zip(size, step, strict=True)), indexing="ij")
    best = np.full(size, 0.5, np.float32)
    labels = np.zeros(size, np.uint16)
    for segment in truth.segments:
        share = (truth.labels == segment.label).astype(np.float32)
        for axis, f in enumerate(step):
            if f > 1:
                share = ndimage.uniform_filter1d(share, max(1, round(f)), axis=axis, mode="nearest")
        share = ndimage.map_coordinates(share, places, order=1, mode="nearest")
        wins = share > best
        labels[wins] = segment.label
        best[wins] = share[wins]
    matrix = truth.ijk_to_ras.copy()
    matrix[:3, :3] *= step[::-1]
    matrix[:3, 3] += truth.ijk_to_ras[:3, :3] @ (step[::-1] / 2 - 0.5 + np.asarray(shift_ijk, float))
    present = set(np.unique(labels).tolist())
    return Segmentation(labels, matrix, tuple(s for s in truth.segments if s.label in present))


def on_grid_of(segmentation: Segmentation, truth: Segmentation) -> Segmentation:
    """Nearest neighbour onto another grid, as label maps are usually handed on: blocks at the fine spacing."""
    to_coarse = np.linalg.inv(segmentation.ijk_to_ras) @ truth.ijk_to_ras
    k, j, i = np.indices(truth.labels.shape, dtype=np.float32)
    ijk = np.stack([i, j, k], -1) @ to_coarse[:3, :3].T + to_coarse[:3, 3]
    places = np.moveaxis(ijk, -1, 0)[::-1]
    labels = ndimage.map_coordinates(segmentation.labels, places, order=0, mode="constant")
    present = set(np.unique(labels).tolist())
    return Segmentation(labels, truth.ijk_to_ras, tuple(s for s in segmentation.segments if s.label in present))
