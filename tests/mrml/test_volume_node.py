"""Volume nodes, their transforms and their source."""

from pathlib import Path

import numpy as np
import pytest

from mrml.values import FLIPPED_K, OBLIQUE, tetrahedron, volume
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Patient, VolumeSource
from osteokit.mrml.model_node import mesh_from_node, mesh_to_node
from osteokit.mrml.source import note_source
from osteokit.mrml.volume_node import matrix_to_vtk, volume_from_node, volume_to_node


@pytest.mark.parametrize("dtype", ["int16", "uint16", "int32", "float32", "float64", "uint8"])
def test_voxels_and_place_survive(scene, dtype):
    ct = volume(OBLIQUE, dtype)
    read = volume_from_node(volume_to_node(ct, scene, "CT"))
    assert read.voxels.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(read.voxels, ct.voxels)
    np.testing.assert_allclose(read.ijk_to_ras, OBLIQUE, atol=1e-9)
    assert not read.voxels.flags.writeable


def test_slicer_agrees_where_a_voxel_is(scene):
    """Slicer's own mapping of (i, j, k) to RAS, asked of its node."""
    from vtkmodules.vtkCommonMath import vtkMatrix4x4

    node = volume_to_node(volume(FLIPPED_K), scene, "CT")
    matrix = vtkMatrix4x4()
    node.GetIJKToRASMatrix(matrix)
    assert matrix.MultiplyPoint((2, 3, 4, 1))[:3] == pytest.approx((FLIPPED_K @ [2, 3, 4, 1])[:3].tolist())
    image = node.GetImageData()
    assert image.GetScalarComponentAsDouble(2, 3, 4, 0) == volume(FLIPPED_K).voxels[4, 3, 2]


def test_a_rigid_transform_moves_the_volume_and_others_are_refused(scene):
    node = volume_to_node(volume(OBLIQUE), scene, "CT")
    rigid = np.array([[0, -1, 0, 5.0], [1, 0, 0, 6.0], [0, 0, 1, 7.0], [0, 0, 0, 1]])
    transform = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    transform.SetMatrixTransformToParent(matrix_to_vtk(rigid))
    node.SetAndObserveTransformNodeID(transform.GetID())
    np.testing.assert_allclose(volume_from_node(node).ijk_to_ras, rigid @ OBLIQUE, atol=1e-9)
    transform.SetMatrixTransformToParent(matrix_to_vtk(np.diag([1, 1, 1.2, 1])))
    with pytest.raises(OsteoError, match="scales or shears"):
        volume_from_node(node)
    grid = scene.AddNewNodeByClass("vtkMRMLGridTransformNode")
    node.SetAndObserveTransformNodeID(grid.GetID())
    with pytest.raises(OsteoError, match="uneven slices or gantry tilt"):
        volume_from_node(node)


def test_refusals(scene):
    from vtkmodules.vtkCommonDataModel import vtkImageData

    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "Nothing")
    with pytest.raises(OsteoError, match="Nothing holds no voxels"):
        volume_from_node(node)
    image = vtkImageData()
    image.SetDimensions(2, 2, 2)
    image.AllocateScalars(3, 3)
    colour = scene.AddNewNodeByClass("vtkMRMLVectorVolumeNode", "Photo")
    colour.SetAndObserveImageData(image)
    with pytest.raises(OsteoError, match="one value per voxel"):
        volume_from_node(colour)
    with pytest.raises(OsteoError, match="holds no surface"):
        mesh_from_node(scene.AddNewNodeByClass("vtkMRMLModelNode", "Empty"))


def test_a_noted_source_comes_back(scene):
    node = volume_to_node(volume(OBLIQUE), scene, "CT")
    source = VolumeSource(
        path=Path("a"), files=(Path("a/1.dcm"), Path("a/2.dcm")), study_uid="1.2", series_uid="1.3",
        frame_of_reference_uid="1.4", series_description="Knochen", study_date="20260101",
        patient=Patient("李^四", "9", "19700101", "M"),
    )  # fmt: skip
    note_source(node, source)
    assert volume_from_node(node).source == source


def test_models_keep_their_triangles(scene):
    mesh = tetrahedron()
    node = mesh_to_node(mesh, scene, "Bone", (255, 0, 51))
    read = mesh_from_node(node)
    np.testing.assert_allclose(read.vertices, mesh.vertices, atol=1e-5)
    np.testing.assert_array_equal(read.faces, mesh.faces)
    assert node.GetDisplayNode().GetColor() == pytest.approx((1.0, 0.0, 0.2))
    transform = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    transform.SetMatrixTransformToParent(
        matrix_to_vtk(np.array([[1, 0, 0, 9.0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]))
    )
    node.SetAndObserveTransformNodeID(transform.GetID())
    np.testing.assert_allclose(mesh_from_node(node).vertices, mesh.vertices + np.array([9.0, 0, 0]), atol=1e-4)
