"""Grants, shares and income over HTTP, on both databases."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from osteohub.audit.models import AuditEntry
from osteohub.database.base import now
from osteohub.ledger.models import LedgerEntry
from osteohub.rights.grants import expire
from osteohub.rights.models import Grant
from services.hub_things import version_in

TODAY = date.today().isoformat()


def offered(region, **changes):
    return {
        "grantee_id": region.places["other"],
        "purpose": "commercial",
        "terms": "用于培训班，每年结算",
        "price_fen": 120_000,
        "valid_from": (now() - timedelta(days=1)).isoformat(),
        "valid_until": (now() + timedelta(days=365)).isoformat(),
        **changes,
    }


@pytest.fixture
def version(region):
    return version_in(
        region,
        shares=(("county teacher", "王医生", 5001), ("centre teacher", "赵老师", 2500), (None, "李工", 2499)),
    )


@pytest.fixture
def grant(region, browser, version):
    """Call it to get the id of a grant to the other county."""

    def make(**changes) -> str:
        answer = browser("county teacher").post(f"/api/v1/versions/{version}/grants", json=offered(region, **changes))
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    return make


def told(client) -> list[str]:
    return [one["chinese"] for one in client.get("/api/v1/notices").json()]


def test_a_licence_is_offered_accepted_and_revoked(region, browser, version, grant):
    author, taker, stranger = browser("county teacher"), browser("other operator"), browser("township teacher")
    one = grant()
    path = f"/api/v1/grants/{one}"
    assert stranger.get(path).status_code == 404
    assert taker.get(path).json()["actions"] == ["accept", "decline"]
    assert "授权要约" in told(taker)[0]
    assert browser("other clinician").get(path).status_code == 404  # not before it is in force
    assert taker.post(f"{path}/accept", json={}).json()["state"] == "in_force"
    assert taker.post(f"{path}/accept", json={}).status_code == 409
    mine = browser("other clinician").get(f"/api/v1/versions/{version}/licence").json()
    assert mine["licence"] == "CC-BY-NC-4.0" and [each["purpose"] for each in mine["grants"]] == ["commercial"]
    assert stranger.get(f"/api/v1/versions/{version}/licence").json()["grants"] == []
    assert author.post(f"{path}/revoke", json={"reason": " "}).status_code == 400
    assert author.post(f"{path}/revoke", json={"reason": "未按约定使用"}).json()["state"] == "revoked"
    assert browser("other clinician").get(f"/api/v1/versions/{version}/licence").json()["grants"] == []
    with region.hub.database.read() as session:
        entries = [json.loads(each) for each in session.scalars(select(LedgerEntry.content))]
        steps = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == one)).all()
    kept = [each for each in entries if each["kind"] == "grant"]
    assert [each["state"] for each in kept] == ["in_force", "revoked"] and "terms" not in kept[0]
    assert list(steps) == ["offer_grant", "grant_accept", "grant_revoke"]


def test_what_was_given_for_good_is_not_revoked_but_ends(region, browser, grant):
    one = grant(is_revocable=False)
    taker = browser("other operator")
    taker.post(f"/api/v1/grants/{one}/accept", json={})
    assert "revoke" not in browser("county teacher").get(f"/api/v1/grants/{one}").json()["actions"]
    answer = browser("county teacher").post(f"/api/v1/grants/{one}/revoke", json={"reason": "x"})
    assert answer.status_code == 409 and "without the right" in answer.json()["message"]
    with region.hub.database.write() as session:
        session.execute(update(Grant).values(valid_until=now() - timedelta(seconds=1)))
    with region.hub.database.write() as session:
        assert expire(session) == 1 and expire(session) == 0
    assert taker.get(f"/api/v1/grants/{one}").json()["state"] == "expired"
    assert "一份授权已到期：股骨颈骨折模型。" in told(taker)


WRONG = [
    {"grantee_id": ""},
    {"person_id": "0" * 32},
    {"grantee_id": "0" * 32},
    {"valid_until": (now() - timedelta(hours=1)).isoformat()},
    {"valid_until": (now() + timedelta(days=5000)).isoformat()},
    {"terms": " "},
    {"price_fen": -1},
]


def test_what_cannot_be_offered(small_region, small_browser):
    version, author = version_in(small_region), small_browser("county teacher")
    for changes in WRONG:
        body = offered(small_region, **changes)
        assert author.post(f"/api/v1/versions/{version}/grants", json=body).status_code == 400, changes


def test_only_owners_grant_and_only_what_is_published(small_region, small_browser):
    version, draft = version_in(small_region), version_in(small_region, "draft")
    body = offered(small_region)
    assert small_browser("other teacher").post(f"/api/v1/versions/{version}/grants", json=body).status_code == 403
    assert small_browser("other teacher").post(f"/api/v1/versions/{draft}/grants", json=body).status_code == 404
    assert small_browser("county teacher").post(f"/api/v1/versions/{draft}/grants", json=body).status_code == 409
    assert small_browser("county operator").post(f"/api/v1/versions/{version}/grants", json=body).status_code == 201


def test_income_is_divided_to_the_fen_and_corrected_by_a_counter_entry(region, browser, version, grant):
    one = grant()
    operator, author = browser("county operator"), browser("county teacher")
    body = {"amount_fen": 100_001, "received_on": TODAY, "note": "2026 年使用费"}
    assert operator.post(f"/api/v1/grants/{one}/income", json=body).status_code == 409  # never accepted
    browser("other operator").post(f"/api/v1/grants/{one}/accept", json={})
    assert author.post(f"/api/v1/grants/{one}/income", json=body).status_code == 403
    made = operator.post(f"/api/v1/grants/{one}/income", json=body)
    assert made.status_code == 201, made.text
    parts = [each["amount_fen"] for each in made.json()["lines"]]
    assert parts == [50_011, 25_000, 24_990] and sum(parts) == 100_001
    month = TODAY[:7]
    mine = author.get("/api/v1/me/statement", params={"period": month}).json()
    assert mine["total_fen"] == 50_011 and [each["amount_fen"] for each in mine["entries"]] == [50_011]
    everybody = operator.get("/api/v1/statements", params={"period": month}).json()
    assert everybody["total_fen"] == 100_001 and len(everybody["people"]) == 3
    assert browser("other operator").get("/api/v1/statements", params={"period": month}).json()["people"] == []
    wrong = f"/api/v1/incomes/{made.json()['id']}"
    assert browser("other operator").get(wrong).status_code == 404
    assert browser("centre teacher").get(wrong).status_code == 200  # has a share
    assert browser("centre teacher").post(f"{wrong}/correct", json={"reason": "x"}).status_code == 403
    counter = operator.post(f"{wrong}/correct", json={"reason": "金额录错"}).json()
    assert [each["amount_fen"] for each in counter["lines"]] == [-part for part in parts]
    assert operator.post(f"{wrong}/correct", json={"reason": "再次"}).status_code == 409
    assert operator.post(f"/api/v1/incomes/{counter['id']}/correct", json={"reason": "x"}).status_code == 409
    assert author.get("/api/v1/me/statement", params={"period": month}).json()["total_fen"] == 0
    assert operator.get("/api/v1/statements", params={"period": month}).json()["total_fen"] == 0
    assert operator.get(wrong).json()["amount_fen"] == 100_001  # stays as it was written


def test_shares_change_when_everybody_consents(region, browser, version, grant):
    one = grant()
    browser("other operator").post(f"/api/v1/grants/{one}/accept", json={})
    author, colleague, operator = browser("county teacher"), browser("centre teacher"), browser("county operator")
    path = f"/api/v1/versions/{version}/shares"
    people = {who: region.person(*who.split(" ", 1)) for who in ("county teacher", "centre teacher", "other teacher")}
    table = [
        {"name": "王医生", "person_id": people["county teacher"], "share": 4000},
        {"name": "赵老师", "person_id": people["centre teacher"], "share": 4000},
        {"name": "周老师", "person_id": people["other teacher"], "share": 2000},
    ]
    assert author.post(path, json={"shares": table[:2]}).status_code == 400
    assert author.post(path, json={"shares": [table[0], {**table[0], "share": 6000}]}).status_code == 400
    assert browser("township teacher").post(path, json={"shares": table}).status_code == 403
    proposed = author.post(path, json={"shares": table, "reason": "新成员加入"})
    assert proposed.status_code == 201, proposed.text
    split = proposed.json()
    # The one who leaves the table has a voice too; he has no account, so his paper counts.
    assert [(each["name"], each["consents"]) for each in split["voices"]] == [
        ("王医生", True), ("赵老师", None), ("李工", None), ("周老师", None),
    ]  # fmt: skip
    assert colleague.post(path, json={"shares": table}).status_code == 409  # one proposal at a time
    there = f"/api/v1/shares/{split['id']}"
    assert browser("township teacher").get(there).status_code == 404
    assert colleague.post(f"{there}/consent").json()["state"] == "proposed"
    assert colleague.post(f"{there}/consent").status_code == 409
    assert browser("other teacher").post(f"{there}/consent").json()["state"] == "proposed"
    paper = {"place": 1, "statement_sha256": "cd" * 32}
    assert operator.post(f"{there}/consent_in_writing", json=paper).status_code == 400  # has an account
    entered = operator.post(f"{there}/consent_in_writing", json={**paper, "place": 2}).json()
    assert entered["state"] == "in_force" and entered["number"] == 2
    assert [each["state"] for each in author.get(path).json()] == ["in_force", "superseded"]
    made = operator.post(f"/api/v1/grants/{one}/income", json={"amount_fen": 10, "received_on": TODAY}).json()
    assert [each["amount_fen"] for each in made["lines"]] == [4, 4, 2]
    with region.hub.database.read() as session:
        entry = json.loads(session.get_one(LedgerEntry, entered["ledger_number"]).content)
    assert entry["table_sha256"] == entered["fingerprint"] and "王医生" not in str(entry)


def test_one_objection_ends_a_proposal(region, browser, version):
    author, colleague = browser("county teacher"), browser("centre teacher")
    mine = {"name": "王医生", "person_id": region.person("county", "teacher"), "share": 10_000}
    split = author.post(f"/api/v1/versions/{version}/shares", json={"shares": [mine]}).json()
    assert colleague.post(f"/api/v1/shares/{split['id']}/object", json={}).status_code == 400
    refused = colleague.post(f"/api/v1/shares/{split['id']}/object", json={"reason": "不同意"}).json()
    assert refused["state"] == "refused"
    assert author.post(f"/api/v1/shares/{split['id']}/consent").status_code == 409
    again = author.post(f"/api/v1/versions/{version}/shares", json={"shares": [mine]})
    assert again.status_code == 201
    assert author.post(f"/api/v1/shares/{again.json()['id']}/take_back").json()["state"] == "taken_back"
