"""The plan and the bones in the scene."""

import uuid
from collections.abc import Mapping
from typing import Any

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.jobs.plan_folder import bone_input
from osteokit.mrml.segmentation_node import segmentation_from_node
from osteokit.mrml.text_node import keep_document, kept_document
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import plan_of_text, text_of_plan
from osteokit.planning.plan_outcome import measured_now
from osteokit.segmentation.names import part_key_of
from osteokit.segmentation.segmentation import Segmentation
from osteokit.segmentation.terminology import fragment_of
from osteokit.surface.mesh import Mesh
from osteopanels.scene_bones import DOCUMENT, KEY, bone_models

_BONES = ("femur", "tibia", "fibula", "patella", "hip", "sacrum", "vertebrae")


def mark_named_models(scene: Any) -> int:
    """Mark every model whose name is that of a bone; how many are marked now."""
    taken = bone_models(scene)
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLModelNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLModelNode")
        key = part_key_of(node.GetName() or "")
        surface = node.GetPolyData()
        if key is None or key in taken or not _is_planned(key) or node.GetHideFromEditors():
            continue
        if surface is not None and surface.GetNumberOfPolys():
            node.SetAttribute(KEY, key)
            taken[key] = node
    return len(taken)


def _is_planned(key: str) -> bool:
    return (fragment_of(key) or (key, 0))[0].split("_")[0] in _BONES


def bones_of_segmentation(node: Any) -> Segmentation:
    """The segments that we plan on, with the image that they were made on.

    Raises
    ------
    OsteoError
        The image is not in the scene, or no segment is named as such a bone.
    """
    volume = node.GetNodeReference(node.GetReferenceImageGeometryReferenceRole())
    if volume is None or volume.GetImageData() is None:
        raise OsteoError(
            _("The image on which {name} was made is not in the scene; load it first.").format(name=node.GetName())
        )
    whole = segmentation_from_node(node, volume)
    kept = tuple(segment for segment in whole.segments if _is_planned(segment.key))
    if not kept:
        raise OsteoError(_("No segment is named as a femur, tibia, hip bone, sacrum or vertebra; name them first."))
    return Segmentation(whole.labels, whole.ijk_to_ras, kept, whole.warnings)


def plan_of_scene(scene: Any) -> SurgicalPlan | None:
    """The plan that the scene holds; None without one."""
    text = kept_document(scene, DOCUMENT)
    return plan_of_text(text, _("The plan of this scene")) if text else None


def keep_plan(scene: Any, plan: SurgicalPlan) -> None:
    keep_document(scene, DOCUMENT, text_of_plan(plan))


def new_plan(meshes: Mapping[str, Mesh]) -> SurgicalPlan:
    """A plan for implants alone, which needs neither side nor landmarks."""
    inputs = tuple(bone_input(key, mesh) for key, mesh in meshes.items())
    return SurgicalPlan(uuid.uuid4().hex, _("Implants"), "", inputs, {}, measured_now({}, ""))
