"""Real broken bones (HU inside the bone, 0 elsewhere) set into generated soft tissue, as a scanner would show them."""

from pathlib import Path

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from generated.scene import FAT_HU, SOFT_HU, blurred, noisy
from osteokit.imaging.volume import Volume, ijk_to_ras_of
from osteokit.segmentation.segmentation import Segment, Segmentation

BONES = {"LI": "hip_left", "RI": "hip_right", "SA": "sacrum"}


def fractured_pelvis(folder: Path, case: str, noise_hu=20.0, blur_mm=0.5, seed=0) -> tuple[Volume, Segmentation]:
    """The three bones of ``ct_fracture/<case>`` on soft tissue with islands of fat; truth with fragments 1..3.

    Cropped to the bones and 12 mm around them. A bone in one piece has fragment 0.
    """
    values, labels, segments, matrix = None, None, [], np.eye(4)
    for code, key in BONES.items():
        image = sitk.ReadImage(str(folder / case / f"{case}_{code}.nii.gz"))
        hu = sitk.GetArrayFromImage(image)
        mask = sitk.GetArrayFromImage(sitk.ReadImage(str(folder / case / f"{case}_{code}_mask.nii.gz")))
        if values is None:
            values, labels, matrix = np.zeros(hu.shape, np.float32), np.zeros(hu.shape, np.uint16), ijk_to_ras_of(image)
        pieces = [int(v) for v in np.unique(mask) if v]
        for piece in pieces:
            segments.append(Segment(len(segments) + 1, key, 1.0, piece if len(pieces) > 1 else 0))
            labels[mask == piece] = len(segments)
        values[mask > 0] = hu[mask > 0]
    assert values is not None and labels is not None
    spacing_kji = np.linalg.norm(matrix[:3, :3], axis=0)[::-1]
    inside = np.nonzero(labels)
    low = [max(int(a.min() - 12 / s), 0) for a, s in zip(inside, spacing_kji, strict=True)]
    high = [int(a.max() + 12 / s) + 1 for a, s in zip(inside, spacing_kji, strict=True)]
    crop = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
    values, labels = values[crop], np.ascontiguousarray(labels[crop])
    matrix = matrix.copy()
    matrix[:3, 3] += matrix[:3, :3] @ np.array(low[::-1], float)

    fat = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal(labels.shape, dtype=np.float32), 6)
    soft = np.where(fat > np.percentile(fat, 70), np.float32(FAT_HU), np.float32(SOFT_HU - 5))
    hu = blurred(np.where(labels > 0, values, soft), matrix, blur_mm)
    return Volume(noisy(hu, noise_hu, seed + 1), matrix), Segmentation(labels, matrix, tuple(segments))
