"""From owners on the coarse grid back to labels on the scan's own grid."""

import numpy as np

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid, nearest_index


def _to_index(grid: ReasonGrid, k: int, j: np.ndarray, i: np.ndarray, ijk_to_ras: np.ndarray) -> np.ndarray:
    """Index (n, 3) on the coarse grid of the voxels (i, j) of slice k."""
    step = (ijk_to_ras[:3, :3] / grid.h).astype(np.float32)
    start = ((ijk_to_ras[:3, 3] - grid.origin) / grid.h).astype(np.float32)
    index = np.stack([i, j, np.full(len(i), k)], 1).astype(np.float32) @ step.T + start
    return np.clip(np.round(index).astype(np.int32), 0, np.array(grid.shape) - 1)


def to_full_grid(grid: ReasonGrid, owner: np.ndarray, solid: np.ndarray, ijk_to_ras: np.ndarray) -> np.ndarray:
    """Owner (int32 ``[k, j, i]``) of every voxel of ``solid`` (bool ``[k, j, i]``): that of the nearest owned voxel.

    Bone that nobody owns, or further away than two coarse voxels from any owner, stays 0: it is too small to show.
    """
    out = np.zeros(solid.shape, np.int32)
    if not (owner > 0).any():
        return out
    away, nearest = nearest_index(owner == 0)
    everywhere = owner[tuple(nearest)]
    everywhere[(away > 2.5) | (grid.solid & (owner == 0))] = 0
    for k in range(solid.shape[0]):
        j, i = np.nonzero(solid[k])
        if len(j):
            out[k, j, i] = everywhere[tuple(_to_index(grid, k, j, i, ijk_to_ras).T)]
    return out


def fill_full_grid(grid: ReasonGrid, filled: np.ndarray, labels: np.ndarray, ijk_to_ras: np.ndarray) -> np.ndarray:
    """``labels`` with the coarse voxels ``filled`` added where there is no label yet."""
    out = labels.copy()
    if not (filled > 0).any():
        return out
    corner = np.linalg.inv(ijk_to_ras)[:3]
    ras = np.c_[grid.to_ras(np.argwhere(filled > 0)), np.ones((filled > 0).sum())]
    ijk = ras @ corner.T
    margin = grid.h / np.linalg.norm(ijk_to_ras[:3, :3], axis=0)
    lo = np.maximum(np.floor(ijk.min(0) - margin).astype(int), 0)
    hi = np.minimum(np.ceil(ijk.max(0) + margin).astype(int) + 1, labels.shape[::-1])
    for k in range(lo[2], hi[2]):
        window = out[k, lo[1] : hi[1], lo[0] : hi[0]]
        j, i = np.nonzero(window == 0)
        window[j, i] = filled[tuple(_to_index(grid, k, j + lo[1], i + lo[0], ijk_to_ras).T)]
    return out
