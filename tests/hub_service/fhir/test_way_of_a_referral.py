"""A referral's way by FHIR alone: written, found, accepted, treated, returned; what is refused on the way."""

import json
import threading
from pathlib import Path

import pytest

from hub_service.fhir.conftest import PATIENT, referral
from osteohub.identity.service import create_organisation

BSER = "http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS"


def business(task: dict) -> dict[str, str]:
    return {one["system"]: one["code"] for one in task["businessStatus"]["coding"]}


def reason(answer) -> str:
    told = answer.json()
    assert told["resourceType"] == "OperationOutcome", told
    return told["issue"][0]["diagnostics"]


def test_a_hip_fracture_goes_up_and_comes_back(region, speak):
    doctor, desk = speak("township clinician"), speak("county referral_desk")
    made = doctor.post("ServiceRequest", referral(region, number="R-1", priority="urgent"))
    assert made.status_code == 201, made.text
    identity = made.json()["id"]
    assert made.headers["location"] == f"http://hub.example/fhir/R4/ServiceRequest/{identity}/_history/1"
    assert made.headers["etag"] == 'W/"1"' and made.headers["content-type"].startswith("application/fhir+json")
    [task] = desk.found(f"Task?owner=Organization/{region.places['county']}&status=requested")
    assert task["id"] == identity and business(task)[BSER] == "2.0" and task["restriction"]["period"]["end"]
    [patient] = desk.found("Patient?identifier=5323012601")
    assert patient["name"] == [{"text": "李四"}] and patient["birthDate"] == "1950-03-08"
    accepted = desk.step(identity, "accepted", if_match='W/"1"')
    assert accepted.status_code == 200 and business(accepted.json())[BSER] == "3.0", accepted.text
    assert desk.step(identity, "accepted", state="booked").status_code == 400  # when and where?
    booked = desk.step(identity, "accepted", "明日 14:00，3 号楼", "booked").json()
    assert {"type": {"coding": [{"system": "urn:osteo:document", "code": "booking"}]},
            "valueString": "明日 14:00，3 号楼"} in booked["output"]  # fmt: skip
    assert business(desk.step(identity, "in-progress").json())["urn:osteo:referral-state"] == "arrived"
    assert desk.step(identity, "in-progress", state="treated").status_code == 200
    assert "summary" in reason(desk.step(identity, "completed", "已手术"))
    task = desk.read(f"Task/{identity}")
    task |= {"status": "completed", "statusReason": {"text": "已手术"}}
    task["output"] = [
        {"type": {"text": "summary"}, "valueString": "半髋置换"},
        {"type": {"coding": [{"system": "urn:osteo:document", "code": "rehabilitation"}]}, "valueString": "避免深屈"},
    ]
    back = desk.put(f"Task/{identity}", task).json()
    assert back["status"] == "completed" and business(back)[BSER] == "7.0"
    documents = doctor.found(f"DocumentReference?related=ServiceRequest/{identity}")
    assert {one["id"] for one in documents} == {f"{identity}-summary", f"{identity}-rehabilitation"}
    assert doctor.step(identity, "completed", state="closed").status_code == 200
    assert doctor.read(f"ServiceRequest/{identity}")["status"] == "completed"
    steps = [one["activity"]["coding"][0]["code"] for one in doctor.found(f"Provenance?target=Task/{identity}")]
    assert steps == ["send", "accept", "book", "arrive", "treat", "return", "close"]


def test_history_holds_what_was_and_not_what_the_receiver_never_saw(region, speak, browser):
    doctor, desk = speak("township clinician"), speak("county referral_desk")
    identity = doctor.post("ServiceRequest", referral(region, status="draft")).json()["id"]
    body = {"to_id": region.places["county"], "patient_name": "王五", "patient_number": "1", "diagnosis": "骨折",
            "reason": "手术"}  # fmt: skip
    assert browser("township clinician").put(f"/api/v1/referrals/{identity}", json=body).status_code == 200
    assert doctor.step(identity, "requested").status_code == 200
    assert desk.step(identity, "rejected", "床位已满").status_code == 200
    told = doctor.read(f"ServiceRequest/{identity}/_history")
    assert told["total"] == 4 and [one["resource"]["status"] for one in told["entry"]] == [
        "revoked", "active", "draft", "draft",
    ]  # fmt: skip
    names = [one["resource"]["name"][0]["text"] for one in doctor.read(f"Patient/{identity}/_history")["entry"]]
    assert names == ["王五", "王五", "王五", "李四"]
    assert doctor.read(f"Patient/{identity}/_history/1")["name"][0]["text"] == "李四"
    seen = desk.read(f"Patient/{identity}/_history")
    assert [one["resource"]["meta"]["versionId"] for one in seen["entry"]] == ["4", "3"]
    assert desk.get(f"Patient/{identity}/_history/1").status_code == 404
    assert desk.get(f"Task/{identity}/_history/2").status_code == 404
    assert desk.read(f"Task/{identity}/_history/3")["status"] == "requested"


def test_a_transfer_out_is_a_second_task_of_the_centre(one_region, one_speak):
    doctor, centre = one_speak("township clinician"), one_speak("centre centre_approver")
    refused = doctor.post("ServiceRequest", referral(one_region, to=""))
    assert refused.status_code == 409 and "approval" in reason(refused)
    identity = doctor.post("ServiceRequest", referral(one_region, to="", status="on-hold")).json()["id"]
    [task] = centre.found(f"Task?owner={one_region.places['centre']}&status=requested&code=approve&focus={identity}")
    assert task["id"] == f"{identity}-transfer" and task["partOf"] == [{"reference": f"Task/{identity}"}]
    assert {one["id"] for one in centre.found(f"Task?focus=ServiceRequest/{identity}")} == {identity, task["id"]}
    assert doctor.step(task["id"], "completed", "x").status_code == 403
    assert centre.step(task["id"], "completed").status_code == 400  # on what ground?
    done = centre.step(task["id"], "completed", "本州无此技术")
    assert done.status_code == 200 and business(done.json())[BSER] == "3.0"
    assert doctor.read(f"ServiceRequest/{identity}")["status"] == "active"
    versions = centre.read(f"Task/{task['id']}/_history")["entry"]
    assert [one["resource"]["status"] for one in versions] == ["completed", "requested"]


def test_the_centre_refuses_or_the_sender_cancels(one_region, one_speak):
    doctor, centre = one_speak("township clinician"), one_speak("centre centre_approver")
    first, second = (
        doctor.post("ServiceRequest", referral(one_region, to="", status="on-hold")).json()["id"] for _ in range(2)
    )
    assert centre.step(f"{first}-transfer", "rejected", "州内可做").json()["status"] == "rejected"
    assert doctor.read(f"ServiceRequest/{first}")["status"] == "revoked"
    assert doctor.step(second, "cancelled", "家属放弃").json()["status"] == "cancelled"
    assert {first, second} <= {one["id"] for one in doctor.found("Task?business-status=6.0&_sort=-_lastUpdated")}


def test_made_once_however_often_it_is_sent(region, speak):
    doctor = speak("township clinician")
    body, once = referral(region, number="R-7"), {"if_none_exist": "identifier=urn:his:order|R-7"}
    made = doctor.post("ServiceRequest", body, **once)
    again = doctor.post("ServiceRequest", body, **once)
    assert (made.status_code, again.status_code) == (201, 200) and made.json()["id"] == again.json()["id"]
    assert doctor.post("ServiceRequest", body).status_code == 409
    doctor.post("ServiceRequest", referral(region, number="R-8"))
    twice = doctor.post("ServiceRequest", body, if_none_exist=f"requester={region.places['township']}")
    assert twice.status_code == 412 and "More than one" in reason(twice)
    assert doctor.post("ServiceRequest", body, if_none_exist="nonsense=1").status_code == 400
    assert doctor.post("ServiceRequest", body, if_none_exist="_count=1").status_code == 400
    other = speak("other clinician").post("ServiceRequest", referral(region, "other", number="R-7"), **once)
    assert other.status_code == 201  # another institution's numbers are its own


def test_of_two_that_send_the_same_at_once_one_makes_it(region, speak):
    speakers = [speak("township clinician"), speak("township referral_desk")]
    answers = []

    def send(one) -> None:
        body = referral(region, number="R-9")
        answers.append(one.post("ServiceRequest", body, if_none_exist="identifier=urn:his:order|R-9"))

    threads = [threading.Thread(target=send, args=(one,)) for one in speakers]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert sorted(one.status_code for one in answers) == [200, 201]
    assert len({one.json()["id"] for one in answers}) == 1


def bundle(region, *more: dict, patient=PATIENT) -> dict:
    request = referral(region, number="R-3", subject={"reference": "urn:uuid:p"})
    del request["contained"]
    images = {
        "resourceType": "ImagingStudy",
        "contained": [{"resourceType": "Endpoint", "id": "e", "status": "active", "address": "https://pacs.example/wado"}],
        "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.840.99.1"}],
        "status": "available",
        "modality": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "CT"}],
        "subject": {"reference": "urn:uuid:p"},
        "basedOn": [{"reference": "urn:uuid:s"}],
        "endpoint": [{"reference": "#e"}],
        "started": "2026-11-22T08:00:00+08:00",
        "description": "骨盆 CT",
    }  # fmt: skip
    posted = [("urn:uuid:i", images), ("urn:uuid:s", request), ("urn:uuid:p", patient)]
    entries = [
        {"fullUrl": where, "resource": one, "request": {"method": "POST", "url": one["resourceType"]}}
        for where, one in posted
    ]
    entries[1]["request"]["ifNoneExist"] = "identifier=urn:his:order|R-3"
    return {"resourceType": "Bundle", "type": "transaction", "entry": [*entries, *more]}


def test_a_transaction_makes_all_or_nothing(one_region, one_speak):
    doctor = one_speak("township clinician")
    done = doctor.post("", bundle(one_region))
    assert done.status_code == 200, done.text
    told = [(one["response"]["status"], one["resource"]["resourceType"]) for one in done.json()["entry"]]
    assert told == [("201 Created", "ImagingStudy"), ("201 Created", "ServiceRequest"), ("201 Created", "Patient")]
    study = done.json()["entry"][0]["resource"]
    identity = done.json()["entry"][1]["resource"]["id"]
    assert study["basedOn"] == [{"reference": f"ServiceRequest/{identity}"}]
    assert study["contained"][0]["address"] == "https://pacs.example/wado"
    again = doctor.post("", bundle(one_region)).json()["entry"]
    assert [one["response"]["status"] for one in again] == ["201 Created", "200 OK", "200 OK"]
    assert again[0]["resource"]["id"] == study["id"]  # told twice, kept once
    task = {"resourceType": "Task", "id": identity, "intent": "order", "status": "completed"}
    wrong = bundle(one_region, {"resource": task, "request": {"method": "PUT", "url": f"Task/{identity}"}})
    wrong["entry"][1]["request"].pop("ifNoneExist")
    wrong["entry"][1]["resource"]["identifier"][0]["value"] = "R-4"
    assert doctor.post("", wrong).status_code == 403  # the sender does not complete it
    assert doctor.found("ServiceRequest?identifier=R-4") == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"subject": {"reference": "urn:uuid:nobody"}}, "subject"),
        ({"performer": []}, "performer"),
        ({"performer": [{"reference": "Organization/x"}]}, "Organization"),
        ({"reasonCode": [{"text": ""}]}, "reasonCode"),
        ({"note": [{"text": "x" * 5001}]}, "note"),
        ({"status": "completed"}, "status"),
        ({"intent": "plan"}, "intent"),
        ({"doNotPerform": True}, "doNotPerform"),
        ({"bodySite": [{"text": "hip"}]}, "bodySite"),
        ({"identifier": [{"system": "urn:osteo:referral", "value": "1"}]}, "its own number"),
        ({"contained": [{**PATIENT, "id": "p", "birthDate": "1950"}]}, "birthDate"),
        ({"contained": [{**PATIENT, "id": "p", "name": [{"text": " "}]}]}, "Patient.name"),
        ({"contained": [{**PATIENT, "id": "p", "address": [{"text": "x"}]}]}, "Patient.address"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(one_region, one_speak, change, why):
    refused = one_speak("township clinician").post("ServiceRequest", {**referral(one_region), **change})
    assert refused.status_code == 400 and why in reason(refused), refused.text


def test_a_lenient_sender_has_more_passed_over_but_never_a_modifier(one_region, one_speak):
    doctor = one_speak("township clinician")
    body = {**referral(one_region), "bodySite": [{"text": "hip"}]}
    assert doctor.post("ServiceRequest", body, prefer="handling=lenient").status_code == 201
    refused = doctor.post("ServiceRequest", {**body, "doNotPerform": True}, prefer="handling=lenient")
    assert refused.status_code == 400 and "doNotPerform" in reason(refused)


def test_steps_that_cannot_be_taken(one_region, one_speak):
    doctor, desk = one_speak("township clinician"), one_speak("county referral_desk")
    identity = doctor.post("ServiceRequest", referral(one_region)).json()["id"]
    assert desk.step(identity, "completed", "x").status_code == 409
    assert desk.step(identity, "on-hold").status_code == 403  # the sender's
    assert desk.step(identity, "failed").status_code == 409
    assert doctor.step(identity, "accepted").status_code == 403
    assert desk.step(identity, "accepted", state="declined").status_code == 400
    assert one_speak("other referral_desk").put(f"Task/{identity}", desk.read(f"Task/{identity}")).status_code == 404
    stale = desk.step(identity, "accepted", if_match='W/"7"')
    assert stale.status_code == 412 and "version 1" in reason(stale)
    same = desk.step(identity, "requested")
    assert same.status_code == 200 and same.headers["etag"] == 'W/"1"'
    task = desk.read(f"Task/{identity}")
    task["owner"] = {"reference": f"Organization/{one_region.places['other']}"}
    assert "owner" in reason(desk.put(f"Task/{identity}", task))
    assert desk.put(f"Task/{identity[:-1]}", task).status_code == 400
    assert desk.put(f"Task/{identity}-transfer", {**task, "id": f"{identity}-transfer"}).status_code == 404


def test_a_referral_for_a_patient_who_is_known(one_region, one_speak):
    doctor = one_speak("township clinician")
    first = doctor.post("ServiceRequest", referral(one_region)).json()["id"]
    body = referral(one_region, subject={"reference": f"Patient/{first}"})
    del body["contained"]
    second = doctor.post("ServiceRequest", body).json()["id"]
    assert doctor.read(f"Patient/{second}")["name"] == doctor.read(f"Patient/{first}")["name"]
    body["requester"] = {"reference": f"Organization/{one_region.places['other']}"}
    assert one_speak("other clinician").post("ServiceRequest", body).status_code == 404


def test_the_example_of_the_page_does_what_it_says(small_region, small_speak):
    page = (Path(__file__).resolve().parents[3] / "docs" / "fhir.md").read_text(encoding="utf-8")
    told = page.split("ServiceRequest -d '")[1].split("'\n")[0]
    body = json.loads(
        told.replace("MINE", small_region.places["township"]).replace("THEIRS", small_region.places["county"])
    )
    once = {"if_none_exist": page.split('"If-None-Exist: ')[1].split('"')[0]}
    doctor = small_speak("township referral_desk")
    assert [doctor.post("ServiceRequest", body, **once).status_code for _ in range(2)] == [201, 200]
    asked = page.split('"$H/')[1].split('"')[0].replace("MINE", small_region.places["county"])
    entries = small_speak("county referral_desk").read(asked)["entry"]
    assert [one["resource"]["resourceType"] for one in entries] == ["Task", "ServiceRequest", "Patient"]


def test_an_emergency_that_went_first_is_judged_by_the_centres_task(one_region, one_speak):
    doctor, centre = one_speak("township referral_desk"), one_speak("centre centre_approver")
    sent = doctor.post("ServiceRequest", referral(one_region, to="", priority="stat"))
    assert sent.status_code == 201 and sent.json()["status"] == "active", sent.text
    identity = sent.json()["id"]
    task = centre.read(f"Task/{identity}-transfer")
    assert task["status"] == "requested" and task["businessStatus"]["coding"][-1]["code"] == "unjudged"
    waiting = f"Task?code=approve&status=requested&focus=ServiceRequest/{identity}"
    assert [one["id"] for one in centre.found(waiting)] == [f"{identity}-transfer"]
    assert centre.found(waiting.replace("requested", "completed")) == []
    assert doctor.step(f"{identity}-transfer", "completed", "x").status_code == 403
    assert centre.step(f"{identity}-transfer", "completed").status_code == 400  # on what ground?
    assert centre.step(f"{identity}-transfer", "in-progress", "x").status_code == 409
    done = centre.step(f"{identity}-transfer", "completed", "病情危重", if_match=f'W/"{task["meta"]["versionId"]}"')
    assert done.json()["status"] == "completed", done.text
    assert done.json()["meta"]["versionId"] == str(int(task["meta"]["versionId"]) + 1)
    assert centre.step(f"{identity}-transfer", "rejected", "x").status_code == 409
    states = [one["resource"]["status"] for one in centre.read(f"Task/{identity}-transfer/_history")["entry"]]
    assert states == ["completed", "requested"]
    assert centre.found(waiting) == [] and one_speak("other referral_desk").get(f"Task/{identity}").status_code == 404


def test_who_receives_a_patient_that_went_first_has_no_part_in_the_judgement(one_region, one_speak):
    operator = one_region.actor("operator")
    with one_region.hub.database.write() as session:
        made = create_organisation(session, operator, "far", "far", "prefecture", one_region.places["top"])
        one_region.places["far"] = made.id
    doctor, desk = one_speak("township referral_desk"), one_speak("far referral_desk")
    identity = doctor.post("ServiceRequest", referral(one_region, to="far", priority="stat")).json()["id"]
    assert one_speak("centre centre_approver").read(f"Task/{identity}-transfer")["status"] == "requested"
    assert desk.read(f"Task/{identity}")["status"] == "requested"
    for path in (f"Task/{identity}-transfer", f"Task/{identity}-transfer/_history"):
        assert desk.get(path).status_code == 404, path
    task = desk.read(f"Task/{identity}")
    assert desk.put(f"Task/{identity}-transfer", {**task, "id": f"{identity}-transfer"}).status_code == 404
    assert desk.found("Task?code=approve") == []
