"""What a PACS can do wrong, from a stand-in web server: each is one clear sentence, and nothing false is believed."""

import json
from urllib.parse import urlsplit

import pydicom
import pytest
from typer.testing import CliRunner

from generated.dicom import write_ct_series
from imaging.dicomweb_stand_in import Answer, answering
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.imaging.dicomweb import (
    Access,
    StudyQuery,
    access_from_environment,
    connect,
    echo,
    find_studies,
    name_matches,
)
from osteokit.imaging.dicomweb_transfer import retrieve, store
from services.orthanc import free_port
from services.tls import tls_certificate, tls_relay

SERIES = "1.2.3.4"
QIDO_SERIES = [{"0020000D": {"vr": "UI", "Value": ["1.2.3"]}, "0020000E": {"vr": "UI", "Value": [SERIES]}}]


def as_it_is(dataset):
    return dataset


@pytest.mark.parametrize(
    "url",
    [
        "",
        "pacs",
        "ftp://pacs/dicom-web",
        "http://",
        "https:///dicom-web",
        "http://pa cs/x",
        "http://h:99999/x",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_told(url):
    with pytest.raises(OsteoError, match="looks like https://"):
        connect(Access(url))


def test_secrets_are_kept_out_of_addresses_prints_and_sentences(monkeypatch):
    with pytest.raises(OsteoError) as refusal:
        connect(Access("https://anna:geheim@pacs/dicom-web"))
    assert "OSTEO_PACS_PASSWORD" in str(refusal.value) and "geheim" not in str(refusal.value)
    with pytest.raises(OsteoError) as refusal:
        connect(Access("ftp://anna:geheim@pacs/dicom-web"))
    assert "geheim" not in str(refusal.value)
    monkeypatch.setenv("OSTEO_PACS_USER", "anna")
    monkeypatch.setenv("OSTEO_PACS_PASSWORD", "geheim")
    monkeypatch.setenv("OSTEO_PACS_TOKEN", "streng")
    access = access_from_environment("https://pacs/dicom-web")
    assert (access.user, access.password, access.token) == ("anna", "geheim", "streng")
    assert "geheim" not in repr(access) and "streng" not in repr(access)


def test_credentials_over_plain_http_are_warned_about_beyond_this_machine():
    assert connect(Access("http://pacs/dicom-web", user="anna", password="x")).warnings
    assert not connect(Access("https://pacs/dicom-web", user="anna", password="x")).warnings
    assert not connect(Access("http://127.0.0.1/dicom-web", user="anna", password="x")).warnings
    assert not connect(Access("http://pacs/dicom-web")).warnings


def test_a_certificate_file_that_is_absent_is_told(tmp_path):
    with pytest.raises(OsteoError, match=r"ca\.pem does not exist"):
        connect(Access("https://pacs/dicom-web", ca=tmp_path / "ca.pem"))


def test_nobody_listens():
    with pytest.raises(OsteoError, match=r"cannot be reached .*refused"):
        echo(connect(Access(f"http://127.0.0.1:{free_port()}/dicom-web")))


def test_a_host_that_does_not_exist():
    with pytest.raises(OsteoError, match=r"no-such-host.invalid cannot be reached"):
        echo(connect(Access("http://no-such-host.invalid/dicom-web")))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(401), "refused the credentials"),
        (Answer(403), "refused the credentials"),
        (Answer(404), "no such service or object"),
        (Answer(500, b"Traceback: patient MUELLER"), r"failed while .*\(500\)"),
        (Answer(503), r"failed while .*\(503\)"),
        (Answer(200, b"<html>Welcome</html>", "text/html"), "did not answer as DICOMweb does"),
        (Answer(200, b'[{"0020000D": 3}]'), "did not answer as DICOMweb does"),
        (Answer(200, b"[3]"), "did not answer as DICOMweb does"),
        (Answer(200, b"[", promised_length=1000), "cannot be reached"),
        (Answer(302, headers={"Location": "/dicom-web/studies"}), "cannot be reached"),
    ],
)
def test_bad_answers_are_one_sentence(answer, sentence):
    with answering(lambda method, path: answer) as url:
        with pytest.raises(OsteoError, match=sentence) as refusal:
            echo(connect(Access(url)))
        assert "MUELLER" not in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_service_that_hangs_is_left_after_the_timeout():
    with answering(lambda method, path: Answer(delay_s=1.5)) as url:
        with pytest.raises(OsteoError, match="did not answer within"):
            echo(connect(Access(url, timeout_s=0.2)))


def test_a_date_that_is_none_is_told_before_anything_is_asked():
    with answering(lambda method, path: Answer(500)) as url:
        for date in ("yesterday", "2024", "2024-01-01..2024-02-01..2024-03-01", ".."):
            with pytest.raises(OsteoError, match="is no date"):
                find_studies(connect(Access(url)), StudyQuery(date=date))


def test_the_question_of_a_search_is_what_the_standard_says():
    asked: list[str] = []

    def respond(method: str, path: str) -> Answer:
        asked.append(path)
        return Answer()

    with answering(respond) as url:
        query = StudyQuery(name="O'Brien*", patient_id="7/8", date="2024-01-01..", modality="CT", limit=9)
        assert find_studies(connect(Access(url)), query) == ()
    assert asked[0].startswith("/dicom-web/studies?")
    for words in (
        "limit=9",
        "StudyDate=20240101-",
        "ModalitiesInStudy=CT",
        "PatientID=7%2F8",
        "PatientName=O%27Brien*",
    ):
        assert words in asked[0]
    assert "PatientName=O*Brien*" in asked[1], "the coarser question, where the first has no answer"


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("*张*", "Zhang^San=张^三", True),
        ("*三*", "Zhang^San=张^三", True),
        ("张 三", "Zhang^San=张^三", True),
        ("zhang^san", "Zhang^San=张^三", True),
        ("*müller*", "MÜLLER^José", True),
        ("*mu\u0308ller*", "Müller^José", True),
        ("*李*", "Zhang^San=张^三", False),
        ("Zhan", "Zhang^San", False),
    ],
)
def test_names_are_compared_in_every_group(pattern, name, expected):
    assert name_matches(pattern, name) is expected


def multipart(data: bytes) -> Answer:
    body = b"--b\r\nContent-Type: application/dicom\r\n\r\n" + data + b"\r\n--b--"
    return Answer(200, body, 'multipart/related; type="application/dicom"; boundary=b')


def qido_instances(*uids: str) -> Answer:
    return Answer(body=json.dumps([{"00080018": {"vr": "UI", "Value": [uid]}} for uid in uids]).encode())


def test_a_server_cannot_choose_paths_on_this_machine(tmp_path):
    def respond(method: str, path: str) -> Answer:
        if "/instances" in path:
            return qido_instances("../../../evil")
        return Answer(body=json.dumps(QIDO_SERIES).encode())

    with answering(respond) as url:
        with pytest.raises(OsteoError, match="as a UID, which is none"):
            retrieve(connect(Access(url)), SERIES, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["another instance", "no DICOM", "cut"])
def test_what_is_not_the_instance_asked_for_is_not_kept(tmp_path, kind):
    file = write_ct_series(tmp_path / "ct").files[0]
    data = file.read_bytes()
    uid = str(pydicom.dcmread(file).SOPInstanceUID)

    def respond(method: str, path: str) -> Answer:
        if "/instances?" in path:
            return qido_instances(uid if kind != "another instance" else "1.2.3.999")
        if "/instances/" not in path:
            return Answer(body=json.dumps(QIDO_SERIES).encode())
        if kind == "cut":
            whole = multipart(data)
            return Answer(200, whole.body[:400], whole.content_type, promised_length=len(whole.body))
        return multipart(b"not dicom" if kind == "no DICOM" else data)

    with answering(respond) as url:
        with pytest.raises(OsteoError):
            retrieve(connect(Access(url)), SERIES, tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*.dcm"))


def stow_server(read_back):
    def respond(method: str, path: str) -> Answer:
        return Answer(body=b"{}") if method == "POST" else read_back(path)

    return respond


def test_stow_that_answers_200_with_nothing_stored_is_found_out(tmp_path):
    ct = write_ct_series(tmp_path / "ct")
    with answering(stow_server(lambda path: Answer(404))) as url:
        report = store(connect(Access(url)), [ct.folder], as_it_is)
    assert len(report.instances) == len(report.problems) == len(ct.files)
    assert {i.problem for i in report.problems} == {"accepted by the PACS, but it is not there"}


def test_a_pacs_that_changes_what_it_keeps_is_found_out(tmp_path):
    ct = write_ct_series(tmp_path / "ct")
    one = pydicom.dcmread(ct.files[0])
    one.PatientName = "Someone^Else"
    one.PixelData = bytes(len(one.PixelData))
    one.save_as(tmp_path / "changed.dcm")
    changed = (tmp_path / "changed.dcm").read_bytes()
    with answering(stow_server(lambda path: multipart(changed))) as url:
        report = store(connect(Access(url)), [ct.files[0]], as_it_is)
    assert report.instances[0].problem == "changed by the PACS: PatientName, PixelData"


def test_a_failed_sop_sequence_is_believed(tmp_path):
    ct = write_ct_series(tmp_path / "ct")
    failed = {"00081198": {"vr": "SQ", "Value": [{"00081197": {"vr": "US", "Value": [0xA700]}}]}}
    with answering(lambda method, path: Answer(body=json.dumps(failed).encode())) as url:
        report = store(connect(Access(url)), [ct.files[0]], as_it_is)
    assert report.instances[0].problem == "refused by the PACS (reason 0xA700)"


def test_what_cannot_be_sent_is_told_before_anything_is_sent(tmp_path):
    (tmp_path / "notes.txt").write_text("no image")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 64)
    with answering(lambda method, path: Answer(500)) as url:
        connection = connect(Access(url))
        for path, sentence in (
            (tmp_path / "notes.txt", "not a DICOM file"),
            (tmp_path / "absent.dcm", "does not exist"),
            (tmp_path / "empty", "no DICOM file to send"),
            (tmp_path / "broken.dcm", "broken DICOM file|has no"),
        ):
            with pytest.raises(OsteoError, match=sentence):
                store(connection, [path], as_it_is)


def test_tls_that_is_not_trusted_is_told(tmp_path):
    """A server with a certificate that nobody signed."""
    with (
        answering(lambda method, path: Answer()) as url,
        tls_relay(tls_certificate(tmp_path), urlsplit(url).port) as port,
    ):
        address = f"https://127.0.0.1:{port}/dicom-web"
        with pytest.raises(
            OsteoError, match=r"certificate of .* not trusted \(certificate verify failed.*OSTEO_PACS_CA"
        ):
            echo(connect(Access(address)))
        echo(connect(Access(address, ca=tmp_path / "certificate.pem")))


def test_the_command_line_takes_no_password_and_asks_nobody_where_nobody_sits(monkeypatch):
    monkeypatch.delenv("OSTEO_PACS_PASSWORD", raising=False)
    monkeypatch.delenv("OSTEO_PACS_TOKEN", raising=False)
    runner = CliRunner()
    result = runner.invoke(app, ["pacs", "echo", "https://pacs.invalid/dicom-web", "--user", "anna"])
    assert isinstance(result.exception, OsteoError) and "set OSTEO_PACS_PASSWORD" in str(result.exception)
    for command in ("echo", "query", "retrieve", "store"):
        assert "--password" not in runner.invoke(app, ["pacs", command, "--help"]).output
    result = runner.invoke(app, ["pacs", "echo", "pacs"])
    assert "'pacs' is neither an address" in str(result.exception)
