"""A study on its way between two real Orthancs, with a real hub that says whose it is; Orthanc's own API is the
witness."""

import json
import shutil

import pydicom
import pytest
from osteo_orthanc.hub import attach, images_of
from osteo_orthanc.identity import Person
from osteo_orthanc.look import find_study, look
from osteo_orthanc.places import find_place, read_places
from osteo_orthanc.transfer import Job, send
from typer.testing import CliRunner

from generated.dicom import write_ct_series
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.imaging.dicomweb import Access, connect
from services.orthanc import PASSWORD, USER, running_orthanc

LI = Person("李四", "532301195203040012", "1952-03-04")


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """The township's Orthanc, and the county's, which wants a password."""
    one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    with running_orthanc(one) as township, running_orthanc(other, protected=True) as county:
        yield township, county


def study(township, folder, name="Li^Si=李^四", number=LI.number, born="19520304", stranger=False) -> tuple[str, int]:
    """A CT of a patient in the township's Orthanc; gives its UID and how many instances. ``stranger``: its last slice
    is somebody else's."""
    written = write_ct_series(folder)
    uid, series = pydicom.uid.generate_uid(), pydicom.uid.generate_uid()
    for file in written.files:
        one = pydicom.dcmread(file)
        one.SpecificCharacterSet = "ISO_IR 192"
        one.PatientName = "Wang^Wu=王^五" if stranger and file == written.files[-1] else name
        one.PatientID, one.PatientBirthDate, one.StudyDescription = number, born, "Hip"
        one.StudyInstanceUID, one.SeriesInstanceUID = uid, series
        one.SOPInstanceUID = one.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
        one.save_as(file)
        township.upload(file)
    return uid, len(written.files)


def both(servers):
    township, county = servers
    return connect(Access(township.url)), connect(Access(county.url, user=USER, password=PASSWORD))


def stored(server, uid) -> list[dict]:
    """Of every instance of a study, by the server's own API."""
    return [
        server.get(f"/instances/{one}/simplified-tags")
        for one in server.get("/instances")
        if server.get(f"/instances/{one}/simplified-tags")["StudyInstanceUID"] == uid
    ]


def job(uid, folder, **changes) -> Job:
    return Job(
        **{"study_uid": uid, "patient": LI, "identified": True, "key": None, "folder": folder / "job", **changes}
    )


@pytest.mark.service("orthanc")
def test_a_study_goes_whole_and_is_sent_once_after_a_break(servers, tmp_path):
    uid, count = study(servers[0], tmp_path)
    before = servers[1].get("/statistics")["CountInstances"]

    def broken_off(fraction, message):
        if message.startswith(f"sending {count - 1} "):
            raise Cancelled

    with pytest.raises(Cancelled):
        send(*both(servers), job(uid, tmp_path), broken_off)
    assert servers[1].get("/statistics")["CountInstances"] == before + count - 2
    assert (tmp_path / "job").stat().st_mode & 0o77 == 0
    said = []
    sent = send(*both(servers), job(uid, tmp_path), lambda fraction, message: said.append(message))
    assert (sent.study_uid, sent.instances, sent.note) == (uid, count, "")
    there = stored(servers[1], uid)
    assert len(there) == count and {one["PatientID"] for one in there} == {LI.number}
    new = [one for one in servers[1].get("/changes?limit=1000")["Changes"] if one["ChangeType"] == "NewInstance"]
    assert len({one["ID"] for one in new}) == len(new), "no instance came twice"
    assert not (tmp_path / "job").exists() and any(message.startswith("sending") for message in said)


@pytest.mark.service("orthanc")
def test_a_study_without_a_name_says_nothing_of_the_patient(servers, tmp_path):
    uid, count = study(servers[0], tmp_path)
    key = b"k" * 32
    sent = send(*both(servers), job(uid, tmp_path, identified=False, key=key))
    assert sent.study_uid != uid and sent.instances == count and not stored(servers[1], uid)
    there = stored(servers[1], sent.study_uid)
    assert len(there) == count
    text = json.dumps(there, ensure_ascii=False)
    assert "Li" not in [one["PatientName"].split("^")[0] for one in there] and "李" not in text
    assert LI.number not in text and "19520304" not in text
    again = send(*both(servers), job(uid, tmp_path, identified=False, key=key))
    assert again.study_uid == sent.study_uid and len(stored(servers[1], sent.study_uid)) == count


@pytest.mark.service("orthanc")
@pytest.mark.parametrize(
    ("changes", "words"),
    [({"name": "Wang^Wu=王^五"}, "another name"), ({"born": "19530304"}, "another day"),
     ({"stranger": True}, "another name"), ({"number": "M1", "born": ""}, "too little")],
)  # fmt: skip
def test_another_patient_does_not_go(servers, tmp_path, changes, words):
    uid, _ = study(servers[0], tmp_path, **changes)
    with pytest.raises(OsteoError, match=words):
        send(*both(servers), job(uid, tmp_path))
    assert all(one["PatientName"].startswith("Li^Si") for one in stored(servers[1], uid))


@pytest.mark.service("orthanc")
def test_what_is_not_there_is_told(servers, tmp_path):
    with pytest.raises(OsteoError, match=r"has no study 1\.2\.3"):
        send(*both(servers), job("1.2.3", tmp_path))
    with pytest.raises(OsteoError, match="refused the credentials"):
        find_study(connect(Access(servers[1].url, user=USER, password="wrong")), "1.2.3")


@pytest.mark.service("orthanc")
def test_a_target_that_loses_what_it_took_is_not_believed(servers, tmp_path):
    """It answers, gives each instance back, and has thrown one away by the end."""
    uid, count = study(servers[0], tmp_path)

    def thief(fraction, message):
        if message == f"sending {count} of {count}":
            import requests

            first = next(one for one in servers[1].get("/instances") if one not in known)
            requests.delete(f"{servers[1].rest}/instances/{first}", auth=servers[1]._auth(), timeout=10)

    known = set(servers[1].get("/instances"))
    with pytest.raises(OsteoError, match=f"has {count - 1} of {count} instances; send it again"):
        send(*both(servers), job(uid, tmp_path), thief)
    assert send(*both(servers), job(uid, tmp_path)).instances == count == len(stored(servers[1], uid))


@pytest.fixture
def places(servers, tmp_path, monkeypatch, live):
    township, county = servers
    (tmp_path / "secret").write_text(PASSWORD + "\n", encoding="utf-8")
    content = {
        "own": {"institution": live.region.places["township"], "url": township.url, "title": "卫生院"},
        "county": {"institution": live.region.places["county"], "url": county.url, "user": USER,
                   "password_file": "secret"},
    }  # fmt: skip
    (tmp_path / "orthanc.json").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv("OSTEO_ORTHANC", str(tmp_path / "orthanc.json"))
    monkeypatch.setenv("OSTEO_ORTHANC_FOLDER", str(tmp_path / "work"))
    return content


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    pytest.importorskip("osteohub")
    from services.live_hub import database_template

    return database_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def live(tmp_path, template):
    from services.live_hub import live_hub, quick_passwords

    with quick_passwords(), live_hub(tmp_path, template) as running:
        yield running


def desk(live, place: str):
    from osteokit.hubclient.http import Connection

    return Connection(live.address, live.token(f"{place} referral_desk", "read", "referrals"))


@pytest.fixture
def referral(live) -> str:
    township = desk(live, "township")
    written = {
        "to_id": live.region.places["county"], "patient_name": LI.name, "patient_number": LI.number,
        "birth_date": LI.birth_date, "diagnosis": "左股骨颈骨折", "reason": "手术",
    }  # fmt: skip
    body = {"from_id": live.region.places["township"], "referral": written}
    identity = township.json("POST", "/api/v1/referrals", body)["id"]
    township.json("POST", f"/api/v1/referrals/{identity}/steps/send", {})
    return identity


@pytest.mark.service("orthanc")
def test_a_referral_says_where_its_images_are(servers, tmp_path, places, live, referral, monkeypatch):
    from osteo_orthanc import program

    uid, count = study(servers[0], tmp_path)
    hubs = {"township": desk(live, "township"), "county": desk(live, "county")}
    monkeypatch.setattr(program, "_hub", lambda: hubs["township"])
    run = CliRunner()
    assert "names no images" in run.invoke(program.app, ["look", referral, "--own", "own"]).output
    told = run.invoke(program.app, ["attach", referral, "--own", "own", "--study", uid])
    assert told.exit_code == 0 and f"{count} instances" in told.output, told.output
    shown = run.invoke(program.app, ["look", referral, "--own", "own"]).output
    assert f"instances: {count}" in shown and f"osteo pacs retrieve own {uid}" in shown

    sent = run.invoke(program.app, ["send", referral, "--own", "own", "--study", uid, "--to", "county"])
    assert sent.exit_code == 0 and "No agreement lets names go" in sent.output, sent.output
    monkeypatch.setattr(program, "_hub", lambda: hubs["county"])
    seen = look(images_of(hubs["county"], live.region.places["county"], referral), read_places())
    assert [(one.place, one.instances, one.trouble) for one in seen] == [("own", count, ""), ("county", count, "")]
    there = stored(servers[1], seen[1].study_uid)
    assert len(there) == count and "李" not in json.dumps(there, ensure_ascii=False)

    hubs["county"].json("POST", f"/api/v1/referrals/{referral}/steps/decline", {"words": "床位已满"})
    refused = look(images_of(hubs["county"], live.region.places["county"], referral), read_places())
    assert {one.trouble for one in refused} == {"The referral's state does not let this institution fetch it."}
    with pytest.raises(OsteoError, match="does not work at that institution"):
        images_of(desk(live, "other"), live.region.places["county"], referral)


@pytest.mark.service("orthanc")
def test_the_ways_that_are_none(servers, tmp_path, places, live, referral):
    from osteo_orthanc import program

    images = images_of(desk(live, "township"), live.region.places["township"], referral)
    own, county = find_place("own"), find_place("county")
    program._check_way(images, own, county)
    for source, target, words in ((county, own, "institution that refers"), (own, own, "that this referral goes to")):
        with pytest.raises(OsteoError, match=words):
            program._check_way(images, source, target)
    uid, _ = study(servers[0], tmp_path)
    unknown = look(images, ())
    assert unknown == ()
    attach(desk(live, "township"), referral, uid, "https://elsewhere.example/dicom-web", "")
    (seen,) = look(images_of(desk(live, "township"), images.from_id, referral), read_places())
    assert seen.instances is None and "is not set up on this machine" in seen.trouble and not seen.command


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "is no JSON"), ("[]", "JSON object"), ('{"a": 1}', "object of texts"),
     ('{"a": {"url": "x"}}', "has no institution"),
     ('{"a": {"url": "x", "institution": "y", "pass": "z"}}', "'pass', which means nothing")],
)  # fmt: skip
def test_a_broken_file_is_one_sentence(tmp_path, monkeypatch, content, words):
    (tmp_path / "orthanc.json").write_text(content, encoding="utf-8")
    monkeypatch.setenv("OSTEO_ORTHANC", str(tmp_path / "orthanc.json"))
    with pytest.raises(OsteoError, match=words):
        read_places()


def test_osteo_image_sources_are_the_orthancs(tmp_path, monkeypatch):
    import osteo_orthanc

    from osteokit.plugins.manager import OsteoPlugins

    monkeypatch.delenv("OSTEO_ORTHANC", raising=False)
    assert osteo_orthanc.osteo_image_sources() == []
    content = {"own": {"institution": "x", "url": "https://o.example/dicom-web", "user": "a", "password_file": "none"}}
    (tmp_path / "orthanc.json").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv("OSTEO_ORTHANC", str(tmp_path / "orthanc.json"))
    manager = OsteoPlugins()
    manager.add("orthanc", osteo_orthanc)
    (source,) = manager.image_sources()
    assert (source.name, source.title) == ("own", "https://o.example/dicom-web")
    with pytest.raises(OsteoError, match=r"password_file of own .*cannot be read"):
        source.access()
    shutil.copy(tmp_path / "orthanc.json", tmp_path / "none")
    assert source.access().user == "a"
