"""Ribs that hang on a thoracic vertebra: the vertebra ends where its rib begins."""

import numpy as np
from scipy import ndimage

from osteokit.segmentation.geodesic import spread
from osteokit.segmentation.grids import components
from osteokit.segmentation.prior import bounding_box

RIB_FROM_MM = 40.0
"""No thoracic vertebra reaches this far from its midline: transverse processes end at 30 to 37 mm."""

VERTEBRA_TO_MM = 20.0
"""Nothing this near to the midline is a rib: thoracic bodies are 25 to 45 mm wide, heads of ribs lie at their sides."""


def rib_voxels(part: np.ndarray, price: np.ndarray, ijk_to_ras: np.ndarray) -> np.ndarray:
    """The voxels of a thoracic vertebra's mask that are rib.

    Fronts from what is certainly rib and what is certainly vertebra compete; they pay for dark gaps, the joints between
    rib and vertebra. What hangs on the vertebra no more goes too.

    Parameters
    ----------
    part : bool, shape (k, j, i)
    price : float, shape (k, j, i)
        Price per mm of a front's way, high in joints.
    ijk_to_ras : shape (4, 4)

    Returns
    -------
    bool, shape (k, j, i)
    """
    out = np.zeros(part.shape, bool)
    if not part.any():
        return out
    box = bounding_box(part, 1)
    mask = part[box]
    spacing_kji = np.linalg.norm(ijk_to_ras[:3, :3], axis=0)[::-1]
    lateral = np.abs(_from_midline(mask, ijk_to_ras[0, :3][::-1], spacing_kji))
    fronts = np.zeros(mask.shape, np.int32)
    fronts[mask & (lateral < VERTEBRA_TO_MM)] = 1
    fronts[mask & (lateral > RIB_FROM_MM)] = 2
    if not (fronts == 2).any():
        return out
    side, _ = spread(fronts, price[box], mask, spacing_kji)
    groups = components(side == 1, fully_connected=True)
    sizes = np.bincount(groups.ravel())
    sizes[0] = 0
    loose = (side == 1) & (groups != int(sizes.argmax())) & (lateral > VERTEBRA_TO_MM)
    out[box] = mask & ((side != 1) | loose)
    return out


def _from_midline(mask: np.ndarray, x_per_kji: np.ndarray, spacing_kji) -> np.ndarray:
    """RAS x in mm from the deepest place of the mask, which is in the body."""
    axes = [np.arange(n) * step for n, step in zip(mask.shape, x_per_kji, strict=True)]
    x = axes[0][:, None, None] + axes[1][None, :, None] + axes[2][None, None, :]
    depth = np.asarray(ndimage.distance_transform_edt(mask, sampling=spacing_kji))
    return x - float(np.median(x[depth > 0.8 * depth.max()]))
