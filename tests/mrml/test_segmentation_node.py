"""What the Segment Editor may do to a node must come back right."""

import numpy as np
import pytest

from mrml.values import LPS_LIKE, OBLIQUE, segmentation, tetrahedron, volume
from osteokit.base.errors import OsteoError
from osteokit.mrml.segmentation_node import (
    fill_segmentation_node,
    segmentation_from_node,
    segmentation_to_node,
    set_closed_surfaces,
)
from osteokit.mrml.volume_node import image_data, matrix_to_vtk, volume_to_node
from osteokit.segmentation.segmentation import Segment, Segmentation


@pytest.fixture
def nodes(scene):
    return volume_to_node(volume(OBLIQUE), scene, "CT"), segmentation_to_node(segmentation(OBLIQUE), scene, "Bones")


def test_refilling_replaces_everything(nodes):
    volume_node, node = nodes
    labels = np.zeros((9, 12, 15), np.uint16)
    labels[2, 3, 4] = 5
    fill_segmentation_node(node, Segmentation(labels, OBLIQUE, (Segment(5, "sacrum"),)))
    read = segmentation_from_node(node, volume_node)
    assert [s.key for s in read.segments] == ["sacrum"]
    np.testing.assert_array_equal(read.labels, labels)


def test_a_segment_drawn_by_hand_on_a_cropped_map(nodes):
    """The editor stores a new segment cropped to its extent, with label 1 on a layer of its own."""
    import slicer

    volume_node, node = nodes
    part = slicer.vtkOrientedImageData()
    part.ShallowCopy(image_data(np.ones((2, 3, 4), np.uint8)))
    part.SetExtent(10, 13, 9, 11, 0, 1)  # (i, j, k) of the volume's grid
    part.SetImageToWorldMatrix(matrix_to_vtk(OBLIQUE))
    node.AddSegmentFromBinaryLabelmapRepresentation(part, "Left patella", [1.0, 0.0, 0.0], "drawn")
    read = segmentation_from_node(node, volume_node)
    drawn = next(s for s in read.segments if s.key == "patella_left")
    assert drawn.confidence == 1.0
    where = np.argwhere(read.labels == drawn.label)
    assert where.min(axis=0).tolist() == [0, 9, 10] and where.max(axis=0).tolist() == [1, 11, 13]
    assert read.counts()[drawn.label] == 24


def test_overlap_is_told_and_the_later_segment_has_it(nodes):
    import slicer

    volume_node, node = nodes
    part = slicer.vtkOrientedImageData()
    part.ShallowCopy(image_data(np.ones((9, 12, 15), np.uint8)))
    part.SetImageToWorldMatrix(matrix_to_vtk(OBLIQUE))
    node.AddSegmentFromBinaryLabelmapRepresentation(part, "whatever", [1.0, 0.0, 0.0], "drawn")
    read = segmentation_from_node(node, volume_node)
    assert [s.key for s in read.segments] == ["bone_1"]
    covered = np.count_nonzero(segmentation(OBLIQUE).labels)
    assert read.warnings == (f"{covered} voxels lay in two segments; the later segment has them.",)


def test_another_grid_is_resampled_to_the_nearest_voxel(scene):
    coarse, fine = LPS_LIKE.copy(), LPS_LIKE.copy()
    fine[:3, :3] /= 2
    fine[:3, 3] -= LPS_LIKE[:3, :3].sum(axis=1) / 4  # the outer corners coincide
    node = segmentation_to_node(segmentation(coarse), scene, "Bones")
    big = volume(fine)
    voxels = np.zeros((18, 24, 30), np.int16)
    volume_node = volume_to_node(type(big)(voxels, fine), scene, "CT")
    read = segmentation_from_node(node, volume_node)
    expected = segmentation(coarse).labels.repeat(2, 0).repeat(2, 1).repeat(2, 2)
    np.testing.assert_array_equal(read.labels, expected)


def test_renamed_in_the_editor(nodes):
    volume_node, node = nodes
    node.GetSegmentation().GetSegment("bone_4_300").SetName("右髌骨")
    keys = {s.label: s.key for s in segmentation_from_node(node, volume_node).segments}
    assert keys[300] == "patella_right"


def test_voxels_of_a_deleted_segment_are_background(nodes):
    volume_node, node = nodes
    node.GetSegmentation().RemoveSegment("bone_4_300")
    read = segmentation_from_node(node, volume_node)
    expected = segmentation(OBLIQUE).labels.copy()
    expected[expected == 300] = 0
    np.testing.assert_array_equal(read.labels, expected)


def test_surfaces_come_for_all_segments_or_none(nodes):
    volume_node, node = nodes
    bones = segmentation(OBLIQUE)
    with pytest.raises(OsteoError, match="no surface of bone_4, hip_right_fragment_2, metal"):
        set_closed_surfaces(node, bones, {3: tetrahedron()})
    set_closed_surfaces(node, bones, {s.label: tetrahedron(s.label) for s in bones.segments})
    assert node.GetClosedSurfaceInternalRepresentation("femur_left_3").GetNumberOfPoints() == 4
    np.testing.assert_array_equal(segmentation_from_node(node, volume_node).labels, bones.labels)


def test_refusals(scene, nodes):
    volume_node, _ = nodes
    empty = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Empty")
    with pytest.raises(OsteoError, match="Empty has no segments"):
        segmentation_from_node(empty, volume_node)
    far = OBLIQUE.copy()
    far[:3, 3] += 1000
    elsewhere = segmentation_to_node(segmentation(far), scene, "Elsewhere")
    with pytest.raises(OsteoError, match="no voxel inside CT"):
        segmentation_from_node(elsewhere, volume_node)
