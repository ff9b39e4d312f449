"""Bones and plan in the scene, as all modules find them: models that carry the key of their bone, one document."""

from typing import Any

from osteokit.mrml.model_node import mesh_from_node, mesh_to_node
from osteokit.segmentation.terminology import term
from osteokit.surface.mesh import Mesh

DOCUMENT = "osteo.plan"
"""The kind of the document that holds the plan."""

KEY = "osteo.bone"
"""Attribute of a model: the key of its bone (``tibia_left``)."""


def bone_name(key: str, language: str) -> str:
    """For people."""
    named = term(key)
    return named.chinese if language.startswith("zh") else named.english


def bone_models(scene: Any) -> dict[str, Any]:
    """The models that are bones of the plan, by key."""
    found = {}
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLModelNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLModelNode")
        if node.GetAttribute(KEY):
            found[node.GetAttribute(KEY)] = node
    return found


def bone_meshes(scene: Any) -> dict[str, Mesh]:
    """The surfaces of the plan's bones in world RAS mm, by key."""
    return {key: mesh_from_node(node) for key, node in bone_models(scene).items()}


def add_bone(scene: Any, key: str, mesh: Mesh, language: str) -> Any:
    """A model of a bone in its colour; one that was there before is replaced."""
    former = bone_models(scene).get(key)
    if former is not None:
        scene.RemoveNode(former)
    node = mesh_to_node(mesh, scene, bone_name(key, language), term(key).color)
    node.SetAttribute(KEY, key)
    return node
