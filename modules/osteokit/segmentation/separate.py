"""Bone mask -> pieces: bones part where the image shows a gap or where they only touch.

What the mask leaves connected (a joint finer than the voxels, touching osteophytes) is cut in three steps, on a grid
of about 1.4 mm, each connected component on its own:

1. *Gaps*: dark sheets deep inside the filled mask are taken out; they are the joint spaces that filling has closed.
2. *Parts*: basins of the depth of what is left, some hundreds of small ones, watershed-cut at gaps and necks.
3. *Pieces*: parts are joined by the bond of their contact (:mod:`.agglomerate`): no valley in the image between them
   and no neck. A plate (scapula, iliac wing) has neither, and stays whole.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.base.progress import Progress, silent
from osteokit.segmentation.agglomerate import agglomerate, contacts
from osteokit.segmentation.grids import (
    Spacing,
    block_mean,
    box_of,
    by_size,
    coarse_factors,
    components,
    depth_mm,
    dilated,
    doubled,
    halved,
    repeated,
)  # fmt: skip
from osteokit.segmentation.sheetness import sheetness, smooth
from osteokit.segmentation.watershed import basins, grown


@dataclass(frozen=True)
class SeparateOptions:
    """Where bones part.

    ``least_bond``: a weaker bond is a joint (0..1; higher splits more). ``gap``: sheetness below ``-gap`` and deeper
    than ``gap_depth_mm`` is a joint space, if the share ``aperture`` of its voxels opens to soft tissue, which marrow
    between two cortices does not. ``grid_mm``: voxels of the working grid. Smaller components stay whole.
    """

    least_bond: float = 0.6
    gap: float = 0.15
    gap_depth_mm: float = 3.0
    aperture: float = 0.03
    grid_mm: float = 1.4
    smallest_mm3: float = 3000.0


def separate(
    voxels: np.ndarray,
    mask: np.ndarray,
    spacing_kji: Spacing,
    options: SeparateOptions | None = None,
    progress: Progress = silent,
) -> np.ndarray:
    """Pieces, int32 ``[k, j, i]``: 0 outside, then 1..n by falling size.

    Parameters
    ----------
    voxels : float32, shape (k, j, i)
        Hounsfield units.
    mask : bool, shape (k, j, i)
        Bone, filled.
    spacing_kji : tuple
        Voxel size in mm along (k, j, i).
    """
    options = options or SeparateOptions()
    progress(0.0, "Separating bones")
    pieces = np.zeros(mask.shape, np.int32)
    if not mask.any():
        return pieces
    roi = box_of(mask, spacing_kji, 0.0)
    whole = by_size(components(mask[roi]))
    boxes = ndimage.find_objects(whole)
    counts = np.bincount(whole.ravel())
    smallest = options.smallest_mm3 / float(np.prod(spacing_kji))
    out = whole.copy()
    last = len(boxes)
    for component, box in enumerate(boxes, 1):
        progress(component / (len(boxes) + 1), "Separating bones")
        if counts[component] < smallest:
            break
        own = np.ascontiguousarray(whole[box] == component)
        split = _split(np.ascontiguousarray(voxels[roi][box], np.float32), own, spacing_kji, options)
        out[box][own] = split[own] + last
        last += int(split.max())
    pieces[roi] = by_size(out)
    return pieces


def _split(voxels, mask, spacing: Spacing, options: SeparateOptions) -> np.ndarray:
    """The pieces of one component, cut on its own working grid."""
    down = coarse_factors(spacing, options.grid_mm)
    a, b, c = (2 if s >= 1.7 * options.grid_mm else 1 for s in spacing)
    up = (a, b, c)
    k, j, i = (s * d / u for s, d, u in zip(spacing, down, up, strict=True))
    grid = (k, j, i)
    image = doubled(block_mean(voxels, down), up)
    solid = np.ascontiguousarray(doubled(block_mean(mask.astype(np.float32), down), up) > 0.5)
    if not solid.any():
        return mask.astype(np.int32)
    labels, depth = _parts_on_grid(image, solid, grid, options)
    peak = np.zeros(int(labels.max()) + 1, np.float32)
    np.maximum.at(peak, labels[solid], depth[solid])
    peak[peak < 1.5 * max(grid)] = 0.0  # a plate as thin as the grid shows no necks: only valleys part it
    labels = by_size(agglomerate(contacts(image, labels, depth + 1e-3, grid), peak, options.least_bond)[labels])
    if labels.max() < 2:
        return mask.astype(np.int32)
    labels = repeated(halved(labels, up), down, mask.shape)
    if down != (1, 1, 1):
        labels = _without_interfaces(labels, spacing, 2.0 * max(grid))
    labels[~mask] = 0
    return grown(labels, mask) if labels.any() else mask.astype(np.int32)


def _without_interfaces(labels: np.ndarray, spacing: Spacing, radius_mm: float) -> np.ndarray:
    """Takes back what coarse blocks decided near a contact: there the finer mask, with its gap, is to decide.

    A piece that would vanish keeps its voxels.
    """
    edge = np.zeros(labels.shape, bool)
    for axis in range(3):
        a, b = np.moveaxis(labels, axis, 0)[:-1], np.moveaxis(labels, axis, 0)[1:]
        np.moveaxis(edge, axis, 0)[:-1] |= (a != b) & (a > 0) & (b > 0)
    kept = np.where(dilated(edge, spacing, radius_mm), 0, labels)
    before, after = np.bincount(labels.ravel()), np.bincount(kept.ravel(), minlength=int(labels.max()) + 1)
    lost = after < 0.1 * before
    return np.where(lost[labels], labels, kept).astype(np.int32)


def _parts_on_grid(image, solid, grid: Spacing, options: SeparateOptions) -> tuple[np.ndarray, np.ndarray]:
    voxel = max(grid)
    sharpened = image + (image - smooth(image, 2 * voxel, grid))
    sheets = sheetness(sharpened, grid, solid, (voxel, 1.5 * voxel))
    gap = _open(sheets < -options.gap, solid, options.aperture) & (depth_mm(solid, grid) >= options.gap_depth_mm)
    depth = smooth(depth_mm(np.ascontiguousarray(solid & ~gap), grid), voxel, grid)
    return grown(basins(depth, solid & ~gap, 0.2 * voxel), solid), depth


def _open(dark: np.ndarray, solid: np.ndarray, aperture: float) -> np.ndarray:
    """Dark sheets that reach soft tissue."""
    dark = np.ascontiguousarray(dark & solid)
    sheet = components(dark)
    rim = dark & ndimage.binary_dilation(~solid)
    size = np.bincount(sheet.ravel())
    opening = np.bincount(sheet[rim], minlength=len(size))
    keep = opening >= np.maximum(3, aperture * size)
    keep[0] = False
    return keep[sheet]
