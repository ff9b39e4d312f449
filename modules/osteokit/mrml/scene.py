"""A volume, its bones and their surfaces as one .mrb file that 3D Slicer opens."""

import os
from dataclasses import replace
from typing import Any

import numpy as np

from osteokit.host.scene import SceneWithLogics
from osteokit.host.vtk_messages import caught_messages
from osteokit.imaging.volume import Volume
from osteokit.mrml import subject_hierarchy
from osteokit.mrml.bundle import bundle_path, name_file, write_bundle
from osteokit.mrml.model_node import mesh_to_node
from osteokit.mrml.segmentation_node import segmentation_to_node
from osteokit.mrml.views import add_four_up_views
from osteokit.mrml.volume_node import volume_to_node
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.mesh import Mesh

_NAMES = {"en": ("CT", "Bones", "Bone surfaces"), "zh": ("CT", "骨骼", "骨骼表面")}


def write_scene(
    volume: Volume,
    segmentation: Segmentation,
    meshes: dict[int, Mesh],
    path: str | os.PathLike[str],
    language: str = "en",
) -> None:
    """Write ``path`` (.mrb): the volume with a bone window, the segmentation (names, colours, SNOMED CT terminology),
    one model a bone in a folder, four views fitted to the volume. Needs neither display nor OpenGL.

    Parameters
    ----------
    meshes : dict of int
        The surface of each label, in RAS mm; labels without one simply have no model.
    language : str
        ``"en"`` or ``"zh"``: the language of the names that Slicer shows; segments carry both as tags.

    Raises
    ------
    OsteoError
        slicer-core is absent, the file cannot be written, or Slicer refused to store something.
    """
    path = bundle_path(path)
    host = SceneWithLogics()
    try:
        with caught_messages() as messages:
            _fill(host.scene, volume, segmentation, meshes, "zh" if language.startswith("zh") else "en")
            wanted = 2 + sum(segment.label in meshes for segment in segmentation.segments)
            write_bundle(host.scene, path, wanted, messages)
    finally:
        host.close()


def _fill(scene: Any, volume: Volume, segmentation: Segmentation, meshes: dict[int, Mesh], language: str) -> None:
    volume, segmentation = _right_handed(volume, segmentation)
    ct_name, bones_name, surfaces_name = _NAMES[language]
    volume_node = volume_to_node(volume, scene, volume.source.series_description or ct_name)
    segmentation_node = segmentation_to_node(segmentation, scene, bones_name, language)
    name_file(volume_node, "ct.nrrd")
    name_file(segmentation_node, "bones.seg.nrrd")
    segmentation_node.SetNodeReferenceID(
        segmentation_node.GetReferenceImageGeometryReferenceRole(), volume_node.GetID()
    )
    # the models show the surfaces; the segmentation's own would lie exactly on them and flicker
    segmentation_node.GetDisplayNode().SetVisibility3D(not meshes)
    study = subject_hierarchy.study_item(scene, volume.source)
    subject_hierarchy.place_node(volume_node, study)
    subject_hierarchy.place_node(segmentation_node, study)
    folder = subject_hierarchy.folder(scene, surfaces_name, study)
    for segment in segmentation.segments:
        if segment.label in meshes:
            name = segment.display_name(language)
            model = mesh_to_node(meshes[segment.label], scene, name, segment.term.color)
            name_file(model, f"{segment.file_stem}.vtk")
            subject_hierarchy.place_node(model, folder)
    add_four_up_views(scene, volume, volume_node)


def _right_handed(volume: Volume, segmentation: Segmentation) -> tuple[Volume, Segmentation]:
    """Slicer turns left-handed volumes over when it reads them, but not segmentations: both are turned here."""
    if np.linalg.det(volume.ijk_to_ras[:3, :3]) > 0:
        return volume, segmentation
    turned = volume.ijk_to_ras.copy()
    turned[:3, 3] += turned[:3, 2] * (volume.voxels.shape[0] - 1)
    turned[:3, 2] *= -1
    return (
        replace(volume, voxels=volume.voxels[::-1], ijk_to_ras=turned),
        replace(segmentation, labels=segmentation.labels[::-1], ijk_to_ras=turned),
    )
