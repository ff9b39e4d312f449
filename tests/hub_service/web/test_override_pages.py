"""A restricted technique used in an emergency, said on the page by the clinician who uses it."""

import re

import pytest
from sqlalchemy import select

from osteohub.credentials import techniques
from osteohub.credentials.models import Override
from osteohub.credentials.techniques import TechniqueList

LIST = {
    "format": "osteo.techniques/1", "edition": "2026", "source": "test", "valid_from": "2020-01-01T00:00:00Z",
    "valid_until": "2099-01-01T00:00:00Z",
    "techniques": [{
        "code": "joint", "name": "关节置换", "english": "joint replacement", "level": 3, "longest_days": 400,
        "requirements": [{"kind": "training", "minimum": 40, "english": "hours", "chinese": "学时"}],
    }],
}  # fmt: skip
REASON = "开放性骨折，不能等待"


@pytest.fixture
def adopted(small_region):
    with small_region.hub.database.write() as session:
        techniques.adopt(session, small_region.actor("operator"), TechniqueList.model_validate(LIST))


@pytest.mark.usefixtures("adopted")
def test_the_clinician_says_why_and_the_officer_reads_it(small_region, small_browser):
    surgeon, officer = small_browser("county clinician"), small_browser("centre quality_officer")
    assert 'href="/overrides/new"' in surgeon.get("/credentials").text
    assert 'href="/overrides/new"' not in officer.get("/credentials").text
    assert re.search(r'value="joint" selected>\s*关节置换', surgeon.get("/overrides/new?code=joint").text)
    form = {"code": "joint", "organisation_id": small_region.places["county"], "reason": REASON, "plan_sha256": ""}
    for wrong in ({"reason": "急"}, {"plan_sha256": "zz"}, {"organisation_id": small_region.places["other"]},
                  {"code": "unknown"}):  # fmt: skip
        refused = surgeon.post("/overrides/new", data=form | wrong)
        assert 400 <= refused.status_code < 410 and (form | wrong)["reason"] in refused.text, wrong
        assert 'role="alert"' in refused.text and wrong.get("plan_sha256", "") in refused.text
    with small_region.hub.database.read() as session:
        assert session.scalars(select(Override)).all() == []
    assert surgeon.post("/overrides/new", data=form).headers["location"] == "/credentials#overrides"
    assert REASON in surgeon.get("/credentials").text and REASON in officer.get("/credentials").text
    assert 'href="/credentials#overrides"' in officer.get("/").text


@pytest.mark.usefixtures("adopted")
def test_only_clinicians_act_in_an_emergency(small_region, small_browser):
    form = {"code": "joint", "organisation_id": small_region.places["county"], "reason": REASON}
    for who in ("county operator", "county teacher"):
        assert small_browser(who).get("/overrides/new").status_code == 403
        assert small_browser(who).post("/overrides/new", data=form).status_code == 403
