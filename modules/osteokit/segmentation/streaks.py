"""Beside metal soft tissue looks as bright as bone: a bone ends there where its cortex does."""

import numpy as np
import SimpleITK as sitk

from osteokit.segmentation.prior import bounding_box

CORTEX_HU = 225.0
"""Beside metal, soft tissue in a bright streak stays below this; cortex and marrow packed by a nail lie above it."""

HULL_MM = 12.0
"""Marrow lies within this distance of cortex, metal or a neighbouring bone on both sides."""

FAR_MM = 40.0
"""Streaks matter up to this distance from the metal."""


def streak_voxels(
    part: np.ndarray, neighbours: np.ndarray, metal: np.ndarray, voxels: np.ndarray, spacing_kji
) -> np.ndarray:
    """The voxels of a bone's mask that metal only makes look like bone.

    Near the bone's own metal, bone is the closing of what is as bright as cortex, of the metal and of the neighbouring
    bones (a socket bounds the head in it); the rest of the mask are streaks outside the cortex.

    Parameters
    ----------
    part, neighbours, metal : bool, shape (k, j, i)
        The bone, the other bones, metal.
    voxels : shape (k, j, i)
        HU.

    Returns
    -------
    bool, shape (k, j, i)
        All false where no metal touches the bone.
    """
    out = np.zeros(part.shape, bool)
    if not part.any():
        return out
    box = bounding_box(part, HULL_MM / np.asarray(spacing_kji))
    mask, implant = part[box], metal[box]
    if not implant.any():
        return out
    from_metal = _distance(implant, spacing_kji)
    if not (mask & (from_metal <= 2.0 * max(spacing_kji))).any():
        return out
    hard = implant | neighbours[box] | (mask & (voxels[box] >= CORTEX_HU))
    # Repeated at the border: a shaft that the field of view cuts goes on beyond it.
    margin = [(int(np.ceil(HULL_MM / s)) + 2,) * 2 for s in spacing_kji]
    distance = _distance(np.pad(hard, margin, mode="edge"), spacing_kji)
    hull = (_distance(distance > HULL_MM, spacing_kji) > HULL_MM)[tuple(slice(a, -b) for a, b in margin)]
    out[box] = mask & ~hull & (from_metal <= FAR_MM)
    return out


def _distance(mask: np.ndarray, spacing_kji) -> np.ndarray:
    """Signed distance in mm to the outermost voxels of a mask, negative inside."""
    image = sitk.GetImageFromArray(mask.astype(np.uint8))
    image.SetSpacing([float(s) for s in spacing_kji[::-1]])
    return sitk.GetArrayFromImage(sitk.SignedMaurerDistanceMap(image, False, False, True))
