"""Labels to bone surfaces: one closed, outward, manifold mesh per label."""

import numpy as np
from scipy import ndimage
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData, vtkPolyData
from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D, vtkWindowedSincPolyDataFilter

from osteokit.base.progress import Progress, silent
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

_PADDING = 2
_TINY_VOXELS = 30  # fewer would melt away in smoothing


def bone_surfaces(segmentation: Segmentation, progress: Progress = silent) -> dict[int, Mesh]:
    """One mesh per label, in RAS mm: closed (also where the field of view cuts the bone), outward and manifold."""
    boxes = ndimage.find_objects(segmentation.labels)
    surfaces = {}
    for n, segment in enumerate(segmentation.segments):
        progress(n / len(segmentation.segments), f"Surface of {segment.display_name()}")
        box = boxes[segment.label - 1]
        mask = segmentation.labels[box] == segment.label
        to_ras = segmentation.ijk_to_ras.copy()
        to_ras[:3, 3] += to_ras[:3, :3] @ [box[2].start, box[1].start, box[0].start]
        surfaces[segment.label] = mask_surface(mask, to_ras)
    progress(1.0, "Surfaces ready")
    return surfaces


def mask_surface(mask: np.ndarray, ijk_to_ras: np.ndarray) -> Mesh:
    """The smooth surface of a boolean mask ``[k, j, i]``, in RAS mm, with the volume of its voxels."""
    spacing = np.linalg.norm(ijk_to_ras[:3, :3], axis=0)
    padded = np.pad(mask, _PADDING).astype(np.uint8)
    tiny = np.count_nonzero(mask) < _TINY_VOXELS
    surface = _iso_surface(padded, spacing)
    if not tiny:
        surface = _smoothed(surface)
    vertices = vtk_to_numpy(surface.GetPoints().GetData()).astype(np.float64)
    faces = vtk_to_numpy(surface.GetPolys().GetConnectivityArray()).reshape(-1, 3).astype(np.int64)
    rotation = ijk_to_ras[:3, :3] / spacing
    first = ijk_to_ras[:3, 3] - ijk_to_ras[:3, :3] @ np.full(3, float(_PADDING))
    mesh = Mesh(vertices @ rotation.T + first, faces)
    if mesh.volume_mm3 < 0:
        mesh = Mesh(mesh.vertices, faces[:, ::-1].copy())
    volume_mm3 = np.count_nonzero(mask) * float(np.prod(spacing))
    mesh = _scaled_to_volume(mesh, volume_mm3) if tiny else _moved_to_volume(mesh, volume_mm3)
    return mesh_of(manifold_of(mesh))


def _iso_surface(image: np.ndarray, spacing: np.ndarray) -> vtkPolyData:
    grid = vtkImageData()
    grid.SetDimensions(*image.shape[::-1])
    grid.SetSpacing(*spacing)
    grid.GetPointData().SetScalars(numpy_to_vtk(image.ravel()))
    edges = vtkFlyingEdges3D()
    edges.SetInputData(grid)
    edges.SetValue(0, 0.5)
    edges.ComputeNormalsOff()
    edges.ComputeScalarsOff()
    edges.Update()
    return edges.GetOutput()


def _smoothed(surface: vtkPolyData) -> vtkPolyData:
    sinc = vtkWindowedSincPolyDataFilter()
    sinc.SetInputData(surface)
    sinc.SetNumberOfIterations(20)
    sinc.SetPassBand(0.05)
    sinc.BoundarySmoothingOff()
    sinc.FeatureEdgeSmoothingOff()
    sinc.NonManifoldSmoothingOn()
    sinc.NormalizeCoordinatesOn()
    sinc.Update()
    return sinc.GetOutput()


def vertex_area_vectors(mesh: Mesh) -> np.ndarray:
    """One third of the area vectors of the faces around each vertex, (n, 3) mm2; this is dV/dvertex."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    area = np.cross(b - a, c - a) / 6.0
    total = np.empty_like(mesh.vertices)
    corners = mesh.faces.ravel()
    for axis in range(3):
        total[:, axis] = np.bincount(corners, np.repeat(area[:, axis], 3), len(mesh.vertices))
    return total


def _moved_to_volume(mesh: Mesh, volume_mm3: float) -> Mesh:
    """Move every vertex along its normal by one common distance (a few times) until the volume is as wanted."""
    for _ in range(3):
        area = vertex_area_vectors(mesh)
        size = np.linalg.norm(area, axis=1)
        distance = (volume_mm3 - mesh.volume_mm3) / size.sum()
        normal = area / np.maximum(size, 1e-12)[:, None]
        mesh = Mesh(mesh.vertices + distance * normal, mesh.faces)
    return mesh


def _scaled_to_volume(mesh: Mesh, volume_mm3: float) -> Mesh:
    """Grow or shrink about the centre until the volume is as wanted."""
    centre = mesh.vertices.mean(axis=0)
    return Mesh(centre + (mesh.vertices - centre) * np.cbrt(volume_mm3 / mesh.volume_mm3), mesh.faces)
