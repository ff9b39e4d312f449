"""What HTTP says around the resources: types, versions, headers, refusals; whatever comes as a body."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub_service.fhir.conftest import referral
from osteohub.fhir.content import is_accepted, is_json

FHIR = "application/fhir+json"


def refused(answer, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == f"{FHIR}; charset=utf-8"
    told = answer.json()
    assert told["resourceType"] == "OperationOutcome" and told["issue"][0]["code"] == code, told


def test_every_refusal_is_an_outcome(small_region, small_speak):
    nobody, doctor = small_speak(None), small_speak("township clinician")
    refused(nobody.get("Task"), 401, "login")
    assert nobody.get("Task").headers["www-authenticate"] == "Bearer"
    refused(nobody.get("Task", authorization="Bearer x"), 401, "login")
    refused(nobody.get("nothing/at/all/here"), 401, "login")
    assert nobody.get("metadata").status_code == 200
    refused(doctor.get("Observation"), 404, "not-found")
    refused(doctor.get("Task/1"), 404, "not-found")
    refused(doctor.get("a/b/c/d/e"), 404, "not-found")
    refused(doctor.client.get("/fhir/R5/Task"), 404, "not-found")
    refused(doctor.get("AuditEvent"), 403, "forbidden")
    refused(doctor.get("Organization/1/_history"), 404, "not-found")
    refused(doctor.client.delete("/fhir/R4/Task/1"), 405, "not-supported")
    refused(doctor.client.patch("/fhir/R4/Task/1"), 405, "not-supported")
    refused(doctor.put("Patient/1", {"resourceType": "Patient"}), 405, "not-supported")
    refused(doctor.post("Patient", {"resourceType": "Patient"}), 405, "not-supported")
    refused(doctor.post("Organization", {"resourceType": "Organization"}), 405, "not-supported")
    refused(doctor.post("Task", {"resourceType": "Patient"}), 400, "invalid")
    refused(doctor.post("", {"resourceType": "Bundle", "type": "batch"}), 400, "invalid")
    refused(doctor.client.post("/fhir/R4", content=b"x" * 1_000_001), 413, "too-long")
    refused(doctor.client.post("/fhir/R4", content=iter([b"{"])), 411, "required")
    foreign = {"sec-fetch-site": "cross-site", "content-type": FHIR}
    refused(
        doctor.client.post("/fhir/R4/ServiceRequest", json=referral(small_region), headers=foreign), 403, "forbidden"
    )


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"{}", b'{"resourceType": 1}', b'{"resourceType": "Task", "a": NaN}', b"\xff\xfe",
     b"[" * 50_000, b'{"resourceType": "Task", "note": "\\u0000"}', b'{"resourceType": "Task", "note": "\\ud800"}'],
)  # fmt: skip
def test_bodies_that_are_none(one_speak, body):
    client = one_speak("township clinician").client
    refused(client.post("/fhir/R4/ServiceRequest", content=body, headers={"content-type": FHIR}), 400, "invalid")


def test_types_that_are_spoken(one_speak):
    doctor = one_speak("township clinician")
    for accept in ("", "*/*", FHIR, "application/json", f"{FHIR}; fhirVersion=4.0", "text/html, */*;q=0.1"):
        assert doctor.get("Task", accept=accept).status_code == 200, accept
    for accept in ("application/fhir+xml", "text/html", f"{FHIR}; fhirVersion=5.0"):
        refused(doctor.get("Task", accept=accept), 406, "not-supported")
    assert doctor.get("Task?_format=json", accept="text/html").status_code == 200
    refused(doctor.get("Task?_format=xml"), 406, "not-supported")
    refused(doctor.post("Task", {}, content_type="application/xml"), 415, "not-supported")
    assert is_json("application/fhir+json;charset=UTF-8") and not is_json(f"{FHIR};fhirVersion=3.0") and not is_json("")
    assert not is_accepted("*/*", "xml") and is_accepted("text/xml, application/*", "")


def test_versions_and_times_are_told(one_region, one_speak):
    doctor, desk = one_speak("township clinician"), one_speak("county referral_desk")
    made = doctor.post("ServiceRequest", referral(one_region), prefer="return=minimal")
    assert made.status_code == 201 and made.content == b"" and made.headers["etag"] == 'W/"1"'
    identity = made.headers["location"].split("/")[-3]
    read = desk.get(f"Task/{identity}")
    assert read.headers["etag"] == 'W/"1"' and read.headers["last-modified"].endswith("GMT")
    assert "no-store" in read.headers["cache-control"] and read.headers["x-content-type-options"] == "nosniff"
    assert desk.get(f"Task/{identity}", if_none_match='W/"1"').status_code in (200, 304)
    known = desk.client.get(f"/fhir/R4/Task/{identity}", headers={"if-none-match": 'W/"1"'})
    assert known.status_code == 304 and known.content == b""
    refused(desk.step(identity, "accepted", if_match='W/"x"'), 400, "invalid")
    refused(desk.step(identity, "accepted", if_match='W/"2"'), 412, "conflict")
    assert desk.step(identity, "accepted", if_match='W/"1"').headers["etag"] == 'W/"2"'
    refused(desk.step(identity, "accepted", if_match='W/"1"'), 412, "conflict")
    refused(doctor.get(f"Task/{identity}/_history/9"), 404, "not-found")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ELEMENTS = ("subject", "requester", "performer", "reasonCode", "note", "contained", "identifier", "status", "priority",
            "id", "businessStatus", "output", "focus", "basedOn", "content", "context", "endpoint", "entry",
            "type")  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["ServiceRequest", "ImagingStudy", "DocumentReference", "Task", "Bundle", "Bundle of one"]),
    st.dictionaries(st.sampled_from(ELEMENTS), JSON, max_size=4),
)
def test_whatever_is_sent_is_kept_or_refused(one_region, one_speak, kind, parts):
    body = {**(referral(one_region) if kind == "ServiceRequest" else {"resourceType": kind}), **parts}
    one = one_speak("township clinician")
    if kind == "Bundle of one":
        entry = {"resource": {**referral(one_region), **parts}, "request": {"method": "POST", "url": "ServiceRequest"}}
        answer = one.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
    elif kind == "Bundle":
        answer = one.post("", {"type": "transaction", **body})
    elif kind == "Task":
        answer = one.put(f"Task/{parts.get('id', 'x')}".replace("\x00", "").split("?")[0], body)
    else:
        answer = one.post(kind, body)
    assert answer.status_code in (200, 201, 400, 403, 404, 405, 409), (
        answer.status_code,
        answer.text,
        json.dumps(body),
    )
