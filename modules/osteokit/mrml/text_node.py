"""A document (JSON) kept in the scene, so that it is saved in and restored from the .mrb."""

from typing import Any

KIND = "osteo.document"


def document_node(scene: Any, kind: str) -> Any | None:
    """The text node of the scene that holds the document called ``kind``; None where there is none."""
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLTextNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLTextNode")
        if node.GetAttribute(KIND) == kind:
            return node
    return None


def keep_document(scene: Any, kind: str, text: str) -> Any:
    """Put ``text`` into the scene as the one document called ``kind``; returns its node."""
    node = document_node(scene, kind)
    if node is None:
        node = scene.AddNewNodeByClass("vtkMRMLTextNode", kind)
        node.SetAttribute(KIND, kind)
        node.SetForceCreateStorageNode(node.CreateStorageNodeAlways)
    if node.GetText() != text:
        node.SetText(text)
    return node


def kept_document(scene: Any, kind: str) -> str:
    """The text of the document called ``kind``; empty where there is none."""
    node = document_node(scene, kind)
    return "" if node is None else str(node.GetText() or "")
