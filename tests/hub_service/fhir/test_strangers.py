"""No sequence of calls shows strangers a row, or brings a referral into a state that its table does not lead to."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hub_service.fhir.conftest import PATIENT, Speaker, browser_of, referral
from hub_service.fhir.test_way_of_a_referral import bundle
from hub_service.referrals.test_referrals import TABLE
from osteohub.fhir.models import ReferralVersion
from osteohub.fhir.resources.every import KINDS
from osteohub.referrals.models import Referral, ReferralEvent
from services.hub_region import Region, copied, opened_hub

SECRETS = ("欧阳秘密", "S-532301", "1933-03-03", "13911112222", "秘密诊断", "secret.example")
STRANGERS = ("other clinician", "other referral_desk", "other quality_officer", "other operator", "other expert",
             "other centre_approver", "township student", "county student")  # fmt: skip
STATUSES = (
    "draft",
    "requested",
    "received",
    "accepted",
    "rejected",
    "cancelled",
    "in-progress",
    "on-hold",
    "completed",
)
STATES = ("sent", "accepted", "declined", "booked", "arrived", "treated", "returned", "closed", "cancelled",
          "transferred", "refused", "draft", "awaiting_approval", "nonsense", "")  # fmt: skip
WAYS = ("read", "history", "vread", "search", "back", "step", "post", "condition", "known patient")


@pytest.fixture(scope="module")
def place(tmp_path_factory, sqlite_template):
    """A region with referrals of the township, sent, drafted and waiting for the centre; ids of all that they are."""
    folder = tmp_path_factory.mktemp("strangers")
    region = Region(opened_hub(folder, copied(sqlite_template, folder / "hub.sqlite")))
    sign_in = browser_of(region)
    speakers = {name: Speaker(sign_in(name)) for name in STRANGERS}
    doctor = Speaker(sign_in("township clinician"))
    patient = {
        **PATIENT,
        "name": [{"text": SECRETS[0]}],
        "identifier": [{"value": SECRETS[1]}],
        "birthDate": SECRETS[2],
        "telecom": [{"system": "phone", "value": SECRETS[3]}],
    }
    told = {"patient": patient, "reasonCode": [{"text": SECRETS[4]}]}
    made = [
        doctor.post("ServiceRequest", referral(region, **way, **told)).json()["id"]
        for way in ({"number": "X-1"}, {"status": "draft"}, {"to": "", "status": "on-hold"})
    ]
    study = bundle(region)["entry"][0]["resource"]
    del study["subject"]
    study["basedOn"] = [{"reference": f"ServiceRequest/{made[0]}"}]
    study["contained"][0]["address"] = "https://secret.example/dicom-web"
    images = doctor.post("ImagingStudy", study)
    assert images.status_code == 201, images.text
    others = [one["id"] for one in doctor.found("Provenance")]
    region.known = [*made, *(f"{one}-transfer" for one in made), images.json()["id"], *others]
    region.made, region.speakers = made, speakers
    yield region
    region.hub.close()


def rows(region) -> list[tuple]:
    with region.hub.database.read() as session:
        kept = session.execute(select(Referral.id, Referral.state, Referral.version).order_by(Referral.id)).all()
        return [tuple(one) for one in kept if one[0] in region.made]


@st.composite
def calls(draw):
    """One call: what is done, to which of the known ids, as which kind, with what."""
    return (
        draw(st.sampled_from(WAYS)),
        draw(st.integers(0, 99)),
        draw(st.sampled_from(sorted(KINDS))),
        draw(st.sampled_from(STATUSES)),
        draw(st.sampled_from(STATES)),
    )  # fmt: skip


def call(region, one: Speaker, told) -> str:
    """The answer's text."""
    what, number, kind, status, state = told
    identity = region.known[number % len(region.known)]
    parameters = sorted(KINDS[kind].all_parameters)
    match what:
        case "read":
            return one.get(f"{kind}/{identity}").text
        case "history":
            return one.get(f"{kind}/{identity}/_history").text
        case "vread":
            return one.get(f"{kind}/{identity}/_history/{number % 4}").text
        case "search":
            value = (identity, SECRETS[number % len(SECRETS)], "ge1900", "active")[number % 4]
            return one.get(f"{kind}?{parameters[number % len(parameters)]}={value}").text
        case "back":
            return one.get(
                f"{kind}?_include={kind}:subject&_revinclude=Task:requester&_revinclude=Provenance:target"
            ).text
        case "step":
            coded = [{"system": "urn:osteo:referral-state", "code": state}] if state else []
            task = {"resourceType": "Task", "id": identity, "status": status, "intent": "order",
                    "businessStatus": {"coding": coded}, "statusReason": {"text": "x"}}  # fmt: skip
            return one.put(f"Task/{identity}", task).text
        case "post":
            study = bundle(region)["entry"][0]["resource"]
            study["basedOn"] = [{"reference": f"ServiceRequest/{identity}"}]
            entries = [{"resource": study, "request": {"method": "POST", "url": "ImagingStudy"}}]
            return one.post("", {"resourceType": "Bundle", "type": "transaction", "entry": entries}).text
        case "condition":
            sent = referral(region, "other", status="draft", requester={"reference": f"Organization/{identity[:32]}"})
            return one.post("ServiceRequest", sent, if_none_exist="identifier=urn:his:order|X-1").text
        case _:
            sent = referral(region, "other", status="draft", subject={"reference": f"Patient/{identity}"})
            del sent["contained"]
            return one.post("ServiceRequest", sent).text


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STRANGERS), calls()), min_size=1, max_size=6))
def test_strangers_see_and_change_nothing(place, told):
    before = rows(place)
    for who, one in told:
        text = call(place, place.speakers[who], one)
        answer = json.loads(text)
        assert not [secret for secret in SECRETS if secret in json.dumps(_without_links(answer), ensure_ascii=False)]
        for entry in answer.get("entry", []):
            assert entry["resource"].get("id", "").removesuffix("-transfer") not in place.known
    assert rows(place) == before


def _without_links(answer: dict) -> dict:
    """What was asked stands in the link to itself."""
    return {name: value for name, value in answer.items() if name != "link"}


INSIDERS = ("township clinician", "county referral_desk", "centre centre_approver")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(({"status": "draft"}, {}, {"to": "", "status": "on-hold"})),
    st.lists(
        st.tuples(st.sampled_from(INSIDERS), st.booleans(), st.sampled_from(STATUSES), st.sampled_from(STATES)),
        max_size=12,
    ),
)
def test_every_step_is_one_of_the_table_and_every_version_is_kept(place, insiders, way, steps):
    identity = insiders[INSIDERS[0]].post("ServiceRequest", referral(place, **way)).json()["id"]
    texts = [{"type": {"text": part}, "valueString": "文"} for part in ("summary", "rehabilitation")]
    done = 0
    for who, transfer, status, state in steps:
        own = identity + ("-transfer" if transfer else "")
        coded = [{"system": "urn:osteo:referral-state", "code": state}] if state else []
        task = {"resourceType": "Task", "id": own, "status": status, "intent": "order", "output": texts,
                "businessStatus": {"coding": coded}, "statusReason": {"text": f"话{done}"}}  # fmt: skip
        answer = insiders[who].put(f"Task/{own}", task)
        assert answer.status_code in (200, 400, 403, 404, 409), answer.text
        done += answer.status_code == 200
    with place.hub.database.read() as session:
        kept = session.get_one(Referral, identity)
        events = session.scalars(select(ReferralEvent).where(ReferralEvent.referral_id == identity)).all()
        of_it = select(ReferralVersion).where(ReferralVersion.referral_id == identity)
        versions = session.scalars(of_it.order_by(ReferralVersion.number)).all()
    events = sorted(events, key=lambda one: one.id)
    state = "draft"
    for one in events:
        assert one.source == state and TABLE[state, one.action] == one.target
        state = one.target
    taken = {one.action for one in events}
    assert kept.state == state and ("accept" in taken or state not in ("booked", "arrived", "treated", "returned"))
    assert [one.number for one in versions] == list(range(1, kept.version + 1))
    assert versions[-1].state == kept.state and versions[-1].content["state"] == kept.state
    told = [one["resource"]["businessStatus"]["coding"][-1]["code"]
            for one in insiders[INSIDERS[0]].read(f"Task/{identity}/_history")["entry"]]  # fmt: skip
    assert told == [one.state for one in reversed(versions)]


@pytest.fixture(scope="module")
def insiders(place):
    sign_in = browser_of(place)
    return {name: Speaker(sign_in(name)) for name in INSIDERS}
