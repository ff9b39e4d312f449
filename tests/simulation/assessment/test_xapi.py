"""Statements against the rules of xAPI 1.0.3 (xAPI-Data.md, sections 2.2 to 2.4), written here once more."""

import json
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.assessment_json import read_assessment, write_assessment
from osteokit.simulation.assessment.xapi import Learner, pseudonym, write_xapi, xapi_statements
from osteokit.simulation.values import Event
from simulation.assessment.made_session import drilled_hole, drilling_level, drilling_scenario

STARTED = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
LEARNER = Learner("https://hub.example.org", pseudonym("Wang Wu", b"ours"))
EVENTS = (
    Event(6.6, "bleeding", "The aorta bleeds.", "主动脉出血。", 300.0, "mL/min", name="aorta of 左"),
    Event(7.4, "step_done", "Done.", "完成。", name="hole"),
)
IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DURATION = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
RESULT = {"score", "success", "completion", "response", "duration", "extensions"}
CONTEXT = {
    "registration", "instructor", "team", "contextActivities", "revision", "platform", "language", "statement",
    "extensions",
}  # fmt: skip


def language_map(told):
    assert told and all(LANGUAGE.fullmatch(tag) and isinstance(text, str) and text for tag, text in told.items())


def valid(statement):
    assert set(statement) <= {"id", "actor", "verb", "object", "result", "context", "timestamp", "version"}
    assert str(UUID(statement["id"])) == statement["id"]
    assert statement["actor"] == {"objectType": "Agent", "account": statement["actor"]["account"]}
    assert set(statement["actor"]["account"]) == {"homePage", "name"}
    assert IRI.fullmatch(statement["actor"]["account"]["homePage"])
    assert IRI.fullmatch(statement["verb"]["id"])
    language_map(statement["verb"]["display"])
    activity = statement["object"]
    assert activity["objectType"] == "Activity" and IRI.fullmatch(activity["id"])
    language_map(activity["definition"]["name"])
    assert IRI.fullmatch(activity["definition"]["type"])
    datetime.fromisoformat(statement["timestamp"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", statement["timestamp"])
    assert re.fullmatch(r"1\.0\.\d+", statement["version"])
    valid_result(statement.get("result", {}))
    assert set(statement["context"]) <= CONTEXT
    UUID(statement["context"]["registration"])
    for parent in statement["context"].get("contextActivities", {}).get("parent", []):
        assert IRI.fullmatch(parent["id"])
    assert_no_null(statement)


def valid_result(result):
    assert set(result) <= RESULT
    assert all(isinstance(result[key], bool) for key in ("success", "completion") if key in result)
    assert DURATION.fullmatch(result.get("duration", "PT1S"))
    assert all(IRI.fullmatch(key) for key in result.get("extensions", {}))
    score = result.get("score")
    if score:
        assert set(score) == {"scaled", "raw", "min", "max"}
        assert -1 <= score["scaled"] <= 1 and score["min"] <= score["raw"] <= score["max"]


def assert_no_null(value):
    assert value is not None
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        assert_no_null(part)


def told(plunge_mm=3.0, level=None, events=EVENTS):
    recording, level = drilled_hole(plunge_mm, events=events), level or drilling_level()
    assessment = assess(recording, drilling_scenario(), level)
    return xapi_statements(assessment, recording, drilling_scenario(), LEARNER, STARTED), assessment


def test_every_statement_is_valid():
    statements, _ = told()
    for statement in json.loads(json.dumps(statements, allow_nan=False)):
        valid(statement)
    assert [one["verb"]["id"].rsplit("/", 1)[1] for one in statements] == [
        "initialized", "experienced", "completed", "passed", "terminated",
    ]  # fmt: skip
    assert statements[1]["timestamp"] == "2026-05-06T07:08:15.600Z"
    assert statements[1]["result"]["extensions"]["urn:x-osteo:size"] == {"value": 300.0, "unit": "mL/min"}


@pytest.mark.parametrize(("plunge_mm", "verb", "success"), [(3.0, "passed", True), (7.0, "failed", False)])
def test_the_result_is_the_assessment(plunge_mm, verb, success):
    statements, assessment = told(plunge_mm)
    final = statements[-2]
    assert final["verb"]["id"].endswith(verb) and final["result"]["success"] is success
    assert final["result"]["score"]["raw"] == pytest.approx(assessment.score, abs=0.01)
    figures = final["result"]["extensions"]["urn:x-osteo:figures"]
    assert figures["plunge_mm"]["value"] == assessment.value("plunge_mm")
    assert final["result"]["completion"] is True


def test_without_pass_marks_it_is_completed():
    statements, _ = told(level=drilling_level(()))
    assert statements[-2]["verb"]["id"].endswith("completed") and "success" not in statements[-2]["result"]


def test_the_same_session_is_one_record_and_names_nobody():
    first, _ = told()
    again, _ = told()
    assert first == again and len({one["id"] for one in first}) == len(first)
    assert "Wang" not in json.dumps(first)
    assert pseudonym("Wang Wu", b"theirs") != pseudonym("Wang Wu", b"ours") != pseudonym("Li Si", b"ours")


def test_bad_learners_and_times_are_refused():
    with pytest.raises(OsteoError, match="no address"):
        Learner("hub", "a1")
    with pytest.raises(OsteoError, match="pseudonym"):
        Learner("https://hub.example.org", "wang@example.org")
    with pytest.raises(OsteoError, match="secret"):
        pseudonym("Wang Wu", b"")
    recording = drilled_hole()
    assessment = assess(recording, drilling_scenario(), drilling_level())
    with pytest.raises(OsteoError, match="time zone"):
        xapi_statements(assessment, recording, drilling_scenario(), LEARNER, datetime(2026, 1, 1))


def test_statements_are_written_as_a_list(tmp_path):
    recording = drilled_hole(events=EVENTS)
    statements, assessment = told()
    path = write_xapi(assessment, recording, drilling_scenario(), LEARNER, STARTED, tmp_path / "xapi.json")
    assert json.loads(path.read_text(encoding="utf-8")) == statements


def test_an_assessment_reads_back(tmp_path):
    _, assessment = told(7.0)
    path = write_assessment(assessment, tmp_path / "assessment.json")
    assert read_assessment(path) == assessment


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "osteo.assessment/9"}', '{"schema": 1, "figures": 3}'])
def test_what_is_no_assessment_is_refused(tmp_path, text):
    path = tmp_path / "assessment.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OsteoError, match="no assessment"):
        read_assessment(path)
    with pytest.raises(OsteoError, match="cannot be read"):
        read_assessment(tmp_path / "absent.json")
