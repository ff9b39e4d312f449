"""Lines of the log: what they say, and that no patient's name ever stands in one, whatever goes wrong."""

import io
import json
import logging
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from osteohub.logs import KEYS, LOG, redact, told, write_to
from osteohub.plugins.registry import PluginState
from services.hub_region import PASSWORD

MARK = "Marked-Zhangsan-7731"
WRITTEN = {
    "patient_name": MARK,
    "patient_number": f"N-{MARK}",
    "phone": f"138{MARK}",
    "diagnosis": f"股骨颈骨折 {MARK}",
    "reason": f"reason {MARK}",
}


@pytest.fixture
def lines():
    """What the log gets, as it would stand in the journal."""
    loggers = [logging.getLogger(name) for name in ("", "osteohub", "uvicorn", "uvicorn.error")]
    before = [(one.handlers[:], one.level, one.propagate) for one in loggers]
    hooks = threading.excepthook, sys.excepthook
    for one in loggers[2:]:  # a server that another test ran may have left its own choice
        one.setLevel(logging.NOTSET)
        one.propagate = True
    stream = io.StringIO()
    write_to(stream)
    yield stream
    threading.excepthook, sys.excepthook = hooks
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers[:], one.propagate = handlers, propagate
        one.setLevel(level)


def entries(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_route_and_a_pseudonym(small_browser, small_region, lines):
    clinician = small_browser("county clinician")
    answer = clinician.get(f"/api/v1/referrals/{'0' * 32}")
    last = entries(lines)[-1]
    assert datetime.now(UTC) - datetime.fromisoformat(last["at"]) < timedelta(minutes=1)
    assert last["route"] == "/api/v1/referrals/{referral_id}" and last["status"] == 404 and last["method"] == "GET"
    assert last["request_id"] == answer.headers["x-request-id"] and last["ms"] > 0
    same, other = small_browser("county clinician"), small_browser("other clinician")
    same.get("/api/v1/me")
    assert entries(lines)[-1]["actor"] == last["actor"] != ""
    other.get("/api/v1/me")
    assert entries(lines)[-1]["actor"] not in ("", last["actor"])
    assert small_region.people["county clinician"] not in lines.getvalue()
    other.request("MARKED", "/x")
    assert entries(lines)[-1]["method"] == "other" and entries(lines)[-1]["route"] == "none"


def test_what_a_part_of_the_hub_logs_by_itself_is_a_line_without_values_too(small_hub, lines, monkeypatch):
    try:
        raise ValueError(MARK)
    except ValueError:
        logging.getLogger("osteohub.some.part").exception("%s could not be told", MARK)
    monkeypatch.setattr(small_hub.publisher, "publish", lambda: json.loads(MARK))
    small_hub.publisher.start()
    small_hub.publisher.stop()
    small_hub.plugins._states["ours"] = PluginState("ours", "x", "1")
    small_hub.plugins.disable("ours", f"ValueError: {MARK}")
    part, event, plugin = entries(lines)
    assert part["error"] == "ValueError" and part["level"] == "error" and event["error"] == "JSONDecodeError"
    assert plugin["plugin"] == "ours" and MARK not in lines.getvalue()


def test_the_name_of_a_patient_is_in_no_line_and_no_figure(small_browser, small_region, lines):
    """A referral from draft to its return, refusals, pages and a database that breaks."""
    small_region.hub.database.engine.echo = False
    clinician, desk = small_browser("county clinician"), small_browser("centre referral_desk")
    body = {"from_id": small_region.places["county"], "referral": WRITTEN | {"to_id": small_region.places["centre"]}}
    made = clinician.post("/api/v1/referrals", json=body)
    assert made.status_code == 201, made.text
    place = f"/api/v1/referrals/{made.json()['id']}"
    said = {"words": f"words {MARK}", "summary": f"summary {MARK}", "rehabilitation": f"plan {MARK}"}
    for client, step in (
        (clinician, "send"),
        *((desk, one) for one in ("accept", "book", "arrive", "treat", "return")),
    ):
        assert client.post(f"{place}/steps/{step}", json=said).status_code == 200
    assert desk.post(f"{place}/steps/accept", json=said).status_code in (403, 409)
    assert clinician.get(f"/api/v1/referrals?state={MARK[:20]}").status_code == 200
    assert clinician.get(f"/{MARK}").status_code == 404
    assert clinician.post("/api/v1/referrals", json=body | {"from_id": MARK}).status_code == 400
    assert clinician.post("/api/v1/session", json={"login": MARK, "password": MARK}).status_code == 401
    assert MARK in clinician.get(place).text and MARK in clinician.get("/referrals").text
    with small_region.hub.database.engine.begin() as connection:
        connection.execute(text("DROP TABLE referral_events"))
    with pytest.raises(Exception, match="referral_events"):
        clinician.post("/api/v1/referrals/" + made.json()["id"] + "/steps/close", json=said)
    broken = entries(lines)[-1]
    assert broken["status"] == 500 and broken["error"] == "OperationalError" and broken["frames"]
    figures = clinician.get("/metrics").text
    assert "osteohub_requests_total" in figures
    for secret in (MARK, PASSWORD, made.json()["id"]):
        assert secret not in lines.getvalue() and secret not in figures


def test_libraries_and_threads_tell_what_broke_but_not_with_what(lines):
    logging.getLogger("some.library").warning("kept %s for %s", MARK, 3)
    logging.getLogger("some.library").warning(f"kept {MARK}")
    logging.getLogger("uvicorn.error").warning("Listening on %s", 8042)
    try:
        raise ValueError(MARK)
    except ValueError:
        logging.getLogger("some.library").exception("broke %s", MARK)

    def fail() -> None:
        raise KeyError(MARK)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    found = entries(lines)
    assert MARK not in lines.getvalue()
    assert found[0]["event"] == "kept %s for %s" and found[1]["event"] == "" and "8042" in found[2]["event"]
    assert found[3]["error"] == "ValueError" and found[3]["frames"][0].startswith("tests/hub_service/test_logs.py:")
    assert found[4] | {"at": ""} == {**found[4], "at": "", "event": "thread broke", "error": "KeyError"}


VALUES = st.recursive(st.text() | st.integers() | st.binary() | st.none(), lambda one: st.lists(one, max_size=3))


@given(st.dictionaries(st.sampled_from(sorted(KEYS)) | st.text(), VALUES))
def test_only_known_keys_with_plain_values_are_let_through(event):
    kept = redact(None, "info", dict(event))
    assert set(kept) <= KEYS
    assert all(str(one).isascii() and "\n" not in str(one) for one in kept.values())
    json.dumps(kept)


def test_the_words_of_an_error_are_not_told(lines):
    LOG.error("not kept", **told(ValueError(MARK)), words=MARK, kind=f"{MARK}张三")
    assert MARK not in lines.getvalue() and entries(lines)[0]["error"] == "ValueError"
