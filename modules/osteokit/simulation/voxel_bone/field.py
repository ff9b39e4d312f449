"""Signed distances to bone on a regular grid."""

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from osteokit.base.progress import Progress
from osteokit.segmentation.segmentation import Segmentation
from osteokit.simulation.voxel_bone.bone import BAND_VOXELS
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.extract import mask_surface
from osteokit.surface.mesh import Mesh

_MARGIN = 4  # voxels of the labels round the grid, so that a bone that goes on is not closed inside of it
_CHUNK = 200_000

EXACT_VOXELS = 2.0
"""To either side of a surface; contact and meshing look no farther."""


@dataclass(frozen=True, eq=False)
class Field:
    """A grid on RAS axes: RAS mm of the middle of its first voxel, shape ``[k, j, i]``, and spacing."""

    origin: np.ndarray
    shape: tuple[int, int, int]
    spacing_mm: float

    @property
    def corners(self) -> np.ndarray:
        """RAS of its eight outermost voxels."""
        k, j, i = np.array(np.meshgrid(*[[0, side - 1] for side in self.shape], indexing="ij")).reshape(3, -1)
        return np.column_stack([i, j, k]) * self.spacing_mm + self.origin


def smooth_distance(hard: np.ndarray, spacing_mm: float) -> np.ndarray:
    """Signed distance in mm, positive outside, to the boundary of a mask of this spacing, without its stairs (a
    Gaussian of 0.7 voxels); cut off at 8 voxels."""
    most = 8.0 * spacing_mm
    if hard.all() or not hard.any():
        return np.full(hard.shape, -most if hard.all() else most, np.float32)
    return ndimage.gaussian_filter(np.clip(_mask_distance(hard, spacing_mm), -most, most), 0.7)


def labelled_distance(segmentation: Segmentation, field: Field, label: np.ndarray, progress: Progress) -> np.ndarray:
    """Signed distance in mm, positive outside, to the smooth surfaces of all labels: exact within ``EXACT_VOXELS``
    of them, that to the labels themselves beyond, and cut off at the band of a voxel bone. ``label`` are the labels
    on the grid.

    Where bones touch, each keeps its own surface.
    """
    distance = np.full(field.shape, BAND_VOXELS * field.spacing_mm, np.float32)
    present = [int(value) for value in np.unique(label) if value]
    for n, value in enumerate(present):
        progress(n / len(present), f"Surface of bone {n + 1} of {len(present)}")
        mesh = _surface_near(segmentation, value, field)
        _lower(distance, mesh, label == value, segmentation.ijk_to_ras, field)
    progress(1.0, "Distances to the surface")
    return distance


def _surface_near(segmentation: Segmentation, value: int, field: Field) -> Mesh:
    """The smooth surface of one label, cropped to the field with a margin."""
    ras_to_ijk = np.linalg.inv(segmentation.ijk_to_ras)
    kji = (field.corners @ ras_to_ijk[:3, :3].T + ras_to_ijk[:3, 3])[:, ::-1]
    low = np.clip(np.floor(kji.min(axis=0)).astype(int) - _MARGIN, 0, None)
    high = np.minimum(np.ceil(kji.max(axis=0)).astype(int) + _MARGIN + 1, segmentation.labels.shape)
    mask = segmentation.labels[tuple(slice(a, b) for a, b in zip(low, high, strict=True))] == value
    place = segmentation.ijk_to_ras.copy()
    place[:3, 3] += place[:3, :3] @ low[::-1]
    return mask_surface(mask, place)


def _lower(distance: np.ndarray, mesh: Mesh, mask: np.ndarray, labels_to_ras: np.ndarray, field: Field) -> None:
    """Take the distance to one bone into the field, where it is the nearer one; exact only where it can be in the
    band."""
    rough = _mask_distance(mask, field.spacing_mm)
    doubt = 0.6 * float(np.abs(labels_to_ras[:3, :3]).max())  # of the stairs, and of their smoothing
    k, j, i = np.nonzero(np.abs(rough) <= EXACT_VOXELS * field.spacing_mm + doubt)
    before = distance[k, j, i]
    band = BAND_VOXELS * field.spacing_mm
    np.minimum(distance, np.clip(rough, -band, band), out=distance)
    distance[k, j, i] = before
    surface = SurfaceDistance(mesh)
    for start in range(0, len(k), _CHUNK):
        run = slice(start, start + _CHUNK)
        points = np.column_stack([i[run], j[run], k[run]]) * field.spacing_mm + field.origin
        own = surface.signed(points)
        distance[k[run], j[run], i[run]] = np.minimum(distance[k[run], j[run], i[run]], own)


def _mask_distance(hard: np.ndarray, spacing_mm: float) -> np.ndarray:
    image = sitk.GetImageFromArray(hard.astype(np.uint8))
    image.SetSpacing([spacing_mm] * 3)
    exact = sitk.SignedMaurerDistanceMap(image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True)
    # the map is 0 on the outermost voxels of the mask, which lie half a voxel inside of its boundary
    return sitk.GetArrayFromImage(exact) - spacing_mm / 2
