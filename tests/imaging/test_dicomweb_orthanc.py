"""Query, retrieve and store against a real Orthanc of the test's own; Orthanc's own API is the witness."""

from pathlib import Path

import numpy as np
import pydicom
import pytest
from typer.testing import CliRunner

from generated.dicom import write_ct_series
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.base.progress import silent
from osteokit.cli.app import app
from osteokit.fabrication.dicom_stl import write_dicom_stl
from osteokit.imaging.confidentiality import Profile
from osteokit.imaging.deidentify import deidentify_dataset
from osteokit.imaging.dicomweb import Access, Connection, StudyQuery, connect, echo, find_series, find_studies
from osteokit.imaging.dicomweb_transfer import retrieve, store
from osteokit.imaging.read import read_volume
from osteokit.segmentation.dicom_seg import read_dicom_seg, write_dicom_seg
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.surface.extract import bone_surfaces
from services.orthanc import PASSWORD, USER, Orthanc, running_orthanc
from services.tls import tls_certificate, tls_relay

pytestmark = pytest.mark.service("orthanc")

NAMES = ["Zhang^San=张^三", "Li^Si=李^四", "Müller^José", "O'Brien^Ann"]


def as_it_is(dataset):
    return dataset


def named_series(folder: Path, name: str, **changes):
    """A generated CT series of a patient of this name, UTF-8, study and series of its own."""
    written = write_ct_series(folder)
    study, series = pydicom.uid.generate_uid(), pydicom.uid.generate_uid()
    for file in written.files:
        one = pydicom.dcmread(file)
        one.SpecificCharacterSet = "ISO_IR 192"
        one.PatientName = name
        one.StudyInstanceUID, one.SeriesInstanceUID = study, series
        one.SOPInstanceUID = one.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
        for keyword, value in changes.items():
            setattr(one, keyword, value)
        one.save_as(file)
    return written.folder, study, series


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One Orthanc with a patient of each name; tests that store use studies of their own."""
    folder = tmp_path_factory.mktemp("orthanc")
    with running_orthanc(folder) as orthanc:
        for n, name in enumerate(NAMES):
            ct, _, _ = named_series(folder / f"ct{n}", name, PatientID=f"P{n}", StudyDate=f"2024010{n + 1}")
            for file in sorted(ct.iterdir()):
                orthanc.upload(file)
        yield orthanc


@pytest.fixture
def connection(server: Orthanc) -> Connection:
    return connect(Access(server.url))


def test_echo(connection):
    echo(connection)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张", {"Zhang^San=张^三"}),
        ("张^三", {"Zhang^San=张^三"}),
        ("zhang", {"Zhang^San=张^三"}),
        ("Zhang^San", {"Zhang^San=张^三"}),
        ("*四", {"Li^Si=李^四"}),
        ("müller", {"Müller^José"}),
        ("o'brien", {"O'Brien^Ann"}),
        ("王", set()),
    ],
)
def test_names_in_any_script_are_found_and_come_back_whole(connection, name, expected):
    """This Orthanc answers in Latin-1 by default: what its answer loses is fetched from the instance."""
    assert {s.patient_name for s in find_studies(connection, StudyQuery(name=name))} == expected


def test_search_by_date_id_and_modality(connection):
    found = find_studies(connection, StudyQuery(date="2024-01-02..2024-01-03", modality="CT"))
    assert {"Li^Si=李^四", "Müller^José"} <= {s.patient_name for s in found}
    assert [s.date for s in found] == sorted((s.date for s in found), reverse=True)
    assert all("20240102" <= s.date <= "20240103" for s in found)
    (one,) = find_studies(connection, StudyQuery(patient_id="P0"))
    assert (one.patient_name, one.modalities, one.series, one.instances) == ("Zhang^San=张^三", ("CT",), 1, 10)
    assert find_studies(connection, StudyQuery(patient_id="P0", modality="MR")) == ()
    (series,) = find_series(connection, one.study_uid)
    assert (series.modality, series.instances) == ("CT", 10)


def test_retrieve_gives_every_instance_as_it_was_stored(connection, server, tmp_path):
    source, study, series = named_series(tmp_path / "ct", "Wang^Wu=王^五", PatientID="R1")
    for file in source.iterdir():
        server.upload(file)
    (folder,) = retrieve(connection, series, tmp_path / "out")
    assert folder == tmp_path / "out" / series
    sent = {pydicom.dcmread(f).SOPInstanceUID: pydicom.dcmread(f) for f in source.iterdir()}
    got = {f.stem: pydicom.dcmread(f) for f in folder.iterdir()}
    assert sent.keys() == got.keys() and all(sent[uid] == got[uid] for uid in sent)
    assert str(next(iter(got.values())).PatientName) == "Wang^Wu=王^五"
    assert retrieve(connection, study, tmp_path / "by study") == (tmp_path / "by study" / series,)


@pytest.mark.parametrize("syntax", ["j2k", "jpeg-lossless", "rle"])
def test_compressed_images_come_and_go_in_their_own_transfer_syntax(connection, server, tmp_path, syntax):
    written = write_ct_series(tmp_path / "ct", syntax=syntax, patient_id=syntax)
    report = store(connection, [written.folder], as_it_is)
    assert not report.problems
    (folder,) = retrieve(connection, written.series_uid, tmp_path / "out")
    original = {pydicom.dcmread(f).SOPInstanceUID: pydicom.dcmread(f) for f in written.files}
    for file in folder.iterdir():
        got = pydicom.dcmread(file)
        assert got.file_meta.TransferSyntaxUID == original[file.stem].file_meta.TransferSyntaxUID
        assert got.PixelData == original[file.stem].PixelData


def test_retrieve_resumes_and_the_folder_is_whole_or_absent(connection, server, tmp_path):
    source, _, series = named_series(tmp_path / "ct", "Zhao^Liu=赵^六")
    files = sorted(source.iterdir())
    for file in files:
        server.upload(file)
    out = tmp_path / "out"
    seen: list[str] = []

    def cancel_at_fifth(fraction: float, message: str) -> None:
        seen.append(message)
        if message.startswith("instance 5"):
            raise Cancelled

    with pytest.raises(Cancelled):
        retrieve(connection, series, out, cancel_at_fifth)
    assert not (out / series).exists(), "nothing that looks like a series before it is whole"
    seen.clear()
    retrieve(connection, series, out, lambda fraction, message: seen.append(message))
    assert sum(m.startswith("instance") for m in seen) == len(files) - 4, "the first four were not fetched twice"
    assert len(list((out / series).glob("*.dcm"))) == len(files) and [p.name for p in out.iterdir()] == [series]
    seen.clear()
    retrieve(connection, series, out, lambda fraction, message: seen.append(message))
    assert not any(m.startswith("instance") for m in seen), "a whole series is not fetched again"


def test_unknown_uids_are_told(connection, tmp_path):
    with pytest.raises(OsteoError, match=r"has no study or series 1\.2\.3\.4\.5"):
        retrieve(connection, "1.2.3.4.5", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_store_is_seen_by_orthanc_itself_and_names_survive(connection, server, tmp_path):
    source, study, _ = named_series(tmp_path / "ct", "Qian^Qi=钱^七", PatientID="S1")
    (source / "readme.txt").write_text("not an image")
    report = store(connection, [source], as_it_is)
    assert len(report.instances) == 10 and not report.problems
    assert [p.name for p in report.skipped] == ["readme.txt"]
    stored = [s for s in map(server.get, (f"/studies/{s}" for s in server.get("/studies")))
              if s["MainDicomTags"]["StudyInstanceUID"] == study]  # fmt: skip
    assert len(stored) == 1 and stored[0]["PatientMainDicomTags"]["PatientName"] == "Qian^Qi=钱^七"
    (found,) = find_studies(connection, StudyQuery(name="钱"))
    assert found.study_uid == study


def test_an_instance_that_the_pacs_already_has_otherwise_is_not_called_stored(connection, server, tmp_path):
    """Orthanc answers 200 to a second instance of one UID and keeps the first."""
    source, _, _ = named_series(tmp_path / "ct", "Zheng^Yi=郑^一")
    file = sorted(source.iterdir())[0]
    assert not store(connection, [file], as_it_is).problems
    one = pydicom.dcmread(file)
    one.PixelData = bytes(len(one.PixelData))
    one.save_as(file)
    assert store(connection, [file], as_it_is).problems[0].problem == "changed by the PACS: PixelData"


def segmentation_and_stl(folder: Path, ct: Path) -> tuple[Path, Path]:
    """A DICOM SEG and an encapsulated STL of two blocks in the CT series below ``ct``, written by our own writers."""
    volume = read_volume(ct)
    labels = np.zeros(volume.voxels.shape, dtype=np.uint16)
    labels[2:7, 10:20, 10:20], labels[2:7, 10:20, 25:35] = 1, 2
    found = Segmentation(labels, volume.ijk_to_ras, (Segment(1, "femur_right"), Segment(2, "femur_left")))
    write_dicom_seg(found, volume, folder / "labels.dcm")
    write_dicom_stl(bone_surfaces(found)[1], folder / "femur.dcm", "Right femur", volume.source)
    return folder / "labels.dcm", folder / "femur.dcm"


@pytest.mark.parametrize("deidentified", [False, True])
def test_segmentations_and_encapsulated_stl_go_and_come_back(connection, server, tmp_path, deidentified):
    source, _, _ = named_series(tmp_path / "ct", "He^San=何^三", PatientID=f"SEG{deidentified}")
    (tmp_path / "made").mkdir()
    seg, stl = segmentation_and_stl(tmp_path / "made", source)
    profile = Profile()
    prepare = (lambda dataset: deidentify_dataset(dataset, profile)[0]) if deidentified else as_it_is
    report = store(connection, [source, seg, stl], prepare)
    assert not report.problems and len({i.study_uid for i in report.instances}) == 1, "one study, also under new UIDs"
    folders = retrieve(connection, report.instances[0].study_uid, tmp_path / "out")
    assert len(folders) == 3
    by_modality = {
        one.Modality: (one, file) for file, one in ((f, pydicom.dcmread(f)) for d in folders for f in d.iterdir())
    }
    ct_folder = by_modality["CT"][1].parent
    back = read_dicom_seg(by_modality["SEG"][1], read_volume(ct_folder))
    made = read_dicom_seg(seg, read_volume(source))
    assert np.array_equal(back.labels, made.labels) and [s.key for s in back.segments] == ["femur_right", "femur_left"]
    document = by_modality["M3D"][0]
    assert document.EncapsulatedDocument == pydicom.dcmread(stl).EncapsulatedDocument
    assert (str(document.PatientName) == "He^San=何^三") is not deidentified


def test_what_prepare_gives_is_what_leaves(connection, server, tmp_path):
    source, _, _ = named_series(tmp_path / "ct", "Sun^Ba=孙^八", PatientID="SECRET1")

    def rename(dataset):
        dataset.PatientName, dataset.PatientID = "anonymous", "A1"
        return dataset

    assert not store(connection, sorted(source.iterdir())[:2], rename).problems
    assert find_studies(connection, StudyQuery(patient_id="SECRET1")) == ()
    assert len(find_studies(connection, StudyQuery(patient_id="A1"))) == 1


def test_protected_over_tls(tmp_path, monkeypatch):
    """Credentials beyond ASCII, a certificate of our own authority; without either it is told what to do."""
    certificate = tls_certificate(tmp_path)
    with running_orthanc(tmp_path, protected=True) as orthanc, tls_relay(certificate, orthanc.port) as port:
        url = f"https://127.0.0.1:{port}/dicom-web"
        ca = tmp_path / "certificate.pem"
        echo(connect(Access(url, USER, PASSWORD, ca=ca)))
        with pytest.raises(OsteoError, match="refused the credentials"):
            echo(connect(Access(url, USER, "wrong", ca=ca)))
        with pytest.raises(OsteoError, match="is not trusted"):
            echo(connect(Access(url, USER, PASSWORD)))
        monkeypatch.setenv("OSTEO_PACS_PASSWORD", PASSWORD)
        result = CliRunner().invoke(app, ["pacs", "echo", url, "--user", USER, "--ca", str(ca)])
        assert result.exit_code == 0 and "answers" in result.output


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["pacs", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_line_queries_stores_and_retrieves(server, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "220")
    source, study, series = named_series(tmp_path / "ct", "Zhou^Jiu=周^九", PatientID="C1")
    output = run("store", server.url, str(source), "--identified")
    assert "10 of 10 instances stored as they are and read back unchanged" in output and study in output
    assert "--identified: names" in output
    table = run("query", server.url, "--name", "周", "--series")
    assert "Zhou^Jiu=周^九" in table and study in table and series in table and "1 studies" in table
    assert "10 instances in" in run("retrieve", server.url, study, "--out", str(tmp_path / "out"))
    assert len(list((tmp_path / "out" / series).glob("*.dcm"))) == 10


def test_without_a_word_everything_that_leaves_is_deidentified(server, connection, tmp_path):
    source, study, _ = named_series(tmp_path / "ct", "Feng^Er=冯^二", PatientID="SECRET2", BodyPartExamined="HEAD")
    (tmp_path / "key").write_bytes(b"a secret of the hospital")
    output = run("store", server.url, str(source), "--key-file", str(tmp_path / "key"))
    assert "10 of 10 instances stored de-identified" in output and "a face can be rebuilt" in " ".join(output.split())
    assert study not in output
    uid = output.split("study ")[1].split()[0]
    (folder,) = retrieve(connection, uid, tmp_path / "out")
    for file in folder.iterdir():
        data = file.read_bytes()
        assert b"SECRET2" not in data and "冯".encode() not in data and b"Feng" not in data
        assert pydicom.dcmread(file).PatientIdentityRemoved == "YES"
    again = run("store", server.url, str(source), "--key-file", str(tmp_path / "key"))
    assert uid in again, "the same key gives the same UIDs"
    assert uid not in run("store", server.url, str(source))


def test_a_screen_picture_stays_and_the_rest_is_sent(server, tmp_path):
    source, _, _ = named_series(tmp_path / "ct", "Chen^Yi=陈^一")
    picture = pydicom.dcmread(sorted(source.iterdir())[0])
    picture.BurnedInAnnotation = "YES"
    picture.save_as(sorted(source.iterdir())[0])
    result = CliRunner().invoke(app, ["pacs", "store", server.url, str(source)])
    assert isinstance(result.exception, OsteoError) and "burned into the image" in str(result.exception)
    assert "9 of 10 instances stored de-identified" in result.output


def test_progress_is_called_for_every_instance(connection, tmp_path):
    source, _, series = named_series(tmp_path / "ct", "Wu^Shi=吴^十")
    fractions: list[float] = []
    store(connection, [source], as_it_is, lambda fraction, message: fractions.append(fraction))
    assert fractions == sorted(fractions) and len(fractions) == 21 and fractions[-1] == 1.0
    retrieve(connection, series, tmp_path / "out", silent)
