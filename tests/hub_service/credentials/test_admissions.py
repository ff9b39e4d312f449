"""From the application to the operating room, over HTTP, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from osteohub.audit.models import AuditEntry
from osteohub.credentials.models import Admission, Technique
from osteohub.credentials.states import ADMISSION
from osteohub.database.base import now
from osteohub.refusals import Conflict

CODE = "robot-assisted"
ENOUGH = [
    {"kind": "training", "amount": 40, "issuer": "省培训基地"},
    {"kind": "supervised_cases", "amount": 10, "issuer": "州人民医院"},
]


def the_list(edition="2022", start=-100, end=1000, **changes):
    return {
        "format": "osteo.techniques/1",
        "edition": edition,
        "source": "a test's own list",
        "valid_from": (now() + timedelta(days=start)).isoformat(),
        "valid_until": (now() + timedelta(days=end)).isoformat(),
        "techniques": [
            {
                "code": CODE,
                "name": "手术机器人辅助技术",
                "english": "robot-assisted surgery",
                "level": 4,
                "longest_days": 730,
                "requirements": [
                    {"kind": "training", "minimum": 40, "english": "hours of training", "chinese": "培训学时"},
                    {"kind": "supervised_cases", "minimum": 10, "english": "supervised cases", "chinese": "指导下例数"},
                ],
                "plan_kinds": ["pedicle_screw"],
                **changes,
            }
        ],
    }


@pytest.fixture
def listed(browser):
    assert browser("operator").put("/api/v1/techniques", json=the_list()).json() == {"new": 1}


@pytest.fixture
def granted(region, browser, listed):
    """Call it to get the county clinician's admission, granted for so many days."""

    def make(days: int = 365) -> str:
        surgeon = browser("county clinician")
        begun = surgeon.post(
            "/api/v1/admissions", json={"code": CODE, "organisation_id": region.places["county"]}
        ).json()
        path = f"/api/v1/admissions/{begun['id']}"
        surgeon.put(f"{path}/evidence", json=ENOUGH)
        assert surgeon.post(f"{path}/apply").json()["state"] == "applied"
        said = {"recommended": True, "words": "资料齐全"}
        assert browser("other expert").post(f"{path}/assess", json=said).status_code == 204
        answer = browser("centre quality_officer").post(f"{path}/grant", json={"days": days})
        assert answer.status_code == 200, answer.text
        return begun["id"]

    return make


def ask(client, region, place="county"):
    body = {"code": CODE, "organisation_id": region.places[place], "plan_sha256": "ab" * 32}
    return client.post("/api/v1/techniques/ask", json=body)


def test_an_admitted_surgeon_may_and_others_may_not(region, browser, granted):
    surgeon, colleague = browser("county clinician"), browser("county clinician", 2)
    assert ask(surgeon, region).json()["why"] == "never"
    granted()
    answer = ask(surgeon, region).json()
    assert answer["allowed"] and answer["why"] == "admitted" and not answer["ends_soon"]
    assert ask(colleague, region).json()["why"] == "never"
    assert ask(surgeon, region, "other").status_code == 403  # does not work there
    with region.hub.database.read() as session:
        asked = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "use_technique").order_by(AuditEntry.id)
        ).all()
    assert [one.outcome for one in asked] == ["refused", "done", "refused"]
    assert asked[1].detail == {"code": CODE, "plan": "ab" * 32, "why": "admitted"}


def test_it_ends_by_itself_and_is_announced(region, browser, granted):
    identity = granted(30)
    surgeon = browser("county clinician")
    assert ask(surgeon, region).json()["ends_soon"]
    with region.hub.database.write() as session:
        session.execute(update(Admission).values(valid_until=now() - timedelta(seconds=1)))
    assert ask(surgeon, region).json()["why"] == "expired"
    fresh = surgeon.post(f"/api/v1/admissions/{identity}/renew").json()
    assert fresh["state"] == "draft" and len(fresh["evidence"]) == 2


def test_suspended_means_no_even_in_an_emergency(region, browser, granted):
    identity = granted()
    officer, surgeon = browser("centre quality_officer"), browser("county clinician")
    assert officer.post(f"/api/v1/admissions/{identity}/suspend", json={"reason": " "}).status_code == 400
    officer.post(f"/api/v1/admissions/{identity}/suspend", json={"reason": "感染率调查"})
    assert ask(surgeon, region).json()["why"] == "suspended"
    body = {"code": CODE, "organisation_id": region.places["county"], "reason": "患者生命垂危，不能等待"}
    assert surgeon.post("/api/v1/overrides", json=body).status_code == 403
    officer.post(f"/api/v1/admissions/{identity}/reinstate", json={"reason": "调查结束"})
    assert ask(surgeon, region).json()["allowed"]


def test_an_emergency_is_named_and_reviewed_by_somebody_else(region, browser, listed):
    surgeon, officer = browser("county clinician"), browser("centre quality_officer")
    body = {"code": CODE, "organisation_id": region.places["county"], "plan_sha256": "cd" * 32}
    assert surgeon.post("/api/v1/overrides", json={**body, "reason": "急"}).status_code == 400
    made = surgeon.post("/api/v1/overrides", json={**body, "reason": "开放性骨折合并血管损伤，不能等待"}).json()
    assert [one["id"] for one in officer.get("/api/v1/overrides").json()] == [made["id"]]
    assert browser("other quality_officer").get("/api/v1/overrides").json() == []
    said = {"justified": True, "words": "确属紧急"}
    assert surgeon.post(f"/api/v1/overrides/{made['id']}/review", json=said).status_code == 403
    assert officer.post(f"/api/v1/overrides/{made['id']}/review", json=said).json()["justified"] is True
    assert officer.post(f"/api/v1/overrides/{made['id']}/review", json=said).status_code == 409


def test_too_little_evidence_is_named(region, browser, listed):
    surgeon = browser("county clinician")
    begun = surgeon.post("/api/v1/admissions", json={"code": CODE, "organisation_id": region.places["county"]}).json()
    path = f"/api/v1/admissions/{begun['id']}"
    surgeon.put(f"{path}/evidence", json=[{"kind": "training", "amount": 39, "issuer": "x"}])
    answer = surgeon.post(f"{path}/apply")
    assert answer.status_code == 400
    assert "hours of training: 39 of 40; supervised cases: 0 of 10" in answer.json()["message"]
    again = surgeon.post("/api/v1/admissions", json={"code": CODE, "organisation_id": region.places["county"]})
    assert again.status_code == 409


def test_nobody_decides_alone_or_about_themselves(region, browser, listed):
    """Not the expert of the same hospital, not the one who assessed, not the applicant, not longer than allowed."""
    surgeon, officer = browser("county clinician"), browser("centre quality_officer")
    begun = surgeon.post("/api/v1/admissions", json={"code": CODE, "organisation_id": region.places["county"]}).json()
    path, said = f"/api/v1/admissions/{begun['id']}", {"recommended": True, "words": "好"}
    surgeon.put(f"{path}/evidence", json=ENOUGH)
    surgeon.post(f"{path}/apply")
    assert browser("county expert").post(f"{path}/assess", json=said).status_code == 404
    assert officer.post(f"{path}/grant", json={"days": 30}).status_code == 409  # not assessed
    assert browser("other expert").post(f"{path}/assess", json=said).status_code == 204
    assert surgeon.post(f"{path}/grant", json={"days": 30}).status_code == 403
    assert browser("other quality_officer").post(f"{path}/grant", json={"days": 30}).status_code == 404
    assert "1 to 730 days" in officer.post(f"{path}/grant", json={"days": 731}).json()["message"]
    assert officer.post(f"{path}/grant", json={"days": 730}).json()["state"] == "granted"


def test_what_was_not_recommended_is_not_granted(region, browser, listed):
    surgeon, officer = browser("county clinician"), browser("centre quality_officer")
    begun = surgeon.post("/api/v1/admissions", json={"code": CODE, "organisation_id": region.places["county"]}).json()
    path = f"/api/v1/admissions/{begun['id']}"
    surgeon.put(f"{path}/evidence", json=ENOUGH)
    surgeon.post(f"{path}/apply")
    browser("other expert").post(f"{path}/assess", json={"recommended": False, "words": "病例不足"})
    assert officer.post(f"{path}/grant", json={"days": 30}).status_code == 409
    assert officer.post(f"{path}/decline", json={"reason": "病例不足"}).json()["state"] == "declined"
    body = {"code": CODE, "organisation_id": region.places["county"]}
    assert surgeon.post("/api/v1/admissions", json=body).status_code == 201  # they may try again


def test_lists_have_editions_and_end(region, browser):
    operator = browser("operator")
    operator.put("/api/v1/techniques", json=the_list("2017", -2000, -1))
    assert operator.get("/api/v1/techniques").json() == []
    assert ask(browser("county clinician"), region).json()["why"] == "unrestricted"
    operator.put("/api/v1/techniques", json=the_list("2022"))
    operator.put("/api/v1/techniques", json=the_list("2024", -50, level=3))
    assert operator.put("/api/v1/techniques", json=the_list("2024", -50)).json() == {"new": 0}
    assert [(one["edition"], one["level"]) for one in operator.get("/api/v1/techniques").json()] == [("2024", 3)]
    assert browser("county operator").put("/api/v1/techniques", json=the_list("x")).status_code == 403
    assert operator.put("/api/v1/techniques", json={**the_list("y"), "format": "z"}).status_code == 400
    with region.hub.database.read() as session:
        assert len(session.scalars(select(Technique)).all()) == 3


TABLE = {
    ("draft", "apply"): "applied",
    ("applied", "take_back"): "draft",
    ("applied", "assess"): "assessed",
    ("applied", "decline"): "declined",
    ("assessed", "grant"): "granted",
    ("assessed", "decline"): "declined",
    ("granted", "suspend"): "suspended",
    ("granted", "revoke"): "revoked",
    ("suspended", "reinstate"): "granted",
    ("suspended", "revoke"): "revoked",
}


@pytest.mark.parametrize("state", ADMISSION.states)
@pytest.mark.parametrize("action", sorted({action for _, action in TABLE}))
def test_every_pair_of_state_and_action(state, action):
    if (state, action) in TABLE:
        assert ADMISSION.after(state, action) == TABLE[state, action]
    else:
        with pytest.raises(Conflict):
            ADMISSION.after(state, action)
