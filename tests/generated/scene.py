"""Solids with their tissues -> a CT with its truth: partial volume, scanner blur, noise."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.imaging.volume import Volume
from osteokit.segmentation.segmentation import Segment, Segmentation

CORTEX_HU, CANCELLOUS_HU, MARROW_HU = 1100.0, 220.0, -40.0
SOFT_HU, FAT_HU, AIR_HU, METAL_HU, TABLE_HU = 45.0, -100.0, -1000.0, 8000.0, 250.0


@dataclass(frozen=True, eq=False)
class Bone:
    """A bone by its signed distance: a cortical shell around a core."""

    key: str
    distance_mm: np.ndarray
    cortex_mm: float = 1.6
    core_hu: float | np.ndarray = CANCELLOUS_HU


@dataclass(frozen=True, eq=False)
class Tissue:
    """Anything else; painted in the given order, before the bones."""

    distance_mm: np.ndarray
    hu: float


def spacing_of(ijk_to_ras: np.ndarray) -> np.ndarray:
    return np.linalg.norm(ijk_to_ras[:3, :3], axis=0)


def blurred(hu: np.ndarray, ijk_to_ras: np.ndarray, blur_mm: float) -> np.ndarray:
    """The scanner's point spread, a Gaussian of standard deviation ``blur_mm``."""
    sigma = blur_mm / spacing_of(ijk_to_ras)[::-1]
    return ndimage.gaussian_filter(hu, sigma, mode="nearest")


def noisy(hu: np.ndarray, noise_hu: float, seed: int) -> np.ndarray:
    """White noise, then int16 clipped as scanners clip."""
    grain = np.random.default_rng(seed).standard_normal(hu.shape, dtype=np.float32) * np.float32(noise_hu)
    return np.clip(np.round(hu + grain), -1024, 3071).astype(np.int16)


def _paint(hu, distance_mm, value, width_mm):
    """Blend ``value`` in by the share of the voxel that lies inside."""
    share = np.clip(0.5 - distance_mm / width_mm, 0, 1)
    hu += share * (value - hu)


def render(bones, tissues, metal, ijk_to_ras, noise_hu, blur_mm, seed) -> tuple[Volume, Segmentation]:
    """A CT (int16) of the scene and its truth.

    ``tissues`` are painted over air, ``bones`` over them, ``metal`` (a signed distance or None) over all. Each
    voxel of the truth goes to the bone that it is deepest in; metal is a segment of its own.
    """
    shape = bones[0].distance_mm.shape
    width = float(spacing_of(ijk_to_ras).mean())
    hu = np.full(shape, AIR_HU, np.float32)
    for tissue in tissues:
        _paint(hu, tissue.distance_mm, tissue.hu, width)
    for bone in bones:
        _paint(hu, bone.distance_mm, CORTEX_HU, width)
        _paint(hu, bone.distance_mm + bone.cortex_mm, bone.core_hu, width)
    distances = [b.distance_mm for b in bones]
    if metal is not None:
        _paint(hu, metal, METAL_HU, width)
        distances.append(np.where(metal <= 0, -1e6, metal))
    keys = [b.key for b in bones] + (["metal"] if metal is not None else [])
    stack = np.stack(distances)
    labels = np.where(stack.min(axis=0) <= 0, stack.argmin(axis=0) + 1, 0).astype(np.uint16)
    segments = tuple(Segment(n, key, 1.0) for n, key in enumerate(keys, 1) if (labels == n).any())
    voxels = noisy(blurred(hu, ijk_to_ras, blur_mm), noise_hu, seed)
    return Volume(voxels, ijk_to_ras), Segmentation(labels, ijk_to_ras, segments)
