"""A plan as one .mrb file: bones as they were and as they end, implants where they end, guides, and the plan itself."""

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from osteokit.host.scene import SceneWithLogics
from osteokit.host.vtk_messages import caught_messages
from osteokit.mrml import subject_hierarchy
from osteokit.mrml.bundle import bundle_path, name_file, write_bundle
from osteokit.mrml.model_node import mesh_to_node
from osteokit.mrml.text_node import keep_document
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import text_of_plan
from osteokit.planning.plan_outcome import Outcome
from osteokit.planning.plan_pieces import WHOLE, Piece
from osteokit.segmentation.terminology import term
from osteokit.surface.mesh import Mesh

DOCUMENT = "osteo.plan"
IMPLANT_COLOR = (84, 108, 138)
GUIDE_COLOR = (90, 150, 210)
BEFORE_OPACITY = 0.25

_NAMES = {
    "en": ("Before", "After", "Implants", "Guides"),
    "zh": ("术前", "术后", "植入物", "导板"),
}


def write_plan_scene(
    plan: SurgicalPlan,
    meshes: Mapping[str, Mesh],
    outcome: Outcome | None,
    path: str | os.PathLike[str],
    language: str = "en",
) -> int:
    """Write ``path`` (.mrb): models in RAS mm, in four folders, and the plan's document; returns how many models.

    Bones as they were are pale once there is an outcome; guides, which lie on them, are hidden. Implants are drawn in
    the slices too. Needs neither display nor OpenGL.

    Raises
    ------
    OsteoError
        slicer-core is absent, the file cannot be written, or Slicer refused to store something.
    """
    path = bundle_path(path)
    host = SceneWithLogics()
    try:
        with caught_messages() as messages:
            count = _fill(host.scene, plan, meshes, outcome, "zh" if language.startswith("zh") else "en")
            write_bundle(host.scene, path, count, messages)
    finally:
        host.close()
    return count


def _fill(scene: Any, plan: SurgicalPlan, meshes: Mapping[str, Mesh], outcome: Outcome | None, language: str) -> int:
    keep_document(scene, DOCUMENT, text_of_plan(plan))
    before, after, implants, guides = _NAMES[language]
    put = _Models(scene)
    for key, mesh in meshes.items():
        node = put(before, mesh, _bone(key, language), term(key).color)
        if outcome is not None:
            node.GetDisplayNode().SetOpacity(BEFORE_OPACITY)
    if outcome is None:
        return put.count
    for piece in outcome.bones.pieces:
        if piece.fragment != WHOLE or not np.allclose(piece.matrix, np.eye(4)):
            put(after, piece.mesh, _piece(piece, language), term(piece.bone).color)
    for name, one in outcome.implants.items():
        article = one.article.chinese if language == "zh" else one.article.english
        put(implants, one.mesh, f"{name}: {article or one.article.reference}", IMPLANT_COLOR)
    for name, mesh in outcome.guides.items():
        put(guides, mesh, name, GUIDE_COLOR).GetDisplayNode().SetVisibility(False)
    return put.count


class _Models:
    """Puts models into folders by their names; a folder is made with its first model."""

    def __init__(self, scene: Any) -> None:
        self._scene = scene
        self._folders: dict[str, int] = {}
        self.count = 0

    def __call__(self, folder: str, mesh: Mesh, name: str, color: tuple[int, int, int]) -> Any:
        if folder not in self._folders:
            parent = subject_hierarchy.scene_item(self._scene)
            self._folders[folder] = subject_hierarchy.folder(self._scene, folder, parent)
        node = mesh_to_node(mesh, self._scene, name, color)
        name_file(node, f"model_{self.count}.vtk")
        subject_hierarchy.place_node(node, self._folders[folder])
        self.count += 1
        return node


def _bone(key: str, language: str) -> str:
    named = term(key)
    return named.chinese if language == "zh" else named.english


def _piece(piece: Piece, language: str) -> str:
    name = _bone(piece.bone, language)
    return name if piece.fragment == WHOLE else f"{name} ({piece.fragment})"
