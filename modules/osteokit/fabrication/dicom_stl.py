"""STL inside DICOM (Encapsulated STL, PS3.3 A.85.1, Supplement 205): a PACS keeps the model with the patient."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.errors import InvalidDicomError
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from osteokit import __version__
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.fabrication.export import LPS_NOTE, lps
from osteokit.fabrication.mesh_formats import stl_bytes
from osteokit.imaging.volume import VolumeSource
from osteokit.segmentation.dicom_seg import DAMAGE
from osteokit.surface.mesh import Mesh

ENCAPSULATED_STL = "1.2.840.10008.5.1.4.1.1.104.3"
_PATIENT = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex")
_STUDY = ("StudyInstanceUID", "StudyDate", "StudyTime", "StudyID", "AccessionNumber", "ReferringPhysicianName")


@dataclass(frozen=True, eq=False)
class DicomModel:
    """What an Encapsulated STL holds: the STL's bytes as they were put in, its title, and its mesh in RAS mm."""

    stl: bytes
    title: str
    mesh: Mesh
    patient_id: str
    study_uid: str


@dataclass(frozen=True, eq=False)
class ModelSeries:
    """The DICOM series that models share: the images they were made of (none for a study of its own), and its UIDs."""

    images: tuple[Dataset, ...]
    study_uid: str
    series_uid: str
    frame_of_reference_uid: str


def model_series(source: VolumeSource | None = None) -> ModelSeries:
    """A new series in the study and frame of reference of a DICOM series; without one, in a study of its own.

    Raises
    ------
    OsteoError
        A slice of ``source`` is gone or unreadable.
    """
    images = _images(source)
    first = images[0] if images else Dataset()
    return ModelSeries(
        tuple(images),
        str(first.get("StudyInstanceUID") or generate_uid(prefix=None)),
        generate_uid(prefix=None),
        str(first.get("FrameOfReferenceUID") or generate_uid(prefix=None)),
    )


def write_dicom_stl(
    mesh: Mesh, path: str | os.PathLike[str], title: str = "Bone", source: VolumeSource | None = None
) -> None:
    """Write one mesh (RAS mm) as DICOM Encapsulated STL, in LPS mm as DICOM's patient coordinates demand.

    With the ``source`` of a DICOM series it joins that patient, study and frame of reference, and names the images it
    was made of; without, it makes a study of its own and leaves the patient empty.

    Raises
    ------
    OsteoError
        The mesh is empty, a slice of ``source`` is gone or unreadable, or the file cannot be written.
    """
    write_model(mesh, path, title, model_series(source), 1)


def write_model(mesh: Mesh, path: str | os.PathLike[str], title: str, series: ModelSeries, number: int) -> None:
    """Write one of several meshes of a series; ``number`` is its instance number, from 1."""
    if not len(mesh.faces):
        raise OsteoError(f"{Path(path).name} was not written: there is no surface in it; choose at least one bone.")
    data = _study_of(series)
    data.SOPClassUID, data.SOPInstanceUID = ENCAPSULATED_STL, generate_uid(prefix=None)
    data.InstanceNumber = number
    _describe_model(data, title)
    stl = stl_bytes(Mesh(lps(mesh.vertices), mesh.faces), LPS_NOTE)
    data.EncapsulatedDocumentLength = len(stl)
    data.EncapsulatedDocument = stl + b"\0" * (len(stl) % 2)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = ENCAPSULATED_STL, data.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    with whole_file(path) as temporary:
        file = FileDataset(str(temporary), data, file_meta=meta, preamble=b"\0" * 128)
        file.save_as(temporary, enforce_file_format=True)


def _study_of(series: ModelSeries) -> Dataset:
    """Patient, study, series, equipment, frame of reference and references to the images."""
    first = series.images[0] if series.images else Dataset()
    now = datetime.now()
    data = Dataset()
    data.SpecificCharacterSet = "ISO_IR 192"  # text is decoded from whatever the images use
    for keyword in (*_PATIENT, *_STUDY):
        setattr(data, keyword, str(first.get(keyword, "")))
    data.StudyInstanceUID, data.SeriesInstanceUID = series.study_uid, series.series_uid
    data.Modality, data.SeriesDescription = "M3D", "Bone models (SlicerOsteo)"
    data.SeriesNumber = int(first.get("SeriesNumber") or 0) + 2000
    data.Manufacturer = data.ManufacturerModelName = "SlicerOsteo"
    data.DeviceSerialNumber, data.SoftwareVersions = "0", __version__
    data.FrameOfReferenceUID, data.PositionReferenceIndicator = series.frame_of_reference_uid, ""
    data.SeriesDate = data.ContentDate = data.InstanceCreationDate = now.strftime("%Y%m%d")
    data.SeriesTime = data.ContentTime = data.InstanceCreationTime = now.strftime("%H%M%S")
    data.AcquisitionDateTime = _acquired(first)
    if series.images:
        references = [_reference(image) for image in series.images]
        data.SourceInstanceSequence = references
        item = Dataset()
        item.SeriesInstanceUID, item.ReferencedInstanceSequence = first.SeriesInstanceUID, references
        data.ReferencedSeriesSequence = [item]
    return data


def _describe_model(data: Dataset, title: str) -> None:
    """Encapsulated Document (PS3.3 C.24.2) and Manufacturing 3D Model (C.35.1) modules."""
    data.DocumentTitle = title[:1024]
    data.ContentDescription = title[:64]
    data.BurnedInAnnotation = "NO"
    data.MIMETypeOfEncapsulatedDocument = "model/stl"
    data.ConceptNameCodeSequence = [_code("85040-4", "LN", "CT 3D CAM model")]  # CID 7061
    data.MeasurementUnitsCodeSequence = [_code("mm", "UCUM", "mm")]
    data.ModelModification = "NO"
    data.ModelMirroring = "NO"


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning
    return code


def _acquired(image: Dataset) -> str:
    if image.get("AcquisitionDateTime"):
        return str(image.AcquisitionDateTime)
    return f"{image.AcquisitionDate}{image.get('AcquisitionTime', '')}" if image.get("AcquisitionDate") else ""


def _reference(image: Dataset) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = image.SOPClassUID, image.SOPInstanceUID
    return item


def _images(source: VolumeSource | None) -> list[Dataset]:
    if source is None or not source.series_uid:
        return []
    images = []
    for file in source.files:
        try:
            images.append(pydicom.dcmread(file, stop_before_pixels=True))
        except (OSError, InvalidDicomError) as error:
            raise OsteoError(
                f"The DICOM slice {file.name} can no longer be read; give the CT's folder again."
            ) from error
    return images


def read_dicom_stl(path: str | os.PathLike[str]) -> DicomModel:
    """Read an Encapsulated STL with a binary STL in it; the mesh has a vertex of its own per corner, as STL has.

    Raises
    ------
    OsteoError
        Not DICOM, another SOP class, or the STL in it is cut off.
    """
    path = Path(path)
    try:
        return _read_model(path)
    except DAMAGE as error:
        raise OsteoError(f"{path.name} is damaged or incomplete as an Encapsulated STL; export it again.") from error


def _read_model(path: Path) -> DicomModel:
    try:
        data = pydicom.dcmread(path)
    except (OSError, InvalidDicomError) as error:
        raise OsteoError(f"{path.name} is not a DICOM file that can be read; give an Encapsulated STL.") from error
    if data.get("SOPClassUID") != ENCAPSULATED_STL or "EncapsulatedDocument" not in data:
        raise OsteoError(f"{path.name} is a DICOM file but holds no STL; give an Encapsulated STL.")
    document = bytes(data.EncapsulatedDocument)
    stl = document[: int(data.get("EncapsulatedDocumentLength", len(document)))]
    mesh = _mesh_of_stl(stl, path)
    title = str(data.get("DocumentTitle", ""))
    return DicomModel(stl, title, mesh, str(data.get("PatientID", "")), str(data.get("StudyInstanceUID", "")))


def _mesh_of_stl(stl: bytes, path: Path) -> Mesh:
    count = int.from_bytes(stl[80:84], "little") if len(stl) >= 84 else 0
    if count == 0 or len(stl) < 84 + 50 * count:
        raise OsteoError(f"{path.name}: the STL inside is empty or cut off; export it again.")
    records = np.frombuffer(stl, np.dtype([("normal", "<f4", 3), ("corners", "<f4", 9), ("spare", "<u2")]), count, 84)
    corners = records["corners"].reshape(-1, 3).astype(np.float64)
    return Mesh(lps(corners), np.arange(3 * count, dtype=np.int64).reshape(-1, 3))
