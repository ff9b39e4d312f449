"""Points in the views at what a check found: one looks there instead of reading coordinates."""

from collections.abc import Mapping
from typing import Any

import slicer
from slicer.i18n import tr as _

MARK = "osteo.guide.mark"
"""Attribute of the point list; there is at most one."""

_AMBER = (0.95, 0.6, 0.1)
_SIZE_MM = 3.0


def marks_of(scene: Any) -> Any:
    """The point list; None without one."""
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLMarkupsFiducialNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLMarkupsFiducialNode")
        if node.GetAttribute(MARK):
            return node
    return None


def show_marks(scene: Any, places: Mapping[str, tuple[float, float, float]]) -> None:
    """Show exactly these places (RAS mm) by the words beside them; no list is left where there are none."""
    node = marks_of(scene)
    if not places:
        if node is not None:
            scene.RemoveNode(node)
        return
    if node is None:
        node = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", _("Look here"))
        node.SetAttribute(MARK, "1")
        node.CreateDefaultDisplayNodes()
        display = node.GetDisplayNode()
        display.SetSelectedColor(*_AMBER)
        display.SetUseGlyphScale(False)
        display.SetGlyphSize(_SIZE_MM)
        display.SetOccludedVisibility(True)  # a thin wall may look away from the viewer
    if _shown(node) == [(words, tuple(place)) for words, place in places.items()]:
        return
    node.SetLocked(False)
    node.RemoveAllControlPoints()
    for words, place in places.items():
        node.AddControlPoint(*place, words)
    node.SetLocked(True)


def _shown(node: Any) -> list[tuple[str, tuple[float, ...]]]:
    count = node.GetNumberOfControlPoints()
    return [(node.GetNthControlPointLabel(n), tuple(node.GetNthControlPointPositionWorld(n))) for n in range(count)]


def jump(place: tuple[float, float, float]) -> None:
    """Move all slice views to a place (RAS mm)."""
    slicer.vtkMRMLSliceNode.JumpAllSlices(slicer.mrmlScene, *place, slicer.vtkMRMLSliceNode.CenteredJumpSlice)
