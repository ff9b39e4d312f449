"""Implants in the scene: a model below a rigid transform, drawn in all views; a screw also as a line to drag."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import slicer
from vtkmodules.util.numpy_support import numpy_to_vtk

from osteokit.mrml.fragment_nodes import fragment_to_nodes, pose_of, set_pose, show_handles
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.planning.screws.values import ScrewPath

IMPLANT = "osteo.implant"
LINE = "osteo.screw"
"""Attributes of models, transforms and lines: the name of the step."""

GAP = "gap_mm"
GAP_SHOWN_MM = 4.0
"""A plate is red from here on."""

STEEL = (120, 144, 172)
GRADES = {"A": (46, 160, 90), "B": (214, 170, 40), "C": (226, 120, 40), "D": (210, 60, 50), "E": (160, 30, 60)}
"""Colours of Gertzbein and Robbins's grades."""


def nodes_of(scene: Any, attribute: str, kind: str) -> dict[str, Any]:
    """Nodes of a class by the name of the step that they belong to."""
    found = {}
    for number in range(scene.GetNumberOfNodesByClass(kind)):
        node = scene.GetNthNodeByClass(number, kind)
        if node.GetAttribute(attribute):
            found[node.GetAttribute(attribute)] = node
    return found


def models(scene: Any) -> dict[str, Any]:
    return nodes_of(scene, IMPLANT, "vtkMRMLModelNode")


def transforms(scene: Any) -> dict[str, Any]:
    return nodes_of(scene, IMPLANT, "vtkMRMLLinearTransformNode")


def lines(scene: Any) -> dict[str, Any]:
    """The lines of screws, from entry to tip."""
    return nodes_of(scene, LINE, "vtkMRMLMarkupsLineNode")


def show(scene: Any, implants: Mapping[str, PlacedImplant]) -> None:
    """Draw exactly these implants where they are; lines of screws are moved there, none is drawn anew for nothing."""
    clear(scene, [name for name in models(scene) if name not in implants])
    there = models(scene)
    for name, one in implants.items():
        reference = f"{one.article.family} {one.article.reference}"
        if name in there and there[name].GetAttribute("osteo.article") == reference:
            set_pose(transforms(scene)[name], one.pose)
        else:
            clear(scene, [name])
            _draw(scene, name, one, reference)
        if one.is_screw:
            _draw_line(scene, name, one.path)


def _draw(scene: Any, name: str, one: PlacedImplant, reference: str) -> None:
    model, transform = fragment_to_nodes(one.solid, one.pose, scene, name, STEEL)
    model.SetAttribute(IMPLANT, name)
    model.SetAttribute("osteo.article", reference)
    transform.SetAttribute(IMPLANT, name)
    display = model.GetDisplayNode()
    display.SetVisibility2D(True)
    display.SetSliceIntersectionThickness(2)
    show_handles(transform, False)


def _draw_line(scene: Any, name: str, path: ScrewPath) -> None:
    node = lines(scene).get(name)
    if node is None:
        node = scene.AddNewNodeByClass("vtkMRMLMarkupsLineNode", name)
        node.CreateDefaultDisplayNodes()
        node.SetAttribute(LINE, name)
        node.GetDisplayNode().SetPropertiesLabelVisibility(False)
    ends = (path.entry, path.tip)
    if node.GetNumberOfControlPoints() != 2:
        node.RemoveAllControlPoints()
        for end in ends:
            node.AddControlPoint(*end)
    else:
        for number, end in enumerate(ends):
            node.SetNthControlPointPositionWorld(number, *end)


def clear(scene: Any, names: list[str]) -> None:
    """Take these implants out of the views."""
    for found in (models(scene), transforms(scene), lines(scene)):
        for name in names:
            if name in found:
                scene.RemoveNode(found[name])


def paint(scene: Any, name: str, grade: str) -> None:
    """Give a screw the colour of its grade."""
    model = models(scene).get(name)
    if model is not None and grade in GRADES:
        model.GetDisplayNode().SetColor(*(channel / 255 for channel in GRADES[grade]))


def color_by_gap(scene: Any, name: str, gaps_mm: np.ndarray | None) -> None:
    """Colour a plate by its distance to the bone (one for each vertex, mm), or give it its own colour again."""
    model = models(scene).get(name)
    if model is None:
        return
    display = model.GetDisplayNode()
    if gaps_mm is None:
        display.SetScalarVisibility(False)
        return
    values = numpy_to_vtk(np.clip(gaps_mm, -1.0, GAP_SHOWN_MM).astype(np.float32), deep=True)
    values.SetName(GAP)
    model.GetPolyData().GetPointData().AddArray(values)
    display.SetActiveScalarName(GAP)
    display.SetAndObserveColorNodeID("vtkMRMLColorTableNodeFileColdToHotRainbow.txt")
    display.SetScalarRangeFlag(display.UseManualScalarRange)
    display.SetScalarRange(0.0, GAP_SHOWN_MM)
    display.SetScalarVisibility(True)


def line_ends(node: Any) -> np.ndarray | None:
    """Entry and tip (2, 3) of a line, RAS mm; None while it is not placed."""
    if node.GetNumberOfDefinedControlPoints() < 2:
        return None
    ends = np.zeros((2, 3))
    for number in range(2):
        position = [0.0, 0.0, 0.0]
        node.GetNthControlPointPositionWorld(number, position)
        ends[number] = position
    return ends


def follow(scene: Any, name: str, path: ScrewPath) -> None:
    """Let the model of a screw follow its line, at once."""
    transform = transforms(scene).get(name)
    if transform is not None:
        set_pose(transform, screw_pose(path))


def dragged_pose(scene: Any, name: str) -> np.ndarray | None:
    """Where the handles have an implant now, 4x4 RAS mm."""
    transform = transforms(scene).get(name)
    return None if transform is None else pose_of(transform)


def handles(scene: Any, name: str, visible: bool) -> None:
    """The handles of one implant, those of all others hidden."""
    for other, transform in transforms(scene).items():
        show_handles(transform, visible and other == name)


def new_line(scene: Any, name: str) -> Any:
    """An empty line that is placed by two clicks: entry, then tip."""
    return _placed_next(scene, name, "vtkMRMLMarkupsLineNode")


def new_point(scene: Any, name: str) -> Any:
    """An empty list whose one point is placed by a click."""
    return _placed_next(scene, name, "vtkMRMLMarkupsFiducialNode")


def _placed_next(scene: Any, name: str, kind: str) -> Any:
    node = scene.AddNewNodeByClass(kind, name)
    node.CreateDefaultDisplayNodes()
    node.GetDisplayNode().SetPropertiesLabelVisibility(False)
    selection = scene.GetNodeByID("vtkMRMLSelectionNodeSingleton")
    interaction = scene.GetNodeByID("vtkMRMLInteractionNodeSingleton")
    if selection is not None and interaction is not None:
        selection.SetReferenceActivePlaceNodeClassName(kind)
        selection.SetActivePlaceNodeID(node.GetID())
        interaction.SetCurrentInteractionMode(interaction.Place)
    return node


def jump(point: np.ndarray) -> None:
    """Move all slice views to a point, RAS mm."""
    slicer.vtkMRMLSliceNode.JumpAllSlices(slicer.mrmlScene, *point, slicer.vtkMRMLSliceNode.CenteredJumpSlice)
