"""Where the patient is: what lies outside, the table, a cast, a cushion, is not bone however bright it is.

Tissue (above ``TISSUE_HU``) that a ball of ``OPENING_MM`` fits into is the body's core; table tops, shells of casts
and sheets are thinner. The core grows back into the tissue it came from, by no more than skin and ears need, so that a
board that touches the skin is not taken along.

Where air lies under thin bone (frontal sinus, nose) the ball does not fit either. Such a wall goes on, bright, into
bone that lies deeper than any table or cast is thick; a table and a cast have skin between themselves and bone. It lies
near the air about the patient, which vessels in the lungs, as bright with contrast medium, do not.
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
BONE_HU = 200.0
DEEP_MM = 12.0
WALL_REACH_MM = 45.0
"""How far bone is followed from the body: a large frontal sinus is 40 mm high. No further, where noise bridges skin."""
WALL_DEPTH_MM = 20.0
WALL_SKIN_MM = 5.0


def outside_body(voxels: np.ndarray, spacing: Spacing) -> np.ndarray:
    """Boolean mask (k, j, i) of what is not the patient; all False where no soft tissue shows what the patient is.

    A dry bone, or an image masked to its bones, has no soft tissue: nothing is called outside then.
    """
    factors = coarse_factors(spacing, GRID_MM)
    coarse = block_mean(voxels, factors)
    a, b, c = (s * f for s, f in zip(spacing, factors, strict=True))
    tissue = coarse > TISSUE_HU
    depth = depth_mm(tissue, (a, b, c))
    core = _soft_cores(coarse, depth > OPENING_MM, a * b * c)
    if not core.any():
        return np.zeros(voxels.shape, bool)
    body = _grown(core, tissue, (a, b, c), REGROWTH_MM)
    walls = _thin_walls(coarse > BONE_HU, core & (depth > DEEP_MM), body, (a, b, c))
    walls &= dilated(_air_about(tissue), (a, b, c), WALL_DEPTH_MM)
    body |= _grown(walls, tissue, (a, b, c), WALL_SKIN_MM)
    return ~repeated(dilated(body, (a, b, c), MARGIN_MM), factors, voxels.shape)


def _grown(mask: np.ndarray, into: np.ndarray, spacing: Spacing, reach_mm: float) -> np.ndarray:
    """The mask and what of ``into`` is connected with it within ``reach_mm``, counted along the grid's axes."""
    return ndimage.binary_dilation(mask, iterations=int(np.ceil(reach_mm / min(spacing))), mask=into)


def _thin_walls(bone: np.ndarray, deep: np.ndarray, body: np.ndarray, spacing: Spacing) -> np.ndarray:
    """Bone outside ``body`` that goes on into deep bone."""
    labels = components(bone)
    skeleton = np.zeros(int(labels.max()) + 1, bool)
    skeleton[np.unique(labels[bone & deep])] = True
    skeleton[0] = False
    inside = skeleton[labels]
    return _grown(inside & body, inside, spacing, WALL_REACH_MM) & ~body


def _air_about(tissue: np.ndarray) -> np.ndarray:
    """Air that reaches the border of its slice: not the lungs, also where a windpipe leads out of them."""
    in_slice = np.zeros((3, 3, 3), bool)
    in_slice[1] = ndimage.generate_binary_structure(2, 1)
    labels = np.zeros(tissue.shape, np.int32)
    ndimage.label(~tissue, in_slice, output=labels)
    outer = np.zeros(int(labels.max()) + 1, bool)
    for border in (labels[:, 0], labels[:, -1], labels[:, :, 0], labels[:, :, -1]):
        outer[np.unique(border)] = True
    outer[0] = False
    return outer[labels]


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
