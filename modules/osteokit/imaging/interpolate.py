"""Values of a volume at any points of the patient, whatever the order and signs of its axes."""

import numpy as np
from scipy import ndimage


def values_at(
    voxels: np.ndarray, ijk_to_ras: np.ndarray, points: np.ndarray, order: int = 1, outside: float = np.nan
) -> np.ndarray:
    """Values of an array ``[k, j, i]`` at RAS ``points`` (..., 3), shape (...); ``order`` 0 nearest, 1 linear.

    A point counts as inside up to the outer faces of the voxels; beyond, it gets ``outside``. Only the part of the
    array that the points reach is read, so that a few points in a big volume cost little.
    """
    ras_to_ijk = np.linalg.inv(ijk_to_ras)
    kji = (points @ ras_to_ijk[:3, :3].T + ras_to_ijk[:3, 3])[..., ::-1]
    limits = np.array(voxels.shape)
    inside = np.all((kji >= -0.5) & (kji <= limits - 0.5), axis=-1)
    flat = kji.reshape(-1, 3)
    low = np.clip(np.floor(flat.min(axis=0)).astype(int) - 1, 0, limits - 1)
    high = np.clip(np.ceil(flat.max(axis=0)).astype(int) + 2, 1, limits)
    slab = voxels[tuple(slice(a, b) for a, b in zip(low, high, strict=True))]
    values = ndimage.map_coordinates(
        slab if order == 0 else slab.astype(np.float32), np.moveaxis(kji - low, -1, 0), order=order, mode="nearest"
    )
    if np.isnan(outside) and values.dtype.kind != "f":
        values = values.astype(np.float32)
    return np.where(inside, values, np.asarray(outside, values.dtype))
