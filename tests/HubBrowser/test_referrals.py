"""Referrals are opened, compared with the plan, and answered; also without network."""

import pytest

from .walking import rows_of, settled, sign_in, until

pytestmark = pytest.mark.service("qt")


def plan_folder(folder, number, side="left"):
    from osteokit.anatomy.measurement import Measurements
    from osteokit.fabrication.export import write_mesh
    from osteokit.jobs.plan_folder import as_written
    from osteokit.planning.plan import Patient, SurgicalPlan
    from osteokit.planning.plan_file import write_plan
    from osteokit.surface.primitives import box

    meshes = {"femur_left": box((40.0, 30.0, 90.0))}
    plan = SurgicalPlan("7", "hip", side, (), {}, Measurements(""), Patient("李四", number))
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
        "王五 · 左股骨颈骨折",
        "李四 · 左股骨颈骨折",
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
    ui.planEdit.currentPath = str(plan_folder(tmp_path / "answer", "5323", "right"))
    assert not hands.asked
    hands.agrees = False
    hands.press("answerButton")
    settled(hands)
    assert "⚠ Side: plan right, referral left" in hands.asked[0] and "Number: plan 5323" in hands.asked[0]
    hands.agrees = True
    ui.planEdit.currentPath = str(plan_folder(tmp_path / "answer", "5323"))
    hands.press("answerButton")
    settled(hands)
    assert hands.told == "李四: Accept, done." and "⚠" not in hands.asked[1]
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
def test_the_present_plan_is_attached_in_two_clicks(hands, live, desktop, referral, tmp_path):
    """The referral that the scene came with is chosen; the plan is the one that was saved, and only as it was."""
    import pyrage

    from osteohub.referrals.models import Attachment
    from osteokit.mrml.text_node import keep_document
    from osteopanels.scene_bones import DOCUMENT, keep_saved_folder

    identity, keys = referral
    attach(live, identity, plan_folder(tmp_path / "sent", "5323"), tmp_path)
    sign_in(hands, live, "county clinician")
    choose(hands, "李四")
    hands.ui.keyEdit.currentPath = str(keys["county"])
    hands.press("openButton")
    settled(hands)
    hands.press("attachButton")
    assert hands.told.startswith("Save the plan first")
    folder = plan_folder(tmp_path / "mine", "5323")
    text = (folder / "plan.json").read_text()
    keep_document(desktop, DOCUMENT, text.replace('"title": "hip"', '"title": "other"'))
    keep_saved_folder(desktop, folder)
    hands.press("attachButton")
    assert "was changed since it was saved" in hands.told
    keep_document(desktop, DOCUMENT, text)
    hands.ui.referralsTable.clearSelection()
    hands.press("referralsButton")
    settled(hands)
    assert hands.panel.referrals.referral.id == identity  # chosen by itself
    hands.press("attachButton")
    settled(hands)
    assert hands.told == "李四: the plan is attached, sealed.", hands.told
    assert "Side: plan left, referral left" in hands.asked[0] and "⚠" not in hands.asked[0]
    with live.hub.database.read() as session:
        sealed = [one.sealed for one in session.query(Attachment).order_by(Attachment.id)]
    secret = pyrage.x25519.Identity.from_str(keys["township"].read_text().strip())
    assert pyrage.decrypt(sealed[1], [secret]).startswith(b"PK") and len(sealed) == 2


def test_a_side_is_told_where_a_text_speaks_of_one_only(module_path):
    from HubBrowserLib.comparing import side_told

    told = [side_told(text) for text in ("左股骨颈骨折", "Right hip", "双侧，左重于右", "brightly", "")]
    assert told == ["left", "right", "", "", ""]
