"""Triangle meshes -> voxels, and mesh files -> vertices and faces in RAS."""

from pathlib import Path

import numpy as np
import trimesh
import vtk
from vtk.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray, vtk_to_numpy


def read_lps(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """An STL in LPS millimetres as RAS vertices (n, 3) and faces (m, 3) that keep facing outward."""
    mesh = trimesh.load(path, force="mesh", process=True)
    return np.asarray(mesh.vertices, float) * (-1, -1, 1), np.asarray(mesh.faces, np.int64)


def _polydata(vertices: np.ndarray, faces: np.ndarray) -> vtk.vtkPolyData:
    points = vtk.vtkPoints()
    points.SetData(numpy_to_vtk(np.ascontiguousarray(vertices, float), deep=True))
    cells = vtk.vtkCellArray()
    connectivity = np.ascontiguousarray(faces.ravel(), np.int64)
    offsets = np.arange(0, len(connectivity) + 1, 3, dtype=np.int64)
    cells.SetData(numpy_to_vtkIdTypeArray(offsets, deep=True), numpy_to_vtkIdTypeArray(connectivity, deep=True))
    surface = vtk.vtkPolyData()
    surface.SetPoints(points)
    surface.SetPolys(cells)
    return surface


def voxelise(vertices: np.ndarray, faces: np.ndarray, ijk_to_ras: np.ndarray, shape) -> np.ndarray:
    """Boolean mask (k, j, i): the voxels whose centre lies inside the closed mesh (RAS mm)."""
    to_ijk = np.linalg.inv(ijk_to_ras)
    ijk = np.asarray(vertices, float) @ to_ijk[:3, :3].T + to_ijk[:3, 3]
    stencil = vtk.vtkPolyDataToImageStencil()
    stencil.SetInputData(_polydata(ijk, np.asarray(faces)))
    stencil.SetOutputOrigin(0, 0, 0)
    stencil.SetOutputSpacing(1, 1, 1)
    stencil.SetOutputWholeExtent(0, shape[2] - 1, 0, shape[1] - 1, 0, shape[0] - 1)
    to_image = vtk.vtkImageStencilToImage()
    to_image.SetInputConnection(stencil.GetOutputPort())
    to_image.SetInsideValue(1)
    to_image.SetOutsideValue(0)
    to_image.SetOutputScalarTypeToUnsignedChar()
    to_image.Update()
    scalars = to_image.GetOutput().GetPointData().GetScalars()
    return vtk_to_numpy(scalars).reshape(shape).astype(bool)
