"""What a worker does with a PACS over DICOMweb: look, fetch, send back."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part
from osteokit.imaging.dicomweb import Connection, StudyQuery, access_from_environment, connect, find_studies
from osteokit.jobs.exchange import load_segmentation, load_volume, save_volume


def query(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Studies of a patient, newest first."""
    progress(0.1, "asking the PACS")
    wanted = StudyQuery(name=request["name"], patient_id=request["patient_id"], modality="CT")
    studies = find_studies(_open(request), wanted)
    return {"studies": [asdict(study) for study in studies]}


def retrieve(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Fetch a study into ``request["folder"]`` and read its bone CT into the exchange folder."""
    from osteokit.imaging.dicomweb_transfer import retrieve as fetch
    from osteokit.imaging.read import read_volume

    study = Path(request["folder"])
    fetch(_open(request), request["study_uid"], study, part(progress, 0.0, 0.8))
    volume = read_volume(study, None, part(progress, 0.8, 1.0))
    save_volume(volume, folder)
    return {"warnings": list(volume.warnings)}


def store(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make DICOM SEG and encapsulated STL of the bones, send them and read them back."""
    from osteokit.imaging.deidentify import deidentify_dataset
    from osteokit.imaging.dicomweb_transfer import store as send
    from osteokit.jobs.export import export_bones

    def as_it_is(dataset: Dataset) -> Dataset:
        return dataset

    def without_identity(dataset: Dataset) -> Dataset:
        return deidentify_dataset(dataset)[0]

    connection = _open(request)
    volume, segmentation = load_volume(folder), load_segmentation(folder)
    kinds = ("dicom_seg", "dicom_stl")
    files = export_bones(volume, segmentation, kinds, folder / "dicom", "en", part(progress, 0.0, 0.6))
    prepare = without_identity if request["deidentify"] else as_it_is
    report = send(connection, files, prepare, part(progress, 0.6, 1.0))
    if report.problems:
        first = report.problems[0]
        raise OsteoError(f"{len(report.problems)} of {len(report.instances)} objects were not stored: {first.problem}")
    return {"stored": len(report.instances)}


def _open(request: dict[str, Any]) -> Connection:
    access = access_from_environment(request["url"])
    if request.get("user"):
        access = replace(access, user=request["user"], password=request.get("password", ""))
    return connect(access)
