"""Referrals as a hospital's system writes them, and people who speak FHIR."""

import copy
import functools

import pytest

pytest.importorskip("osteohub")

from fastapi.testclient import TestClient

from osteohub.app import create_app
from services.hub_region import PASSWORD, Region, copied, opened_hub

PATIENT = {
    "resourceType": "Patient",
    "identifier": [{"system": "urn:his:township", "value": "5323012601"}],
    "name": [{"text": "李四"}],
    "gender": "male",
    "birthDate": "1950-03-08",
    "telecom": [{"system": "phone", "value": "13800000000"}],
}


def referral(region, sender="township", to="county", number="", patient=PATIENT, **changes) -> dict:
    """A ServiceRequest with its patient inside; ``to`` empty goes to a hospital outside."""
    target = {"reference": f"Organization/{region.places[to]}"} if to else {"display": "华西医院"}
    identifier = [{"system": "urn:his:order", "value": number}] if number else []
    body = {
        "resourceType": "ServiceRequest",
        "contained": [{"id": "p", **copy.deepcopy(patient)}],
        "identifier": identifier,
        "status": "active",
        "intent": "order",
        "subject": {"reference": "#p"},
        "requester": {"reference": f"Organization/{region.places[sender]}"},
        "performer": [target],
        "reasonCode": [{"text": "股骨颈骨折"}],
        "note": [{"text": "需手术治疗"}],
        **changes,
    }
    return {name: value for name, value in body.items() if value != []}


class Speaker:
    """Somebody who speaks FHIR: paths are below ``/fhir/R4``."""

    def __init__(self, client) -> None:
        self.client = client

    def get(self, path: str, **headers):
        return self.client.get(f"/fhir/R4/{path}", headers=headers)

    def post(self, path: str, body: dict, **headers):
        where = f"/fhir/R4/{path}".rstrip("/")
        return self.client.post(where, json=body, headers=_typed(headers))

    def put(self, path: str, body: dict, **headers):
        return self.client.put(f"/fhir/R4/{path}", json=body, headers=_typed(headers))

    def read(self, path: str) -> dict:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def found(self, path: str) -> list[dict]:
        """The matches of a search, without what came along."""
        return [one["resource"] for one in self.read(path).get("entry", []) if one["search"]["mode"] == "match"]

    def step(self, identity: str, status: str, words: str = "", state: str = "", **headers):
        """Change a Task as a client does: read, change, write."""
        task = self.read(f"Task/{identity}")
        task["status"] = status
        if state:
            task["businessStatus"] = {"coding": [{"system": "urn:osteo:referral-state", "code": state}]}
        if words:
            task["statusReason"] = {"text": words}
        return self.put(f"Task/{identity}", task, **headers)


def _typed(headers: dict[str, str]) -> dict[str, str]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"content-type": "application/fhir+json", **told}


def browser_of(region):
    """Call it with a person's name to get a client that is signed in as them, for a region that outlives a test."""
    app = create_app(region.hub)

    def sign_in(name: str) -> TestClient:
        region.actor(name)
        client = TestClient(app, base_url="http://hub.example", follow_redirects=False)
        told = {"login": name.replace(" ", "."), "password": PASSWORD}
        assert client.post("/api/v1/session", json=told).status_code == 204
        return client

    return sign_in


@pytest.fixture
def speak(browser):
    """Call it with a person's name to speak FHIR as them (``None``: nobody)."""
    return lambda name, number=1: Speaker(browser(name, number))


@pytest.fixture
def small_speak(small_browser):
    """As ``speak``, on SQLite only."""
    return lambda name, number=1: Speaker(small_browser(name, number))


@pytest.fixture(scope="module")
def one_region(tmp_path_factory, sqlite_template):
    """A region on SQLite that the tests of a file share."""
    folder = tmp_path_factory.mktemp("one")
    region = Region(opened_hub(folder, copied(sqlite_template, folder / "hub.sqlite")))
    yield region
    region.hub.close()


@pytest.fixture(scope="module")
def one_speak(one_region):
    """Call it with a person's name to speak FHIR as them in the region that is shared."""
    sign_in = functools.cache(browser_of(one_region))
    return lambda name: Speaker(sign_in(name))
