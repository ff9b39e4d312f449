"""A CT from a label map: give each tissue its HU, bones a cortical shell, then blur and noise as a scanner does."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

from generated.scene import AIR_HU, CANCELLOUS_HU, CORTEX_HU, FAT_HU, blurred, noisy, spacing_of
from osteokit.imaging.volume import Volume, ijk_to_ras_of
from osteokit.segmentation.segmentation import Segment, Segmentation


@dataclass(frozen=True)
class HuTable:
    """What each label is made of.

    ``bones`` maps a label to its key; ``tissues`` a label to HU; other labels are ``other_hu``. What no label
    covers is ``filler_hu`` inside the body (each axial slice's convex hull of labels, ``skin_mm`` larger), air outside.
    """

    bones: dict[int, str]
    tissues: dict[int, float] = field(default_factory=dict)
    other_hu: float = 50.0
    filler_hu: float = FAT_HU
    skin_mm: float = 15.0
    cortex_mm: float = 1.5
    cortex_hu: float = CORTEX_HU
    core_hu: float = CANCELLOUS_HU


_ARTERIES = dict.fromkeys((7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 29, 71, 72, 73, 74, 75, 76, 126, 127, 227), 60.0)
_BOWEL = {9: 10.0, 13: 30.0, 10: 8.0, 3: 60.0, 4: 50.0, 51: 35.0, 52: 35.0, 145: 5.0, 146: 5.0}
_DISCS = dict.fromkeys(range(551, 560), 80.0)

ABDOMEN = HuTable(
    bones={
        299: "hip", 600: "sacrum", 700: "coccyx",
        **{400 + n: f"vertebrae_T{n}" for n in range(9, 13)},
        **{500 + n: f"vertebrae_L{n}" for n in range(1, 6)},
        **{680 + n: f"rib_{n}" for n in range(6, 13)},
    },
    tissues={**_ARTERIES, **_BOWEL, **_DISCS, 699: 60.0},
)  # fmt: skip
"""SPL abdominal atlas. ``hip`` and ``rib_n`` cover both sides: :func:`atlas_truth` splits them at the midline."""

KNEE = HuTable(
    bones={95: "femur", 96: "tibia", 97: "fibula", 98: "patella"},
    tissues={
        9: -90.0, **dict.fromkeys(range(12, 27), 55.0), **dict.fromkeys(range(31, 49), 80.0),
        **dict.fromkeys(range(61, 65), 30.0),
        **dict.fromkeys(range(71, 79), 45.0), 81: 90.0, 82: 90.0, 83: 85.0, 84: 85.0, 85: 85.0, 86: 85.0,
    },
)  # fmt: skip
"""SPL knee atlas; its side is the caller's to say."""


def read_labels(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """A label map's array [k, j, i] and ``ijk_to_ras``."""
    image = sitk.ReadImage(str(path))
    return sitk.GetArrayFromImage(image), ijk_to_ras_of(image)


def _superior_axis(ijk_to_ras: np.ndarray) -> int:
    return 2 - int(np.argmax(np.abs(ijk_to_ras[2, :3])))


def body_mask(labels: np.ndarray, ijk_to_ras: np.ndarray, skin_mm: float) -> np.ndarray:
    """Each axial slice's convex hull of what is labelled, enlarged by ``skin_mm``."""
    axis = _superior_axis(ijk_to_ras)
    slices = np.moveaxis(labels > 0, axis, 0)
    spacing = np.delete(spacing_of(ijk_to_ras)[::-1], axis)
    body = np.zeros(slices.shape, bool)
    rows, columns = np.indices(slices.shape[1:])
    plane = np.stack([rows.ravel() * spacing[0], columns.ravel() * spacing[1]])
    for n, inside in enumerate(slices):
        occupied = np.argwhere(inside) * spacing
        try:
            equations = ConvexHull(occupied).equations
        except (QhullError, ValueError, IndexError):
            continue
        body[n] = ((equations[:, :2] @ plane + equations[:, 2:]).max(axis=0) <= skin_mm).reshape(inside.shape)
    return np.moveaxis(body, 0, axis)


def _bone_hu(mask: np.ndarray, spacing_kji: np.ndarray, table: HuTable, rng) -> np.ndarray:
    """Cortex outside, cancellous inside (a smooth random texture), blended over a voxel."""
    padded = np.pad(mask, 1, mode="edge")  # what the field of view cuts has no cortex there
    depth = ndimage.distance_transform_edt(padded, sampling=spacing_kji)[1:-1, 1:-1, 1:-1]
    width = float(spacing_kji.mean())
    share = np.clip((table.cortex_mm + width / 2 - depth) / width + 0.5, 0, 1)
    texture = ndimage.gaussian_filter(rng.standard_normal(mask.shape, dtype=np.float32), 2.0)
    texture *= 40.0 / max(float(texture.std()), 1e-6)
    return (share * table.cortex_hu + (1 - share) * (table.core_hu + texture)).astype(np.float32)


def ct_from_labels(labels, hu_table: HuTable, ijk_to_ras, noise_hu=20.0, blur_mm=0.6, seed=0) -> Volume:
    """A CT (int16) of a label map ``[k, j, i]``; ``blur_mm`` is the standard deviation of the point spread."""
    rng = np.random.default_rng(seed)
    spacing_kji = spacing_of(ijk_to_ras)[::-1]
    values = np.full(int(labels.max()) + 1, hu_table.other_hu, np.float32)
    for label, hu in hu_table.tissues.items():
        if label < len(values):
            values[label] = hu
    body = body_mask(labels, ijk_to_ras, hu_table.skin_mm)
    hu = np.where(labels > 0, values[labels], np.where(body, np.float32(hu_table.filler_hu), np.float32(AIR_HU)))
    for label, where in enumerate(ndimage.find_objects(np.maximum(labels, 0)), 1):
        if where is None or label not in hu_table.bones:
            continue
        where = tuple(slice(max(s.start - 1, 0), s.stop + 1) for s in where)
        mask = labels[where] == label
        hu[where][mask] = _bone_hu(mask, spacing_kji, hu_table, rng)[mask]
    return Volume(noisy(blurred(hu, ijk_to_ras, blur_mm), noise_hu, seed + 1), np.asarray(ijk_to_ras, float))


def atlas_truth(labels: np.ndarray, hu_table: HuTable, ijk_to_ras: np.ndarray, side: str = "") -> Segmentation:
    """The bones of an atlas label map as a Segmentation.

    ``hip`` and ``rib_n`` are split at the mean x of the sacrum and vertebrae; ``femur``, ``tibia``, ``fibula`` and
    ``patella`` take ``side``.
    """
    out = np.zeros(labels.shape, np.uint16)
    x = sum(
        ijk_to_ras[0, a] * np.arange(labels.shape[2 - a]).reshape([-1 if b == 2 - a else 1 for b in range(3)])
        for a in range(3)
    )
    x = np.broadcast_to(x + ijk_to_ras[0, 3], labels.shape)
    middle = [n for n, key in hu_table.bones.items() if key.startswith(("vertebrae", "sacrum"))]
    midline = float(np.median(x[np.isin(labels, middle)])) if middle else 0.0
    segments: list[Segment] = []

    def add(mask: np.ndarray, key: str) -> None:
        if mask.any():
            segments.append(Segment(len(segments) + 1, key, 1.0))
            out[mask] = len(segments)

    for label, key in hu_table.bones.items():
        mask = labels == label
        if key == "hip" or key.startswith("rib_"):
            stem, _, number = key.partition("_")
            for name, part in (("left", mask & (x < midline)), ("right", mask & (x >= midline))):
                add(part, f"{stem}_{name}_{number}" if number else f"{stem}_{name}")
        elif key in ("femur", "tibia", "fibula", "patella"):
            add(mask, f"{key}_{side}")
        else:
            add(mask, key)
    return Segmentation(out, np.asarray(ijk_to_ras, float), tuple(segments))
