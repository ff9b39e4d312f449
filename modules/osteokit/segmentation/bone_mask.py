"""Which voxels of a CT are bone (cortex and marrow), and which are metal: no names, no joints yet.

Krcah, Szekely and Blanc (ISBI 2011) cut bone from soft tissue by a minimum cut whose edges are cheap where the image
falls from a bright sheet outwards. This follows that idea and adds what it lacks:

- an unary term from the image itself, halfway between soft tissue and bone, so that trabecular bone needs no seeds;
- enclosure (:mod:`.enclosure`): dark marrow counts as bone where nearly every ray meets bone nearby, also through a
  cortex that a coarse scan shows with holes, while the spinal canal, the pelvis and the skull's inside stay open;
- dark sheets (negative sheetness) speak against bone: joint gaps stay open;
- two grids: the cut is made on a coarse one and then moved to the edge on the scan's own, in a band only.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.segmentation.body import outside_body
from osteokit.segmentation.contrast import Contrast, find_contrast
from osteokit.segmentation.enclosure import enclosure
from osteokit.segmentation.grids import block_mean, box_of, coarse_factors, components, dilated, repeated
from osteokit.segmentation.half_maximum import half_maximum_edge
from osteokit.segmentation.maxflow import INSIDE, OUTSIDE, minimum_cut
from osteokit.segmentation.metal import find_metal
from osteokit.segmentation.orientation import turned_volume
from osteokit.segmentation.sheetness import sheetness, smooth

BACKGROUND, BONE, METAL = 0, 1, 2
AIR_HU, SOFT_TISSUE_HU = -1000.0, 40.0
SLAB_MM = 60.0
FAT_HU = -20.0
FINEST_EDGE_MM = 2.2
"""Voxels larger than this are thicker than cortex: the half of what they show is not the half of the cortex."""


@dataclass(frozen=True)
class MaskOptions:
    """Numbers of the bone mask; the defaults suit CT without and with contrast.

    ``bone_hu``: halfway between soft tissue and trabecular bone. ``softness_hu``: how fast the evidence saturates.
    ``smoothness``: weight of the surface against the evidence. ``edge_hu``: a fall of this size makes the surface
    cheap (1/e). ``marrow_reach_mm``, ``marrow_rays``: length of the rays and how many of 26 must meet bone.
    """

    bone_hu: float = 100.0
    softness_hu: float = 60.0
    smoothness: float = 2.0
    edge_hu: float = 60.0
    certain_hu: float = 350.0
    marrow_reach_mm: float = 20.0
    marrow_rays: float = 20.0
    gap_weight: float = 1.5
    coarse_mm: float = 1.4
    smallest_mm3: float = 150.0


def preview(volume: Volume, threshold_hu: float) -> np.ndarray:
    """What a threshold alone would call bone: bool ``[k, j, i]``, at once, to choose a threshold by eye."""
    return volume.voxels >= threshold_hu


@dataclass(frozen=True, eq=False)
class Tissue:
    """``classes``: background 0, bone 1 (cortex and marrow), metal 2, uint8 on the volume's grid; ``blood_hu``: how
    bright contrast medium makes the blood, 0 without."""

    classes: np.ndarray
    blood_hu: float


def tissue_classes(volume: Volume, options: MaskOptions | None = None, progress: Progress = silent) -> np.ndarray:
    """The classes of :func:`find_tissue` alone."""
    return find_tissue(volume, options, progress).classes


def find_tissue(volume: Volume, options: MaskOptions | None = None, progress: Progress = silent) -> Tissue:
    """Bone and metal in a CT; table, casts and contrast medium are neither.

    Raises
    ------
    OsteoError
        There is no bone in the image.
    """
    options = options or MaskOptions()
    voxels, spacing, turn = turned_volume(volume)
    progress(0.01, "Looking for table and contrast medium")
    contrast = _set_aside(voxels, spacing)
    progress(0.04, "Looking for metal")
    metal = find_metal(voxels)
    np.clip(voxels, -1024.0, 2000.0, out=voxels)
    factors = coarse_factors(spacing, options.coarse_mm)
    bone = repeated(_coarse_mask(voxels, spacing, factors, options, part(progress, 0.05, 0.5)), factors, voxels.shape)
    if factors != (1, 1, 1) or max(spacing) <= FINEST_EDGE_MM:
        _refine_slabs(voxels, spacing, bone, factors, options, part(progress, 0.5, 0.95))
    bone = _without_specks(bone | metal, options.smallest_mm3 / float(np.prod(spacing)))
    if not bone.any():
        raise OsteoError("No bone was found in this image; check that it is a CT in Hounsfield units and shows bone.")
    classes = bone.astype(np.uint8)
    classes[metal & bone] = METAL
    progress(1.0, "Bone found")
    return Tissue(turn.undo(classes), contrast.blood_hu)


def _set_aside(voxels: np.ndarray, spacing) -> Contrast:
    """Turns what is bright but no bone into air (table, casts) and soft tissue (contrast medium), in place."""
    voxels[outside_body(voxels, spacing)] = AIR_HU
    contrast = find_contrast(voxels, spacing)
    voxels[contrast.mask] = SOFT_TISSUE_HU
    return contrast


def _capacities(guide: np.ndarray, spacing, options: MaskOptions) -> tuple[np.ndarray, np.ndarray]:
    """Directed edges: leaving bone is cheap where the image falls. Faces weigh by their area (unit: mean face)."""
    forward = np.zeros((3, *guide.shape), np.float32)
    backward = np.zeros((3, *guide.shape), np.float32)
    size = float(np.prod(spacing)) ** (1 / 3)
    for axis in range(3):
        here = tuple(slice(0, -1) if a == axis else slice(None) for a in range(3))
        weight = options.smoothness * size / spacing[axis]
        rise = np.diff(guide, axis=axis) / options.edge_hu
        forward[(axis, *here)] = weight * np.exp(np.minimum(rise, 0))
        backward[(axis, *here)] = weight * np.exp(-np.maximum(rise, 0))
    return forward, backward


def _unary(voxels: np.ndarray, sheets: np.ndarray, options: MaskOptions) -> np.ndarray:
    cost = np.clip((options.bone_hu - voxels) / options.softness_hu, -1.0, 1.0)
    return cost + options.gap_weight * np.maximum(-sheets, 0)


def _sharpened(voxels: np.ndarray, spacing) -> np.ndarray:
    return voxels + (voxels - smooth(voxels, max(1.0, max(spacing)), spacing))


def _coarse_mask(voxels: np.ndarray, spacing, factors, options: MaskOptions, progress: Progress) -> np.ndarray:
    """The cut on blocks of voxels, in the box of what is bright enough to belong to bone."""
    image = block_mean(voxels, factors)
    a, b, c = (s * f for s, f in zip(spacing, factors, strict=True))
    grid = (a, b, c)
    smallest = options.smallest_mm3 / float(np.prod(grid))
    bone = np.zeros(image.shape, bool)
    bright = _without_specks(image > options.bone_hu + 50.0, 0.5 * smallest)
    if bright.any():
        box = box_of(bright, grid, options.marrow_reach_mm)
        progress(0.1, "Measuring sheets")
        bone[box] = _cut(np.ascontiguousarray(image[box]), grid, smallest, options, part(progress, 0.1, 1.0))
    return bone


def _cut(voxels: np.ndarray, spacing, smallest: float, options: MaskOptions, progress: Progress) -> np.ndarray:
    guide = _sharpened(voxels, spacing)
    voxel_mm = max(spacing)
    bright = voxels > options.bone_hu
    sheets = sheetness(
        guide, spacing, dilated(bright, spacing, 3.0), (max(0.75, 0.5 * voxel_mm), max(1.0, 0.7 * voxel_mm))
    )
    cost = _unary(voxels, sheets, options)
    fixed = np.zeros(voxels.shape, np.uint8)
    fixed[~dilated(_without_specks(bright, 0.1 * smallest), spacing, 12.0)] = OUTSIDE
    fixed[voxels < -250] = OUTSIDE
    fixed[(voxels > options.certain_hu) & (sheets >= 0)] = INSIDE
    capacities = _capacities(guide, spacing, options)
    progress(0.3, "Cutting bone from soft tissue")
    shell = minimum_cut(cost, *capacities, fixed, progress=part(progress, 0.3, 0.6)).inside
    shell = _without_specks(shell, smallest)
    progress(0.65, "Filling marrow")
    rays = _rays(shell, spacing, options.marrow_reach_mm)
    marrow = np.clip((rays - (options.marrow_rays - 4.0)) / 4.0, 0.0, 2.0)
    # The marrow of a shaft is fat, and its two ends are far: fewer rays suffice than for what may be a spinal canal.
    marrow[(voxels < FAT_HU) & (rays >= options.marrow_rays - 3.0)] = 2.0
    cost = np.where(shell, cost, cost - marrow)
    fixed[~shell & (fixed == INSIDE)] = OUTSIDE
    fixed[~dilated(shell | (marrow > 0), spacing, 2 * voxel_mm)] = OUTSIDE
    return minimum_cut(cost, *capacities, fixed, shell, progress=part(progress, 0.7, 1.0)).inside


def _rays(shell: np.ndarray, spacing, reach_mm: float) -> np.ndarray:
    """Enclosure with the scan's first and last slices continued, so that shafts cut by the field of view are closed."""
    margin = tuple(int(np.ceil(reach_mm / s)) for s in spacing)
    padded = np.pad(shell, [(m, m) for m in margin], mode="edge")
    inner = tuple(slice(m, -m) for m in margin)
    return enclosure(padded, spacing, reach_mm)[inner].astype(np.float32)


def _refine_slabs(voxels, spacing, bone, factors, options: MaskOptions, progress: Progress) -> None:
    """Moves the coarse surface to the edge on the scan's own grid, in place, slab by slab: memory stays small."""
    coarse = bone.copy()
    thick, margin = max(1, round(SLAB_MM / spacing[0])), round(6.0 / spacing[0]) + 2
    starts = range(0, len(voxels), thick)
    for number, start in enumerate(starts):
        slab_progress = part(progress, number / len(starts), (number + 1) / len(starts))
        slab_progress(0.0, "Moving the surface to the edge")
        first, last = max(0, start - margin), min(len(voxels), start + thick + margin)
        around = coarse[first:last]
        if not around.any():
            continue
        _, rows, columns = box_of(around, spacing, 6.0)
        image = np.ascontiguousarray(voxels[first:last, rows, columns])
        fine = np.ascontiguousarray(around[:, rows, columns])
        if factors != (1, 1, 1):
            fine = _refined(image, spacing, fine, options, slab_progress)
        if max(spacing) <= FINEST_EDGE_MM:
            fine = half_maximum_edge(image, fine, spacing, options.bone_hu)
        end = min(start + thick, len(voxels))
        bone[start:end, rows, columns] = fine[start - first : end - first]


def _refined(image, spacing, coarse, options: MaskOptions, progress: Progress) -> np.ndarray:
    """The cut again, in a band about the coarse surface."""
    near = dilated(coarse, spacing, 1.8)
    guide = _sharpened(image, spacing)
    sheets = sheetness(guide, spacing, near, (max(0.75, 0.5 * max(spacing)),))
    deep = ~dilated(~coarse, spacing, 1.8) & (sheets > -0.2)
    cost = _unary(image, sheets, options)
    marrow = coarse & (image < options.bone_hu) & (sheets > -0.2)
    cost[marrow] = np.minimum(cost[marrow], -0.3)
    fixed = np.where(near, np.where(deep, INSIDE, 0), OUTSIDE).astype(np.uint8)
    capacities = _capacities(guide, spacing, options)
    return minimum_cut(cost, *capacities, fixed, coarse, progress=progress).inside


def _without_specks(bone: np.ndarray, smallest: float) -> np.ndarray:
    labels = components(bone)
    counts = np.bincount(labels.ravel())
    keep = counts >= smallest
    keep[0] = False
    return keep[labels]
