"""A report of infringement from its first word to the last, over HTTP, on both databases."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from osteohub.database.base import now
from osteohub.ledger.models import LedgerEntry
from osteohub.rights.models import Report
from services.hub_things import version_in

CLAIM = "该模型直接取自本院未公开的患者数据，三角面与原始文件完全一致。"
WORDS = {"words": "依据充分，说明见附件"}


@pytest.fixture
def version(region):
    return version_in(region)


@pytest.fixture
def report(browser, version):
    """The path of a report by a teacher of the township."""
    answer = browser("township teacher").post(
        "/api/v1/infringements", json={"version_id": version, "ground": "data", "claim": CLAIM}
    )
    assert answer.status_code == 201, answer.text
    return f"/api/v1/infringements/{answer.json()['id']}"


def time_is_over(region):
    with region.hub.database.write() as session:
        session.execute(update(Report).values(due_at=now() - timedelta(seconds=1)))


def panel(region, first: int = 1):
    return {"people": [region.person("centre", "expert", number) for number in range(first, first + 3)]}


def judged(browser, path: str, first: int, verdicts=(True, True, False)):
    for number, infringes in enumerate(verdicts, first):
        expert = browser("centre expert", number)
        assert expert.post(f"{path}/assess", json={"infringes": infringes, **WORDS}).status_code == 204
        assert expert.post(f"{path}/assess", json={"infringes": infringes, **WORDS}).status_code in (404, 409)


@pytest.mark.slow
def test_upheld_after_both_sides_were_heard_and_withdrawn_when_nobody_appeals(region, browser, version, report):
    reporter, author, handler = browser("township teacher"), browser("county teacher"), browser("centre operator")
    sent = reporter.post(f"{report}/attachments", params={"name": "compare.pdf"}, content=b"%PDF-1.4 evidence")
    assert sent.json()["sha256"] == hashlib.sha256(b"%PDF-1.4 evidence").hexdigest()
    for stranger in ("county teacher", "county operator", "other operator", "centre expert"):
        assert browser(stranger).get(report).status_code == 404  # the other side is not told before the notice
    assert handler.get(report).json()["actions"] == ["notify"]
    assert handler.post(f"{report}/notify").json()["state"] == "notified"
    assert handler.post(f"{report}/go_on").status_code == 409  # there is time to answer
    assert "answer" in author.get(report).json()["actions"]
    file = f"{report}/attachments/{sent.json()['id']}"
    assert author.get(file).content == b"%PDF-1.4 evidence"
    assert author.post(f"{report}/answer", json=WORDS).json()["state"] == "answered"
    assert handler.post(f"{report}/appoint", json={"people": panel(region)["people"][:2]}).status_code == 400
    assert handler.post(f"{report}/appoint", json=panel(region)).json()["state"] == "in_assessment"
    assert handler.post(f"{report}/decide", json={"uphold": True, **WORDS}).status_code == 409  # nobody has judged
    judged(browser, report, 1)
    assert {each["person_id"] for each in author.get(report).json()["assessments"]} == {""}
    assert handler.post(f"{report}/decide", json={"uphold": False, **WORDS}).status_code == 409  # most judged otherwise
    assert handler.post(f"{report}/decide", json={"uphold": True, **WORDS}).json()["state"] == "upheld"
    assert reporter.post(f"{report}/appeal", json=WORDS).status_code == 403  # it went their way
    assert handler.post(f"{report}/withdraw").status_code == 409  # there is time to appeal
    time_is_over(region)
    assert author.post(f"{report}/appeal", json=WORDS).status_code == 409  # too late
    assert handler.post(f"{report}/withdraw").json()["state"] == "withdrawn"
    assert browser("other clinician").get(f"/api/v1/versions/{version}").status_code == 404
    with region.hub.database.read() as session:
        kinds = [json.loads(one)["kind"] for one in session.scalars(select(LedgerEntry.content))]
    assert kinds == ["report", "evidence", "decision", "withdraw"]
    for who in (reporter, author, browser("county operator")):
        told = [one["english"] for one in who.get("/api/v1/notices").json()]
        assert "A version was withdrawn after a report of infringement: femoral neck fracture." in told


def test_dismissed_then_appealed_once_before_other_judges(region, browser, report):
    reporter, handler = browser("township teacher"), browser("operator")
    handler.post(f"{report}/notify")
    time_is_over(region)
    assert handler.post(f"{report}/go_on").json()["state"] == "answered"
    handler.post(f"{report}/appoint", json=panel(region))
    judged(browser, report, 1, (False, False, True))
    assert handler.post(f"{report}/decide", json={"uphold": False, **WORDS}).json()["state"] == "dismissed"
    assert reporter.post(f"{report}/appeal", json=WORDS).json()["state"] == "appealed"
    same = handler.post(f"{report}/appoint", json=panel(region))
    assert same.status_code == 400 and "judged it before" in same.json()["message"]
    assert handler.post(f"{report}/appoint", json=panel(region, 4)).json()["state"] == "in_reassessment"
    assert browser("centre expert", 1).get(report).status_code == 404  # their round is over
    judged(browser, report, 4, (True, True, True))
    assert handler.post(f"{report}/decide", json={"uphold": True, **WORDS}).json()["state"] == "upheld_finally"
    assert browser("county teacher").post(f"{report}/appeal", json=WORDS).status_code == 409  # once is enough
    assert handler.post(f"{report}/withdraw").json()["state"] == "withdrawn"  # at once


INVOLVED = [
    ("county expert", "one side"),
    ("township expert", "one side"),
    ("other expert", "reviewed the version"),
    ("centre teacher", "no expert"),
    ("township teacher", "one side of it"),
]


def test_nobody_judges_who_does_not_stand_apart(small_region, small_browser):
    version, handler = version_in(small_region), small_browser("centre operator")
    made = small_browser("township teacher").post(
        "/api/v1/infringements", json={"version_id": version, "ground": "copyright", "claim": CLAIM}
    )
    path = f"/api/v1/infringements/{made.json()['id']}"
    handler.post(f"{path}/notify")
    small_browser("county teacher").post(f"{path}/answer", json=WORDS)
    for who, why in INVOLVED:
        people = [*panel(small_region)["people"][:2], small_region.person(*who.split(" "))]
        answer = handler.post(f"{path}/appoint", json={"people": people})
        assert answer.status_code == 400 and why in answer.json()["message"], answer.text
        assert handler.get(path).json()["state"] == "answered"  # nothing of it was kept


def test_who_reports_and_who_handles(region, browser, version, report):
    body = {"version_id": version, "ground": "data", "claim": CLAIM}
    again = browser("township teacher").post("/api/v1/infringements", json=body)
    assert again.status_code == 409 and "open" in again.json()["message"]
    assert browser("county teacher").post("/api/v1/infringements", json=body).status_code == 403  # the author
    assert browser("other student").post("/api/v1/infringements", json={**body, "claim": "假"}).status_code == 400
    assert browser("county operator").post(f"{report}/notify").status_code == 404  # of the institution itself
    draft = version_in(region, "draft")
    assert browser("other student").post("/api/v1/infringements", json={**body, "version_id": draft}).status_code == 404
    assert browser("township teacher").post(f"{report}/retract").json()["state"] == "retracted"
    assert browser("township teacher").post("/api/v1/infringements", json=body).status_code == 201


def test_the_top_is_judged_by_others(small_region, small_browser):
    version = version_in(small_region, place="top", shares=(("top teacher", "王医生", 10_000),))
    made = small_browser("township teacher").post(
        "/api/v1/infringements", json={"version_id": version, "ground": "licence", "claim": CLAIM}
    )
    path = f"/api/v1/infringements/{made.json()['id']}/notify"
    assert small_browser("operator").post(path).status_code == 404
    assert small_browser("centre operator").post(path).json()["state"] == "notified"


def test_evidence_has_a_plain_name_of_a_known_kind(small_region, small_browser):
    version = version_in(small_region)
    reporter = small_browser("township teacher")
    made = reporter.post("/api/v1/infringements", json={"version_id": version, "ground": "data", "claim": CLAIM})
    path = f"/api/v1/infringements/{made.json()['id']}/attachments"
    for name in ("../x.pdf", "a/b.pdf", "x.exe", "", "x.html", "x.svg", "a\x00.pdf"):
        assert reporter.post(path, params={"name": name}, content=b"x").status_code == 400, name
    assert reporter.post(path, params={"name": "x.pdf"}, content=b"").status_code == 400
    assert small_browser("other teacher").post(path, params={"name": "x.pdf"}, content=b"x").status_code == 404
