"""A volume, its bones and their surfaces as one .mrb file that 3D Slicer opens."""

import os
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.host.scene import SceneWithLogics
from osteokit.host.vtk_messages import caught_messages
from osteokit.imaging.volume import Volume
from osteokit.mrml import subject_hierarchy
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
    path = Path(path)
    if path.suffix != ".mrb":
        raise OsteoError(f"{path.name} must end in .mrb to be a Slicer scene; rename it.")
    host = SceneWithLogics()
    try:
        with caught_messages() as messages:
            _fill(host.scene, volume, segmentation, meshes, "zh" if language.startswith("zh") else "en")
            with TemporaryDirectory(prefix="osteo-scene-") as temporary:
                bundle = Path(temporary) / path.stem
                bundle.mkdir()
                saved = host.scene.SaveSceneToSlicerDataBundleDirectory(str(bundle))
                wanted = 2 + sum(segment.label in meshes for segment in segmentation.segments)
                _require_whole(bundle, bool(saved), wanted, path, messages.first_error)
                with whole_file(path) as target:
                    _zip_folder(bundle, target)
    finally:
        host.close()


def _fill(scene: Any, volume: Volume, segmentation: Segmentation, meshes: dict[int, Mesh], language: str) -> None:
    volume, segmentation = _right_handed(volume, segmentation)
    ct_name, bones_name, surfaces_name = _NAMES[language]
    volume_node = volume_to_node(volume, scene, volume.source.series_description or ct_name)
    segmentation_node = segmentation_to_node(segmentation, scene, bones_name, language)
    _name_file(volume_node, "ct.nrrd")
    _name_file(segmentation_node, "bones.seg.nrrd")
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
            _name_file(model, f"{segment.file_stem}.vtk")
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


def _name_file(node: Any, name: str) -> None:
    """A plain file name: Slicer would make one of the node's name, which may be Chinese, a patient's or a duplicate."""
    node.AddDefaultStorageNode()
    node.GetStorageNode().SetFileName(name)


def _require_whole(bundle: Path, saved: bool, files_wanted: int, path: Path, error: str) -> None:
    """Slicer mostly prints and goes on: the scene must name a data file for every node, there and not empty."""
    reason = f" ({error})" if error else ""
    documents = list(bundle.glob("*.mrml"))
    if not saved or len(documents) != 1:
        raise OsteoError(f"{path} was not written: Slicer could not store the scene{reason}.")
    names = [unquote(element.get("fileName", "")) for element in ElementTree.parse(documents[0]).iter()]
    stored = [bundle / name for name in names if name]
    lacking = [file.name for file in stored if not file.is_file() or file.stat().st_size == 0]
    if lacking or len(stored) < files_wanted:
        what = ", ".join(lacking) or f"{files_wanted - len(stored)} of its nodes"
        raise OsteoError(f"{path} was not written: Slicer could not store {what}{reason}.")


def _zip_folder(folder: Path, target: Path) -> None:
    """A .mrb is a zip with one folder; the label maps and volumes in it are compressed already."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                kind = zipfile.ZIP_STORED if file.suffix == ".nrrd" else zipfile.ZIP_DEFLATED
                archive.write(file, Path(folder.name) / file.relative_to(folder), kind)
