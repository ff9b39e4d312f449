"""Tracked tools in the scene: a linear transform a tool, and what hangs under it vanishes while the tool is lost."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from vtkmodules.vtkCommonMath import vtkMatrix4x4

TOOL = "osteo.tool"
SEEN = "osteo.seen"
_HIDDEN = "osteo.hidden"


def tool_node(scene: Any, tool: str) -> Any | None:
    """The transform node of a tool; None where there is none."""
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLLinearTransformNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLLinearTransformNode")
        if node.GetAttribute(TOOL) == tool:
            return node
    return None


def show_tools(scene: Any, poses: Mapping[str, np.ndarray | None]) -> None:
    """Put each tool where it is: a transform node by its name, made where it is missing.

    A tool whose pose is None is lost: its node stays where it was, told by its attribute ``osteo.seen``, and what is
    drawn under it is hidden until it is seen again.
    """
    for tool, pose in poses.items():
        node = tool_node(scene, tool)
        if node is None:
            if pose is None:
                continue
            node = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", tool)
            node.SetAttribute(TOOL, tool)
        if pose is not None:
            node.SetMatrixTransformToParent(vtk_matrix(pose))
        seen = "1" if pose is not None else "0"
        if node.GetAttribute(SEEN) != seen:
            node.SetAttribute(SEEN, seen)
            _show_what_hangs_under(scene, node, pose is not None)


def is_seen(node: Any) -> bool:
    """Whether the tool of this transform node is seen now."""
    return node.GetAttribute(SEEN) == "1"


def pose_of_node(node: Any) -> np.ndarray:
    """The 4x4 matrix of a linear transform node, to its parent."""
    matrix = vtkMatrix4x4()
    node.GetMatrixTransformToParent(matrix)
    return np.array([[matrix.GetElement(row, column) for column in range(4)] for row in range(4)])


def vtk_matrix(pose: np.ndarray) -> vtkMatrix4x4:
    """A 4x4 array as VTK's matrix."""
    matrix = vtkMatrix4x4()
    matrix.DeepCopy(np.asarray(pose, dtype=np.float64).ravel().tolist())
    return matrix


def _show_what_hangs_under(scene: Any, transform: Any, visible: bool) -> None:
    """Hide what is drawn under a lost tool; show again only what was hidden for that."""
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLDisplayableNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLDisplayableNode")
        if node.GetParentTransformNode() is not transform or node.GetDisplayNode() is None:
            continue
        display = node.GetDisplayNode()
        if not visible and display.GetVisibility():
            display.SetAttribute(_HIDDEN, "1")
            display.SetVisibility(False)
        elif visible and display.GetAttribute(_HIDDEN):
            display.RemoveAttribute(_HIDDEN)
            display.SetVisibility(True)
