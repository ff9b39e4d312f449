"""Meshes to and from VTK's vtkPolyData."""

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

from osteokit.surface.mesh import Mesh


def polydata_of_mesh(mesh: Mesh) -> vtkPolyData:
    """A vtkPolyData of its own memory, in the same coordinates."""
    points = vtkPoints()
    points.SetData(numpy_to_vtk(np.ascontiguousarray(mesh.vertices), deep=True))
    triangles = vtkCellArray()
    triangles.SetData(3, numpy_to_vtkIdTypeArray(np.ascontiguousarray(mesh.faces, np.int64).ravel(), deep=True))
    surface = vtkPolyData()
    surface.SetPoints(points)
    surface.SetPolys(triangles)
    return surface


def mesh_of_polydata(surface: vtkPolyData) -> Mesh:
    """The triangles of a vtkPolyData; it must hold nothing but triangles (see vtkTriangleFilter)."""
    if surface.GetNumberOfCells() == 0:
        return Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64))
    vertices = vtk_to_numpy(surface.GetPoints().GetData()).astype(np.float64)
    faces = vtk_to_numpy(surface.GetPolys().GetConnectivityArray()).reshape(-1, 3).astype(np.int64)
    return Mesh(vertices, faces)
