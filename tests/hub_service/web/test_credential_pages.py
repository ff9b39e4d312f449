"""A technique on the pages: applied for with evidence, assessed, granted, suspended, renewed; an override reviewed."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from osteohub.credentials import use
from osteohub.credentials.models import Admission
from osteohub.database.base import now

LIST = {
    "format": "osteo.techniques/1", "edition": "2026", "source": "test", "valid_from": "2020-01-01T00:00:00Z",
    "valid_until": "2099-01-01T00:00:00Z",
    "techniques": [{
        "code": "joint", "name": "关节置换", "english": "joint replacement", "level": 3, "longest_days": 400,
        "requirements": [{"kind": "training", "minimum": 40, "english": "hours", "chinese": "学时"}],
    }],
}  # fmt: skip


@pytest.fixture
def adopted(small_browser):
    file = {"file": ("list.json", json.dumps(LIST), "application/json")}
    operator = small_browser("operator")
    assert operator.post("/credentials/techniques", files=file).status_code == 303
    wrong = operator.post("/credentials/techniques", files={"file": ("x.json", b"{}")}, headers={"accept": "text/html"})
    assert wrong.status_code == 400 and "x.json" in wrong.text
    denied = small_browser("county operator").post("/credentials/techniques", files=file)
    assert denied.status_code == 403


def steps(client, address: str) -> set[str]:
    return set(re.findall(r'action="[^"]*?/(\w+)"', client.get(address).text)) - {"signout"}


def applied(region, client) -> str:
    form = {"code": "joint", "organisation_id": region.places["county"]}
    return client.post("/credentials/new", data=form).headers["location"]


ROW = {"kind": "training", "amount": "60", "issuer": "基地", "note": ""}


@pytest.mark.usefixtures("adopted")
def test_from_the_application_to_the_renewal(small_region, small_browser):
    surgeon, officer = small_browser("county clinician"), small_browser("centre quality_officer")
    expert = small_browser("other expert")
    assert "关节置换" in surgeon.get("/credentials").text and "不少于 40" in surgeon.get("/credentials").text
    where = applied(small_region, surgeon)
    assert steps(surgeon, where) == {"evidence", "attachments"} and steps(officer, where) == set()
    short = surgeon.post(f"{where}/evidence", data={**ROW, "amount": "7", "then": "apply"})
    assert short.status_code == 400 and "7" in short.text and 'value="基地"' in short.text  # what was typed is there
    odd = surgeon.post(f"{where}/evidence", data={**ROW, "amount": "many", "then": ""})
    assert odd.status_code == 400 and 'value="many"' in odd.text
    assert surgeon.post(f"{where}/evidence", data={**ROW, "then": "apply"}).status_code == 303
    assert steps(surgeon, where) == {"take_back"} and "等待您评估" in expert.get("/credentials").text
    assert expert.post(f"{where}/assess", data={"recommended": "1", "words": "资料齐全"}).status_code == 303
    assert "等待您决定" in officer.get("/credentials").text
    assert steps(officer, where) == {"grant", "decline"}
    assert officer.post(f"{where}/steps/grant", data={"days": "900"}).status_code == 400
    assert officer.post(f"{where}/steps/grant", data={"days": "365"}).status_code == 303
    assert steps(surgeon, where) == {"renew", "badge"} and steps(officer, where) == {"suspend", "revoke"}
    assert surgeon.post(f"{where}/steps/suspend", data={"reason": "x"}).status_code == 403
    officer.post(f"{where}/steps/suspend", data={"reason": "并发症复核"})
    assert "并发症复核" in surgeon.get(where).text and steps(officer, where) == {"reinstate", "revoke"}
    officer.post(f"{where}/steps/reinstate", data={"reason": "复核通过"})
    with small_region.hub.database.write() as session:
        session.execute(update(Admission).values(valid_until=now() + timedelta(days=30)))
    assert "60 天内到期" in officer.get("/credentials").text and "60 天内到期" in surgeon.get("/").text
    fresh = surgeon.post(f"{where}/steps/renew").headers["location"]
    assert fresh != where and 'value="60"' in surgeon.get(fresh).text  # begins with the evidence of the old one
    assert small_browser("other clinician").get(where).status_code == 404


@pytest.mark.usefixtures("adopted")
def test_the_quality_officer_reviews_an_override_from_the_first_page(small_region, small_browser):
    surgeon = small_region.actor("county clinician")
    with small_region.hub.database.write() as session:
        made = use.override(session, surgeon, "joint", small_region.places["county"], "0" * 64, "开放性骨折，不能等待")
    officer = small_browser("centre quality_officer")
    assert 'href="/credentials#overrides"' in officer.get("/").text
    assert "关节置换" in officer.get("/credentials").text
    form = {"justified": "1", "words": "确属紧急"}
    assert small_browser("county clinician").post(f"/overrides/{made.id}/review", data=form).status_code == 403
    assert officer.post(f"/overrides/{made.id}/review", data={**form, "words": " "}).status_code == 400
    assert officer.post(f"/overrides/{made.id}/review", data=form).status_code == 303
    assert officer.post(f"/overrides/{made.id}/review", data=form).status_code == 409
    assert "确属紧急" in small_browser("county clinician").get("/credentials").text
    assert 'href="/credentials#overrides"' not in officer.get("/").text
