"""Tilted, uneven or incomplete stacks onto a regular grid, by linear interpolation, on the stack's own axes."""

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress
from osteokit.imaging.dicom_pixels import AIR_HU
from osteokit.imaging.slice_stack import MAX_HOLE_MM, UNEVEN_MM, Stack, ijk_to_lps

MAX_SLICES = 4000


def straightened(
    stack: Stack, slice_at: Callable[[int], np.ndarray], progress: Progress
) -> tuple[np.ndarray, np.ndarray, str]:
    """Resample onto orthogonal axes: the slices' own row and column, and their normal with the smallest gap as step.

    The grid is as wide as needed to hold every slice where it really lies; what no slice covers is air (0 outside CT).

    Parameters
    ----------
    stack : Stack
        Any order of gaps and sideways shifts.
    slice_at : callable
        ``slice_at(n)`` gives the values of the stack's n-th slice, shape (rows, columns).

    Returns
    -------
    (ndarray (k, j, i), 4x4 ijk_to_lps, str)
        The voxels (CT: int16, rounded to 1 HU, far below what interpolation errs; else float32), their place, and a
        sentence of what was done.
    """
    widest = float(stack.gaps_mm.max())
    if widest > MAX_HOLE_MM:
        start = float(stack.offsets_mm[int(stack.gaps_mm.argmax())])
        raise OsteoError(
            f"Between {stack.place_of(start)} and {stack.place_of(start + widest)} {widest:.0f} mm hold no slice, too "
            f"much to interpolate (limit {MAX_HOLE_MM:.0f} mm); get the missing slices."
        )
    step = max(float(stack.gaps_mm.min()), UNEVEN_MM, stack.offsets_mm[-1] / MAX_SLICES)
    count = int(np.floor(stack.offsets_mm[-1] / step + 1e-6)) + 1
    pixel = np.array(stack.pixel_mm)
    least = np.floor(stack.lateral_mm.min(axis=0) / pixel + 1e-6).astype(int)
    most = np.ceil(stack.lateral_mm.max(axis=0) / pixel - 1e-6).astype(int)
    columns, rows = np.array([stack.frames[0].columns, stack.frames[0].rows]) + (most - least)
    is_ct = stack.frames[0].modality == "CT"
    outside = AIR_HU if is_ct else 0
    voxels = np.empty((count, rows, columns), np.int16 if is_ct else np.float32)
    at = np.arange(count) * step
    below = np.clip(np.searchsorted(stack.offsets_mm, at + 1e-6, side="right") - 1, 0, len(stack.frames) - 2)
    held: dict[int, np.ndarray] = {}
    for k in range(count):
        progress(k / count, f"Resampling slice {k + 1} of {count}")
        first = int(below[k])
        held = {n: held[n] for n in (first, first + 1) if n in held}
        for n in (first, first + 1):
            if n not in held:
                shift = stack.lateral_mm[n] / pixel - least
                held[n] = _placed(slice_at(n), shift, (int(rows), int(columns)), outside)
        weight = (at[k] - stack.offsets_mm[first]) / stack.gaps_mm[first]
        between = (1 - weight) * held[first] + weight * held[first + 1]
        voxels[k] = np.clip(np.rint(between), -32768, 32767) if is_ct else between
    corner = np.array(stack.frames[0].position) + least[0] * pixel[0] * stack.row + least[1] * pixel[1] * stack.column
    said = f"Resampled (linear) onto a regular grid of {step:.2f} mm steps along the slices' normal."
    return voxels, ijk_to_lps(stack, step, corner), said


def _placed(image: np.ndarray, shift: np.ndarray, size: tuple[int, int], outside: float) -> np.ndarray:
    """``image`` moved by ``shift`` = (columns, rows) >= 0 pixels in a picture of ``size`` otherwise ``outside``."""
    whole = np.floor(shift + 1e-6).astype(int)
    rest = np.maximum(shift - whole, 0.0)
    canvas = np.full(size, outside, np.float32)
    canvas[whole[1] : whole[1] + image.shape[0], whole[0] : whole[0] + image.shape[1]] = image
    if rest.max() < 1e-6:
        return canvas
    return ndimage.shift(canvas, rest[::-1], order=1, mode="constant", cval=outside)
