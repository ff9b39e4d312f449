"""A designed guide in the scene: its model, the rooms of its saws and drills, the arrow along which it comes off."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from osteokit.jobs.guide import GUIDE_COLOR
from osteokit.jobs.guide_tasks import GUIDE, Designed, designed_of, designed_to_json, meshes_of
from osteokit.mrml.markups_node import points_from_node
from osteokit.mrml.model_node import mesh_from_node, mesh_to_node
from osteokit.mrml.text_node import keep_document, kept_document

DOCUMENT = "osteo.guides"
PIECE, ARROW = "osteo.guide", "osteo.guide.arrow"
"""Attributes of a guide's models (``cut/guide``, ``cut/part0``) and of its arrow (``cut``)."""

CUTTING, REPOSITIONING = "cut", "reposition"
BONE_ROLE = "osteo.bone"
"""Role under which a guide's model refers to that of its bone."""
BONE_PIECE = "osteo.piece"
"""Attribute of the models that show a plan's moved fragments."""

_COLORS = {CUTTING: GUIDE_COLOR, REPOSITIONING: (120, 175, 120)}
_ROOM_COLOR = (205, 80, 60)
_ARROW_MM = 40.0
_SAME_WAY = 1e-9


@dataclass(frozen=True, eq=False)
class Shown:
    """A guide that is there: ``asked`` is all that it was made from as plain values, ``step`` the JSON of the osteotomy
    of a repositioning guide, ``bone`` the id of its bone's model."""

    designed: Designed
    asked: dict[str, Any]
    step: dict[str, Any] | None
    bone: str


Guides = dict[str, Shown]
"""By kind, :data:`CUTTING` and :data:`REPOSITIONING`; never changed in place."""


def show_guides(scene: Any, guides: Guides, names: dict[str, str]) -> None:
    """Make the scene show exactly these guides, and remember them in it."""
    for kind in (CUTTING, REPOSITIONING):
        _remove(scene, kind, keep_arrow=kind in guides)
        if kind in guides:
            _add(scene, kind, guides[kind], names[kind])
    kept = {
        kind: {"guide": designed_to_json(one.designed), "asked": one.asked, "step": one.step}
        for kind, one in guides.items()
    }
    keep_document(scene, DOCUMENT, json.dumps(kept, ensure_ascii=False, allow_nan=False))


def guides_of_scene(scene: Any) -> Guides:
    """The guides that a scene brings along; one whose models were deleted is gone."""
    text = kept_document(scene, DOCUMENT)
    guides: Guides = {}
    for kind, kept in (json.loads(text) if text else {}).items():
        nodes = _models(scene, kind)
        wanted = {GUIDE, *(f"part{n}" for n in range(len(kept["guide"]["parts"])))}
        if wanted <= set(nodes):
            meshes = {name: mesh_from_node(nodes[name]) for name in wanted}
            bone = nodes[GUIDE].GetNodeReferenceID(BONE_ROLE) or ""
            guides[kind] = Shown(designed_of(kept["guide"], meshes), kept["asked"], kept["step"], bone)
    return guides


def guide_model(scene: Any, kind: str = CUTTING) -> Any:
    """The model of a guide; None without one."""
    return _models(scene, kind).get(GUIDE)


def arrow_of(scene: Any, kind: str = CUTTING) -> Any:
    """The line along which a guide comes off; None without one."""
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLMarkupsLineNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLMarkupsLineNode")
        if node.GetAttribute(ARROW) == kind:
            return node
    return None


def arrow_direction(scene: Any) -> tuple[float, float, float] | None:
    """Which way the cutting guide's arrow points, a unit vector in RAS; None where there is none."""
    node = arrow_of(scene)
    points = np.zeros((0, 3)) if node is None else points_from_node(node)
    if len(points) < 2 or not np.linalg.norm(points[1] - points[0]):
        return None
    x, y, z = (points[1] - points[0]) / np.linalg.norm(points[1] - points[0])
    return round(float(x), 6), round(float(y), 6), round(float(z), 6)


def show_extras(scene: Any, parts: bool, arrow: bool) -> None:
    """Show or hide the rooms of saws and drills, and the arrows."""
    for kind in (CUTTING, REPOSITIONING):
        for name, node in _models(scene, kind).items():
            if name != GUIDE:
                node.GetDisplayNode().SetVisibility(parts)
        line = arrow_of(scene, kind)
        if line is not None:
            line.GetDisplayNode().SetVisibility(arrow)


def show_bone(scene: Any, bone: Any, kind: str) -> None:
    """A cutting guide lies on the whole bone, a repositioning guide on the moved pieces where the plan shows them."""
    pieces = [node for node in _every_model(scene) if node.GetAttribute(BONE_PIECE)]
    whole = kind == CUTTING or not pieces
    for node in pieces:
        node.GetDisplayNode().SetVisibility(not whole)
    if bone is not None and bone.GetDisplayNode() is not None:
        bone.GetDisplayNode().SetVisibility(whole)


def _every_model(scene: Any) -> list[Any]:
    count = scene.GetNumberOfNodesByClass("vtkMRMLModelNode")
    return [scene.GetNthNodeByClass(number, "vtkMRMLModelNode") for number in range(count)]


def _models(scene: Any, kind: str) -> dict[str, Any]:
    found = {}
    for node in _every_model(scene):
        belongs, _slash, name = (node.GetAttribute(PIECE) or "").partition("/")
        if belongs == kind:
            found[name] = node
    return found


def _remove(scene: Any, kind: str, keep_arrow: bool) -> None:
    for node in _models(scene, kind).values():
        scene.RemoveNode(node)
    line = arrow_of(scene, kind)
    if line is not None and not keep_arrow:
        scene.RemoveNode(line)


def _add(scene: Any, kind: str, shown: Shown, name: str) -> None:
    guide = shown.designed.guide
    for part, mesh in meshes_of(shown.designed).items():
        is_guide = part == GUIDE
        title = name if is_guide else f"{name} ({guide.parts[int(part.removeprefix('part'))].name})"
        node = mesh_to_node(mesh, scene, title, _COLORS[kind] if is_guide else _ROOM_COLOR)
        node.SetAttribute(PIECE, f"{kind}/{part}")
        if is_guide:
            node.SetNodeReferenceID(BONE_ROLE, shown.bone)
        else:
            node.GetDisplayNode().SetOpacity(0.35)
    _point_arrow(scene, kind, guide.mesh.vertices, np.asarray(guide.insertion_direction), name)


def _point_arrow(scene: Any, kind: str, vertices: np.ndarray, way: np.ndarray, name: str) -> None:
    """An arrow that shows this way already stays as a person dragged it."""
    node = arrow_of(scene, kind)
    if node is None:
        node = scene.AddNewNodeByClass("vtkMRMLMarkupsLineNode", name)
        node.SetAttribute(ARROW, kind)
        node.CreateDefaultDisplayNodes()
        node.GetDisplayNode().SetSelectedColor(0.95, 0.75, 0.1)
        node.GetDisplayNode().SetPropertiesLabelVisibility(False)
    points = points_from_node(node)
    if len(points) == 2:
        drawn = points[1] - points[0]
        if drawn @ way > (1 - _SAME_WAY) * np.linalg.norm(drawn):
            return
    middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
    start = middle + ((vertices - middle) @ way).max() * way
    node.RemoveAllControlPoints()
    for point in (start, start + _ARROW_MM * way):
        node.AddControlPoint(*point.tolist())
