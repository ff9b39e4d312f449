"""How well two masks agree: Dice, and the distances between their surfaces in millimetres."""

import numpy as np
from scipy import ndimage

from osteokit.base.errors import OsteoError


def dice(a: np.ndarray, b: np.ndarray) -> float:
    """Overlap ``2|a & b| / (|a| + |b|)`` (Dice 1945) of two boolean masks; 1.0 where both are empty."""
    a, b = np.asarray(a, bool), np.asarray(b, bool)
    _check_shapes(a, b)
    total = int(np.count_nonzero(a)) + int(np.count_nonzero(b))
    return 1.0 if total == 0 else 2.0 * int(np.count_nonzero(a & b)) / total


def surface_distances(a: np.ndarray, b: np.ndarray, ijk_to_ras: np.ndarray) -> tuple[float, float]:
    """Mean surface distance and 95th percentile Hausdorff distance of two masks ``[k, j, i]``, in mm.

    Surface voxels are the mask's voxels with a face neighbour outside it (what the field of view cuts off is not
    surface). Each surface voxel of the one is measured to the nearest surface voxel of the other, both ways: the mean
    is over all these distances, HD95 is the larger of the two directions' 95th percentiles.

    Raises
    ------
    OsteoError
        One of the masks is empty or has no surface inside the grid, or the grids differ.
    """
    a, b = np.asarray(a, bool), np.asarray(b, bool)
    _check_shapes(a, b)
    if not a.any() or not b.any():
        raise OsteoError("A surface distance needs two masks with voxels in them; one of them is empty.")
    window = _window(a | b)
    spacing_kji = np.linalg.norm(np.asarray(ijk_to_ras, float)[:3, :3], axis=0)[::-1]
    surface_a, surface_b = _surface(a, window), _surface(b, window)
    if not surface_a.any() or not surface_b.any():
        raise OsteoError("A mask fills the whole grid and has no surface in it; use a larger grid.")
    to_b = np.asarray(ndimage.distance_transform_edt(~surface_b, sampling=spacing_kji))[surface_a]
    to_a = np.asarray(ndimage.distance_transform_edt(~surface_a, sampling=spacing_kji))[surface_b]
    mean = float((to_b.sum() + to_a.sum()) / (to_b.size + to_a.size))
    return mean, float(max(np.percentile(to_b, 95), np.percentile(to_a, 95)))


def _check_shapes(a: np.ndarray, b: np.ndarray) -> None:
    if a.shape != b.shape:
        raise OsteoError(f"Masks of {a.shape} and {b.shape} voxels cannot be compared; resample one to the other.")


def _window(mask: np.ndarray) -> tuple[slice, ...]:
    """The bounding box of a mask with a voxel around it: the distances inside are the same, the work is less."""
    window = []
    for axis in range(mask.ndim):
        inside = np.flatnonzero(mask.any(axis=tuple(a for a in range(mask.ndim) if a != axis)))
        window.append(slice(max(int(inside[0]) - 1, 0), int(inside[-1]) + 2))
    return tuple(window)


def _surface(mask: np.ndarray, window: tuple[slice, ...]) -> np.ndarray:
    part = mask[window]
    return part & ~np.asarray(ndimage.binary_erosion(part, border_value=1), bool)
