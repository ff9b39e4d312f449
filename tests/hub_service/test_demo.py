"""The demonstration's region: what each of its people finds when they sign in."""

import pytest
from fastapi.testclient import TestClient

from osteohub import demo
from osteohub.app import create_app
from osteohub.refusals import Conflict


@pytest.fixture
def filled(small_hub, checked_here, stl, monkeypatch):
    """With a cube in the place of the bones, which take seconds to make."""
    monkeypatch.setattr(demo, "_bone", lambda hub, scenario: (hub.store.add([stl], "1" * 32), len(stl)))
    accounts = demo.fill(small_hub, "a good password 1")
    app = create_app(small_hub)

    def sign_in(login: str) -> TestClient:
        client = TestClient(app, base_url="http://hub.example")
        body = {"login": login, "password": "a good password 1"}
        assert client.post("/api/v1/session", json=body).status_code == 204
        return client

    return accounts, sign_in


def test_everybody_finds_something_to_do(filled):
    accounts, sign_in = filled
    assert {role for one in accounts for role in one.roles} >= {
        "student",
        "expert",
        "quality_officer",
        "centre_approver",
    }
    assert all(sign_in(one.login).get("/").status_code == 200 for one in accounts)
    student = sign_in("student")
    assert len(student.get("/api/v1/resources").json()["versions"]) == 2
    assert "等待组织评审" not in student.get("/library").text
    assert "等待组织评审" in sign_in("operator").get("/library").text
    assert len(sign_in("desk").get("/api/v1/worklist").json()) == 2
    assert len(sign_in("approver").get("/api/v1/worklist").json()) == 2
    assert "右胫骨开放骨折" in sign_in("desk").get("/emergencies").text
    assert [one["state"] for one in sign_in("quality").get("/api/v1/admissions").json()] == ["granted", "applied"]
    assert len(sign_in("quality").get("/api/v1/overrides").json()) == 1
    assert "已超时" in sign_in("desk").get("/referrals").text


def test_a_hub_in_use_is_left_alone(small_region):
    with pytest.raises(Conflict, match="in use"):
        demo.fill(small_region.hub, "a good password 1")
