"""Signing in: by password, by token, by a code that is typed in the browser."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from osteohub.audit.models import AuditEntry
from osteohub.database.base import now
from osteohub.identity import secrets
from osteohub.identity.models import ApiToken, BrowserSession, DeviceRequest, Person
from osteohub.identity.secrets import hash_password, is_password, new_user_code, tidy_user_code
from osteohub.identity.sign_in import FAILURES
from osteohub.refusals import Invalid

WRONG = {"login": "operator", "password": "not the password"}
RIGHT = {"login": "operator", "password": "correct horse battery"}


def test_the_right_password_opens_and_the_wrong_one_does_not(browser):
    client = browser(None)
    assert client.get("/api/v1/me").status_code == 401
    assert client.post("/api/v1/session", json=WRONG).status_code == 401
    assert client.post("/api/v1/session", json={**RIGHT, "login": "nobody"}).json()["error"] == "sign_in_needed"
    assert client.post("/api/v1/session", json=RIGHT).status_code == 204
    me = client.get("/api/v1/me").json()
    assert [one["role"] for one in me["roles"]] == ["operator"]
    assert client.delete("/api/v1/session").status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_an_account_closes_for_a_while_after_many_failures(browser, region):
    client = browser(None)
    answers = [client.post("/api/v1/session", json=WRONG) for _ in range(FAILURES)]
    assert {one.status_code for one in answers} == {401}
    right = client.post("/api/v1/session", json=RIGHT)
    assert right.status_code == 401 and right.json() == answers[0].json()  # nobody learns that it was right
    with region.hub.database.write() as session:
        session.execute(update(Person).values(locked_until=now() - timedelta(seconds=1)))
    assert client.post("/api/v1/session", json=RIGHT).status_code == 204
    with region.hub.database.read() as session:
        refused = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "sign_in", AuditEntry.outcome == "refused")
        )
        assert len(refused.all()) == FAILURES + 1


def test_a_session_runs_out_and_a_closed_account_has_none(browser, region):
    client = browser("county clinician")
    person = region.people["county clinician"]
    with region.hub.database.write() as session:
        session.execute(update(BrowserSession).values(seen_at=now() - timedelta(hours=13)))
    assert client.get("/api/v1/me").status_code == 401
    client = browser("county clinician")
    assert browser("operator").patch(f"/api/v1/people/{person}", json={"active": False}).status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_secrets_are_stored_as_hashes_only(browser, region):
    client = browser("county clinician")
    made = client.post("/api/v1/tokens", json={"name": "Slicer", "scopes": ["read"], "days": 30}).json()
    cookie = client.cookies["osteo_session"]
    with region.hub.database.read() as session:
        stored = [*session.scalars(select(ApiToken.secret)), *session.scalars(select(BrowserSession.secret))]
        passwords = session.scalars(select(Person.password)).all()
    assert made["secret"] not in stored and cookie not in stored
    assert all(one.startswith("$argon2id$") for one in passwords)


def test_a_token_speaks_within_its_scopes_and_until_it_is_taken_back(browser, region):
    client, program = browser("operator"), browser(None)
    made = client.post("/api/v1/tokens", json={"name": "Slicer", "scopes": ["read"], "days": 30}).json()
    program.headers["authorization"] = f"Bearer {made['secret']}"
    assert program.get("/api/v1/me").json()["scopes"] == ["read"]
    assert program.get("/api/v1/organisations").status_code == 200
    wanted = {"name": "x", "tier": "region", "parent_id": region.places["top"]}
    assert program.post("/api/v1/organisations", json=wanted).status_code == 403  # not the scope "admin"
    assert program.post("/api/v1/tokens", json={"name": "y", "scopes": ["admin"]}).status_code == 403
    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    assert program.get("/api/v1/me").status_code == 401
    assert browser("county clinician").delete(f"/api/v1/tokens/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    "body", [{"scopes": []}, {"scopes": ["everything"]}, {"days": 0}, {"days": 366}, {"name": " "}]
)
def test_a_token_that_cannot_be_is_refused(small_browser, body):
    answer = small_browser("operator").post(
        "/api/v1/tokens", json={"name": "Slicer", "scopes": ["read"], "days": 30, **body}
    )
    assert answer.status_code == 400 and answer.json()["message"]


def test_a_program_is_let_in_by_a_code(browser, region):
    program, person = browser(None), browser("county clinician")
    asked = program.post("/api/v1/device", json={"client": "3D Slicer", "scopes": ["read", "library"]}).json()
    assert asked["verification_uri"] == "http://hub.example/device" and asked["interval"] == 5
    code = {"device_code": asked["device_code"]}
    assert program.post("/api/v1/device/token", json=code).json()["error"] == "authorization_pending"
    assert program.post("/api/v1/device/token", json=code).json()["error"] == "slow_down"
    shown = person.post("/device", data={"code": asked["user_code"].lower().replace("-", " ")})
    assert "3D Slicer" in shown.text and asked["user_code"] in shown.text
    person.post("/device/answer", data={"code": asked["user_code"], "answer": "allow"})
    token = program.post("/api/v1/device/token", json=code).json()["access_token"]
    program.headers["authorization"] = f"Bearer {token}"
    assert program.get("/api/v1/me").json()["id"] == region.people["county clinician"]
    del program.headers["authorization"]
    assert program.post("/api/v1/device/token", json=code).json()["error"] == "expired_token"  # once only


def test_a_program_that_is_refused_or_too_late_gets_nothing(browser, region):
    program, person = browser(None), browser("county clinician")
    asked = program.post("/api/v1/device", json={"client": "?", "scopes": ["read"]}).json()
    person.post("/device/answer", data={"code": asked["user_code"], "answer": "refuse"})
    code = {"device_code": asked["device_code"]}
    assert program.post("/api/v1/device/token", json=code).json()["error"] == "access_denied"
    late = program.post("/api/v1/device", json={"client": "?", "scopes": ["read"]}).json()
    with region.hub.database.write() as session:
        session.execute(update(DeviceRequest).values(expires_at=now() - timedelta(seconds=1)))
    assert person.post("/device", data={"code": late["user_code"]}).status_code == 404
    assert program.post("/api/v1/device/token", json={"device_code": late["device_code"]}).status_code == 400


def test_a_new_password_signs_out_every_browser(browser):
    here, there = browser("county clinician"), browser("county clinician")
    body = {"old": "correct horse battery", "new": "staple correct horse"}
    assert here.post("/api/v1/me/password", json={**body, "old": "wrong"}).status_code == 403
    assert here.post("/api/v1/me/password", json={**body, "new": "short"}).status_code == 400
    assert here.post("/api/v1/me/password", json=body).status_code == 204
    assert there.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaaaaaa", "my-login-is-wang"])
def test_weak_passwords_are_refused(password):
    with pytest.raises(Invalid):
        hash_password(password, "wang")


def test_no_account_takes_as_long_as_a_wrong_password():
    """Not timed: the hash of somebody who does not exist is computed all the same."""
    assert not is_password("", "anything") and not is_password("no hash", "anything")
    assert is_password(hash_password("a good password", "wang"), "a good password")


def test_codes_survive_how_people_type_them():
    for _ in range(50):
        code = new_user_code()
        assert tidy_user_code(code.lower().replace("-", " ")) == code and len(code) == 9


def test_whoever_has_no_account_waits_as_long_as_others():
    assert not PasswordHasher().check_needs_rehash(secrets._NOBODY), "hash it again: the parameters have changed"
    assert not secrets.is_password("", "any password at all")
