"""Who and what a volume node shows: from the subject hierarchy, the DICOM database and what we noted ourselves."""

import json
from pathlib import Path
from typing import Any

from osteokit.imaging.volume import Patient, VolumeSource

_NOTE = "osteo.source"


def note_source(node: Any, source: VolumeSource) -> None:
    """Remember in the node where a volume came from that we read ourselves.

    The note holds paths of this machine: scenes that leave it (:mod:`osteokit.mrml.scene`) never carry it.
    """
    note = {
        "path": str(source.path) if source.path else "",
        "files": [str(file) for file in source.files],
        "study_uid": source.study_uid,
        "series_uid": source.series_uid,
        "frame_of_reference_uid": source.frame_of_reference_uid,
        "series_description": source.series_description,
        "study_date": source.study_date,
        "patient": [source.patient.name, source.patient.id, source.patient.birth_date, source.patient.sex],
    }
    node.SetAttribute(_NOTE, json.dumps(note))


def source_of_node(node: Any) -> VolumeSource:
    """Where a volume node came from, as far as anything in the scene or the DICOM database says."""
    note = node.GetAttribute(_NOTE)
    if note:
        return _from_note(json.loads(note))
    return _from_hierarchy(node)


def _from_note(note: dict[str, Any]) -> VolumeSource:
    return VolumeSource(
        path=Path(note["path"]) if note["path"] else None,
        files=tuple(Path(file) for file in note["files"]),
        study_uid=note["study_uid"],
        series_uid=note["series_uid"],
        frame_of_reference_uid=note["frame_of_reference_uid"],
        series_description=note["series_description"],
        study_date=note["study_date"],
        patient=Patient(*note["patient"]),
    )


def _from_hierarchy(node: Any) -> VolumeSource:
    import slicer

    scene = node.GetScene()
    hierarchy: Any = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene) if scene else None
    item = hierarchy.GetItemByDataNode(node) if hierarchy else 0
    files = _database_files(node)
    if not item:
        return VolumeSource(files=files)
    names = slicer.vtkMRMLSubjectHierarchyConstants

    def above(level: str, attribute: str) -> str:
        ancestor = hierarchy.GetItemAncestorAtLevel(item, level)
        return hierarchy.GetItemAttribute(ancestor, attribute) if ancestor else ""

    patient = names.GetDICOMLevelPatient()
    study = names.GetDICOMLevelStudy()
    study_item = hierarchy.GetItemAncestorAtLevel(item, study)
    return VolumeSource(
        files=files,
        study_uid=hierarchy.GetItemUID(study_item, names.GetDICOMUIDName()) if study_item else "",
        series_uid=hierarchy.GetItemUID(item, names.GetDICOMUIDName()) or "",
        study_date=above(study, names.GetDICOMStudyDateAttributeName()),
        series_description=node.GetName(),
        patient=Patient(
            name=above(patient, names.GetDICOMPatientNameAttributeName()),
            id=above(patient, names.GetDICOMPatientIDAttributeName()),
            birth_date=above(patient, names.GetDICOMPatientBirthDateAttributeName()),
            sex=above(patient, names.GetDICOMPatientSexAttributeName()),
        ),
    )


def _database_files(node: Any) -> tuple[Path, ...]:
    """The DICOM files of a volume that the desktop loaded from its database, in the order it lists them."""
    import slicer

    database = getattr(slicer, "dicomDatabase", None)
    uids = (node.GetAttribute("DICOM.instanceUIDs") or "").split()
    if database is None or not uids:
        return ()
    return tuple(Path(file) for file in (database.fileForInstance(uid) for uid in uids) if file)
