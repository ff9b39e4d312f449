"""Slice views along a screw: one across it as a probe sees, two that hold its whole axis."""

from typing import Any

import numpy as np

from osteokit.imaging.straightened import perpendicular_up
from osteokit.planning.screws.values import ScrewPath

ACROSS, ALONG, TURNED = "Red", "Green", "Yellow"
ORIENTATIONS = {"Red": "Axial", "Green": "Coronal", "Yellow": "Sagittal"}


def look_along(scene: Any, path: ScrewPath, depth_mm: float) -> None:
    """Red looks down the axis ``depth_mm`` behind the entry; green and yellow hold the axis, 90 degrees apart."""
    views = _views(scene)
    place = np.array(path.entry) + depth_mm * path.axis
    up = perpendicular_up(path.axis)
    aside = np.cross(up, path.axis)
    # normal, the view's horizontal axis
    ways = {ACROSS: (path.axis, aside), ALONG: (aside, path.axis), TURNED: (up, path.axis)}
    for name, (normal, right) in ways.items():
        if name in views:
            views[name].SetSliceToRASByNTP(*normal, *right, *place, 0)
            views[name].UpdateMatrices()


def look_straight(scene: Any, point: np.ndarray) -> None:
    """Axial, coronal and sagittal again, through a point."""
    for name, view in _views(scene).items():
        view.SetOrientation(ORIENTATIONS[name])
        view.JumpSliceByCentering(*point)


def _views(scene: Any) -> dict[str, Any]:
    found = {}
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLSliceNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLSliceNode")
        if node.GetLayoutName() in ORIENTATIONS:
            found[node.GetLayoutName()] = node
    return found
