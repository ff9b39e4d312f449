"""The tree of patient, study and folders. The desktop makes items by plugins that headless Slicer lacks, so here
every item is made by hand; where the desktop made one already, that one is moved."""

from typing import Any

from osteokit.imaging.volume import VolumeSource


def _hierarchy(scene: Any) -> Any:
    import slicer

    return slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)


def place_node(node: Any, parent_item: int) -> int:
    """The item of a node below ``parent_item``, made where there is none."""
    hierarchy = _hierarchy(node.GetScene())
    item = hierarchy.GetItemByDataNode(node)
    if item:
        hierarchy.SetItemParent(item, parent_item)
        return item
    return hierarchy.CreateItem(parent_item, node)


def folder(scene: Any, name: str, parent_item: int) -> int:
    """A new folder below ``parent_item``."""
    return _hierarchy(scene).CreateFolderItem(parent_item, name)


def scene_item(scene: Any) -> int:
    return _hierarchy(scene).GetSceneItemID()


def parent_of(node: Any) -> int:
    """The item below which a node lies; the scene's own where the node has none."""
    hierarchy = _hierarchy(node.GetScene())
    item = hierarchy.GetItemByDataNode(node)
    return hierarchy.GetItemParent(item) if item else hierarchy.GetSceneItemID()


def study_item(scene: Any, source: VolumeSource) -> int:
    """Patient and study items that carry what the image says of both, by the attribute names that Slicer uses."""
    import slicer

    names = slicer.vtkMRMLSubjectHierarchyConstants
    hierarchy = _hierarchy(scene)
    patient = source.patient
    title = " ".join(part for part in (patient.name, f"({patient.id})" if patient.id else "") if part)
    patient_item = hierarchy.CreateSubjectItem(hierarchy.GetSceneItemID(), title or "Patient")
    for attribute, value in (
        (names.GetDICOMPatientNameAttributeName(), patient.name),
        (names.GetDICOMPatientIDAttributeName(), patient.id),
        (names.GetDICOMPatientBirthDateAttributeName(), patient.birth_date),
        (names.GetDICOMPatientSexAttributeName(), patient.sex),
    ):
        hierarchy.SetItemAttribute(patient_item, attribute, value)
    study = hierarchy.CreateStudyItem(patient_item, source.study_date or "Study")
    hierarchy.SetItemAttribute(study, names.GetDICOMStudyDateAttributeName(), source.study_date)
    if source.study_uid:
        hierarchy.SetItemUID(study, names.GetDICOMUIDName(), source.study_uid)
    return study
