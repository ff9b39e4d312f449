"""From a CT, with or without labelled bones, to a voxel bone."""

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.imaging.interpolate import values_at
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.density import CORTICAL_HU, METAL_HU
from osteokit.segmentation.segmentation import Segmentation
from osteokit.simulation.values import TISSUES, Vector
from osteokit.simulation.voxel_bone.bone import LARGEST_VOXELS, VoxelBone, bone_of_arrays

BONE_HU = 150.0
"""From here voxels are bone where no labels say so; thin trabeculae below it are missed, so labels are better."""

MARROW_HU = 0.0
"""Within a labelled bone, places that are darker over ``SMOOTH_MM`` are fatty marrow, which holds no tool."""

AIR_HU = -250.0
"""Below the darkest fat, with room for noise."""

SMOOTH_MM = 0.7
"""Of the density before it is compared: less than the noise of a clinical CT, more than a thin cortex."""

_AIR, _CORTICAL, _CANCELLOUS, _SOFT, _METAL, _ = range(len(TISSUES))


def density_g_cm3(hu: np.ndarray) -> np.ndarray:
    """Apparent density from HU: 0.131 + 0.001067 HU, not below 0 (Rho, Hobatho and Ashman, Med Eng Phys 1995;17:347,
    long bones)."""
    return np.maximum(0.131 + 0.001067 * np.asarray(hu, np.float32), 0.0)


def bone_from_ct(
    volume: Volume,
    segmentation: Segmentation | None = None,
    center: Vector | np.ndarray | None = None,
    size_mm: Vector | np.ndarray | None = None,
    spacing_mm: float = 0.25,
    progress: Progress = silent,
) -> VoxelBone:
    """The voxel bone of a box of a CT.

    With a segmentation, all of its bones are hard but for their fatty marrow; without one, what is brighter than
    ``BONE_HU``. The surface is smoothed by less than a voxel of the new grid.

    Parameters
    ----------
    center, size_mm : (3,)
        The box, RAS mm; all of the CT, where they are left out.
    spacing_mm : float
        Of the voxel bone.

    Raises
    ------
    OsteoError
        The box misses the CT, is too fine for its size, or shows no bone.
    """
    origin, shape = _box(volume, center, size_mm, spacing_mm)
    hu = np.empty(shape, np.float32)
    label = np.empty(shape, np.uint16)
    for k in range(shape[0]):
        progress(0.5 * k / shape[0], "Sampling the CT")
        points = _layer_points(origin, shape, spacing_mm, k)
        hu[k] = values_at(volume.voxels, volume.ijk_to_ras, points, outside=-1000.0)
        if segmentation is not None:
            label[k] = values_at(segmentation.labels, segmentation.ijk_to_ras, points, order=0, outside=0)
    progress(0.5, "Telling tissues apart")
    bone = None if segmentation is None else _without_stairs(label > 0, segmentation.ijk_to_ras, spacing_mm)
    hard = _hard(hu, bone, spacing_mm)
    if not hard.any():
        raise OsteoError("There is no bone in this box of the CT; move it to the bone that is to be cut.")
    tissue = np.where(hu < AIR_HU, _AIR, _SOFT).astype(np.uint8)
    if bone is not None:  # marrow too lies inside the bone, though it holds no tool
        tissue[bone] = _CANCELLOUS
    tissue[hard] = np.where(hu[hard] >= CORTICAL_HU, _CORTICAL, _CANCELLOUS)
    tissue[hard & (hu >= METAL_HU)] = _METAL
    progress(0.7, "Measuring distances to the surface")
    distance = smooth_distance(hard, spacing_mm)
    progress(1.0, "Voxel bone ready")
    return bone_of_arrays(distance, density_g_cm3(hu), tissue, origin, spacing_mm)


def smooth_distance(hard: np.ndarray, spacing_mm: float) -> np.ndarray:
    """Signed distance in mm, positive outside, to the boundary of a mask, without its stairs (a Gaussian of 0.7
    voxels)."""
    if hard.all():
        return np.full(hard.shape, -1e3, np.float32)
    image = sitk.GetImageFromArray(hard.astype(np.uint8))
    image.SetSpacing([spacing_mm] * 3)
    exact = sitk.SignedMaurerDistanceMap(image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True)
    # the map is 0 on the outermost voxels of the mask, which lie half a voxel inside of its boundary
    distance = sitk.GetArrayFromImage(exact) - spacing_mm / 2
    return ndimage.gaussian_filter(np.clip(distance, -8 * spacing_mm, 8 * spacing_mm), 0.7)


def _without_stairs(bone: np.ndarray, labels_to_ras: np.ndarray, spacing_mm: float) -> np.ndarray:
    """A finely sampled mask without the corners of the coarse voxels that it comes from: where a Gaussian of 0.6 of
    their edges (of no more than 1 mm) is above one half."""
    edges = np.abs(labels_to_ras[:3, :3]).max(axis=1)
    sigma = np.minimum(0.6 * edges, 1.0)[::-1] / spacing_mm
    return ndimage.gaussian_filter(bone.astype(np.float32), sigma) > 0.5


def _hard(hu: np.ndarray, bone: np.ndarray | None, spacing_mm: float) -> np.ndarray:
    sigma = SMOOTH_MM / spacing_mm
    even = ndimage.gaussian_filter(hu, sigma)
    if bone is None:
        return even >= BONE_HU
    marrow = ndimage.binary_opening(bone & (even < MARROW_HU), iterations=max(round(sigma), 1))
    return bone & np.logical_not(marrow)


def _box(
    volume: Volume, center: Vector | np.ndarray | None, size_mm: Vector | np.ndarray | None, spacing_mm: float
) -> tuple[np.ndarray, tuple[int, int, int]]:
    """The middle of the first voxel, and the shape ``[k, j, i]``."""
    if not (np.isfinite(spacing_mm) and spacing_mm > 0):
        raise OsteoError(f"A voxel bone needs a spacing above 0 mm, not {spacing_mm}.")
    corners = np.array(np.meshgrid(*[[-0.5, side - 0.5] for side in volume.voxels.shape[::-1]])).reshape(3, -1).T
    corners = corners @ volume.ijk_to_ras[:3, :3].T + volume.ijk_to_ras[:3, 3]
    low, high = corners.min(axis=0), corners.max(axis=0)
    if center is not None and size_mm is not None:
        half = np.asarray(size_mm, np.float64) / 2
        wanted = np.asarray(center, np.float64) - half, np.asarray(center, np.float64) + half
        if not (
            np.isfinite(wanted).all() and (half > 0).all() and (wanted[0] < high).all() and (wanted[1] > low).all()
        ):
            raise OsteoError("The box that can be cut lies outside the CT or has no size; choose one inside it.")
        low, high = wanted
    count = np.maximum(np.rint((high - low) / spacing_mm), 4).astype(int)
    if np.prod(count.astype(float)) > LARGEST_VOXELS:
        raise OsteoError(
            f"A box of {' x '.join(f'{side:.0f}' for side in high - low)} mm at {spacing_mm:g} mm has too many voxels; "
            "choose a smaller box or a coarser spacing."
        )
    i, j, k = (int(n) for n in count)
    return (low + high) / 2 - (count - 1) / 2 * spacing_mm, (k, j, i)


def _layer_points(origin: np.ndarray, shape: tuple[int, int, int], spacing_mm: float, k: int) -> np.ndarray:
    """RAS of the middles of one layer, (j, i, 3)."""
    j, i = np.indices(shape[1:])
    return np.stack([i, j, np.full(i.shape, k)], axis=-1) * spacing_mm + origin
