"""Navigation in the scene: the planned target, the tool in the patient, slice views that follow it, points by hand."""

from typing import Any

import numpy as np

from osteokit.mrml.model_node import mesh_from_node, mesh_to_node
from osteokit.mrml.tracked_nodes import show_tools, tool_node
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.shells import joined
from osteokit.tracking.navigation.guidance import PlaneTarget, Target
from osteokit.tracking.navigation.reslice import slice_to_ras, tool_planes
from osteokit.tracking.navigation.structures import SolidStructure
from osteokit.tracking.navigation.tool import ToolPlace
from osteopanels.scene_bones import KEY

PLANNED = "osteo.planned"
TOOL = "NavigatedTool"
_SHAFT_MM, _POINT_MM = 140.0, 12.0
_WIDE_MM = 60.0
_VIEWS = ("Red", "Green", "Yellow")


def show_target(scene: Any, target: Target | None, name: str) -> None:
    """A model of the planned screw or cut; the former one goes."""
    for node in _models(scene):
        if node.GetAttribute(PLANNED):
            scene.RemoveNode(node)
    if target is None:
        return
    node = mesh_to_node(_solid(target), scene, name, (250, 200, 40))
    node.SetAttribute(PLANNED, target.name)
    node.GetDisplayNode().SetOpacity(0.6)
    node.GetDisplayNode().SetVisibility2D(True)


def _solid(target: Target) -> Mesh:
    entry, end = np.asarray(target.entry, np.float64), np.asarray(target.end, np.float64)
    if not isinstance(target, PlaneTarget):
        return cylinder(entry, end, max(target.diameter_mm / 2, 0.5), 24)
    frame = np.eye(4)
    frame[:3, 0], frame[:3, 2] = target.axis, target.unit_normal
    frame[:3, 1] = np.cross(frame[:3, 2], frame[:3, 0])
    frame[:3, 3] = (entry + end) / 2
    return box((target.depth_mm, _WIDE_MM, 0.6), frame)


def show_tool(scene: Any, place: ToolPlace | None) -> None:
    """The tool in the patient; None hides it."""
    show_tools(scene, {TOOL: None if place is None else _frame(place)})
    transform = tool_node(scene, TOOL)
    if transform is None or place is None:
        return
    if not any(node.GetParentTransformNode() is transform for node in _models(scene)):
        node = mesh_to_node(_pointer(place.radius_mm), scene, TOOL, (90, 170, 250))
        node.SetAndObserveTransformNodeID(transform.GetID())
        node.GetDisplayNode().SetVisibility2D(True)


def remove_tool(scene: Any) -> None:
    """The tool and its model leave the scene."""
    transform = tool_node(scene, TOOL)
    if transform is None:
        return
    for node in _models(scene):
        if node.GetParentTransformNode() is transform:
            scene.RemoveNode(node)
    scene.RemoveNode(transform)


def _pointer(radius_mm: float) -> Mesh:
    """Along z with its tip in the origin: a shaft, thin at its end."""
    radius = max(radius_mm, 1.5)
    thin = max(radius_mm, 0.4)
    back, neck = np.array([0.0, 0.0, -_SHAFT_MM]), np.array([0.0, 0.0, -_POINT_MM])
    return joined([cylinder(back, neck, radius, 24), cylinder(neck, np.zeros(3), thin, 24)])


def _frame(place: ToolPlace) -> np.ndarray:
    """The tool's frame in RAS; one without an axis stands upright."""
    z = place.axis if place.axis is not None else np.array([0.0, 0.0, -1.0])
    x = np.cross([0.0, 1.0, 0.0] if abs(z[1]) < 0.9 else [1.0, 0.0, 0.0], z)
    frame = np.eye(4)
    frame[:3, 0], frame[:3, 2], frame[:3, 3] = x / np.linalg.norm(x), z, place.tip
    frame[:3, 1] = np.cross(z, frame[:3, 0])
    return frame


def follow_with_slices(scene: Any, place: ToolPlace, ahead_mm: float) -> None:
    """Red looks along the tool at what lies so far ahead of its tip, green and yellow hold it."""
    if place.axis is None:
        return
    planes = tool_planes(place, ahead_mm)
    for name, plane in zip(_VIEWS, (planes.eye, planes.first, planes.second), strict=True):
        view = _view(scene, name)
        if view is None:
            continue
        matrix = slice_to_ras(plane)
        if name != "Red":
            matrix[:3, 3] = place.tip
        to_ras = view.GetSliceToRAS()
        for row in range(4):
            for column in range(4):
                to_ras.SetElement(row, column, float(matrix[row, column]))
        view.UpdateMatrices()


def straight_slices(scene: Any) -> None:
    """Axial, coronal and sagittal again."""
    for name, orientation in zip(_VIEWS, ("Axial", "Coronal", "Sagittal"), strict=True):
        view = _view(scene, name)
        if view is not None:
            view.SetOrientation(orientation)


def _view(scene: Any, name: str) -> Any | None:
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLSliceNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLSliceNode")
        if node.GetLayoutName() == name:
            return node
    return None


def risky_models(scene: Any, bone: str) -> dict[str, Any]:
    """Models that may be kept away from, by their ids: all that are drawn but the bone that is worked on."""
    found = {}
    for node in _models(scene):
        surface = node.GetPolyData()
        own = node.GetAttribute(KEY) == bone or node.GetAttribute(PLANNED) or node.GetParentTransformNode() is not None
        if not own and not node.GetHideFromEditors() and surface is not None and surface.GetNumberOfPolys():
            found[node.GetID()] = node
    return found


def structure_of(node: Any) -> SolidStructure:
    """A model as a structure at risk, by its own name."""
    return SolidStructure(node.GetName(), node.GetName(), SurfaceDistance(mesh_from_node(node)))


def points_of(node: Any) -> dict[str, np.ndarray]:
    """The placed points of a list, RAS mm, by their labels; two of one label are told apart by their number."""
    found: dict[str, np.ndarray] = {}
    for number in range(node.GetNumberOfControlPoints()):
        if node.GetNthControlPointPositionStatus(number) != node.PositionDefined:
            continue
        place = [0.0, 0.0, 0.0]
        node.GetNthControlPointPositionWorld(number, place)
        label = node.GetNthControlPointLabel(number) or str(number + 1)
        found[label if label not in found else f"{label} ({number + 1})"] = np.array(place)
    return found


def _models(scene: Any) -> list[Any]:
    count = scene.GetNumberOfNodesByClass("vtkMRMLModelNode")
    return [scene.GetNthNodeByClass(number, "vtkMRMLModelNode") for number in range(count)]
