"""Two FHIR clients that others wrote, against the real hub served on loopback."""

import pytest

pytest.importorskip("fhirpy")
pytest.importorskip("fhirclient")

import fhirpy
from fhirclient import client as smart
from fhirclient.models import capabilitystatement, servicerequest
from fhirclient.models import task as tasks
from fhirclient.server import FHIRNotFoundException
from fhirpy.base.exceptions import AuthorizationError, ForbiddenError, OperationOutcome, ResourceNotFound

from hub_service.fhir.conftest import referral
from osteohub.hub import open_hub
from osteohub.settings import settings_for
from services.hub_region import Region, copied
from services.live_hub import LiveHub
from services.orthanc import free_port


@pytest.fixture(scope="module")
def live(tmp_path_factory, sqlite_template):
    """The hub at an address that it knows itself by: links to the next page are absolute."""
    folder, port = tmp_path_factory.mktemp("live"), free_port()
    told = {"DATABASE_URL": copied(sqlite_template, folder / "hub.sqlite"), "OSTEO_HUB_URL": f"http://127.0.0.1:{port}"}
    served = LiveHub(Region(open_hub(settings_for(folder / "hub", told))), port)
    served.start()
    yield served
    served.stop()
    served.hub.close()


def pythonic(live, name: str, *scopes: str, **headers: str):
    """fhirpy as a person."""
    token = live.token(name, *(scopes or ("read", "referrals")))
    address = f"{live.address}/fhir/R4"
    return fhirpy.SyncFHIRClient(address, authorization=f"Bearer {token}", extra_headers=headers)


def official(live, name: str):
    """fhirclient, of the SMART project, as a person."""
    made = smart.FHIRClient({"app_id": "his", "api_base": f"{live.address}/fhir/R4"})
    made.server.session.headers["Authorization"] = f"Bearer {live.token(name, 'read', 'referrals')}"
    return made.server


def test_fhirpy_makes_once_pages_through_and_moves(live):
    doctor, desk = pythonic(live, "township clinician"), pythonic(live, "county referral_desk")
    body = referral(live.region, number="P-1")
    once = pythonic(live, "township clinician", **{"If-None-Exist": "identifier=urn:his:order|P-1"})
    made, again = (once.execute("ServiceRequest", method="post", data=body) for _ in range(2))
    assert made.id == again.id
    for number in range(6):
        doctor.execute("ServiceRequest", method="post", data=referral(live.region, number=f"P-{number + 2}"))
    paged = desk.resources("Task").search(status="requested").sort("authored-on").limit(2)
    seen = [one.id for one in paged.fetch_all()]
    assert len(seen) == len(set(seen)) == 7 and made.id in seen and len(paged.fetch()) == 2
    task = desk.reference("Task", made.id).to_resource()
    assert task["for"].to_resource()["name"] == [{"text": "李四"}]
    task["status"] = "accepted"
    task.save()
    assert desk.resources("Task").search(_id=made.id).first()["businessStatus"]["coding"][0]["code"] == "3.0"
    task["status"] = "draft"
    with pytest.raises(OperationOutcome) as refused:
        task.save()
    assert refused.value.resource["issue"][0]["code"] == "conflict"


def test_fhirpy_is_told_what_it_may_not(live):
    doctor = pythonic(live, "township clinician")
    body = referral(live.region, status="draft")
    made = doctor.execute("ServiceRequest", method="post", data=body)
    with pytest.raises(ResourceNotFound):
        pythonic(live, "other clinician").reference("ServiceRequest", made["id"]).to_resource()
    with pytest.raises(ForbiddenError, match="OperationOutcome"):  # a token that only reads
        pythonic(live, "township clinician", "read").execute("ServiceRequest", method="post", data=body)
    with pytest.raises(AuthorizationError, match="OperationOutcome"):
        fhirpy.SyncFHIRClient(f"{live.address}/fhir/R4", authorization="Bearer nonsense").resources("Task").fetch()


def test_fhirpy_sends_a_transaction(live):
    from hub_service.fhir.test_way_of_a_referral import bundle

    doctor = pythonic(live, "township clinician")
    told = doctor.execute("", method="post", data=bundle(live.region))
    assert [one["response"]["status"] for one in told["entry"]] == ["201 Created"] * 3
    [study] = doctor.resources("ImagingStudy").search(identifier="urn:oid:1.2.840.99.1").fetch_all()
    assert study["basedOn"][0].to_resource()["identifier"][1]["value"] == "R-3"


def test_fhirclient_reads_searches_and_updates(live):
    doctor, desk = official(live, "township clinician"), official(live, "county referral_desk")
    able = capabilitystatement.CapabilityStatement.read_from("metadata", desk)
    assert able.fhirVersion == "4.0.1" and {one.type for one in able.rest[0].resource} >= {"Task", "ServiceRequest"}
    for number in range(3):
        sent = servicerequest.ServiceRequest(referral(live.region, number=f"C-{number}", priority="stat"))
        told = sent.create(doctor)
        assert told["resourceType"] == "ServiceRequest"
    search = tasks.Task.where({"status": "requested", "priority": "stat", "_count": "2"})
    found = list(search.perform_resources_iter(desk))
    assert len(found) == 3 and all(isinstance(one, tasks.Task) for one in found)
    one = tasks.Task.read(found[0].id, desk)
    assert one.restriction.period.end.date is not None and one.focus.reference.startswith("ServiceRequest/")
    one.status = "rejected"
    one.statusReason = type(one.businessStatus)({"text": "无床"})
    changed = one.update(desk)
    assert changed["status"] == "rejected"
    request = servicerequest.ServiceRequest.read(found[0].id, doctor)
    assert request.status == "revoked"
    with pytest.raises(FHIRNotFoundException):
        servicerequest.ServiceRequest.read(found[0].id, official(live, "other clinician"))
