"""The panel in the emulated desktop, walked with hands, against a real hub."""

import time

import pytest
import requests

from services.hub_region import PASSWORD

pytestmark = pytest.mark.service("qt")


def until(hands, condition, seconds=60):
    import slicer

    end = time.monotonic() + seconds
    while not condition():
        slicer.app.processEvents()
        assert time.monotonic() < end, hands.told
        time.sleep(0.02)


def settled(hands, seconds=60):
    """Nothing runs and nothing is about to."""
    until(hands, lambda: hands.panel.idle and not hands.panel._next, seconds)


def rows_of(table):
    return [[table.item(row, column).text() for column in range(table.columnCount)] for row in range(table.rowCount)]


def sign_in(hands, live, who="county clinician"):
    live.region.actor(who)
    hands.ui.addressEdit.text = live.address
    hands.press("signInButton")
    until(hands, lambda: hands.pages)
    assert hands.told.startswith("Type the code") and hands.pages == [f"{live.address}/device"]
    code = hands.panel.hub._code.user_code
    assert code in hands.ui.codeLabel.text
    browser = requests.Session()
    browser.post(f"{live.address}/api/v1/session", json={"login": who.replace(" ", "."), "password": PASSWORD})
    browser.post(f"{live.address}/device/answer", data={"code": code, "answer": "allow"})
    until(hands, lambda: hands.panel.signed_in)
    settled(hands)


def test_without_a_hub_it_says_how_to_begin(hands):
    assert hands.told.startswith("Start: type the address of your hub")
    for name in ("searchButton", "getButton", "publishButton", "referralsButton", "answerButton", "sendButton"):
        assert not getattr(hands.ui, name).enabled, name
    hands.ui.addressEdit.text = "http://hub.example.cn"
    hands.press("signInButton")
    settled(hands)
    assert "unprotected" in hands.told and hands.ui.signInButton.enabled


def test_signing_in_by_a_code_and_out(hands, live):
    sign_in(hands, live)
    assert "county" in hands.ui.whoLabel.text and not hands.ui.signInButton.enabled
    assert "you are signed in" in hands.told
    hands.press("signOutButton")
    settled(hands)
    assert hands.told.startswith("Sign in to http://127.0.0.1")


@pytest.mark.slow
def test_a_code_that_is_not_wanted_is_cancelled(hands, live):
    hands.ui.addressEdit.text = live.address
    hands.press("signInButton")
    until(hands, lambda: hands.pages)
    hands.press("cancelButton")
    assert hands.panel.idle and hands.ui.codeLabel.isHidden() and hands.ui.signInButton.enabled


def publish_a_bone(live, tmp_path, name="femur_left"):
    """A model that went through the review, by another hospital's teacher."""
    import json

    from osteohub.jobs.runner import Runner
    from osteohub.library import reviews
    from osteohub.library.checks import check
    from osteohub.library.vocabulary import PANELS
    from osteokit.fabrication.mesh_formats import NamedMesh, write_stl
    from osteokit.hubclient.http import Connection
    from osteokit.hubclient.publish import publish
    from osteokit.surface.primitives import box

    write_stl([NamedMesh(name, box((40.0, 30.0, 90.0)), (200, 200, 200))], tmp_path / f"{name}.stl", "test")
    description = {
        "title": "股骨模型",
        "english": "Femur",
        "about": "made for a test",
        "kind": "anatomy",
        "body_system": "lower_limb",
        "specialty": "trauma",
        "difficulty": "basic",
        "licence": "CC-BY-4.0",
        "clinical": {"diagnosis": "股骨骨折"},
        "teaching": {"audience": "residents", "goals": "anatomy"},
        "contributors": [{"name": "张医生", "share": 10000}],
    }
    connection = Connection(live.address, live.token("other teacher"))
    made = publish(connection, live.region.places["other"], description, [tmp_path / f"{name}.stl"], tmp_path / "s")
    ask, Runner._ask = Runner._ask, lambda self, module, question: (check(json.loads(question)), "")
    try:
        live.hub.runner.do_one()
    finally:
        Runner._ask = ask
    panels = {live.region.person("centre", "expert", n): panel for n, panel in enumerate(PANELS, 1)}
    operator, experts = live.region.actor("operator"), [live.region.actor("centre expert", n) for n in range(1, 4)]
    with live.hub.database.write() as session:
        reviews.begin_review(session, operator, made.id, panels)
        for expert in experts:
            reviews.score(session, expert, made.id, 95.0, "good")
        reviews.publish(session, operator, made.id)


@pytest.mark.slow
def test_a_model_is_found_looked_at_and_put_into_the_scene(hands, live, desktop, tmp_path):
    publish_a_bone(live, tmp_path)
    sign_in(hands, live)
    ui = hands.ui
    ui.wordsEdit.text = "骨折"
    hands.press("searchButton")
    settled(hands)
    assert [row[:2] for row in rows_of(ui.resultsTable)] == [["Femur", "anatomical model"]]
    assert any("(1)" in ui.systemComboBox.itemText(n) for n in range(ui.systemComboBox.count))
    ui.resultsTable.selectRow(0)
    settled(hands)
    assert not ui.previewLabel.isHidden() and "Licence: CC BY 4.0" in ui.detailsLabel.text
    hands.press("getButton")
    settled(hands)
    assert hands.told.startswith("In the scene: Left femur. Licence: CC BY 4.0"), hands.told
    assert "of the ledger 127.0.0.1:8042/ledger names these files" in hands.told
    names = [
        desktop.GetNthNodeByClass(n, "vtkMRMLModelNode").GetName()
        for n in range(desktop.GetNumberOfNodesByClass("vtkMRMLModelNode"))
    ]
    assert "Left femur" in names
    ui.wordsEdit.text = "肩"
    hands.press("searchButton")
    settled(hands)
    assert hands.told.startswith("Nothing was found")


def fill_form(ui):
    for edit, text in (
        (ui.titleEdit, "股骨"),
        (ui.englishEdit, "Femur"),
        (ui.aboutEdit, "a femur"),
        (ui.diagnosisEdit, "骨折"),
        (ui.audienceEdit, "residents"),
        (ui.goalsEdit, "anatomy"),
    ):
        edit.text = text


@pytest.mark.slow
def test_the_plan_is_published_without_the_patient(hands, live, desktop, tmp_path, monkeypatch):
    import io
    import json
    import zipfile

    from osteohub.library.models import Version
    from osteokit.anatomy.measurement import Measurements
    from osteokit.mrml.text_node import keep_document
    from osteokit.planning.plan import Patient, SurgicalPlan, Variant
    from osteokit.planning.plan_file import text_of_plan
    from osteokit.surface.primitives import box
    from osteopanels.scene_bones import DOCUMENT, add_bone

    who = Patient("李四", "5323012601", "1950-01-01", "female")
    plan = SurgicalPlan(
        "7", "李四 左髋", "left", (), {}, Measurements(""), who, (Variant("A", note="李四的方案"),), "A"
    )
    add_bone(desktop, "femur_left", box((40.0, 30.0, 90.0)), "en")
    keep_document(desktop, DOCUMENT, text_of_plan(plan))
    sign_in(hands, live)
    monkeypatch.setattr("HubBrowserLib.session.CHECKS_S", 1.0)  # nobody checks here
    hands.panel.update()
    ui = hands.ui
    assert ui.whatComboBox.itemText(0) == "The plan of this scene"
    hands.press("publishButton")
    assert hands.told.startswith("Before it can be published it needs a title")
    fill_form(ui)
    hands.press("publishButton")
    settled(hands)
    assert hands.told.startswith("Handed in"), hands.told
    for word in ("the patient's name", "the patient's number", "the date of birth", "the title", "remarks"):
        assert word in ui.checksLabel.text
    with live.hub.database.read() as session:
        (version,) = session.query(Version).all()
        assert version.state == "submitted" and sorted(one.name for one in version.files) == [
            "femur_left.stl",
            "plan.zip",
        ]
        digest = next(one.sha256 for one in version.files if one.name == "plan.zip")
    with (
        live.hub.store.open(digest) if hasattr(live.hub.store, "open") else open(live.hub.store.path(digest), "rb") as f
    ):
        content = f.read()
    for name in ("李四", "5323012601", "1950"):
        assert name.encode() not in content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["bones/femur_left.stl", "plan.json"]
        text = archive.read("plan.json").decode()
        assert not any(word in text for word in ("李四", "5323012601", "1950", "female"))
        assert json.loads(text)["inputs"][0]["bone"] == "femur_left"


@pytest.mark.slow
def test_without_network_a_publication_is_kept_and_sent_later(hands, live, desktop):
    from osteohub.library.models import Version
    from osteokit.surface.primitives import box
    from osteopanels.scene_bones import add_bone

    sign_in(hands, live)
    add_bone(desktop, "femur_left", box((40.0, 30.0, 90.0)), "en")
    hands.panel.update()
    fill_form(hands.ui)
    live.stop()
    hands.press("publishButton")
    settled(hands)
    assert hands.told.startswith("The hub does not answer: it is kept")
    assert rows_of(hands.ui.queueTable)[0][:2] == ["publish 股骨", "waits"]
    live.start()
    until(hands, lambda: not hands.panel.logic.left().publications)  # by itself, when the hub is back
    settled(hands)
    with live.hub.database.read() as session:
        assert [one.state for one in session.query(Version)] == ["submitted"]


@pytest.mark.slow
def test_my_techniques_with_their_end(hands, live, region_technique):
    from datetime import timedelta

    from jobs.test_plan_gate import admitted
    from osteohub.credentials.models import Admission
    from osteohub.database.base import now

    made = admitted(live, region_technique)
    with live.hub.database.write() as session:
        session.get_one(Admission, made).valid_until = now() + timedelta(days=20)
    sign_in(hands, live)
    (row,) = rows_of(hands.ui.techniquesTable)
    assert row[0] == "joint replacement" and row[1] == "granted"
    assert "Restricted here: joint replacement" in hands.ui.techniquesLabel.text
    background = hands.ui.techniquesTable.item(0, 2).background().color().getRgb()[:3]
    assert background == (253, 231, 173)  # it ends soon


@pytest.fixture
def referral(live, tmp_path):
    """A hip fracture from the township, with a sealed plan for the county; files with both institutions' keys."""
    import pyrage

    from osteohub.referrals import service
    from osteohub.referrals.service import Result, Written

    keys = {}
    for place in ("township", "county"):
        identity, operator = pyrage.x25519.Identity.generate(), live.region.actor(f"{place} operator")
        with live.hub.database.write() as session:
            service.set_sealing_key(session, operator, live.region.places[place], str(identity.to_public()))
        keys[place] = tmp_path / f"{place}.secret"
        keys[place].write_text(f"{identity}\n")
    doctor, place = live.region.actor("township clinician"), live.region.places
    patient = {
        "patient_name": "李四",
        "patient_number": "5323",
        "diagnosis": "股骨颈骨折",
        "reason": "需手术",
        "sex": "female",
    }
    with live.hub.database.write() as session:
        made = service.write(
            session, doctor, place["township"], Written(to_id=place["county"], urgency="urgent", **patient)
        )
        second = {**patient, "patient_name": "王五", "patient_number": "9", "urgency": "emergency"}
        other = service.write(session, doctor, place["township"], Written(to_id=place["county"], **second))
        service.move(session, doctor, made.id, "send", Result())
        service.move(session, doctor, other.id, "send", Result())
        identity = made.id
    return identity, keys


def plan_folder(folder, number):
    from osteokit.anatomy.measurement import Measurements
    from osteokit.fabrication.export import write_mesh
    from osteokit.jobs.plan_folder import as_written
    from osteokit.planning.plan import Patient, SurgicalPlan
    from osteokit.planning.plan_file import write_plan
    from osteokit.surface.primitives import box

    meshes = {"femur_left": box((40.0, 30.0, 90.0))}
    plan = SurgicalPlan("7", "hip", "left", (), {}, Measurements(""), Patient("李四", number))
    write_mesh(meshes["femur_left"], folder / "bones" / "femur_left.stl")
    write_plan(as_written(plan, meshes), folder / "plan.json")
    return folder


def attach(live, referral, folder, tmp_path):
    from HubBrowserLib.scene_files import zip_folder

    from osteokit.hubclient.http import Connection
    from osteokit.hubclient.referrals import attach_sealed, sealed_for, sealing_key

    zip_folder(folder, tmp_path / "plan.zip")
    doctor = Connection(live.address, live.token("township clinician"))
    recipient = sealing_key(doctor, live.region.places["county"])
    content = (tmp_path / "plan.zip").read_bytes()
    attach_sealed(doctor, referral, "plan.zip", sealed_for(content, (recipient,), "plan.zip"))


def choose(hands, patient):
    rows = rows_of(hands.ui.referralsTable)
    hands.ui.referralsTable.selectRow(next(n for n, row in enumerate(rows) if row[0].startswith(patient)))


@pytest.mark.slow
def test_a_referral_is_opened_and_answered_with_a_plan(hands, live, desktop, referral, tmp_path):
    identity, keys = referral
    attach(live, identity, plan_folder(tmp_path / "sent", "5323"), tmp_path)
    sign_in(hands, live, "county referral_desk")
    ui = hands.ui
    assert [row[0] for row in rows_of(ui.referralsTable)] == [
        "王五 · 股骨颈骨折",
        "李四 · 股骨颈骨折",
    ]  # most pressing first
    assert hands.told.startswith("2 referrals wait")
    choose(hands, "李四")
    assert ui.patientLabel.text.startswith("Patient: 李四 · 5323 · female")
    assert [ui.actionComboBox.itemText(n) for n in range(ui.actionComboBox.count)] == ["Accept", "Decline"]
    hands.press("openButton")
    assert "secret key first" in hands.told
    ui.keyEdit.currentPath = str(keys["township"])
    hands.press("openButton")
    settled(hands)
    assert "another institution" in hands.told
    ui.keyEdit.currentPath = str(keys["county"])
    hands.press("openButton")
    settled(hands)
    assert hands.told.startswith("李四 (5323) in the scene: Left femur, the plan hip"), hands.told
    ui.withPlanCheckBox.checked = True
    ui.planEdit.currentPath = str(plan_folder(tmp_path / "wrong", "9"))
    hands.press("answerButton")
    settled(hands)
    assert "is of patient 9" in hands.told and "not sent" in hands.told
    ui.planEdit.currentPath = str(plan_folder(tmp_path / "answer", "5323"))
    hands.press("answerButton")
    settled(hands)
    assert hands.told == "李四: Accept, done."
    choose(hands, "李四")
    assert [ui.actionComboBox.itemText(n) for n in range(ui.actionComboBox.count)] == ["Book", "Arrived"]
    hands.press("answerButton")
    assert "needs words" in hands.told
    ui.replyEdit.text = "14:00"
    hands.press("answerButton")
    settled(hands)
    assert "Booked: 14:00" in ui.patientLabel.text


@pytest.mark.slow
def test_the_plan_of_another_patient_is_not_opened(hands, live, desktop, referral, tmp_path):
    identity, keys = referral
    attach(live, identity, plan_folder(tmp_path / "sent", "9"), tmp_path)
    sign_in(hands, live, "county referral_desk")
    choose(hands, "李四")
    hands.ui.keyEdit.currentPath = str(keys["county"])
    hands.press("openButton")
    settled(hands)
    assert "is of patient 9" in hands.told
    assert desktop.GetNumberOfNodesByClass("vtkMRMLTextNode") == 0


@pytest.mark.slow
def test_offline_an_answer_waits_and_goes_by_itself(hands, live, referral):
    identity, _ = referral
    sign_in(hands, live, "county referral_desk")
    choose(hands, "李四")
    live.stop()
    hands.press("answerButton")
    settled(hands)
    assert "kept, and sent when the hub is back" in hands.told
    assert rows_of(hands.ui.queueTable)[0][:2] == ["李四: Accept", "waits"]
    until(hands, lambda: hands.panel.live.offline)
    assert "tried again by itself" in hands.ui.liveLabel.text
    live.start()
    until(hands, lambda: not hands.panel.logic.left().entries)
    settled(hands)
    from osteohub.referrals.models import Referral

    with live.hub.database.read() as session:
        assert session.get_one(Referral, identity).state == "accepted"


@pytest.mark.slow
def test_what_happens_is_shown_as_it_happens(hands, live, referral):
    from osteohub.referrals import service
    from osteohub.referrals.service import Result

    sign_in(hands, live, "county referral_desk")
    until(hands, lambda: hands.panel.logic.news.empty() and hands.ui.liveLabel.text.startswith("Connected"))
    time.sleep(0.5)
    doctor = live.region.actor("township clinician")
    with live.hub.database.write() as session:
        service.move(session, doctor, referral[0], "cancel", Result(words="not needed"))
    until(hands, lambda: rows_of(hands.ui.eventsTable))
    settled(hands)
    assert rows_of(hands.ui.eventsTable)[0][0] == "Referral: Cancel it"
    assert len(rows_of(hands.ui.referralsTable)) == 1
