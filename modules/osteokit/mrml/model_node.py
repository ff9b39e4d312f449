"""Model node <-> :class:`osteokit.surface.mesh.Mesh`."""

from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkFiltersCore import vtkPolyDataNormals, vtkTriangleFilter

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh


def polydata_of_mesh(mesh: Mesh) -> vtkPolyData:
    """The mesh as vtkPolyData in RAS mm, float32 points, with smooth normals so that it shades well."""
    points = vtkPoints()
    points.SetData(numpy_to_vtk(np.ascontiguousarray(mesh.vertices, dtype=np.float32), deep=True))
    cells = vtkCellArray()
    corners = numpy_to_vtkIdTypeArray(np.ascontiguousarray(mesh.faces, dtype=np.int64).ravel(), deep=True)
    offsets = numpy_to_vtkIdTypeArray(np.arange(0, 3 * len(mesh.faces) + 1, 3, dtype=np.int64), deep=True)
    cells.SetData(offsets, corners)
    surface = vtkPolyData()
    surface.SetPoints(points)
    surface.SetPolys(cells)
    normals = vtkPolyDataNormals()
    normals.SetInputData(surface)
    normals.SplittingOff()
    normals.ConsistencyOff()
    normals.Update()
    return normals.GetOutput()


def mesh_of_polydata(polydata: vtkPolyData) -> Mesh:
    """The triangles of a vtkPolyData; strips and polygons are cut into triangles, lines and points dropped."""
    triangles = vtkTriangleFilter()
    triangles.SetInputData(polydata)
    triangles.PassLinesOff()
    triangles.PassVertsOff()
    triangles.Update()
    surface = triangles.GetOutput()
    if surface.GetNumberOfPolys() == 0:
        return Mesh(np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int64))
    vertices = vtk_to_numpy(surface.GetPoints().GetData()).astype(np.float64)
    faces = vtk_to_numpy(surface.GetPolys().GetConnectivityArray()).astype(np.int64).reshape(-1, 3)
    return Mesh(vertices, faces)


def mesh_to_node(mesh: Mesh, scene: Any, name: str, color: tuple[int, int, int]) -> Any:
    """A new vtkMRMLModelNode; ``color`` is RGB 0..255; it is drawn in the slices too."""
    node = scene.AddNewNodeByClass("vtkMRMLModelNode", name)
    node.SetAndObservePolyData(polydata_of_mesh(mesh))
    display = scene.AddNewNodeByClass("vtkMRMLModelDisplayNode")
    display.SetColor(*(channel / 255.0 for channel in color))
    node.SetAndObserveDisplayNodeID(display.GetID())
    return node


def mesh_from_node(node: Any) -> Mesh:
    """The mesh of a model node in world RAS.

    Raises
    ------
    OsteoError
        The node holds no triangles.
    """
    from vtkmodules.vtkCommonTransforms import vtkGeneralTransform
    from vtkmodules.vtkFiltersGeneral import vtkTransformPolyDataFilter

    polydata = node.GetPolyData()
    if polydata is None or polydata.GetNumberOfPolys() == 0:
        raise OsteoError(f"{node.GetName()} holds no surface; choose a model with triangles.")
    transform = node.GetParentTransformNode()
    if transform is not None:
        to_world = vtkGeneralTransform()
        transform.GetTransformToWorld(to_world)
        moved = vtkTransformPolyDataFilter()
        moved.SetInputData(polydata)
        moved.SetTransform(to_world)
        moved.Update()
        polydata = moved.GetOutput()
    return mesh_of_polydata(polydata)
