"""The bones of a plan are models of the scene that carry the key of their bone."""

from dataclasses import dataclass
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.mrml.segmentation_node import segmentation_from_node
from osteokit.segmentation.names import part_key_of
from osteokit.segmentation.segmentation import Segmentation
from osteokit.segmentation.terminology import all_terms, fragment_of
from osteopanels.scene_bones import KEY, add_bone, bone_meshes, bone_models, bone_name

__all__ = ["KEY", "add_bone", "bone_meshes", "bone_models"]  # with what is below, all that the others need of bones

PLANNED = ("femur", "tibia", "fibula", "patella", "hip")
MIDLINE = ("sacrum",)
SPINE = "vertebrae_"
NOT_MEASURED = ("vertebrae_C1", "vertebrae_C2", "vertebrae_S1")
"""Vertebrae without the two endplates of the others."""


@dataclass(frozen=True)
class BoneRow:
    """One bone of the plan as the table shows it."""

    key: str
    name: str
    node: Any
    triangles: int


def bone_rows(scene: Any, language: str) -> list[BoneRow]:
    rows = []
    for key, node in sorted(bone_models(scene).items()):
        rows.append(BoneRow(key, bone_name(key, language), node, node.GetPolyData().GetNumberOfPolys()))
    return rows


def wanted_keys() -> tuple[str, ...]:
    """Keys of all bones that can be measured or cut here."""
    levels = tuple(key for key in all_terms() if key.startswith(SPINE) and key not in NOT_MEASURED)
    return (*(f"{bone}_{side}" for bone in PLANNED for side in ("left", "right")), *MIDLINE, *levels)


def mark_named_models(scene: Any) -> int:
    """Mark every model whose name is that of a bone we plan on; returns how many are marked now."""
    taken, wanted = bone_models(scene), wanted_keys()
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLModelNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLModelNode")
        key = part_key_of(node.GetName() or "")
        surface = node.GetPolyData()
        if key is None or key in taken or (fragment_of(key) or (key, 0))[0] not in wanted:
            continue
        if surface is not None and surface.GetNumberOfPolys() and not node.GetHideFromEditors():
            mark(node, key)
            taken[key] = node
    return len(taken)


def mark(node: Any, key: str) -> None:
    """Make a model the plan's bone ``key``; another model that was it no longer is."""
    former = bone_models(node.GetScene()).get(key)
    if former is not None:
        former.RemoveAttribute(KEY)
    node.SetAttribute(KEY, key)


def segmentation_of(node: Any) -> Segmentation:
    """The labels of a segmentation on the image it was made on.

    Raises
    ------
    OsteoError
        The image is not in the scene, or the node has no segments.
    """
    volume = node.GetNodeReference(node.GetReferenceImageGeometryReferenceRole())
    if volume is None or volume.GetImageData() is None:
        raise OsteoError(f"The image on which {node.GetName()} was made is not in the scene; load it first.")
    return segmentation_from_node(node, volume)


def bones_only(segmentation: Segmentation) -> Segmentation:
    """Only the segments that we plan on."""
    kept = tuple(segment for segment in segmentation.segments if segment.key in wanted_keys())
    if not kept:
        raise OsteoError(
            "The segmentation has no femur, tibia, fibula, patella, hip bone, sacrum or vertebra; name them first."
        )
    return Segmentation(segmentation.labels, segmentation.ijk_to_ras, kept, segmentation.warnings)
