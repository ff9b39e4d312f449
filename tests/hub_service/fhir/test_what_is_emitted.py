"""Everything that the facade says, judged by three validators that know nothing of it, and by its own promises."""

import functools
import json
import re
from datetime import timedelta

import fhirkit
import pyrage
import pytest

from hub_service.fhir.conftest import PATIENT, Speaker, browser_of, referral
from hub_service.fhir.test_way_of_a_referral import bundle
from osteohub.credentials import admissions, techniques
from osteohub.database.base import now
from osteohub.referrals.states import REFERRAL
from services import node
from services.hub_region import Region, copied, opened_hub

KINDS = ("ServiceRequest", "Task", "Patient", "Organization", "Practitioner", "PractitionerRole", "VerificationResult",
         "DocumentReference", "ImagingStudy", "Provenance", "AuditEvent")  # fmt: skip
READERS = ("operator", "township clinician", "county referral_desk", "centre centre_approver",
           "centre quality_officer", "county expert", "other clinician", "county operator")  # fmt: skip


def filled(region, client_of) -> None:
    """Referrals in every state, an attachment, images, admissions in some states."""
    doctor, desk, centre = (
        Speaker(client_of(name)) for name in ("township clinician", "county referral_desk", "centre centre_approver")
    )
    texts = [{"type": {"text": part}, "valueString": f"{part} 文"} for part in ("summary", "rehabilitation")]
    way = [("accepted", "accepted"), ("accepted", "booked"), ("in-progress", "arrived"), ("in-progress", "treated")]
    for number in range(len(way) + 2):
        identity = doctor.post("ServiceRequest", referral(region, number=f"N-{number}")).json()["id"]
        for status, state in way[:number]:
            assert desk.step(identity, status, f"话 {state}", state).status_code == 200
        if number > len(way):
            task = desk.read(f"Task/{identity}") | {"status": "completed", "output": texts}
            assert desk.put(f"Task/{identity}", task | {"statusReason": {"text": "好"}}).status_code == 200
            assert doctor.step(identity, "completed", "", "closed").status_code == 200
    for status, step, who in (("rejected", "无床", desk), ("cancelled", "不去了", doctor)):
        identity = doctor.post("ServiceRequest", referral(region)).json()["id"]
        assert who.step(identity, status, step).status_code == 200
    for status in ("completed", "rejected", ""):
        identity = doctor.post("ServiceRequest", referral(region, to="", status="on-hold")).json()["id"]
        if status:
            assert centre.step(f"{identity}-transfer", status, "批").status_code == 200
    assert (
        doctor.post(
            "ServiceRequest", referral(region, status="draft", patient={**PATIENT, "name": [{"text": "\t甲\x0b"}]})
        ).status_code
        == 201
    )
    made = doctor.post("", bundle(region)).json()["entry"][1]["resource"]["id"]
    sealed = pyrage.encrypt(b"plan", [pyrage.x25519.Identity.generate().to_public()])
    client = client_of("township clinician")
    assert client.post(f"/api/v1/referrals/{made}/attachments?name=plan.json", content=sealed).status_code == 201
    _admitted(region)


def _admitted(region) -> None:
    wanted = [{"kind": "training", "minimum": 1, "english": "training", "chinese": "培训"}]
    told = {"code": "hip", "name": "髋关节置换", "english": "hip replacement", "level": 3, "requirements": wanted}
    edition = {"format": "osteo.techniques/1", "edition": "1", "source": "x", "techniques": [told],
               "valid_from": now() - timedelta(1), "valid_until": now() + timedelta(999)}  # fmt: skip
    operator, expert = region.actor("operator"), region.actor("county expert")
    quality = region.actor("centre quality_officer")
    with region.hub.database.write() as session:
        techniques.adopt(session, operator, techniques.TechniqueList.model_validate(edition))
    for number, last in enumerate(("apply", "assess", "grant", "suspend"), 1):
        surgeon = region.actor("township clinician", number)
        with region.hub.database.write() as session:
            one = admissions.begin(session, surgeon, "hip", region.places["township"]).id
            admissions.claim(session, surgeon, one, [admissions.Claim("training", 2, "x")])
            admissions.apply(session, surgeon, one)
            if last != "apply":
                admissions.assess(session, expert, one, True, "好")
            if last in ("grant", "suspend"):
                admissions.grant(session, quality, one, 30)
            if last == "suspend":
                admissions.suspend(session, quality, one, "查")


def gathered(client_of) -> list[tuple[str, dict]]:
    """Who was told what: every resource and Bundle that every reader can get."""
    told = []
    for who in READERS:
        one = Speaker(client_of(who))
        for kind in KINDS:
            bundle = one.get(
                f"{kind}?_count=200&_include={kind}:subject&_revinclude=Provenance:target&nonsense=1"
            ).json()
            told += [(who, bundle), *((who, entry["resource"]) for entry in bundle.get("entry", []))]
        if who in ("township clinician", "county referral_desk"):
            tasks = [history(one, f"Task/{each['id']}") for each in one.found("Task?_count=200")]
            for each in [
                *tasks,
                *(history(one, f"{kind}/{tasks[0]['entry'][0]['resource']['id']}") for kind in KINDS[:3]),
            ]:
                told += [(who, each), *((who, entry["resource"]) for entry in each["entry"])]
    told += [
        ("operator", Speaker(client_of("operator")).read("metadata")),
        (READERS[1], one.get("Task/nonsense").json()),
    ]
    return told


def history(one: Speaker, where: str) -> dict:
    return one.read(f"{where}/_history")


@pytest.fixture(scope="module")
def client_of(tmp_path_factory, sqlite_template):
    """Call it with a person's name to get a client, in a region where everything has happened."""
    folder = tmp_path_factory.mktemp("emitted")
    region = Region(opened_hub(folder, copied(sqlite_template, folder / "hub.sqlite")))
    signed_in = functools.cache(browser_of(region))
    filled(region, signed_in)
    yield signed_in
    region.hub.close()


@pytest.fixture(scope="module")
def emitted(client_of):
    return gathered(client_of)


def test_a_rust_validator_objects_to_nothing(emitted):
    told = {json.dumps(one, sort_keys=True) for _, one in emitted}
    objections = {(one.path, one.message) for text in told for one in fhirkit.validate(text)}
    assert objections == set() and len(told) > 150
    assert {json.loads(one)["resourceType"] for one in told} == {
        *KINDS,
        "Bundle",
        "CapabilityStatement",
        "OperationOutcome",
    }


@pytest.mark.slow
@pytest.mark.service("fhir-validators")
def test_two_validators_of_another_language_object_to_nothing(emitted):
    told = [json.loads(one) for one in sorted({json.dumps(one, sort_keys=True) for _, one in emitted})]
    found = node.objections(told)
    wrong = {(one["resourceType"], who, words) for one, said in zip(told, found, strict=True)
             for who in said for words in said[who]}  # fmt: skip
    assert wrong == set()
    bad = node.objections([{"resourceType": "Task", "status": "bogus"}])  # they do look
    assert bad[0]["medplum"] and bad[0]["fhir"]


def references(value) -> set[str]:
    if isinstance(value, list):
        return {found for one in value for found in references(one)}
    if not isinstance(value, dict):
        return set()
    own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
    return own | {found for one in value.values() for found in references(one)}


@pytest.mark.slow
def test_whatever_is_referred_to_can_be_read_and_times_have_a_zone(emitted, client_of):
    instant = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)")
    for who in READERS:
        one = Speaker(client_of(who))
        pointed = {found for name, told in emitted if name == who for found in references(told) if found[0] != "#"}
        for where in sorted(pointed):
            assert one.get(where).status_code == 200, f"{who} is pointed to {where} and cannot read it"
    for _, told in emitted:
        for moment in re.findall(r'"(\d{4}-\d\d-\d\dT[^"]*)"', json.dumps(told)):
            assert instant.fullmatch(moment), moment


def test_every_state_is_told(emitted):
    told = {one["businessStatus"]["coding"][-1]["code"] for _, one in emitted if one["resourceType"] == "Task"}
    assert told == {*REFERRAL.states}


@pytest.mark.slow
def test_the_capability_statement_promises_what_is_done(client_of):
    desk = Speaker(client_of("county referral_desk"))
    [rest] = desk.read("metadata")["rest"]
    for one in rest["resource"]:
        kind = one["type"]
        if kind == "AuditEvent":
            continue  # not for a referral desk
        for parameter in one["searchParam"]:
            value = {"date": "ge2020-01-01", "token": "x", "string": "x", "reference": "x"}[parameter["type"]]
            answer = desk.get(f"{kind}?{parameter['name']}={value}", prefer="handling=strict")
            assert answer.status_code == 200, (kind, parameter, answer.text)
        for way, names in (
            ("_include", one.get("searchInclude", [])),
            ("_revinclude", one.get("searchRevInclude", [])),
        ):
            for name in names:
                answer = desk.get(f"{kind}?{way}={name}", prefer="handling=strict")
                assert answer.status_code == 200, (kind, name, answer.text)
