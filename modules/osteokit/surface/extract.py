"""Labels to bone surfaces: one closed, outward, manifold mesh per label, without staircase and with the labels' volume.

Each connected piece of a label is cropped and padded (so that it closes where the field of view cuts it), its boundary
is meshed by flying edges (Schroeder, Maynard and Geveci 2015), smoothed by a windowed sinc filter (Taubin, Zhang and
Golub 1996), which keeps the topology and so cannot tear thin bone, and moved along its normals by the fraction of a
voxel that gives it exactly the volume of its voxels. Slices thicker than 1.5 pixels are first interpolated by their
signed distance (shape-based interpolation, Raya and Udupa 1990).
"""

import numpy as np
import SimpleITK as sitk
from scipy import ndimage
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D, vtkWindowedSincPolyDataFilter

from osteokit.base.progress import Progress, silent
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import mesh_of_polydata, polydata_of_mesh
from osteokit.surface.shells import joined, shell_volumes, volume_gradient
from osteokit.surface.simplify import simplified

DEFAULT_TOLERANCE_MM = 0.05
"""How far simplification may move a surface: an order below the voxels of a clinical CT."""

_PADDING = 2
_FACES_JOIN = ndimage.generate_binary_structure(3, 1)
_EDGES_JOIN = ndimage.generate_binary_structure(3, 2)  # how _raw_surface joins voxels of a bone
_THICK_SLICE = 2.0  # in pixels; beyond it slices are interpolated (at 1.6 and 1.9 it moved no mean by 0.01 mm)
_MOST_INTERPOLATED = 4  # more planes between two slices add triangles, not accuracy (measured at 3 and 5 mm)
_PASS_BAND = 0.01
_SMALL_PASS_BAND = 10.0  # over the number of vertices: a small piece has no lower frequencies to keep
_FEWEST_SMOOTHED_VERTICES = 30
_LEAST_LEFT = 0.5  # of the volume; a thin small piece that smoothing melts away more stays as it is
_CAVITY_VOXELS = 30  # smaller holes inside a bone are noise, and would melt to crumbs


def bone_surfaces(
    segmentation: Segmentation, progress: Progress = silent, tolerance_mm: float = DEFAULT_TOLERANCE_MM
) -> dict[int, Mesh]:
    """One mesh per label, in RAS mm: closed (also where the field of view cuts the bone), outward and manifold.

    A label of several pieces gives one mesh of several shells. The volume is that of the voxels, enclosed cavities of
    fewer than 30 voxels being filled; ``tolerance_mm`` bounds the simplification (0 leaves it out).
    """
    boxes = ndimage.find_objects(segmentation.labels)
    surfaces = {}
    for n, segment in enumerate(segmentation.segments):
        progress(n / len(segmentation.segments), f"Surface of {segment.display_name()}")
        box = boxes[segment.label - 1]
        mask = segmentation.labels[box] == segment.label
        surfaces[segment.label] = mask_surface(mask, _shifted(segmentation.ijk_to_ras, box), tolerance_mm)
    progress(1.0, "Surfaces ready")
    return surfaces


def mask_surface(mask: np.ndarray, ijk_to_ras: np.ndarray, tolerance_mm: float = DEFAULT_TOLERANCE_MM) -> Mesh:
    """The surface of a boolean mask ``[k, j, i]`` with at least one voxel, in RAS mm; see :func:`bone_surfaces`."""
    pieces = _connected(mask, _EDGES_JOIN)
    meshes = []
    for n, box in enumerate(ndimage.find_objects(pieces), 1):
        meshes.append(_piece_surface(pieces[box] == n, _shifted(ijk_to_ras, box), tolerance_mm))
    return joined(meshes)


def _shifted(ijk_to_ras: np.ndarray, box: tuple[slice, ...]) -> np.ndarray:
    """The placement of a crop ``[k, j, i]``."""
    k, j, i = (side.start for side in box)
    shifted = ijk_to_ras.astype(np.float64).copy()
    shifted[:3, 3] += shifted[:3, :3] @ [i, j, k]
    return shifted


def _connected(mask: np.ndarray, neighbours: np.ndarray) -> np.ndarray:
    """Number the connected pieces from 1."""
    pieces = np.empty(mask.shape, np.int32)
    ndimage.label(mask, neighbours, output=pieces)
    return pieces


def _piece_surface(mask: np.ndarray, ijk_to_ras: np.ndarray, tolerance_mm: float) -> Mesh:
    """The smooth surface of one connected piece."""
    spacing = np.linalg.norm(ijk_to_ras[:3, :3], axis=0)
    padded = np.pad(mask, _PADDING)
    raw = _raw_surface(padded, spacing)
    if len(shell_volumes(raw)) > 1:
        padded = _without_small_cavities(padded)
        raw = _raw_surface(padded, spacing)
    volume_mm3 = np.count_nonzero(padded) * float(np.prod(spacing))
    smooth = _moved_to_volume(_smoothed(raw, _interpolated_planes(spacing)), volume_mm3, float(spacing.min()))
    solid = _moved_to_volume(simplified(smooth, tolerance_mm), volume_mm3, float(spacing.min()))
    to_ras = ijk_to_ras[:3, :3] / spacing
    first = ijk_to_ras[:3, 3] - ijk_to_ras[:3, :3] @ np.full(3, float(_PADDING))
    mirrored = np.linalg.det(to_ras) < 0
    faces = np.ascontiguousarray(solid.faces[:, ::-1]) if mirrored else solid.faces
    return Mesh(solid.vertices @ to_ras.T + first, faces)


def _without_small_cavities(mask: np.ndarray) -> np.ndarray:
    background = _connected(~mask, _FACES_JOIN)
    small = np.bincount(background.ravel()) < _CAVITY_VOXELS
    small[0] = False
    return mask | small[background]


def _interpolated_planes(spacing: np.ndarray) -> np.ndarray:
    """Steps per voxel along (i, j, k), 1 where nothing is interpolated."""
    ratio = spacing / spacing.min()
    return np.where(ratio > _THICK_SLICE, np.clip(np.rint(ratio), 2, _MOST_INTERPOLATED), 1).astype(int)


def _raw_surface(mask: np.ndarray, spacing: np.ndarray) -> Mesh:
    """Flying edges around a padded mask, in mm along its own axes, outward.

    The background is meshed and turned: flying edges part what touches by an edge only, and thin oblique bone, which
    does that everywhere, would be torn into strips.
    """
    steps = _interpolated_planes(spacing)
    if steps.max() == 1:
        return iso_surface((~mask).astype(np.uint8), spacing, 0.5)
    field = _signed_distance(mask, spacing)
    for axis, count in enumerate(steps[::-1]):
        field = _interpolated(field, axis, int(count))
    return iso_surface(-field, spacing / steps, 0.0)


def _signed_distance(mask: np.ndarray, spacing: np.ndarray) -> np.ndarray:
    """Millimetres from every voxel centre to the nearest one of the other kind, positive inside; float32."""

    def distance_to(target: np.ndarray) -> np.ndarray:
        image = sitk.GetImageFromArray(target.astype(np.uint8))
        image.SetSpacing(spacing.tolist())
        signed = sitk.SignedMaurerDistanceMap(image, squaredDistance=False, useImageSpacing=True)
        return np.maximum(sitk.GetArrayFromImage(signed), 0)

    return distance_to(~mask) - distance_to(mask)


def _interpolated(field: np.ndarray, axis: int, count: int) -> np.ndarray:
    """``count`` linear steps from each plane to the next; the planes themselves stay as they are."""
    if count == 1:
        return field
    field = np.moveaxis(field, axis, 0)
    finer = np.empty((count * (len(field) - 1) + 1, *field.shape[1:]), np.float32)
    for step in range(count):
        weight = np.float32(step / count)
        finer[step:-1:count] = (1 - weight) * field[:-1] + weight * field[1:]
    finer[-1] = field[-1]
    return np.moveaxis(finer, 0, axis)


def iso_surface(field: np.ndarray, spacing: np.ndarray, value: float) -> Mesh:
    """The surface around what is below ``value``, outward."""
    grid = vtkImageData()
    grid.SetDimensions(*field.shape[::-1])
    grid.SetSpacing(*spacing)
    scalars = np.ascontiguousarray(field).ravel()
    grid.GetPointData().SetScalars(numpy_to_vtk(scalars))
    edges = vtkFlyingEdges3D()
    edges.SetInputData(grid)
    edges.SetValue(0, value)
    edges.ComputeNormalsOff()
    edges.ComputeScalarsOff()
    edges.Update()
    mesh = mesh_of_polydata(edges.GetOutput())
    return Mesh(mesh.vertices, np.ascontiguousarray(mesh.faces[:, ::-1]))


def _smoothed(mesh: Mesh, steps: np.ndarray) -> Mesh:
    """Remove the staircase. Interpolated slices have longer stairs, and so need a lower pass band."""
    vertices = len(mesh.vertices)
    if vertices < _FEWEST_SMOOTHED_VERTICES:
        return mesh
    sinc = vtkWindowedSincPolyDataFilter()
    sinc.SetInputData(polydata_of_mesh(mesh))
    sinc.SetNumberOfIterations(30 if steps.max() == 1 else 60)
    sinc.SetPassBand(max(_PASS_BAND / steps.max(), _SMALL_PASS_BAND / vertices))
    sinc.BoundarySmoothingOff()
    sinc.FeatureEdgeSmoothingOff()
    sinc.NonManifoldSmoothingOn()
    sinc.NormalizeCoordinatesOn()
    sinc.Update()
    smooth = Mesh(mesh_of_polydata(sinc.GetOutput()).vertices, mesh.faces)
    return smooth if smooth.volume_mm3 > _LEAST_LEFT * mesh.volume_mm3 else mesh


def _moved_to_volume(mesh: Mesh, volume_mm3: float, voxel_mm: float) -> Mesh:
    """Move every vertex along its normal by one common distance until the volume is as wanted (Newton's method)."""
    for _ in range(12):
        missing = volume_mm3 - mesh.volume_mm3
        if abs(missing) < 1e-5 * volume_mm3:
            break
        gradient = volume_gradient(mesh)
        size = np.linalg.norm(gradient, axis=1)
        distance = np.clip(missing / size.sum(), -voxel_mm / 2, voxel_mm / 2)
        mesh = Mesh(mesh.vertices + distance * gradient / np.maximum(size, 1e-12)[:, None], mesh.faces)
    return mesh
