"""From a CT, with or without labelled bones, to a voxel bone."""

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import LPS_TO_RAS, Volume, image_from_array
from osteokit.planning.screws.density import CORTICAL_HU, METAL_HU
from osteokit.segmentation.segmentation import Segmentation
from osteokit.simulation.values import TISSUES, Vector
from osteokit.simulation.voxel_bone.bone import LARGEST_VOXELS, VoxelBone, bone_of_arrays
from osteokit.simulation.voxel_bone.field import Field, labelled_distance, smooth_distance

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

    With a segmentation, all of its bones are hard but for their fatty marrow, and their surfaces are those of
    :func:`osteokit.surface.extract.mask_surface`, without the stairs of the labels; without one, what is brighter than
    ``BONE_HU`` is hard.

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
    field = _box(volume, center, size_mm, spacing_mm)
    progress(0.0, "Sampling the CT")
    hu = _sampled(volume.voxels, volume.ijk_to_ras, field, sitk.sitkLinear, -1000.0)
    progress(0.2, "Telling tissues apart")
    even = ndimage.gaussian_filter(hu, SMOOTH_MM / spacing_mm)
    if segmentation is None:
        bone = even >= BONE_HU
        distance = smooth_distance(bone, spacing_mm)
    else:
        label = _sampled(segmentation.labels, segmentation.ijk_to_ras, field, sitk.sitkNearestNeighbor, 0)
        distance = labelled_distance(segmentation, field, label, part(progress, 0.3, 0.8))
        bone = distance < 0
        distance = np.maximum(distance, -_marrow_distance(bone, even, spacing_mm))
    if not bone.any():
        raise OsteoError("There is no bone in this box of the CT; move it to the bone that is to be cut.")
    progress(0.9, "Telling tissues apart")
    tissue = np.where(hu < AIR_HU, _AIR, _SOFT).astype(np.uint8)
    tissue[bone] = _CANCELLOUS  # marrow too lies inside the bone, though it holds no tool
    tissue[(distance < 0) & (hu >= CORTICAL_HU)] = _CORTICAL
    tissue[(distance < 0) & (hu >= METAL_HU)] = _METAL
    progress(1.0, "Voxel bone ready")
    return bone_of_arrays(distance, density_g_cm3(hu), tissue, field.origin, spacing_mm)


def _marrow_distance(bone: np.ndarray, even: np.ndarray, spacing_mm: float) -> np.ndarray:
    """Signed distance to the fatty marrow within the bone, positive outside of it."""
    steps = max(round(SMOOTH_MM / spacing_mm), 1)
    return smooth_distance(ndimage.binary_opening(bone & (even < MARROW_HU), iterations=steps), spacing_mm)


def _sampled(voxels: np.ndarray, ijk_to_ras: np.ndarray, field: Field, how: int, outside: float) -> np.ndarray:
    """Values of a volume of any axes on the field's grid; float32 where they are interpolated."""
    ijk_to_lps = LPS_TO_RAS @ np.array([*field.origin, 1.0])
    resample = sitk.ResampleImageFilter()
    resample.SetSize(list(field.shape[::-1]))
    resample.SetOutputSpacing([field.spacing_mm] * 3)
    resample.SetOutputOrigin(ijk_to_lps[:3].tolist())
    resample.SetOutputDirection(LPS_TO_RAS[:3, :3].ravel().tolist())
    resample.SetInterpolator(how)
    resample.SetDefaultPixelValue(outside)
    if how == sitk.sitkLinear:
        resample.SetOutputPixelType(sitk.sitkFloat32)
    return sitk.GetArrayFromImage(resample.Execute(image_from_array(voxels, ijk_to_ras)))


def _box(
    volume: Volume, center: Vector | np.ndarray | None, size_mm: Vector | np.ndarray | None, spacing_mm: float
) -> Field:
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
    return Field((low + high) / 2 - (count - 1) / 2 * spacing_mm, (k, j, i), spacing_mm)
