"""Clicks in a point list become seeds as a saved point list does."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.mrml.markups_node import points_from_node, seeds_from_node
from osteokit.mrml.volume_node import matrix_to_vtk


def _clicks(scene, *points):
    node = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "Clicks")
    for label, position in points:
        node.AddControlPoint(*position, label)
    return node


def test_labels_name_bones_in_both_languages_and_join(scene):
    node = _clicks(
        scene, ("Left femur", (1, 2, 3)), ("右髋骨", (4, 5, 6)), ("left femur-2", (7, 8, 9)), ("F-4", (0, 0, 1))
    )
    seeds = {seed.key: seed.points_ras.tolist() for seed in seeds_from_node(node)}
    assert seeds == {"femur_left": [[1, 2, 3], [7, 8, 9]], "hip_right": [[4, 5, 6]], "bone_1": [[0, 0, 1]]}


def test_the_world_position_counts(scene):
    node = _clicks(scene, ("L5", (1, 2, 3)))
    transform = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    turned = np.array([[0, -1, 0, 10.0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    transform.SetMatrixTransformToParent(matrix_to_vtk(turned))
    node.SetAndObserveTransformNodeID(transform.GetID())
    np.testing.assert_allclose(points_from_node(node), [[8, 1, 3]])
    np.testing.assert_allclose(seeds_from_node(node)[0].points_ras, [[8, 1, 3]])


def test_nothing_placed_and_no_such_bone(scene):
    assert seeds_from_node(_clicks(scene)) == ()
    assert points_from_node(_clicks(scene)).shape == (0, 3)
    with pytest.raises(OsteoError, match="no bone is called"):
        seeds_from_node(_clicks(scene, ("flying saucer", (0, 0, 0))))
