"""Bones and plan in the scene, as all modules find them: models that carry the key of their bone, one document."""

from pathlib import Path
from typing import Any

from osteokit.mrml.model_node import mesh_from_node, mesh_to_node
from osteokit.mrml.text_node import document_node
from osteokit.segmentation.terminology import term
from osteokit.surface.mesh import Mesh

DOCUMENT = "osteo.plan"
"""The kind of the document that holds the plan."""

SAVED = "osteo.saved"
"""Attribute of that document: the folder in which the plan was saved last."""

KEY = "osteo.bone"
"""Attribute of a model: the key of its bone (``tibia_left``)."""


def bone_name(key: str, language: str) -> str:
    """For people."""
    named = term(key)
    return named.chinese if language.startswith("zh") else named.english


def keep_saved_folder(scene: Any, folder: Path) -> None:
    """The plan of the scene lies in this folder now."""
    document_node(scene, DOCUMENT).SetAttribute(SAVED, str(folder))


def saved_folder(scene: Any) -> Path | None:
    """Where the plan of the scene was saved last; None where it was not, or there is none."""
    node = document_node(scene, DOCUMENT)
    folder = "" if node is None else node.GetAttribute(SAVED) or ""
    return Path(folder) if folder else None


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
