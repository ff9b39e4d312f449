"""What an agreement between institutions lets through: that kind, for those roles, for that time, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from osteohub.credentials import admissions, techniques
from osteohub.credentials.models import Admission
from osteohub.database.base import now
from osteohub.identity import service
from osteohub.identity.models import SharingAgreement
from osteohub.library import drafts
from osteohub.library.describe import Description
from osteohub.library.models import Version
from osteohub.referrals import service as referrals
from osteohub.referrals.service import Result, Written

LIST = {
    "format": "osteo.techniques/1", "edition": "1", "source": "test", "valid_from": "2020-01-01T00:00:00Z",
    "valid_until": "2099-01-01T00:00:00Z",
    "techniques": [{"code": "joint", "name": "关节置换", "english": "joints", "level": 3}],
}  # fmt: skip


@pytest.fixture
def things(region) -> dict[str, str]:
    """Addresses in the API of one thing of the county for each kind; the other county is to see them, or not."""
    desk, teacher, operator = (region.actor(name) for name in ("county clinician", "county teacher", "operator"))
    with region.hub.database.write() as session:
        fields = {"patient_name": "李四", "patient_number": "1", "diagnosis": "髋", "reason": "痛"}
        made = referrals.write(session, desk, region.places["county"], Written(to_id=region.places["centre"], **fields))
        referrals.move(session, desk, made.id, "send", Result())
        draft = referrals.write(
            session, desk, region.places["county"], Written(to_id=region.places["centre"], **fields)
        )
        techniques.adopt(session, operator, techniques.TechniqueList.model_validate(LIST))
        admission = admissions.begin(session, desk, "joint", region.places["county"])
        session.execute(update(Admission).values(state="granted"))
        version = drafts.begin(
            session, teacher, region.places["county"],
            Description(title="x", kind="anatomy", body_system="spine", specialty="spine", difficulty="basic"),
        )  # fmt: skip
        session.execute(update(Version).values(state="submitted"))
    return {
        "referral": f"/referrals/{made.id}", "draft": f"/referrals/{draft.id}",
        "credential": f"/credentials/{admission.id}", "resource": f"/library/{version.id}",
    }  # fmt: skip


WHO = {"referral": "other clinician", "credential": "other quality_officer", "resource": "other teacher"}


def share(region, kind: str) -> str:
    operator = region.actor("operator")
    with region.hub.database.write() as session:
        end = now() + timedelta(days=30)
        return service.agree_to_share(
            session, operator, region.places["county"], region.places["other"], kind, now(), end
        ).id


@pytest.mark.parametrize("kind", list(WHO))
def test_only_what_was_agreed_crosses_and_only_so_long(region, browser, things, kind):
    client = browser(WHO[kind])
    assert client.get(things[kind]).status_code == 404
    for other in set(WHO) - {kind}:
        share(region, other)
    assert client.get(things[kind]).status_code == 404
    agreement = share(region, kind)
    assert client.get(things[kind]).status_code == 200
    assert browser("other student").get(things[kind]).status_code == 404
    assert browser("township clinician").get(things[kind]).status_code == 404  # made with the other county alone
    operator = region.actor("operator")
    with region.hub.database.write() as session:
        service.end_agreement(session, operator, agreement, now())
    assert client.get(things[kind]).status_code == 404


def test_what_is_shared_is_read_and_not_changed(region, browser, things):
    for kind in WHO:
        share(region, kind)
    clinician, teacher = browser("other clinician"), browser("other teacher")
    assert clinician.post(f"{things['referral']}/steps/accept").status_code == 403
    assert clinician.get(things["draft"]).status_code == 404
    assert teacher.post(f"{things['resource']}/move/take_back").status_code == 403
    officer = browser("other quality_officer")
    assert officer.post(f"{things['credential']}/steps/suspend", data={"reason": "x"}).status_code == 403


def test_an_agreement_that_has_not_begun_lets_nothing_through(region, browser, things):
    share(region, "referral")
    with region.hub.database.write() as session:
        session.execute(update(SharingAgreement).values(valid_from=now() + timedelta(days=1)))
    assert browser("other clinician").get(things["referral"]).status_code == 404


def test_operators_agree_on_the_page_for_their_own_institution(region, browser):
    county = browser("county operator")
    form = {
        "giver_id": region.places["county"], "taker_id": region.places["other"], "kind": "referral",
        "until": "2099-12-31",
    }  # fmt: skip
    assert county.post("/sharing", data=form).status_code == 303
    assert "2099-12-31" in county.get("/sharing").text
    assert county.post("/sharing", data={**form, "giver_id": region.places["other"]}).status_code == 403
    refused = county.post("/sharing", data={**form, "until": "soon"})
    assert refused.status_code == 400 and "2027-12-31" in refused.text and 'value="soon"' in refused.text
    assert "2099-12-31" in browser("other operator").get("/sharing").text  # the taker's operator sees it too
    assert "2099-12-31" not in browser("township operator").get("/sharing").text
    assert "2099-12-31" not in browser("other student").get("/sharing").text
