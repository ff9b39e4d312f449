"""What was read from files goes into the scene, and what stands there goes into files to be published."""

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import slicer
from slicer.i18n import tr as _

from HubBrowserLib.reading import Read
from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.jobs.plan_folder import as_written
from osteokit.mrml.model_node import mesh_from_node, mesh_to_node
from osteokit.mrml.segmentation_node import segmentation_to_node
from osteokit.mrml.text_node import keep_document, kept_document
from osteokit.mrml.volume_node import volume_to_node
from osteokit.planning.plan import Patient, Signature, SurgicalPlan
from osteokit.planning.plan_file import plan_of_text, read_plan, text_of_plan, write_plan
from osteokit.surface.mesh import Mesh
from osteopanels.scene_bones import DOCUMENT, add_bone, bone_meshes, bone_name, saved_folder

BONE_COLOUR = (224, 209, 178)
PLAN = "plan"
"""What is published: the plan, or a model by the id of its node."""


def into_scene(read: Read, language: str) -> list[str]:
    """Put everything into the scene; one line for each thing.

    Raises
    ------
    OsteoError
        A scene file cannot be read.
    """
    scene, told = slicer.mrmlScene, []
    for name, volume in read.volumes.items():
        volume_to_node(volume, scene, name)
        told.append(_("volume {name}").format(name=name))
    for name, segmentation in read.segmentations.items():
        segmentation_to_node(segmentation, scene, name, language)
        told.append(_("segmentation {name}").format(name=name))
    for key, mesh in read.bones.items():
        add_bone(scene, key, mesh, language)
        told.append(bone_name(key, language))
    for name, mesh in read.meshes.items():
        mesh_to_node(mesh, scene, name, BONE_COLOUR)
        told.append(_("model {name}").format(name=name))
    if read.plan is not None:
        keep_document(scene, DOCUMENT, text_of_plan(read.plan))
        told.append(_("the plan {title}").format(title=read.plan.title))
    for file in read.bundles:
        if not scene.ReadFromMRB(str(file), False):
            raise OsteoError(_("{name} is damaged; fetch it again.").format(name=file.name))
        told.append(_("the scene {name}").format(name=file.name))
    return told


def publishable() -> dict[str, str]:
    """What stands in the scene, by key: its name."""
    scene, found = slicer.mrmlScene, {}
    if kept_document(scene, DOCUMENT):
        found[PLAN] = _("The plan of this scene")
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLModelNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLModelNode")
        surface = node.GetPolyData()
        if not node.GetHideFromEditors() and surface is not None and surface.GetNumberOfPolys():
            found[node.GetID()] = node.GetName()
    return found


def scene_plan() -> SurgicalPlan | None:
    text = kept_document(slicer.mrmlScene, DOCUMENT)
    return plan_of_text(text, _("The plan of this scene")) if text else None


def present_plan() -> Path | None:
    """The folder in which the plan of the scene lies as it is now; None where there is no plan.

    Raises
    ------
    OsteoError
        It was not saved yet, or was changed since.
    """
    text, folder = kept_document(slicer.mrmlScene, DOCUMENT), saved_folder(slicer.mrmlScene)
    if not text:
        return None
    if folder is None or not (folder / "plan.json").is_file():
        raise OsteoError(_("Save the plan first, in Implant Planner or Osteotomy Simulator."))
    if text_of_plan(read_plan(folder / "plan.json")) != text_of_plan(plan_of_text(text, _("The plan of this scene"))):
        raise OsteoError(_("The plan was changed since it was saved in {folder}: save it again.").format(folder=folder))
    return folder


def without_patient(plan: SurgicalPlan, meshes: Mapping[str, Mesh]) -> tuple[SurgicalPlan, list[str]]:
    """A plan that names nobody, and what was taken out, a line each: free text goes too, it may name somebody."""
    who, removed = plan.patient, []
    for text, word in (
        (who.name, _("the patient's name")),
        (who.patient_id, _("the patient's number")),
        (who.birth_date, _("the date of birth")),
        (who.sex, _("the sex")),
        (plan.signature.name, _("the signature")),
        (plan.title, _("the title")),
        ("".join(one.note for one in plan.variants), _("remarks of the variants")),
        ("".join(one.file for one in plan.inputs), _("names of files")),
    ):
        if text:
            removed.append(word)
    variants = tuple(replace(one, note="", name=_letter(place)) for place, one in enumerate(plan.variants))
    names = {one.name: other.name for one, other in zip(plan.variants, variants, strict=True)}
    if any(one.name not in (other.name, "A", "B", "C") for one, other in zip(plan.variants, variants, strict=True)):
        removed.append(_("names of the variants"))
    clean = replace(
        plan, patient=Patient(), signature=Signature(), title="", variants=variants, chosen=names.get(plan.chosen, ""),
        id="0" * 32,
    )  # fmt: skip
    return as_written(clean, meshes), removed


def _letter(place: int) -> str:
    return chr(ord("A") + place % 26) + (str(place // 26) if place >= 26 else "")


def write_published(key: str, folder: Path) -> list[str]:
    """Write what shall be published into ``folder``; what was taken out, a line each.

    Raises
    ------
    OsteoError
        It is not in the scene any more, or cannot be written.
    """
    if key == PLAN:
        plan = scene_plan()
        meshes = bone_meshes(slicer.mrmlScene)
        if plan is None or not meshes:
            raise OsteoError(_("There is no plan with bones in the scene; choose what to publish again."))
        clean, removed = without_patient(plan, meshes)
        write_plan_archive(clean, meshes, folder)
        return removed
    node = slicer.mrmlScene.GetNodeByID(key)
    if node is None:
        raise OsteoError(_("This model is not in the scene any more; choose what to publish again."))
    write_mesh(mesh_from_node(node), folder / "model.stl", "model")
    return [_("the name of the model")]


def write_plan_archive(plan: SurgicalPlan, meshes: Mapping[str, Mesh], folder: Path) -> None:
    """``plan.zip`` (the plan and its bones as they lie beside it) and each bone, so that it is seen and measured."""
    inside = folder / ".plan"
    for key, mesh in meshes.items():
        write_mesh(mesh, inside / "bones" / f"{key}.stl")
        write_mesh(mesh, folder / f"{key}.stl")
    write_plan(plan, inside / "plan.json")
    zip_folder(inside, folder / "plan.zip")


def zip_folder(folder: Path, target: Path) -> None:
    """All files below ``folder``, none that begins with a dot."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file() and not one.name.startswith(".")):
            archive.write(file, file.relative_to(folder).as_posix())
