"""A session at the simulator becomes its person's record, and hours of training in an application."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from osteohub.database.base import now
from osteohub.identity import tokens
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.xapi import Learner, write_xapi
from simulation.assessment.made_session import drilled_hole, drilling_level, drilling_scenario

STARTED = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
PATH = "/api/v1/training/statements"
CODE = "robot-assisted"


@pytest.fixture(scope="module")
def statements(tmp_path_factory):
    """Call it with a start for the statements of a session, as `osteo train` writes them to a file."""
    recording, scenario = drilled_hole(3.0), drilling_scenario()
    assessment = assess(recording, scenario, drilling_level())
    folder = tmp_path_factory.mktemp("xapi")

    def made(started=STARTED, duration="") -> list[dict]:
        learner = Learner("http://hub.example", "0123")
        told = json.loads(
            write_xapi(assessment, recording, scenario, learner, started, folder / "xapi.json").read_text("utf-8")
        )
        for one in told:
            if duration and "duration" in one.get("result", {}):
                one["result"]["duration"] = duration
        return told

    return made


@pytest.fixture
def program(small_region, small_browser):
    """Call it with a person and scopes for a client with a token of theirs."""

    def made(who: str, *scopes: str):
        person = small_region.person(*who.split())
        with small_region.hub.database.write() as session:
            _, secret = tokens.new_token(session, person, "train", scopes, 30)
        client = small_browser(None)
        client.headers["Authorization"] = f"Bearer {secret}"
        return client

    return made


def test_a_session_is_one_record_however_often_it_is_sent(small_browser, program, statements):
    learner, told = program("county clinician", "train"), statements()
    answer = learner.post(PATH, json=told)
    assert answer.status_code == 200 and answer.json() == [one["id"] for one in told]
    assert learner.post(PATH, json=told[::-1]).status_code == 200
    (session,) = small_browser("county clinician").get("/api/v1/training/sessions").json()
    result = next(one for one in told if "score" in one.get("result", {}))
    assert session["score"] == result["result"]["score"]["raw"]
    assert session["passed"] is result["result"]["success"] and session["is_assessed"]
    assert session["chinese"] == result["object"]["definition"]["name"]["zh-CN"]
    assert datetime.fromisoformat(session["started_at"]) == STARTED
    changed = [{**told[0], "verb": {**told[0]["verb"], "id": "urn:other"}}]
    assert learner.post(PATH, json=changed).status_code == 409
    assert program("township clinician", "train").post(PATH, json=changed).status_code == 200  # another's record
    assert len(small_browser("county clinician").get("/api/v1/training/sessions").json()) == 1


def test_the_result_may_come_first_or_late(small_browser, program, statements):
    learner, told = program("county clinician", "train"), statements()
    me = small_browser("county clinician")
    learner.post(PATH, json=told[:1])
    assert [one["is_assessed"] for one in me.get("/api/v1/training/sessions").json()] == [False]
    learner.post(PATH, json=told[1:])
    assert [one["is_assessed"] for one in me.get("/api/v1/training/sessions").json()] == [True]


@pytest.mark.parametrize(
    "wrong",
    [{"id": "x"}, {"timestamp": "2026-05-06T07:08:09"}, {"context": {}}, {"verb": {}}, {"object": {"id": ""}}],
)
def test_what_is_no_statement_is_refused_and_nothing_is_kept(small_browser, program, statements, wrong):
    learner, told = program("county clinician", "train"), statements()
    answer = learner.post(PATH, json=[told[0], {**told[1], **wrong}])
    assert answer.status_code == 400 and "Statement 2" in answer.json()["message"]
    assert learner.post(PATH, json=told[0]).status_code == 400  # no list
    assert small_browser("county clinician").get("/api/v1/training/sessions").json() == []


def test_a_token_for_something_else_sends_nothing(program, small_browser, statements):
    assert program("county clinician", "credentials", "read").post(PATH, json=statements()).status_code == 403
    assert small_browser(None).post(PATH, json=statements()).status_code == 401


def test_sessions_count_as_hours_in_an_application(small_region, small_browser, program, statements):
    wanted = {"kind": "training", "minimum": 4, "english": "hours", "chinese": "学时"}
    listed = {
        "format": "osteo.techniques/1", "edition": "2022", "source": "a test's own list",
        "valid_from": (now() - timedelta(days=1)).isoformat(), "valid_until": (now() + timedelta(days=99)).isoformat(),
        "techniques": [{"code": CODE, "name": "机器人", "english": "robot", "level": 4, "requirements": [wanted]}],
    }  # fmt: skip
    assert small_browser("operator").put("/api/v1/techniques", json=listed).status_code == 200
    surgeon, learner = small_browser("county clinician"), program("county clinician", "train")
    for day in (1, 2):
        learner.post(PATH, json=statements(STARTED + timedelta(days=day), "PT1H50M0.5S"))
    program("township clinician", "train").post(PATH, json=statements(STARTED, "PT9H"))
    mine = [one["id"] for one in surgeon.get("/api/v1/training/sessions").json()]
    (other,) = [one["id"] for one in small_browser("township clinician").get("/api/v1/training/sessions").json()]
    begun = surgeon.post("/api/v1/admissions", json={"code": CODE, "organisation_id": small_region.places["county"]})
    path = f"/api/v1/admissions/{begun.json()['id']}"
    assert surgeon.put(f"{path}/sessions", json=[mine[0], other]).status_code == 404
    said = surgeon.put(f"{path}/sessions", json=mine).json()
    assert said["lacking"] == [{**wanted, "have": 3}]  # 3 h 40 min, counted in whole hours
    assert surgeon.post(f"{path}/apply").status_code == 400
    surgeon.put(f"{path}/evidence", json=[{"kind": "training", "amount": 1, "issuer": "省培训基地"}])
    assert surgeon.post(f"{path}/apply").json()["state"] == "applied"
    assert surgeon.put(f"{path}/sessions", json=[]).status_code == 409
    seen = small_browser("other expert").get(path.replace("admissions/", "admissions?limit=200&x=")).json()
    assert [len(one["sessions"]) for one in seen] == [2]
    assert small_browser("operator").get("/api/v1/training/sessions").json() == []
