"""Trouble with the disk or the database is one sentence to whoever asks, and nothing is lost by it."""

import base64
import errno
import itertools
import sqlite3
import threading

import psycopg.errors
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree

from osteohub.app import create_app
from osteohub.jobs.runner import Runner
from osteohub.trouble import unavailable
from services.hub_region import PASSWORD

PAGE = {"accept": "text/html"}


@pytest.fixture
def operator(small_region) -> TestClient:
    app = create_app(small_region.hub)
    client = TestClient(app, base_url="http://hub.example", raise_server_exceptions=False)
    assert client.post("/api/v1/session", json={"login": "operator", "password": PASSWORD}).status_code == 204
    return client


def test_a_full_disk_is_told_nothing_stands_half_and_reading_goes_on(small_region, operator):
    database, places = small_region.hub.database, small_region.places
    with database.engine.connect() as connection:  # SQLite's own way to have no room left
        connection.exec_driver_sql(f"PRAGMA max_page_count={connection.exec_driver_sql('PRAGMA page_count').scalar()}")
    body = {"tier": "county", "parent_id": places["centre"]}
    asked = (
        operator.post("/api/v1/organisations", json={**body, "name": f"{one:03}" + "x" * 190}) for one in range(100)
    )
    made = [one.json()["id"] for one in itertools.takewhile(lambda one: one.status_code == 201, asked)]
    answer = operator.post("/api/v1/organisations", json={**body, "name": "once more" + "x" * 190})
    assert answer.status_code == 503 and answer.json()["error"] == "unavailable"
    assert answer.json()["message"].startswith("The hub's disk is full: nothing of this was kept.")
    with database.read() as session:
        found = session.scalars(text("SELECT id FROM organisations WHERE name LIKE '%xxx'")).all()
        audited = session.scalars(text("SELECT subject_id FROM audit_entries")).all()
    assert sorted(found) == sorted(made) and set(made) <= set(audited)
    assert operator.get("/institutions", headers=PAGE).status_code == 200


def test_without_its_database_the_hub_says_so_to_people_and_programs(operator, monkeypatch):
    def refuse(*_):
        raise _sqlite(sqlite3.SQLITE_CANTOPEN)

    monkeypatch.setattr("osteohub.database.engine.Session.execute", refuse)
    monkeypatch.setattr("osteohub.database.engine.Session.scalars", refuse)
    for path in ("/", "/signin"):
        shown = operator.get(path, headers={**PAGE, "accept-language": "zh"})
        assert (shown.status_code, "平台无法连接数据库" in shown.text) in ((503, True), (200, False)), path
    assert operator.get("/referrals", headers=PAGE).status_code == 503
    assert operator.get("/api/v1/me").json()["error"] == "unavailable"
    fhir = operator.get("/fhir/R4/Task")
    assert fhir.status_code == 503 and fhir.json()["resourceType"] == "OperationOutcome"
    door = operator.post("/signin", data={"login": "x", "password": "y"}, headers=PAGE)
    assert door.status_code == 503


def test_a_mistake_of_the_hub_is_a_page_with_a_number_for_people(operator, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret words")

    monkeypatch.setattr("osteohub.web.pages.find_actor", fail)
    monkeypatch.setattr("osteohub.database.engine.Session.scalars", fail)
    shown = operator.get("/institutions", headers=PAGE)
    assert shown.status_code == 500 and shown.headers["x-request-id"] in shown.text and "secret" not in shown.text
    assert "default-src 'self'" in shown.headers["content-security-policy"]


def test_uploads_stop_before_the_disk_is_full_and_can_be_given_up(small_region, operator, monkeypatch):
    words = {"title": "骨", "kind": "anatomy", "body_system": "pelvis", "specialty": "trauma", "difficulty": "basic"}
    body = {"organisation_id": small_region.places["top"], "description": words}
    version = operator.post("/api/v1/resources", json=body).json()["id"]
    named = ",".join(
        f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in (("version", version), ("name", "a.json"))
    )
    place = operator.post("/api/v1/uploads", headers={"Upload-Length": "9", "Upload-Metadata": named}).headers[
        "location"
    ]
    monkeypatch.setattr("osteohub.objects.folder.KEPT_FREE", 1 << 60)
    kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    answer = operator.patch(place, content=b"{}", headers=kind)
    assert answer.status_code == 503 and "disk is full" in answer.json()["message"]
    assert operator.delete(place).status_code == 204 and not small_region.hub.store.unfinished()


def _sqlite(code: int) -> OperationalError:
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    return OperationalError("", {}, error)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "x"), "disk is full"),
        (OSError(errno.EROFS, "x"), "may not write"),
        (OSError(errno.ENOENT, "x"), ""),
        (_sqlite(sqlite3.SQLITE_BUSY | 2 << 8), "too much to do"),
        (_sqlite(sqlite3.SQLITE_READONLY), "may not write"),
        (_sqlite(sqlite3.SQLITE_IOERR | 3 << 8), "does not reach its database"),
        (_sqlite(sqlite3.SQLITE_CORRUPT), "damaged"),
        (_sqlite(sqlite3.SQLITE_ERROR), ""),
        (NoneFree(), "too much to do"),
        (OperationalError("", {}, psycopg.errors.DiskFull()), "disk is full"),
        (OperationalError("", {}, psycopg.errors.AdminShutdown()), "does not reach its database"),
        (OperationalError("", {}, psycopg.OperationalError()), "does not reach its database"),
        (OperationalError("", {}, psycopg.errors.DeadlockDetected()), "too much to do"),
        (OperationalError("", {}, psycopg.errors.QueryCanceled()), ""),
        (InternalError("", {}, psycopg.errors.ReadOnlySqlTransaction()), "may not write"),
        (ProgrammingError("", {}, psycopg.errors.UndefinedTable()), ""),
        (ValueError(), ""),
    ],
)
def test_what_is_trouble_and_what_is_a_mistake(error, said):
    found = unavailable(error)
    assert said in str(found) if said else found is None


def test_jobs_go_on_when_the_database_is_back(small_hub, monkeypatch):
    looked, back = [], threading.Event()

    def do_one(_self) -> bool:
        looked.append(1)
        if len(looked) == 1:
            raise _sqlite(sqlite3.SQLITE_CANTOPEN)
        back.set()
        return False

    monkeypatch.setattr("osteohub.jobs.runner.LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(Runner, "do_one", do_one)
    runner = Runner(small_hub.database, {})
    runner.start()
    assert back.wait(10)
    runner.stop()
