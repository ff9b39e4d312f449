"""From owners on the coarse grid back to labels on the scan's own grid."""

import numpy as np
from scipy import ndimage

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid


def to_full_grid(grid: ReasonGrid, owner: np.ndarray, solid: np.ndarray, ijk_to_ras: np.ndarray) -> np.ndarray:
    """Owner (int32 ``[k, j, i]``) of every voxel of ``solid`` (bool ``[k, j, i]``): that of the nearest owned voxel."""
    out = np.zeros(solid.shape, np.int32)
    if not (owner > 0).any():
        return out
    nearest = ndimage.distance_transform_edt(owner == 0, return_distances=False, return_indices=True)
    everywhere = owner[tuple(nearest)]
    step = (ijk_to_ras[:3, :3] / grid.h).astype(np.float32)
    start = ((ijk_to_ras[:3, 3] - grid.origin) / grid.h).astype(np.float32)
    high = np.array(grid.shape) - 1
    for k in range(solid.shape[0]):
        j, i = np.nonzero(solid[k])
        if not len(j):
            continue
        index = np.stack([i, j, np.full(len(i), k)], 1).astype(np.float32) @ step.T + start
        index = np.clip(np.round(index).astype(np.int32), 0, high)
        out[k, j, i] = everywhere[index[:, 0], index[:, 1], index[:, 2]]
    return out
