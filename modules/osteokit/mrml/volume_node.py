"""Volume node <-> :class:`osteokit.imaging.volume.Volume`."""

from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.mrml.source import source_of_node

BONE_WINDOW_HU = (2000.0, 500.0)
"""Width and level at which cortex, marrow and soft tissue are told apart."""


def matrix_to_vtk(matrix: np.ndarray) -> vtkMatrix4x4:
    result = vtkMatrix4x4()
    result.DeepCopy([float(value) for value in np.asarray(matrix).ravel()])
    return result


def matrix_from_vtk(matrix: vtkMatrix4x4) -> np.ndarray:
    return np.array([[matrix.GetElement(row, column) for column in range(4)] for row in range(4)])


def image_data(voxels: np.ndarray) -> vtkImageData:
    """Voxels ``[k, j, i]`` as a vtkImageData with unit spacing; the values are copied."""
    image = vtkImageData()
    image.SetDimensions(*reversed(voxels.shape))
    scalars = numpy_to_vtk(np.ascontiguousarray(voxels).ravel(), deep=True)
    scalars.SetName("ImageScalars")
    image.GetPointData().SetScalars(scalars)
    return image


def volume_to_node(volume: Volume, scene: Any, name: str) -> Any:
    """A new vtkMRMLScalarVolumeNode of ``scene`` with the voxels, their place and a bone window."""
    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", name)
    voxels = volume.voxels if volume.voxels.dtype != bool else volume.voxels.astype(np.uint8)
    node.SetAndObserveImageData(image_data(voxels))
    node.SetIJKToRASMatrix(matrix_to_vtk(volume.ijk_to_ras))
    display = scene.AddNewNodeByClass("vtkMRMLScalarVolumeDisplayNode")
    display.SetAndObserveColorNodeID("vtkMRMLColorTableNodeGrey")
    if volume.modality == "CT":
        display.AutoWindowLevelOff()
        display.SetWindowLevel(*BONE_WINDOW_HU)
    node.SetAndObserveDisplayNodeID(display.GetID())
    return node


def world_ijk_to_ras(node: Any) -> np.ndarray:
    """``ijk_to_ras`` of a volume node with its parent transform applied.

    Raises
    ------
    OsteoError
        The parent transform bends, shears or scales: the voxels would have to be resampled first.
    """
    matrix = vtkMatrix4x4()
    node.GetIJKToRASMatrix(matrix)
    ijk_to_ras = matrix_from_vtk(matrix)
    transform = node.GetParentTransformNode()
    if transform is None:
        return ijk_to_ras
    if not transform.IsTransformToWorldLinear():
        raise OsteoError(
            f"{node.GetName()} lies under a transform that bends it (uneven slices or gantry tilt); "
            "harden it in the Transforms module first."
        )
    to_world = vtkMatrix4x4()
    transform.GetMatrixTransformToWorld(to_world)
    linear = matrix_from_vtk(to_world)
    if not np.allclose(linear[:3, :3].T @ linear[:3, :3], np.eye(3), atol=1e-4):
        raise OsteoError(
            f"{node.GetName()} lies under a transform that scales or shears it; "
            "harden it in the Transforms module first."
        )
    return linear @ ijk_to_ras


def voxels_of_node(node: Any) -> np.ndarray:
    """The node's own voxels ``[k, j, i]`` as a read-only view, no copy.

    Raises
    ------
    OsteoError
        The node holds no voxels, or several values per voxel.
    """
    image = node.GetImageData()
    if image is None or image.GetNumberOfPoints() == 0:
        raise OsteoError(f"{node.GetName()} holds no voxels; load a CT first.")
    scalars = image.GetPointData().GetScalars()
    if scalars.GetNumberOfComponents() != 1:
        raise OsteoError(f"{node.GetName()} is a colour or vector image; choose a CT with one value per voxel.")
    view = vtk_to_numpy(scalars).reshape(tuple(reversed(image.GetDimensions())))
    view.flags.writeable = False
    return view


def volume_from_node(node: Any) -> Volume:
    """The volume of a scalar volume node, in world RAS; the voxels are a read-only view of the node's own.

    Raises
    ------
    OsteoError
        The node is empty, has several values per voxel, or lies under a transform that is not rigid.
    """
    return Volume(
        voxels=voxels_of_node(node),
        ijk_to_ras=world_ijk_to_ras(node),
        modality=node.GetAttribute("DICOM.Modality") or "CT",
        source=source_of_node(node),
    )
