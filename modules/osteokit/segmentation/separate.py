"""Bone mask -> pieces: bones part where the image shows a gap or where they only touch.

What the mask leaves connected (a joint finer than the voxels, touching osteophytes) is cut in three steps, on a grid
of about 1.4 mm, each connected component on its own:

1. *Gaps*: dark sheets deep inside the filled mask are taken out; they are the joint spaces that filling has closed.
2. *Parts*: basins of the depth of what is left, some hundreds of small ones, watershed-cut at gaps and necks.
3. *Pieces*: parts are joined by the bond of their contact (:mod:`.agglomerate`): no valley in the image between them
   and no neck. A plate (scapula, iliac wing) has neither, and stays whole.

For :mod:`.identify` and editors: :func:`separate` returns the pieces; :func:`pieces_and_parts` also the parts, of which
every piece is a union, to split a piece that anatomy says is two bones.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.base.progress import Progress, silent
from osteokit.segmentation.agglomerate import agglomerate, contacts
from osteokit.segmentation.grids import (
    Spacing,
    block_mean,
    by_size,
    coarse_factors,
    components,
    depth_mm,
    doubled,
    halved,
    repeated,
)  # fmt: skip
from osteokit.segmentation.sheetness import sheetness, smooth
from osteokit.segmentation.watershed import basins, grown


@dataclass(frozen=True)
class SeparateOptions:
    """``least_bond``: joins below it are joints (0..1; higher splits more). ``gap``: sheetness below ``-gap`` and
    deeper than ``gap_depth_mm`` is a joint space, if at
    least the share ``aperture`` of its voxels opens to soft tissue (marrow between two cortices does not). Components below ``smallest_mm3`` are left whole."""

    least_bond: float = 0.6
    gap: float = 0.15
    gap_depth_mm: float = 3.0
    aperture: float = 0.03
    grid_mm: float = 1.4
    smallest_mm3: float = 3000.0


@dataclass(frozen=True, eq=False)
class Pieces:
    """``labels`` (pieces, by falling size) and ``parts`` (finer), int32 ``[k, j, i]``; every piece is a union of
    parts."""

    labels: np.ndarray
    parts: np.ndarray


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
    return pieces_and_parts(voxels, mask, spacing_kji, options, progress).labels


def pieces_and_parts(
    voxels: np.ndarray,
    mask: np.ndarray,
    spacing_kji: Spacing,
    options: SeparateOptions | None = None,
    progress: Progress = silent,
) -> Pieces:
    """As :func:`separate`, with the parts."""
    options = options or SeparateOptions()
    progress(0.0, "Separating bones")
    whole = by_size(components(mask))
    boxes = ndimage.find_objects(whole)
    counts = np.bincount(whole.ravel())
    smallest = options.smallest_mm3 / float(np.prod(spacing_kji))
    pieces, parts = whole.copy(), whole.copy()
    last_piece = last_part = len(boxes)
    for component, box in enumerate(boxes, 1):
        progress(component / (len(boxes) + 1), "Separating bones")
        if counts[component] < smallest:
            break
        own = np.ascontiguousarray(whole[box] == component)
        fine, group = _parts_of(np.ascontiguousarray(voxels[box], np.float32), own, spacing_kji, options)
        pieces[box][own] = group[fine][own] + last_piece
        parts[box][own] = fine[own] + last_part
        last_piece += len(group)
        last_part += len(group)
    return Pieces(by_size(pieces), by_size(parts))


def _parts_of(voxels, mask, spacing: Spacing, options: SeparateOptions) -> tuple[np.ndarray, np.ndarray]:
    """Parts of one component on its own grid, and for each part its group."""
    down = coarse_factors(spacing, options.grid_mm)
    a, b, c = (2 if s >= 1.7 * options.grid_mm else 1 for s in spacing)
    up = (a, b, c)
    k, j, i = (s * d / u for s, d, u in zip(spacing, down, up, strict=True))
    grid = (k, j, i)
    image = doubled(block_mean(voxels, down), up)
    solid = np.ascontiguousarray(doubled(block_mean(mask.astype(np.float32), down), up) > 0.5)
    if not solid.any():
        return mask.astype(np.int32), np.array([0, 1])
    labels, depth = _parts_on_grid(image, solid, grid, options)
    peak = np.zeros(int(labels.max()) + 1, np.float32)
    np.maximum.at(peak, labels[solid], depth[solid])
    group = agglomerate(contacts(image, labels, depth, grid), peak, options.least_bond)
    labels = repeated(halved(labels, up), down, mask.shape)
    return _everywhere(labels, mask), group


def _everywhere(labels: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Labels on all of a connected mask, whatever the coarser grid lost of it."""
    if not (labels[mask] > 0).any():
        return mask.astype(np.int32)
    return grown(labels, mask)


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
