"""Numbers of hospitals' own systems: read and searched by who may know them, never by others."""

import hashlib
from datetime import timedelta

from osteohub.database.base import now
from osteohub.identity.service import agree_to_share

PATIENT = {"name": "李四", "number": "P-1", "birth_date": "1952-03-04", "sex": "male"}


def tell(client, region, control_id: str, request: dict) -> dict:
    body = {
        "system": "HIS", "control_id": control_id, "kind": "REF^I12", "requests": [{"key": control_id, **request}],
        "fingerprint": hashlib.sha256(control_id.encode()).hexdigest(),
    }  # fmt: skip
    answer = client.post(f"/api/v1/his/{region.places['township']}/messages", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_number_of_a_his_stays_with_its_hospital(small_region, small_speak):
    region, mine, theirs = small_region, small_speak("township referral_desk"), small_speak("county referral_desk")
    draft = {"patient": PATIENT, "diagnosis": "骨折", "reason": "需手术", "receiver": region.places["county"]}
    written = {"kind": "write", "number": "ZZ-7", "step": "send", "draft": draft}
    referral = tell(mine.client, region, "1", written)["referral"]
    system = f"urn:osteo:his-number-of:{region.places['township']}"
    number = {"system": system, "value": "ZZ-7"}
    for kind in ("ServiceRequest", "Task"):
        assert number in mine.read(f"{kind}/{referral}")["identifier"]
        assert number not in theirs.read(f"{kind}/{referral}")["identifier"]
        for asked in (f"{system}|ZZ-7", f"{system}|", "ZZ-7"):
            assert [one["id"] for one in mine.found(f"{kind}?identifier={asked}")] == [referral], asked
            assert theirs.found(f"{kind}?identifier={asked}") == [], asked
        assert mine.found(f"{kind}?identifier={system}|ZZ-8") == []
        assert mine.found(f"{kind}?identifier:not={system}|ZZ-7") == []
    assert [one["id"] for one in theirs.found(f"Task?identifier:not={system}|ZZ-7")] == [referral]  # tells nothing
    giver, taker = region.places["township"], region.places["county"]
    operator = region.actor("operator")
    with region.hub.database.write() as session:
        agree_to_share(session, operator, giver, taker, "referral", now(), now() + timedelta(days=1))
    assert number in theirs.read(f"Task/{referral}")["identifier"]
    assert [one["id"] for one in theirs.found(f"Task?identifier={system}|ZZ-7")] == [referral]
    assert small_speak("other referral_desk").found(f"Task?identifier={system}|ZZ-7") == []


def test_a_patient_is_found_by_a_number_that_was_merged(small_region, small_speak):
    region, mine, theirs = small_region, small_speak("township referral_desk"), small_speak("county referral_desk")
    draft = {"patient": PATIENT, "diagnosis": "骨折", "reason": "需手术", "receiver": region.places["county"]}
    referral = tell(mine.client, region, "1", {"kind": "write", "step": "send", "draft": draft})["referral"]
    tell(mine.client, region, "2", {"kind": "merge", "patient_number": "P-1", "survivor": "P-9"})
    tell(mine.client, region, "3", {"kind": "merge", "patient_number": "P-5", "survivor": "P-9"})
    place = f"urn:osteo:patient-of:{region.places['township']}"
    for number in ("P-1", "P-9", "P-5"):
        for asked in (f"{place}|{number}", number):
            assert [one["id"] for one in mine.found(f"Patient?identifier={asked}")] == [referral], asked
            assert [one["id"] for one in theirs.found(f"Patient?identifier={asked}")] == [referral] * (number == "P-1")
    assert mine.found(f"Patient?identifier={place}|P-2") == []
    assert mine.found(f"Patient?identifier=urn:osteo:patient-of:{region.places['county']}|P-9") == []
