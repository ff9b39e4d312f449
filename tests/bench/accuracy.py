"""How right the three lanes are, against references; prints per-bone Dice, mean surface distance and HD95."""

import statistics
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from osteokit.imaging.volume import Volume, ijk_to_ras_of
from osteokit.segmentation.metrics import dice, surface_distances
from osteokit.segmentation.segmentation import Segmentation

# TotalSegmentator v2 ids of the reference of ct_pelvis.
PELVIS_BONES = {
    "sacrum": (25, 26), "vertebrae_L5": (27,), "vertebrae_L4": (28,), "vertebrae_L3": (29,), "vertebrae_L2": (30,),
    "vertebrae_L1": (31,), "vertebrae_T12": (32,), "femur_left": (75,), "femur_right": (76,), "hip_left": (77,),
    "hip_right": (78,),
}  # fmt: skip
ALL_BONE = [*range(25, 51), *range(69, 79), 91, *range(92, 117)]


@dataclass(frozen=True)
class Score:
    """One bone against its reference; distances in mm, None where the bone was not found."""

    key: str
    dice: float
    mean_mm: float | None
    hd95_mm: float | None


def score(key: str, found: np.ndarray, reference: np.ndarray, ijk_to_ras: np.ndarray) -> Score:
    if not found.any():
        return Score(key, 0.0, None, None)
    return Score(key, dice(found, reference), *surface_distances(found, reference, ijk_to_ras))


def read(path: Path) -> tuple[np.ndarray, np.ndarray]:
    image = sitk.ReadImage(str(path))
    return sitk.GetArrayFromImage(image), ijk_to_ras_of(image)


def pelvis(data: Path) -> tuple[Volume, dict[str, np.ndarray], np.ndarray]:
    """``ct_pelvis``: the CT, the reference per bone, and all bone."""
    voxels, ijk_to_ras = read(data / "ct_pelvis" / "example_ct.nii.gz")
    reference, _ = read(data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz")
    bones = {key: np.isin(reference, ids) for key, ids in PELVIS_BONES.items()}
    return Volume(voxels, ijk_to_ras), bones, np.isin(reference, ALL_BONE)


def mask_of(segmentation: Segmentation, key: str) -> np.ndarray:
    try:
        return segmentation.mask(key)
    except KeyError:
        return np.zeros(segmentation.labels.shape, bool)


def score_all(segmentation: Segmentation, bones: dict[str, np.ndarray]) -> list[Score]:
    return [score(key, mask_of(segmentation, key), bone, segmentation.ijk_to_ras) for key, bone in bones.items()]


def print_scores(title: str, scores: list[Score]) -> None:
    print(title)
    for s in scores:
        distances = "not found" if s.mean_mm is None else f"mean {s.mean_mm:5.2f} mm  HD95 {s.hd95_mm:6.2f} mm"
        print(f"  {s.key:16} Dice {s.dice:.3f}  {distances}")
    values = [s.dice for s in scores]
    print(f"  n {len(values)}, median Dice {statistics.median(values):.3f}, least {min(values):.3f}")
