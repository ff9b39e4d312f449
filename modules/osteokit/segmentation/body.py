"""Where the patient is: what lies outside, the table, a cast, a cushion, is not bone however bright it is.

Tissue (above ``TISSUE_HU``) that a ball of ``OPENING_MM`` fits into is the body's core; table tops, shells of casts
and sheets are thinner. The core grows back into the tissue it came from, by no more than skin and ears need, so that a
board that touches the skin is not taken along.
"""

import numpy as np
from scipy import ndimage

from osteokit.segmentation.grids import Spacing, block_mean, coarse_factors, components, depth_mm, dilated, repeated

GRID_MM = 2.5
TISSUE_HU = -250.0
OPENING_MM = 6.0
REGROWTH_MM = 12.0
SOFT_HU = (-200.0, 150.0)
SMALLEST_CORE_MM3 = 2000.0
MARGIN_MM = 2.0


def outside_body(voxels: np.ndarray, spacing: Spacing) -> np.ndarray:
    """Boolean mask (k, j, i) of what is not the patient; all False where no soft tissue shows what the patient is.

    A dry bone, or an image masked to its bones, has no soft tissue: nothing is called outside then.
    """
    factors = coarse_factors(spacing, GRID_MM)
    coarse = block_mean(voxels, factors)
    a, b, c = (s * f for s, f in zip(spacing, factors, strict=True))
    tissue = coarse > TISSUE_HU
    core = _soft_cores(coarse, depth_mm(tissue, (a, b, c)) > OPENING_MM, a * b * c)
    if not core.any():
        return np.zeros(voxels.shape, bool)
    steps = int(np.ceil(REGROWTH_MM / min(a, b, c)))
    body = ndimage.binary_dilation(core, iterations=steps, mask=tissue)
    return ~repeated(dilated(body, (a, b, c), MARGIN_MM), factors, voxels.shape)


def _soft_cores(coarse: np.ndarray, core: np.ndarray, block_mm3: float) -> np.ndarray:
    """Of the cores, those that are soft tissue for the most part."""
    labels = components(core)
    count = int(labels.max())
    if not count:
        return core
    numbers = np.arange(1, count + 1)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    medians = np.asarray(ndimage.median(coarse, labels, numbers))
    soft = (sizes * block_mm3 >= SMALLEST_CORE_MM3) & (medians > SOFT_HU[0]) & (medians < SOFT_HU[1])
    return np.concatenate([[False], soft])[labels]
