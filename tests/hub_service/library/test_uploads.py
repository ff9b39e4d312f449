"""Files in pieces: resumed, refused, and never half there."""

import base64
import io
import json
import re
import zipfile

import numpy as np
import pytest

from osteohub.library.checks import check
from osteohub.library.uploads import checked_name
from osteohub.refusals import Invalid
from osteokit.fabrication.mesh_formats import NamedMesh, write_stl
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


def named(version: str, name: str) -> str:
    return f"version {base64.b64encode(version.encode()).decode()},name {base64.b64encode(name.encode()).decode()}"


def test_an_upload_goes_on_where_it_stood(small_browser, small_region, described):
    teacher = small_browser("county teacher")
    body = {"organisation_id": small_region.places["county"], "description": described()}
    version = teacher.post("/api/v1/resources", json=body).json()["id"]
    content = json.dumps({"steps": list(range(3000))}).encode()
    announced = {"Upload-Length": str(len(content)), "Upload-Metadata": named(version, "plan.json")}
    made = teacher.post("/api/v1/uploads", headers=announced)
    place = made.headers["location"]
    first = teacher.patch(place, content=content[:5000], headers={**TUS, "Upload-Offset": "0"})
    assert first.headers["upload-offset"] == "5000"
    assert teacher.get(f"/api/v1/versions/{version}").json()["files"] == []
    assert teacher.head(place).headers["upload-offset"] == "5000"
    lost = teacher.patch(place, content=content[4000:], headers={**TUS, "Upload-Offset": "4000"})
    assert lost.status_code == 409 and "5000" in lost.json()["message"]
    assert small_browser("county teacher", 2).head(place).status_code == 404  # not theirs
    too_much = teacher.patch(place, content=content[5000:] + b"x", headers={**TUS, "Upload-Offset": "5000"})
    assert too_much.status_code == 409
    last = teacher.patch(place, content=content[5000:], headers={**TUS, "Upload-Offset": "5000"})
    assert last.status_code == 204
    assert teacher.get(f"/api/v1/versions/{version}/files/plan.json").content == content
    assert teacher.head(place).status_code == 404


def test_a_file_that_is_not_what_its_name_says_is_refused(small_browser, small_region, described, upload):
    teacher = small_browser("county teacher")
    body = {"organisation_id": small_region.places["county"], "description": described()}
    version = teacher.post("/api/v1/resources", json=body).json()["id"]
    for name, content in (("a.glb", b"<html>"), ("a.dcm", b"x" * 200), ("a.zip", b"MZ program"), ("a.pdf", b"%!PS")):
        answer = upload(teacher, version, name, content)
        assert answer.status_code == 400 and "upload it as what it is" in answer.json()["message"]
    assert upload(teacher, version, "a.exe", b"MZ").status_code == 400
    assert upload(teacher, version, "a.json", b"{}").status_code == 204
    assert upload(teacher, version, "a.json", b"{}").status_code == 409
    assert upload(small_browser("other teacher"), version, "b.json", b"{}").status_code == 404


TRICKS = ["../a.stl", "/a.stl", "a/b.stl", "a\\b.stl", ".stl", "", "a\n.stl", "a.stl\0", "x" * 200 + ".stl", "-a.stl"]


@pytest.mark.parametrize("name", TRICKS)
def test_names_that_are_paths_or_tricks_are_refused(name):
    with pytest.raises(Invalid):
        checked_name(name)


def archive(**members: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as stream:
        for name, content in members.items():
            stream.writestr(name, content)
    return memory.getvalue()


def findings(tmp_path, name: str, content: bytes):
    file = tmp_path / "content"
    file.write_bytes(content)
    return {
        (one["code"], one["severity"])
        for one in check({"files": [{"name": name, "path": str(file)}], "duplicates": []})
    }


def test_checks_stop_what_names_a_patient(tmp_path):
    plan = {"patient": {"name": "张三", "id": ""}}
    assert ("identity", "stop") in findings(tmp_path, "plan.json", json.dumps(plan).encode())
    assert ("identity", "stop") in findings(
        tmp_path, "case.mrb", archive(**{"case/Data/plan.json": json.dumps(plan).encode()})
    )
    assert findings(tmp_path, "plan.json", b'{"patient": {"name": ""}}') == {("no_findings", "good")}


def test_checks_stop_dicom_that_is_not_deidentified(tmp_path):
    import pydicom
    from pydicom.dataset import FileMetaDataset

    dataset = pydicom.Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
    dataset.SOPClassUID, dataset.SOPInstanceUID, dataset.Modality = "1.2.840.10008.5.1.4.1.1.2", "1.2.3", "CT"
    dataset.PatientName = "Zhang^San"
    for marked in (False, True):
        if marked:
            dataset.PatientIdentityRemoved, dataset.PatientName, dataset.BurnedInAnnotation = "YES", "ANON", "NO"
        memory = io.BytesIO()
        pydicom.dcmwrite(memory, dataset, enforce_file_format=True)
        stopped = ("identity", "stop") in findings(tmp_path, "a.dcm", memory.getvalue())
        assert stopped is not marked
        assert (("identity", "stop") in findings(tmp_path, "s.zip", archive(one=memory.getvalue()))) is not marked


def test_checks_survive_bombs_paths_and_nonsense(tmp_path):
    assert ("archive", "stop") in findings(tmp_path, "a.zip", archive(big=b"\0" * 50_000_000))
    assert ("archive", "stop") in findings(tmp_path, "a.zip", archive(**{"../../etc/passwd": b"x"}))
    assert ("unreadable", "stop") in findings(tmp_path, "a.zip", b"PK\x03\x04 nothing")
    assert ("unreadable", "stop") in findings(tmp_path, "a.stl", b"solid nonsense")
    assert ("unreadable", "stop") in findings(tmp_path, "plan.json", b"{")


def test_checks_measure_a_mesh(tmp_path, stl):
    found = check({"files": [{"name": "cube.stl", "path": str(_write(tmp_path, stl))}], "duplicates": ["另一模型"]})
    measured = next(one for one in found if one["code"] == "measured")
    assert measured["english"].startswith("12 triangles, 40 x 40 x 40 mm, 79 g")  # 64 cm3 of 1.24 g/cm3
    assert any(one["code"] == "duplicate" and "另一模型" in one["chinese"] for one in found)


def test_what_is_wrong_with_a_mesh_is_said_in_chinese_too(tmp_path):
    cube, crumb, big, thin = (box(size) for size in ((40, 40, 40), (1, 1, 1), (900, 40, 40), (30, 30, 0.3)))
    open_one = Mesh(cube.vertices, cube.faces[1:])
    two = Mesh(np.vstack([cube.vertices, crumb.vertices + 50.0]), np.vstack([cube.faces, crumb.faces + 8]))
    codes = set()
    for number, mesh in enumerate((open_one, big, thin, two)):
        file = tmp_path / f"{number}.stl"
        write_stl([NamedMesh("x", mesh, (200, 200, 200))], file, "test")
        for one in check({"files": [{"name": file.name, "path": str(file)}], "duplicates": []}):
            codes.add(one["code"])
            assert not re.search(r"[a-z]{4,}", one["chinese"].replace("desktop FDM, PLA", "")), one
    assert codes >= {"unreadable", "too_large", "thin", "pieces", "small_piece", "measured"}


def _write(folder, content):
    file = folder / "content"
    file.write_bytes(content)
    return file
