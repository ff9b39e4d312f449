"""The DICOM slices are generated; trimesh reads the STL that lies inside."""

import io
from dataclasses import replace

import numpy as np
import pydicom
import pytest
import trimesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generated.dicom import write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.fabrication.dicom_stl import (
    ENCAPSULATED_STL,
    model_series,
    read_dicom_stl,
    write_dicom_stl,
    write_model,
)
from osteokit.fabrication.export import write_mesh
from osteokit.imaging.read import read_volume
from osteokit.surface.mesh import Mesh

from .bones import bone_at

LEFT = bone_at(-80)


@pytest.fixture(scope="module")
def ct(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ct")
    write_ct_series(folder, patient="王^小明", SpecificCharacterSet="GB18030")
    return read_volume(folder)


def test_the_bytes_of_the_stl_go_round(tmp_path, ct):
    write_mesh(LEFT, tmp_path / "left.stl")
    write_dicom_stl(LEFT, tmp_path / "left.dcm", "Left femur 左股骨", ct.source)
    read = read_dicom_stl(tmp_path / "left.dcm")
    assert read.stl == (tmp_path / "left.stl").read_bytes()
    assert read.title == "Left femur 左股骨"
    assert read.mesh.volume_mm3 == pytest.approx(LEFT.volume_mm3, rel=1e-5)
    assert read.mesh.vertices[:, 0].max() < 0  # left is negative x in RAS
    in_file = trimesh.load(io.BytesIO(read.stl), file_type="stl")
    assert in_file.is_watertight and in_file.volume > 0
    assert in_file.vertices[:, 0].min() > 0  # and positive x in DICOM's LPS


def test_it_joins_the_patient_study_and_frame_of_the_ct(tmp_path, ct):
    write_dicom_stl(LEFT, tmp_path / "left.dcm", "Left femur", ct.source)
    data, source = pydicom.dcmread(tmp_path / "left.dcm"), pydicom.dcmread(ct.source.files[0])
    assert data.SOPClassUID == data.file_meta.MediaStorageSOPClassUID == ENCAPSULATED_STL
    assert data.Modality == "M3D" and data.MIMETypeOfEncapsulatedDocument == "model/stl"
    for keyword in ("StudyInstanceUID", "FrameOfReferenceUID", "PatientID", "PatientBirthDate", "PatientSex"):
        assert data[keyword].value == source[keyword].value
    assert data.SeriesInstanceUID != source.SeriesInstanceUID
    assert str(data.PatientName) == "王^小明"
    unit, name = data.MeasurementUnitsCodeSequence[0], data.ConceptNameCodeSequence[0]
    assert (unit.CodeValue, unit.CodingSchemeDesignator) == ("mm", "UCUM")
    assert (name.CodeValue, name.CodeMeaning) == ("85040-4", "CT 3D CAM model")
    referenced = {item.ReferencedSOPInstanceUID for item in data.SourceInstanceSequence}
    assert referenced == {pydicom.dcmread(file).SOPInstanceUID for file in ct.source.files}
    assert len(data.EncapsulatedDocument) % 2 == 0


def test_models_of_one_case_share_a_series_and_without_a_ct_a_study_of_their_own(tmp_path, ct):
    for source in (ct.source, None):
        series = model_series(source)
        for number, mesh in enumerate((LEFT, bone_at(80)), 1):
            write_model(mesh, tmp_path / f"{number}.dcm", "Bone", series, number)
        first, second = (pydicom.dcmread(tmp_path / f"{number}.dcm") for number in (1, 2))
        assert first.SeriesInstanceUID == second.SeriesInstanceUID
        assert first.StudyInstanceUID == second.StudyInstanceUID
        assert (first.SOPInstanceUID != second.SOPInstanceUID) and (first.InstanceNumber, second.InstanceNumber) == (
            1,
            2,
        )
        assert (str(first.PatientID) == "T-1") == (source is not None)


def test_refusals(tmp_path, ct):
    gone = replace(ct.source, files=(tmp_path / "gone.dcm",))
    with pytest.raises(OsteoError, match=r"gone\.dcm can no longer be read"):
        write_dicom_stl(LEFT, tmp_path / "a.dcm", "Bone", gone)
    with pytest.raises(OsteoError, match="no surface"):
        write_dicom_stl(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64)), tmp_path / "a.dcm")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OsteoError, match="holds no STL"):
        read_dicom_stl(ct.source.files[0])
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(OsteoError, match="not a DICOM file"):
        read_dicom_stl(tmp_path / "a.txt")
    write_dicom_stl(LEFT, tmp_path / "left.dcm")
    data = pydicom.dcmread(tmp_path / "left.dcm")
    data.EncapsulatedDocument = data.EncapsulatedDocument[:1000]
    data.save_as(tmp_path / "cut.dcm")
    with pytest.raises(OsteoError, match="cut off"):
        read_dicom_stl(tmp_path / "cut.dcm")


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    path = tmp_path_factory.mktemp("stl") / "left.dcm"
    write_dicom_stl(LEFT, path)
    return path.read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_files_are_refused_or_read_but_never_crash(content, tmp_path, data):
    damaged = bytearray(content[: data.draw(st.integers(0, len(content)))])
    for _ in range(data.draw(st.integers(0, 4))):
        if damaged:
            damaged[data.draw(st.integers(0, min(len(damaged), 2500) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "damaged.dcm").write_bytes(bytes(damaged))
    try:
        read_dicom_stl(tmp_path / "damaged.dcm")
    except OsteoError as refusal:
        assert "\n" not in str(refusal)
