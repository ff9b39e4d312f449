"""What is licensed for its region only: everybody reads that it is there, those of the region fetch it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from osteohub.database.base import new_id, now
from osteohub.identity import service
from osteohub.identity.models import SharingAgreement
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS
from osteohub.rights.models import Assessment, Grant, Report
from services.hub_things import version_in

INTERNAL = "LicenseRef-Region-Internal"


@pytest.fixture
def far(region):
    """Another prefecture beside the one of the county, with one county of its own."""
    for name, tier, above in (("far", "prefecture", "top"), ("beyond", "county", "far")):
        with region.hub.database.write() as session:
            operator = region.actor("operator")
            made = service.create_organisation(session, operator, name, name, tier, region.places[above])
            region.places[name] = made.id


@pytest.fixture
def internal(region, far):
    def make(place: str = "county") -> str:
        version = version_in(region, place=place)
        with region.hub.database.write() as session:
            session.execute(update(Version).where(Version.id == version).values(licence=INTERNAL))
        return version

    return make


def fetched(client, version: str) -> int:
    return client.get(f"/api/v1/versions/{version}/files/cube.stl").status_code


def test_those_of_the_region_fetch_it_and_others_are_told_whom_to_ask(region, browser, internal):
    version = internal()
    for who in ("county student", "township student", "other clinician", "centre quality_officer", "operator"):
        assert fetched(browser(who), version) == 200, who
    for who in ("beyond student", "far operator", "far expert", "top student"):
        client = browser(who)
        answer = client.get(f"/api/v1/versions/{version}/files/cube.stl")
        assert answer.status_code == 403 and "ask county for a licence" in answer.json()["message"], who
        shown = client.get(f"/api/v1/versions/{version}").json()
        assert shown["licence"] == INTERNAL and "download" not in shown["actions"]
        assert "您可查看介绍" in client.get("/library").text
        page = client.get(f"/library/{version}").text
        assert "仅限county所在区域内使用" in page and "/files/cube.stl" not in page and 'id="look"' not in page
        key = shown["files"][0]["sha256"]
        assert client.get(f"/library/{version}/previews/{key}/model.glb").status_code == 403
        assert client.get(f"/library/{version}/ar/{key}").status_code == 403
    assert "您可查看介绍" not in browser("township student").get("/library").text
    assert "download" in browser("township student").get(f"/api/v1/versions/{version}").json()["actions"]
    assert fetched(browser("beyond student"), version_in(region)) == 200  # under another licence


def test_a_nations_region_is_all_below_it(browser, internal):
    version = internal("top")
    assert fetched(browser("beyond student"), version) == 200 and fetched(browser("township student"), version) == 200


def test_an_agreement_or_a_licence_opens_it_for_its_time(region, browser, internal):
    version, student = internal(), browser("beyond student")
    with region.hub.database.write() as session:
        places = region.places["county"], region.places["beyond"]
        until = now() + timedelta(days=30)
        service.agree_to_share(session, region.actor("operator"), *places, "resource", now(), until)
    assert fetched(student, version) == 200 and fetched(browser("far student"), version) == 403
    with region.hub.database.write() as session:
        session.execute(update(SharingAgreement).values(valid_until=now()))
    assert fetched(student, version) == 403
    offer = {
        "grantee_id": region.places["beyond"], "purpose": "teaching", "terms": "院内带教",
        "valid_from": (now() - timedelta(days=1)).isoformat(), "valid_until": until.isoformat(),
    }  # fmt: skip
    grant = browser("county teacher").post(f"/api/v1/versions/{version}/grants", json=offer).json()["id"]
    assert fetched(student, version) == 403  # offered only
    assert browser("beyond operator").post(f"/api/v1/grants/{grant}/accept", json={}).status_code == 200
    assert fetched(student, version) == 200 and fetched(browser("far student"), version) == 403
    with region.hub.database.write() as session:
        session.execute(update(Grant).values(valid_until=now()))
    assert fetched(student, version) == 403


def test_who_judges_a_report_looks_at_it_while_they_judge(region, browser, internal):
    version, expert = internal(), browser("far expert")
    with region.hub.database.write() as session:
        owner, author = region.places["county"], region.person("county", "teacher")
        report = Report(
            id=new_id(), version_id=version, owner_id=owner, author_id=author, ground="data", claim="x",
            reporter_id=region.person("other", "student"), state="in_assessment", round=1,
        )  # fmt: skip
        report.assessments = [Assessment(person_id=region.person("far", "expert"), round=1)]
        session.add(report)
    assert fetched(expert, version) == 200
    with region.hub.database.write() as session:
        session.execute(update(Report).values(state="assessed"))
    assert fetched(expert, version) == 403


def test_the_list_and_the_single_question_agree(region, internal):
    versions = {internal(), internal("beyond"), internal("top"), version_in(region)}
    with region.hub.database.read() as session:
        for who in ("county student", "beyond student", "far operator", "top student", "operator"):
            actor = region.actor(who)
            listed = set(session.scalars(select(Version.id).where(VERSIONS.allows(actor, "download"))))
            assert listed == {one for one in versions if VERSIONS.may(session, actor, "download", one)}
            assert len(listed) == {"county student": 3, "beyond student": 3, "far operator": 3, "top student": 2}.get(
                who, 4
            )
