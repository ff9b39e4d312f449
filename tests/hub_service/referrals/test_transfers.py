"""An emergency leaves the prefecture at once, by name and with its reason, and the centre judges it afterwards."""

from datetime import timedelta

import pytest

from osteohub.database.base import now
from osteohub.identity import service as identity_service
from osteohub.referrals.models import Transfer
from osteohub.referrals.states import JUDGE_HOURS
from osteohub.referrals.sweep import sweep_overdue

PATIENT = {"patient_name": "李四", "patient_number": "1", "diagnosis": "骨盆骨折", "reason": "大出血，州内无法介入栓塞"}


@pytest.fixture
def refer(region, browser):
    """Call it to write a referral of the township's clinician; its path."""
    return _refer(region, browser)


@pytest.fixture
def small_refer(small_region, small_browser):
    """As ``refer``, on SQLite only."""
    return _refer(small_region, small_browser)


def _refer(region, browser):
    def make(urgency="emergency", **where) -> str:
        body = {"from_id": region.places["township"], "referral": {**PATIENT, "urgency": urgency, **where}}
        made = browser("township clinician").post("/api/v1/referrals", json=body)
        assert made.status_code == 201, made.text
        return f"/api/v1/referrals/{made.json()['id']}"

    return make


@pytest.fixture
def far(region):
    """Another prefecture's hospital, in the same hub."""
    with region.hub.database.write() as session:
        made = identity_service.create_organisation(
            session, region.actor("operator"), "far", "far", "prefecture", region.places["top"]
        )
        region.places["far"] = made.id
    return made.id


def step(client, path, action, **result):
    return client.post(f"{path}/steps/{action}", json=result)


def judge(client, path, action, words="病情危重，转出合理"):
    return client.post(f"{path}/transfer/{action}", json={"words": words})


def chinese_notices(client):
    return [one["chinese"] for one in client.get("/api/v1/notices").json()]


def test_an_emergency_to_a_hospital_outside_goes_at_once(small_region, small_browser, small_refer):
    doctor, centre = small_browser("township clinician"), small_browser("centre centre_approver")
    path = small_refer(outside="华西医院")
    assert doctor.get(path).json()["actions"] == ["send_first", "send_out", "cancel"]
    gone = step(doctor, path, "send_first").json()
    assert gone["state"] == "transferred"
    assert gone["transfer"]["state"] == "unjudged" and gone["transfer"]["reason"] == PATIENT["reason"]
    assert gone["transfer"]["actions"] == []  # who sent it does not judge it
    (waits,) = centre.get("/api/v1/worklist").json()
    assert waits["id"] == gone["id"] and waits["transfer"]["actions"] == ["confirm", "disallow"]
    assert any("先行转出" in one for one in chinese_notices(centre))
    step(doctor, path, "close")  # what becomes of the referral does not end the centre's part
    assert [one["id"] for one in centre.get("/api/v1/worklist").json()] == [gone["id"]]
    assert judge(centre, path, "confirm", " ").status_code == 400 and judge(doctor, path, "confirm").status_code == 403
    assert judge(centre, path, "confirm").json()["transfer"]["judgement"] == "病情危重，转出合理"
    assert judge(centre, path, "disallow").status_code == 409
    assert centre.get("/api/v1/worklist").json() == [] and centre.get(path).status_code == 200
    assert "中心事后批准了一例先行转出。" in chinese_notices(doctor)


def test_one_to_another_prefecture_is_treated_while_the_centre_judges(region, browser, refer, far):
    doctor, desk = browser("township clinician"), browser("far referral_desk")
    centre, officer = browser("centre centre_approver"), browser("centre quality_officer")
    path = refer(to_id=far)
    assert step(doctor, path, "send").json()["transfer"]["state"] == "unjudged"
    assert step(desk, path, "accept").json()["transfer"] is None  # the receiver has no part in it
    assert judge(desk, path, "confirm").status_code == 404
    assert officer.get(path).json()["transfer"]["actions"] == []
    assert judge(browser("far centre_approver"), path, "disallow").status_code == 404
    assert judge(centre, path, "disallow", "州内可以处理").json()["state"] == "accepted"
    assert step(desk, path, "arrive").status_code == 200
    assert doctor.get(path).json()["transfer"]["state"] == "disallowed"


def test_only_emergencies_that_leave_go_first(small_region, small_browser, small_refer):
    doctor = small_browser("township clinician")
    for path in (small_refer("urgent", outside="华西医院"), small_refer(to_id=small_region.places["county"])):
        assert step(doctor, path, "send_first").status_code == 409
    up = small_refer(to_id=small_region.places["county"])
    assert step(doctor, up, "send").json()["transfer"] is None


def test_one_that_nobody_judges_is_pressed_and_then_told_further_up(small_region, small_browser, small_refer):
    doctor, centre, top = (
        small_browser("township clinician"),
        small_browser("centre centre_approver"),
        small_browser("operator"),
    )
    path = small_refer(outside="华西医院")
    step(doctor, path, "send_first")

    def later(hours: float) -> int:
        with small_region.hub.database.write() as session:
            session.get_one(Transfer, path.rsplit("/", 1)[1]).due_at = now() - timedelta(hours=hours)
            session.flush()
            return sweep_overdue(session) + sweep_overdue(session)

    assert later(-1) == 0
    assert later(1) == 1 and "有先行转出的急诊超过时限未事后审批。" in chinese_notices(centre)
    assert chinese_notices(top) == []
    assert later(JUDGE_HOURS + 1) == 1 and len(chinese_notices(top)) == 1
    judge(centre, path, "confirm")
    assert later(3 * JUDGE_HOURS) == 0


def test_the_month_counts_what_went_first(small_region, small_browser, small_refer):
    from osteohub.referrals.month import month_of

    doctor, centre = small_browser("township clinician"), small_browser("centre centre_approver")
    paths = [small_refer(outside="华西医院") for _ in range(3)]
    for path in paths:
        step(doctor, path, "send_first")
    judge(centre, paths[0], "confirm"), judge(centre, paths[1], "disallow")
    step(doctor, small_refer(to_id=small_region.places["county"]), "send")
    with small_region.hub.database.read() as session:
        month = month_of(session, small_region.actor("centre centre_approver"), small_region.places["township"])
        elsewhere = month_of(session, small_region.actor("other quality_officer"), small_region.places["township"])
    assert (month.first, month.confirmed, month.disallowed, month.unjudged, month.late) == (3, 1, 1, 1, 0)
    assert month.kept_percent == 25.0 and elsewhere.first == 0
    assert month.targets == (("华西医院", 3),)


def test_a_consent_is_noted_by_name_and_is_no_gate(small_region, small_browser, small_refer):
    doctor, desk, stranger = (
        small_browser("township clinician"),
        small_browser("county referral_desk"),
        small_browser("other clinician"),
    )
    path = small_refer(to_id=small_region.places["county"])
    assert step(doctor, path, "send").json()["consents"] == []  # an emergency goes without
    given = {"given_by": "李四之妻", "relation": "spouse", "given_on": "2026-01-02", "reference": "病历夹第 3 页"}
    kept = doctor.post(f"{path}/consents", json=given).json()
    assert kept["covers"] == "both" and desk.get(path).json()["consents"][0]["reference"] == "病历夹第 3 页"
    assert desk.post(f"{path}/consents", json=given).status_code == 403
    assert stranger.post(f"{path}/consents", json=given).status_code == 404
    ahead = {**given, "given_on": (now() + timedelta(days=3)).date().isoformat()}
    assert doctor.post(f"{path}/consents", json=ahead).status_code == 400
    back = f"{path}/consents/{kept['id']}/withdraw"
    assert desk.post(back).status_code == 403 and doctor.post(back).json()["withdrawn_at"]
    assert doctor.post(back).status_code == 409
    told = small_browser("operator").get("/api/v1/audit").json()
    deeds = {one["action"]: one["detail"] for one in told if "consent" in one["action"]}
    assert deeds["note_consent"]["relation"] == "spouse" and set(deeds) == {"note_consent", "withdraw_consent"}
    assert "李四" not in str(deeds)
