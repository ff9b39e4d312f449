"""What a hospital's system asks of the hub, over HTTP: once, with the account's rights, all or nothing."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from osteohub.audit.models import AuditEntry
from osteohub.database.tables import METADATA
from osteohub.his.merges import merge, numbers_of
from osteohub.his.models import HisMessage, HisNumber
from osteohub.identity.service import agree_to_share
from osteohub.referrals.models import Referral

_MERGES = create_engine("sqlite://", poolclass=StaticPool)
METADATA.tables["his_merges"].create(_MERGES)

PATIENT = {"name": "李四", "number": "532301195203040011", "birth_date": "1952-03-04", "sex": "male"}


@pytest.fixture
def desk(region, browser):
    """``desk(place)`` hands messages in for the referral desk there; gives status and answer."""
    return _desk(region, browser)


@pytest.fixture
def small_desk(small_region, small_browser):
    """As ``desk``, on SQLite only."""
    return _desk(small_region, small_browser)


def _desk(region, browser):
    clients = {}

    def of(place):
        client = clients.setdefault(place, browser(f"{place} referral_desk"))

        def tell(control_id, *requests, content=b"", where=place, system="HIS"):
            body = {
                "system": system, "control_id": control_id, "kind": "REF^I12", "requests": list(requests),
                "fingerprint": hashlib.sha256(control_id.encode() + content).hexdigest(),
            }  # fmt: skip
            answer = client.post(f"/api/v1/his/{region.places[where]}/messages", json=body)
            return answer.status_code, answer.json()

        return tell

    return of


def draft(region, to="county", **changes):
    content = {"patient": PATIENT, "diagnosis": "左股骨颈骨折", "reason": "需手术", "urgency": "urgent"}
    return {**content, "receiver": region.places[to], **changes}


def write(region, control_id="1", number="ZZ-7", **changes):
    return {"kind": "write", "key": control_id, "number": number, "step": "send", "draft": draft(region, **changes)}


def arrived(**changes):
    person = {"patient_number": PATIENT["number"], "patient_name": "李 四", "birth_date": PATIENT["birth_date"]}
    return {"kind": "step", "key": "a", "step": "arrive", "if_any": True, **person, **changes}


def test_a_message_that_comes_again_is_answered_the_same_and_done_once(region, browser, desk):
    tell = desk("township")
    status, done = tell("1", write(region))
    assert status == 200 and done["state"] == "sent" and not done["again"]
    for _ in range(3):
        assert tell("1", write(region)) == (200, {**done, "again": True})
    assert [one["id"] for one in browser("county referral_desk").get("/api/v1/worklist").json()] == [done["referral"]]
    status, answer = tell("1", write(region, diagnosis="右股骨颈骨折"), content=b"other")
    assert status == 409 and "control id" in answer["message"]
    assert tell("1", write(region, number="ZZ-8"), system="LIS")[0] == 200  # another system counts for itself
    client = browser("township referral_desk")
    path = f"/api/v1/his/{region.places['township']}/referrals/{done['referral']}"
    assert client.get(path).json() == {"number": "ZZ-7", "control_id": "1"}
    assert browser("county referral_desk").get(path).status_code == 403


def test_of_the_same_message_twice_at_once_one_is_done(region, desk):
    tellers = [desk("township"), desk("township")]
    answers = []
    threads = [threading.Thread(target=lambda t=t: answers.append(t("1", write(region)))) for t in tellers]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert [status for status, _ in answers] == [200, 200] and len({done["referral"] for _, done in answers}) == 1
    assert sorted(done["again"] for _, done in answers) == [False, True]
    with region.hub.database.read() as session:
        assert session.scalar(select(func.count(Referral.id))) == 1


def test_what_cannot_be_done_leaves_nothing_and_may_be_sent_again(small_region, small_desk):
    tell = small_desk("township")
    late = {"kind": "step", "key": "1", "number": "ZZ-7", "step": "close"}
    assert tell("1", write(small_region), late)[0] == 409  # written and sent, but cannot be closed: none of it
    with small_region.hub.database.read() as session:
        for table in (Referral, HisMessage, HisNumber):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert tell("1", write(small_region))[0] == 200


def test_the_account_has_no_more_rights_than_its_person(small_region, small_browser, small_desk):
    assert small_desk("township")("1", write(small_region), where="county")[0] == 403
    student = small_browser("township student")
    body = {"system": "", "control_id": "1", "fingerprint": "0" * 64, "kind": "x", "requests": []}
    assert student.post(f"/api/v1/his/{small_region.places['township']}/messages", json=body).status_code == 403
    referral = small_desk("township")("1", write(small_region))[1]["referral"]
    step = {"kind": "step", "key": "2", "referral": referral, "step": "accept"}
    assert small_desk("other")("2", step)[0] == 404
    assert small_desk("township")("2", step)[0] == 403  # the sender does not accept
    assert small_desk("county")("2", step)[1]["state"] == "accepted"


def test_a_referral_is_replaced_until_somebody_answered(small_region, small_desk):
    tell = small_desk("township")
    first = tell("1", write(small_region))[1]["referral"]
    change = {"kind": "rewrite", "key": "2", "number": "ZZ-7", "step": "send"}
    second = tell("2", {**change, "draft": draft(small_region, diagnosis="左股骨转子间骨折")})[1]
    assert second["state"] == "sent" and second["referral"] != first
    with small_region.hub.database.read() as session:
        assert session.get_one(Referral, first).state == "cancelled"
        assert session.get_one(Referral, second["referral"]).diagnosis == "左股骨转子间骨折"
    small_desk("county")("9", {"kind": "step", "key": "9", "referral": second["referral"], "step": "accept"})
    status, answer = tell("3", {**change, "key": "3", "draft": draft(small_region)})
    assert status == 409 and "accepted" in answer["message"]
    cancel = {"kind": "step", "key": "4", "number": "ZZ-7", "step": "cancel", "words": "患者放弃"}
    assert tell("4", cancel)[1]["state"] == "cancelled"


def test_out_of_the_prefecture_is_asked_for(small_region, small_desk):
    outside = write(small_region, receiver="", outside="华西医院")
    assert small_desk("township")("1", outside)[1]["state"] == "awaiting_approval"


def test_a_patient_arrives_who_is_that_patient(region, desk):
    referral = desk("township")("1", write(region))[1]["referral"]
    county = desk("county")
    assert county("2", arrived())[1] == {"referral": "", "state": "", "again": False}  # nobody has accepted
    county("3", {"kind": "step", "key": "3", "referral": referral, "step": "accept"})
    for wrong in ({"patient_name": "李五"}, {"birth_date": "1953-03-04"}):
        status, answer = county("4", arrived(**wrong))
        assert status == 409 and "not those of the referral's patient" in answer["message"]
    assert desk("township")("5", arrived())[1]["referral"] == ""  # admitted by the sender: no arrival
    assert county("6", arrived())[1] == {"referral": referral, "state": "arrived", "again": False}
    assert county("7", arrived())[1]["referral"] == ""
    back = {"kind": "step", "key": "8", "patient_number": PATIENT["number"], "step": "return"}
    assert county("8", {**back, "words": "已手术", "summary": "半髋置换"})[0] == 400  # no plan
    words = {"words": "已手术", "summary": "半髋置换", "rehabilitation": "六周避免深屈"}
    assert county("9", {**back, **words})[1]["state"] == "returned"


def test_two_referrals_of_a_patient_are_not_guessed_between(small_region, small_desk):
    for number in ("1", "2"):
        referral = small_desk("township")(number, write(small_region, number, number))[1]["referral"]
        small_desk("county")(number, {"kind": "step", "key": number, "referral": referral, "step": "accept"})
    status, answer = small_desk("county")("3", arrived())
    assert status == 409 and "name the one" in answer["message"]
    assert small_desk("county")("4", arrived(referral=referral))[1]["state"] == "arrived"


def test_a_merged_patient_is_found_by_the_new_number(small_region, small_desk):
    referral = small_desk("township")("1", write(small_region))[1]["referral"]
    county = small_desk("county")
    county("2", {"kind": "step", "key": "2", "referral": referral, "step": "accept"})
    merged = {"kind": "merge", "key": "3", "patient_number": PATIENT["number"], "survivor": "N2"}
    assert county("3", merged)[1] == {"referral": "", "state": "", "again": False}
    assert county("4", arrived(patient_number="N2"))[1]["referral"] == referral


def test_the_audit_names_the_message_and_nothing_of_the_patient(small_region, small_desk):
    small_desk("township")("1", write(small_region))
    with small_region.hub.database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "his_message")).all()
        assert [one.detail["control_id"] for one in entries] == ["1"]
        kept = session.scalars(select(HisMessage)).one()
        said = f"{[one.detail for one in entries]} {[getattr(kept, c.name) for c in HisMessage.__table__.columns]}"
        assert "李" not in said and PATIENT["number"] not in said


BROKEN = (
    {"kind": "write", "key": "1"}, {"kind": "rewrite", "key": "1", "number": "none"},
    {"kind": "step", "key": "1", "step": "arrive"}, {"kind": "step", "key": "1", "step": "fly", "number": "none"},
    {"kind": "merge", "key": "1", "patient_number": "a"}, {"kind": "dance", "key": "1"},
    {"kind": "write", "key": "1", "draft": {"patient": {"name": "", "number": ""}, "diagnosis": "", "reason": ""}},
)  # fmt: skip


def test_what_makes_no_sense_is_refused_in_a_sentence(small_browser, small_region):
    client = small_browser("county referral_desk")
    for broken in BROKEN:
        body = {"system": "", "control_id": "1", "fingerprint": "0" * 64, "kind": "x", "requests": [broken]}
        answer = client.post(f"/api/v1/his/{small_region.places['county']}/messages", json=body)
        assert answer.status_code in (400, 404) and answer.json()["message"].endswith("."), broken


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=12))
def test_merges_make_the_same_persons_as_a_union(pairs):
    """Against a plain union of sets; the last survivor is the one that a person goes by."""
    people = {one: {one} for one in "abcde"}
    with Session(_MERGES) as session:
        for number, survivor in pairs:
            merge(session, "p", number, survivor)
            session.flush()
            both = people[number] | people[survivor]
            people.update(dict.fromkeys(both, both))
        for one in "abcde":
            assert numbers_of(session, "p", one) == people[one]


def test_images_are_for_the_two_institutions_while_they_need_them(small_region, small_browser, small_desk):
    region = small_region
    referral = small_desk("township")("1", write(region))[1]["referral"]
    study = {
        "resourceType": "ImagingStudy", "status": "available", "description": "髋 CT",
        "contained": [{"resourceType": "Endpoint", "id": "e", "status": "active", "address": "https://pacs.example/dw"}],
        "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.840.99.1"}],
        "basedOn": [{"reference": f"ServiceRequest/{referral}"}], "endpoint": [{"reference": "#e"}],
    }  # fmt: skip
    desks = {place: small_browser(f"{place} referral_desk") for place in ("township", "county", "other")}
    assert desks["township"].post("/fhir/R4/ImagingStudy", json=study).status_code == 201

    def images(place, of=None):
        return desks[place].get(f"/api/v1/his/{region.places[of or place]}/referrals/{referral}/images")

    told = images("county").json()
    assert told["studies"] == [
        {"study_uid": "1.2.840.99.1", "address": "https://pacs.example/dw", "modalities": [], "about": "髋 CT"}
    ]
    assert (told["may_fetch"], told["identified"], told["from_id"]) == (True, False, region.places["township"])
    assert images("other").status_code == 404 and images("other", "county").status_code == 403
    small_desk("county")(
        "2", {"kind": "step", "key": "2", "referral": referral, "step": "decline", "words": "床位已满"}
    )
    assert not images("county").json()["may_fetch"] and images("township").json()["may_fetch"]
    now = datetime.now(UTC)
    for begin, end, agreed in ((-9, -1, False), (1, 9, False), (-1, 1, True)):
        with region.hub.database.write() as session:
            agree_to_share(
                session, region.actor("operator"), region.places["township"], region.places["county"], "referral",
                now + timedelta(days=begin), now + timedelta(days=end),
            )  # fmt: skip
        assert images("township").json()["identified"] is agreed
