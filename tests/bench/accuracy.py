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


def lane_1(data: Path) -> None:
    """Automatic, nothing asked, on ``ct_pelvis``."""
    from osteokit.segmentation.automatic import segment

    volume, bones, all_bone = pelvis(data)
    found = segment(volume)
    scores = score_all(found, bones)
    metal = mask_of(found, "metal")
    with_metal = mask_of(found, "femur_left") | (metal & bones["femur_left"])
    scores.append(score("femur_left+metal", with_metal, bones["femur_left"], found.ijk_to_ras))
    print_scores(
        "lane 1, automatic, ct_pelvis (reference: a network's labels; its left femur includes the metal)", scores
    )
    print(f"  all bone         Dice {dice((found.labels > 0) & ~metal, all_bone):.3f} without metal")


def joints() -> None:
    """Automatic, on generated hip joints."""
    from generated.joints import hip_joint
    from osteokit.segmentation.automatic import segment

    print("lane 1, generated hip joints, three seeds each (least Dice of the two bones)")
    for gap_mm in (1.5, 2.5, 4.0):
        least = []
        for seed in range(3):
            volume, truth = hip_joint(gap_mm, seed)
            found = segment(volume)
            least.append(
                min(
                    max(dice(found.labels == s.label, truth.labels == t.label) for s in found.segments)
                    for t in truth.segments
                )
            )
        print(f"  gap {gap_mm} mm: " + ", ".join(f"{value:.3f}" for value in least))


def deepest(mask: np.ndarray) -> np.ndarray:
    """The voxel (k, j, i) of a mask that is furthest from its surface: where a person clicks."""
    image = sitk.GetImageFromArray(np.pad(mask, 1).astype(np.uint8))
    depth = sitk.GetArrayFromImage(sitk.SignedMaurerDistanceMap(image, True, False))
    return np.array(np.unravel_index(np.argmax(depth), depth.shape)) - 1


def lane_2(data: Path) -> None:
    """One click per bone, on ``ct_pelvis``: the deepest voxel of every reference bone, ribs and vertebrae above too."""
    from osteokit.segmentation.files import read_segmentation
    from osteokit.segmentation.seeded import segment_from_seeds
    from osteokit.segmentation.seeds import Seed

    volume, bones, _ = pelvis(data)
    labels = read_segmentation(data / "ct_pelvis" / "example_seg_fast_force_split.nii.gz", "totalsegmentator")
    others = {s.key: labels.labels == s.label for s in labels.segments if s.key.startswith(("rib", "vertebrae_T11"))}
    seeds = []
    for key, mask in (others | bones).items():
        if key.endswith("_12") and key.startswith("rib"):  # the reference marks them where the image shows no bone
            continue
        ijk = deepest(mask)[::-1]
        seeds.append(Seed(key, (volume.ijk_to_ras[:3, :3] @ ijk + volume.ijk_to_ras[:3, 3])[None]))
    found = segment_from_seeds(volume, tuple(seeds))
    print_scores(f"lane 2, one click per bone, ct_pelvis, {len(seeds)} clicks", score_all(found, bones))


def lane_3(data: Path) -> None:
    """Coarse labels refined to the edge, on ``ct_fracture`` set in generated soft tissue."""
    from generated.coarse import coarse
    from generated.fractures import fractured_pelvis
    from osteokit.segmentation.refine import refine

    for case in ("001", "002"):
        volume, truth = fractured_pelvis(data / "ct_fracture", case)
        half_voxel_mm = float(np.mean(volume.spacing_mm)) / 2
        for shift in ((2, -2, 2), (-2, 1, -1)):
            found = refine(volume, coarse(truth, 3.0, shift))
            scores = [
                score(t.file_stem, found.labels == t.label, truth.labels == t.label, truth.ijk_to_ras)
                for t in truth.segments
            ]
            moved = f"labels at 3 mm moved by {shift} voxels; half a voxel {half_voxel_mm:.3f} mm"
            print_scores(f"lane 3, ct_fracture {case}, {moved}", scores)
