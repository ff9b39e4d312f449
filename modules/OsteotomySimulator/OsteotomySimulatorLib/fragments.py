"""A planned variant in the scene: pieces as models below transforms; the whole bones are hidden meanwhile."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import slicer

from osteokit.mrml.fragment_nodes import fragment_to_nodes, pose_of, set_pose
from osteokit.planning.plan_pieces import WHOLE, Piece
from osteokit.segmentation.terminology import term
from OsteotomySimulatorLib.bones import bone_models

PIECE = "osteo.piece"
"""Attribute of the models and transforms that show a variant: ``bone/fragment``."""


def piece_key(piece: Piece) -> str:
    return f"{piece.bone}/{piece.fragment}"


def shown_pieces(scene: Any) -> dict[str, tuple[Any, Any]]:
    """Model and transform of every piece that is shown, by its key."""
    found: dict[str, tuple[Any, Any]] = {}
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLModelNode")):
        model = scene.GetNthNodeByClass(number, "vtkMRMLModelNode")
        if model.GetAttribute(PIECE):
            found[model.GetAttribute(PIECE)] = (model, model.GetParentTransformNode())
    return found


def clear_pieces(scene: Any) -> None:
    """Take all pieces out of the scene and show the whole bones again."""
    for model, transform in shown_pieces(scene).values():
        scene.RemoveNode(model)
        if transform is not None:
            scene.RemoveNode(transform)
    for node in bone_models(scene).values():
        node.GetDisplayNode().SetVisibility(True)


def show_pieces(scene: Any, pieces: Sequence[Piece], names: Mapping[str, str]) -> None:
    """Show what a variant comes to; bones that neither were cut nor moved stay as they are."""
    clear_pieces(scene)
    whole = bone_models(scene)
    for number, piece in enumerate(pieces):
        still = piece.fragment == WHOLE and np.allclose(piece.matrix, np.eye(4))
        if still:
            continue
        if piece.bone in whole:
            whole[piece.bone].GetDisplayNode().SetVisibility(False)
        name = names.get(piece.bone, piece.bone) + ("" if piece.fragment == WHOLE else f" ({piece.fragment})")
        nodes = fragment_to_nodes(piece.before, piece.matrix, scene, name, _color(piece, number))
        for node in nodes:
            node.SetAttribute(PIECE, piece_key(piece))


def _color(piece: Piece, number: int) -> tuple[int, int, int]:
    """The bone's colour, the moved piece a little darker so that the cut is seen."""
    factor = 1.0 if np.allclose(piece.matrix, np.eye(4)) else 0.8
    red, green, blue = (int(factor * channel) for channel in term(piece.bone).color)
    return red, green, blue


def moved_by_hand(scene: Any, pieces: Sequence[Piece]) -> dict[str, np.ndarray]:
    """For each piece whose transform was moved by a person: the 4x4 motion from where the plan had put it."""
    found = {}
    for piece in pieces:
        shown = shown_pieces(scene).get(piece_key(piece))
        if shown is None or shown[1] is None:
            continue
        motion = pose_of(shown[1]) @ np.linalg.inv(piece.matrix)
        if not np.allclose(motion, np.eye(4), atol=1e-6):
            found[piece_key(piece)] = motion
    return found


def put_back(scene: Any, pieces: Sequence[Piece]) -> None:
    """Every piece where the plan has it."""
    shown = shown_pieces(scene)
    for piece in pieces:
        if piece_key(piece) in shown:
            set_pose(shown[piece_key(piece)][1], piece.matrix)


def point_node(name: str, position: Sequence[float]) -> Any:
    """A point that can be dragged, the only one of its list."""
    node = slicer.mrmlScene.GetFirstNodeByName(name)
    if node is None:
        node = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", name)
        node.CreateDefaultDisplayNodes()
    node.RemoveAllControlPoints()
    node.AddControlPoint(*(float(value) for value in position), name)
    return node
