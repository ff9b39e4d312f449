"""Navigation in the scene: what is shown, hidden and taken away."""

import importlib

import numpy as np
import pytest

from osteokit.surface.primitives import box
from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget
from osteokit.tracking.navigation.tool import ToolPlace

SCREW = LineTarget("screw", "tibia_left", (0.0, 0.0, 0.0), (0.0, 0.0, 40.0), 4.5)
CUT = PlaneTarget("cut", "tibia_left", (30.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0), 50.0)
PLACE = ToolPlace(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.6, -0.8]), None, 3.2)


@pytest.fixture
def nodes(scene):
    return importlib.import_module("HapticLinkLib.navigation_nodes")


def models(scene):
    count = scene.GetNumberOfNodesByClass("vtkMRMLModelNode")
    return [scene.GetNthNodeByClass(number, "vtkMRMLModelNode") for number in range(count)]


def world(node):
    from osteokit.mrml.model_node import mesh_from_node

    return mesh_from_node(node).vertices


def test_a_planned_screw_is_drawn_where_it_is(scene, nodes):
    nodes.show_target(scene, SCREW, "Planned: screw")
    (node,) = models(scene)
    low, high = world(node).min(axis=0), world(node).max(axis=0)
    np.testing.assert_allclose([low[2], high[2]], [0.0, 40.0], atol=1e-4)
    assert high[0] == pytest.approx(2.25, abs=0.05)
    nodes.show_target(scene, CUT, "Planned: cut")  # it takes the place of the screw
    (node,) = models(scene)
    low, high = world(node).min(axis=0), world(node).max(axis=0)
    np.testing.assert_allclose([low[0], high[0]], [-20.0, 30.0], atol=1e-4)
    assert high[2] - low[2] == pytest.approx(0.6, abs=1e-4)
    nodes.show_target(scene, None, "")
    assert models(scene) == []


def test_the_tool_is_drawn_at_its_tip_and_hidden_while_it_is_lost(scene, nodes):
    nodes.show_tool(scene, PLACE)
    (node,) = models(scene)
    along = (world(node) - PLACE.tip) @ PLACE.axis
    assert along.max() == pytest.approx(0.0, abs=1e-3) and along.min() == pytest.approx(-140.0, abs=1e-3)
    assert node.GetDisplayNode().GetVisibility()
    nodes.show_tool(scene, None)
    assert not node.GetDisplayNode().GetVisibility()
    nodes.show_tool(scene, PLACE)
    assert node.GetDisplayNode().GetVisibility() and models(scene) == [node]
    nodes.remove_tool(scene)
    assert models(scene) == []


def test_a_tool_without_an_axis_is_shown_too(scene, nodes):
    nodes.show_tool(scene, ToolPlace(np.zeros(3)))
    assert len(models(scene)) == 1


def test_everything_but_the_bone_and_the_plan_may_be_kept_away_from(scene, nodes):
    from osteokit.mrml.model_node import mesh_to_node
    from osteopanels.scene_bones import add_bone

    add_bone(scene, "tibia_left", box([10.0, 10.0, 10.0]), "en")
    femur = add_bone(scene, "femur_left", box([10.0, 10.0, 10.0]), "en")
    vessel = mesh_to_node(box([4.0, 4.0, 60.0]), scene, "腘动脉", (200, 0, 0))
    nodes.show_target(scene, SCREW, "Planned")
    nodes.show_tool(scene, PLACE)
    assert list(nodes.risky_models(scene, "tibia_left").values()) == [femur, vessel]
    structure = nodes.structure_of(vessel)
    assert structure.english == "腘动脉"
    np.testing.assert_allclose(structure.distance_mm(np.array([[5.0, 0, 0]])), [3.0], atol=1e-5)


def test_points_by_hand_without_a_place_are_left_out(scene, nodes):
    points = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "a")
    points.AddControlPoint(1.0, 2.0, 3.0, "edge")
    points.AddControlPoint(4.0, 5.0, 6.0, "edge")
    points.AddControlPoint(7.0, 8.0, 9.0, "gone")
    points.UnsetNthControlPointPosition(2)
    found = nodes.points_of(points)
    assert list(found) == ["edge", "edge (2)"]
    np.testing.assert_allclose(found["edge (2)"], [4, 5, 6])


def test_views_follow_and_go_back(scene, nodes):
    from .test_operating_room import slice_normal, views

    shown = views(scene)
    nodes.follow_with_slices(scene, PLACE, 10.0)
    assert abs(slice_normal(shown["Red"]) @ PLACE.axis) == pytest.approx(1.0, abs=1e-6)
    for name in ("Green", "Yellow"):
        assert abs(slice_normal(shown[name]) @ PLACE.axis) < 1e-6
    to_ras = shown["Red"].GetSliceToRAS()
    middle = np.array([to_ras.GetElement(row, 3) for row in range(3)])
    np.testing.assert_allclose(middle, PLACE.tip + 10.0 * PLACE.axis, atol=1e-6)
    before = slice_normal(shown["Red"])
    nodes.follow_with_slices(scene, ToolPlace(np.zeros(3)), 0.0)  # without an axis nothing moves
    np.testing.assert_array_equal(slice_normal(shown["Red"]), before)
    nodes.straight_slices(scene)
    assert [shown[name].GetOrientation() for name in ("Red", "Green", "Yellow")] == ["Axial", "Coronal", "Sagittal"]
