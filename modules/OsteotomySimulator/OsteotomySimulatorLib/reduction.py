"""Fragments of a fracture in the scene: which models can be some, and where a reduction puts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import slicer
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.jobs.bone_tasks import read_reduction
from osteokit.mrml.fragment_nodes import set_pose, show_handles
from osteokit.mrml.model_node import mesh_from_node
from osteokit.mrml.volume_node import matrix_from_vtk
from osteokit.planning.reduction.refine import FitMeter, Nudged
from osteokit.surface.mesh import Mesh
from OsteotomySimulatorLib.fragments import PIECE

TEMPLATE = "template"


@dataclass(frozen=True)
class ReducedFragment:
    """One fragment after a reduction; ``residual_mm`` is None where it touches no other."""

    node: Any
    stays: bool
    residual_mm: float | None
    confident: bool


@dataclass(frozen=True)
class Reduced:
    fragments: tuple[ReducedFragment, ...]
    warnings: tuple[str, ...]


def candidates(scene: Any) -> list[Any]:
    """Models that a person can see and that are no pieces of a planned osteotomy."""
    found = []
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLModelNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLModelNode")
        surface = node.GetPolyData()
        if node.GetHideFromEditors() or node.GetAttribute(PIECE) or surface is None:
            continue
        if surface.GetNumberOfPolys():
            found.append(node)
    return found


def fragment_meshes(nodes: Sequence[Any], template: Any) -> dict[str, Mesh]:
    """The surfaces of fragments by node id, and of the healthy side as ``template``, in world RAS mm.

    Raises
    ------
    OsteoError
        Fewer than two fragments, or the healthy side is one of them.
    """
    if len(nodes) < 2:
        raise OsteoError(_("Choose two or more fragments in the list first."))
    if template is not None and any(node is template for node in nodes):
        raise OsteoError(_("The healthy side is among the chosen fragments; take it out of the choice."))
    meshes = {node.GetID(): mesh_from_node(node) for node in nodes}
    if template is not None:
        meshes[TEMPLATE] = mesh_from_node(template)
    return meshes


def place(result: Mapping[str, Any]) -> Reduced:
    """Move every fragment to where the reduction has it, by a transform of its own; told is what is left."""
    placed = []
    for identifier, pose in read_reduction(result).items():
        node = slicer.mrmlScene.GetNodeByID(identifier)
        if node is None:
            continue
        stays = identifier == result["anchor"]
        if not stays:
            set_pose(transform_of(node), pose @ _pose_now(node))
        residual = result["residual_mm"].get(identifier)
        placed.append(ReducedFragment(node, stays, residual, bool(result["confident"].get(identifier))))
    warnings = list(result["warnings"])
    for one in placed:  # the finder knows the fragments by the ids of their nodes
        warnings = [warning.replace(one.node.GetID(), one.node.GetName()) for warning in warnings]
    return Reduced(tuple(placed), tuple(warnings))


class HandFit:
    """How a fragment fits where a person has put it; prepared once for the fragments of a reduction.

    ``meshes`` are their surfaces by node id, in world RAS mm, where the nodes lie now.
    """

    def __init__(self, meshes: Mapping[str, Mesh]) -> None:
        self._meter = FitMeter({key: mesh for key, mesh in meshes.items() if key != TEMPLATE})
        nodes = {key: slicer.mrmlScene.GetNodeByID(key) for key in meshes if key != TEMPLATE}
        self._nodes = nodes
        self._start = {key: _pose_now(node) for key, node in nodes.items()}

    def at(self, identifier: str) -> Nudged | None:
        """The fit of a fragment now; None where it is none of them, or one has left the scene."""
        if identifier not in self._nodes or any(slicer.mrmlScene.GetNodeByID(key) is None for key in self._nodes):
            return None
        poses = {key: _pose_now(node) @ np.linalg.inv(self._start[key]) for key, node in self._nodes.items()}
        return self._meter.refine(identifier, poses)


def show_fragment_handles(node: Any, visible: bool) -> None:
    """The handles by which a fragment is turned and shifted in the 3D view."""
    show_handles(transform_of(node), visible)


def transform_of(node: Any) -> Any:
    """The transform of its own that moves a fragment, made where it has none."""
    transform = node.GetParentTransformNode()
    if transform is None:
        transform = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLLinearTransformNode", node.GetName())
        transform.CreateDefaultDisplayNodes()
        node.SetAndObserveTransformNodeID(transform.GetID())
    return transform


def _pose_now(node: Any) -> np.ndarray:
    from vtkmodules.vtkCommonMath import vtkMatrix4x4

    matrix = vtkMatrix4x4()
    transform = node.GetParentTransformNode()
    if transform is not None:
        transform.GetMatrixTransformToWorld(matrix)
    return matrix_from_vtk(matrix)
