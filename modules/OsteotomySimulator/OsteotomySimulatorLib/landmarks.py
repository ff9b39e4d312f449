"""The point lists that hold landmarks of the plan's bones."""

from collections.abc import Collection, Mapping
from typing import Any

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.mrml.landmarks_node import fill_landmarks_node, landmarks_to_node
from osteopanels.scene_bones import bone_name

LANDMARKS_OF = "osteo.landmarks_of"
"""Attribute of a point list: the key of the bone whose landmarks it holds."""


def landmark_nodes(scene: Any) -> dict[str, Any]:
    """By the key of their bone."""
    found = {}
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLMarkupsFiducialNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLMarkupsFiducialNode")
        if node.GetAttribute(LANDMARKS_OF):
            found[node.GetAttribute(LANDMARKS_OF)] = node
    return found


def place_landmarks(scene: Any, found: Mapping[str, BoneLandmarks], language: str) -> None:
    """Put landmarks where they were found; a bone that has a point list keeps it."""
    nodes = landmark_nodes(scene)
    for key, landmarks in found.items():
        if key in nodes:
            fill_landmarks_node(nodes[key], landmarks, language)
        else:
            node = landmarks_to_node(landmarks, scene, bone_name(key, language), language)
            node.SetAttribute(LANDMARKS_OF, key)
            node.GetDisplayNode().SetPointLabelsVisibility(False)


def keep_landmarks(scene: Any, keys: Collection[str]) -> None:
    """Take away the point lists of all other bones."""
    for key, node in landmark_nodes(scene).items():
        if key not in keys:
            scene.RemoveNode(node)
