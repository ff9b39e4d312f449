"""Planes, lines and points in the views that are guided: each carries what it is, and its diameter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import slicer
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.mrml.markups_node import points_from_node
from osteokit.planning.guides.parameters import Window
from osteokit.planning.guides.placed import placed_cut, placed_hole
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.surface.mesh import Mesh

KIND, DIAMETER = "osteo.guided", "osteo.diameter"
CUT, DRILL, WIRE, WINDOW = "cut", "drill", "wire", "window"
CLASSES = {
    CUT: "vtkMRMLMarkupsPlaneNode",
    DRILL: "vtkMRMLMarkupsLineNode",
    WIRE: "vtkMRMLMarkupsLineNode",
    WINDOW: "vtkMRMLMarkupsFiducialNode",
}
DIAMETERS_MM = {DRILL: 3.2, WIRE: 2.0, WINDOW: 8.0}
_COLORS = {CUT: (0.85, 0.35, 0.2), DRILL: (0.2, 0.45, 0.8), WIRE: (0.15, 0.6, 0.45), WINDOW: (0.55, 0.4, 0.75)}


@dataclass(frozen=True)
class Guided:
    """One thing that is guided; ``diameter_mm`` is 0 for a cut; ``placed`` says whether all its points are."""

    node: Any
    kind: str
    diameter_mm: float
    placed: bool


def kind_titles() -> dict[str, str]:
    return {CUT: _("Saw cut"), DRILL: _("Drill hole"), WIRE: _("K-wire"), WINDOW: _("Window")}


def guided(scene: Any) -> list[Guided]:
    """Everything that was placed for the guide, cuts first, in the order of the scene."""
    found = []
    for kind, name in CLASSES.items():
        for number in range(scene.GetNumberOfNodesByClass(name)):
            node = scene.GetNthNodeByClass(number, name)
            if node.GetAttribute(KIND) == kind:
                diameter = float(node.GetAttribute(DIAMETER) or 0.0)
                found.append(Guided(node, kind, diameter, _is_placed(node, kind)))
    return found


def _is_placed(node: Any, kind: str) -> bool:
    count = node.GetNumberOfDefinedControlPoints()
    return bool(node.GetIsPlaneValid()) if kind == CUT else count >= (1 if kind == WINDOW else 2)


def use(node: Any, kind: str) -> None:
    """Take a node of the scene as a cut, hole or window.

    Raises
    ------
    OsteoError
        It is of another shape.
    """
    if node is None:
        raise OsteoError(_("Choose a plane, line or point list first."))
    if not node.IsA(CLASSES[kind]):
        shapes = {CUT: _("a plane"), DRILL: _("a line"), WIRE: _("a line"), WINDOW: _("a point list")}
        text = _("{name} cannot be that: choose {shape}, or another kind in the list before.")
        raise OsteoError(text.format(name=node.GetName(), shape=shapes[kind]))
    node.SetAttribute(KIND, kind)
    if kind in DIAMETERS_MM:
        node.SetAttribute(DIAMETER, f"{DIAMETERS_MM[kind]:g}")
    display = node.GetDisplayNode()
    if display is not None:
        display.SetSelectedColor(*_COLORS[kind])
        display.SetPropertiesLabelVisibility(False)


def release(node: Any) -> None:
    """It is no longer guided; it stays in the scene."""
    node.RemoveAttribute(KIND)
    node.RemoveAttribute(DIAMETER)


def new_node(kind: str) -> Any:
    """An empty node of that kind, to be placed by clicks."""
    node = slicer.mrmlScene.AddNewNodeByClass(CLASSES[kind], slicer.mrmlScene.GenerateUniqueName(kind_titles()[kind]))
    node.CreateDefaultDisplayNodes()
    use(node, kind)
    return node


def cuts_and_holes(
    entries: Sequence[Guided], bone: Mesh, blade: SawBlade
) -> tuple[tuple[SawPlane, ...], tuple[GuideHole, ...], tuple[Window, ...]]:
    """What the placed things are on this bone, RAS mm.

    Raises
    ------
    OsteoError
        One of them is not placed yet, misses the bone or says no side.
    """
    cuts: list[SawPlane] = []
    holes: list[GuideHole] = []
    windows: list[Window] = []
    for one in entries:
        name = one.node.GetName()
        if not one.placed:
            raise OsteoError(_("{name} is not placed yet: click it into the views, or take it off.").format(name=name))
        if one.kind == CUT:
            cuts.append(placed_cut(bone, one.node.GetCenterWorld(), one.node.GetNormalWorld(), blade, name))
        elif one.kind == WINDOW:
            points = points_from_node(one.node)
            windows += [Window((float(x), float(y), float(z)), one.diameter_mm) for x, y, z in points]
        else:
            kind = DRILL if one.kind == DRILL else WIRE
            holes.append(placed_hole(bone, points_from_node(one.node)[:2], one.diameter_mm, kind, name))  # pyright: ignore
    return tuple(cuts), tuple(holes), tuple(windows)


def state_of(entries: Sequence[Guided]) -> list[list[Any]]:
    """Where everything lies, as plain values: two states are equal where nothing was moved."""
    state = []
    for one in entries:
        places = points_from_node(one.node).round(4).tolist()
        normal = [round(value, 6) for value in one.node.GetNormalWorld()] if one.kind == CUT and one.placed else []
        state.append([one.node.GetName(), one.kind, one.diameter_mm, places, normal])
    return state


def start_placing(node: Any) -> None:
    """Let the next clicks in the views place this node."""
    selection = slicer.mrmlScene.GetNodeByID("vtkMRMLSelectionNodeSingleton")
    interaction = slicer.mrmlScene.GetNodeByID("vtkMRMLInteractionNodeSingleton")
    selection.SetReferenceActivePlaceNodeClassName(node.GetClassName())
    selection.SetActivePlaceNodeID(node.GetID())
    interaction.SetPlaceModePersistence(0)
    interaction.SetCurrentInteractionMode(interaction.Place)


def stop_placing() -> None:
    interaction = slicer.mrmlScene.GetNodeByID("vtkMRMLInteractionNodeSingleton")
    interaction.SetCurrentInteractionMode(interaction.ViewTransform)
