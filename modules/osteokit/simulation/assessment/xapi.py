"""xAPI 1.0.3 statements of a training session, for a learning record store.

The actor is an account with a pseudonym: no name, no address. Identifiers are made from the session, so that the same
session sent twice is one record.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.simulation.assessment.table import metric
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.scenario import Scenario, Step
from osteokit.simulation.values import Event, Recording

VERSION = "1.0.3"
VERBS = "http://adlnet.gov/expapi/verbs/"
SIMULATION = "http://adlnet.gov/expapi/activities/simulation"
INTERACTION = "http://adlnet.gov/expapi/activities/interaction"
STEP = "http://id.tincanapi.com/activitytype/step"
OURS = "urn:x-osteo:"

DISPLAY: dict[str, tuple[str, str]] = {
    "initialized": ("initialized", "开始"),
    "completed": ("completed", "完成"),
    "experienced": ("experienced", "经历"),
    "passed": ("passed", "通过"),
    "failed": ("failed", "未通过"),
    "terminated": ("terminated", "结束"),
}
HARMS = ("risk_touched", "breach", "bleeding", "complication", "stripped", "overheated")


@dataclass(frozen=True)
class Learner:
    """Who trained, without a name.

    Attributes
    ----------
    home_page : str
        The system in which ``pseudonym`` means someone: an ``http`` or ``https`` address (the hub's).
    """

    home_page: str
    pseudonym: str

    def __post_init__(self) -> None:
        if not self.home_page.startswith(("http://", "https://")) or " " in self.home_page:
            raise OsteoError(f"'{self.home_page}' is no address of a system; give one that begins with https://.")
        if not self.pseudonym.strip() or "@" in self.pseudonym:
            raise OsteoError("A learner is told by a pseudonym, not by nothing or an e-mail address; give another.")


def pseudonym(person: str, secret: bytes) -> str:
    """Sixteen hexadecimal digits for a person: always the same with the same secret, not to be turned back without
    it (HMAC-SHA256)."""
    if not secret:
        raise OsteoError("A pseudonym needs a secret of the institution; give one.")
    return hmac.new(secret, person.encode("utf-8"), hashlib.sha256).hexdigest()[:16]


def xapi_statements(
    assessment: Assessment, recording: Recording, scenario: Scenario, learner: Learner, started: datetime
) -> list[dict]:
    """The session as statements: begun, steps completed, harms, the result with all figures, ended.

    Parameters
    ----------
    started : datetime
        With its time zone.

    Raises
    ------
    OsteoError
        ``started`` has no time zone.
    """
    if started.tzinfo is None:
        raise OsteoError("The session's start has no time zone; xAPI needs one.")
    whole = _activity(f"scenario:{quote(scenario.name)}", scenario.english, scenario.chinese, SIMULATION)
    registration = uuid5(NAMESPACE_URL, f"{whole['id']}|{learner.home_page}|{learner.pseudonym}|{started.isoformat()}")
    writer = _Writer(learner, registration, assessment.level, whole, started)
    end = float(recording.time_s[-1])
    writer.add("initialized", whole, 0.0)
    steps = {step.name: step for step in scenario.steps}
    for event in recording.events:
        if event.kind == "step_done" and event.name in steps:
            writer.add("completed", _step(whole, steps[event.name]), event.time_s, {"completion": True})
        elif event.kind in HARMS:
            writer.add("experienced", _harm(whole, event), event.time_s, _size(event))
    verb = {True: "passed", False: "failed", None: "completed"}[assessment.passed]
    writer.add(verb, whole, end, _result(assessment))
    writer.add("terminated", whole, end)
    return writer.statements


def write_xapi(
    assessment: Assessment, recording: Recording, scenario: Scenario, learner: Learner, started: datetime, path: Path
) -> Path:
    """Write :func:`xapi_statements` as a JSON list, as a learning record store takes it; OsteoError where the file
    cannot be written."""
    statements = xapi_statements(assessment, recording, scenario, learner, started)
    with whole_file(path) as temporary:
        temporary.write_text(json.dumps(statements, ensure_ascii=False, indent=1, allow_nan=False), encoding="utf-8")
    return path


@dataclass
class _Writer:
    learner: Learner
    registration: UUID
    level: str
    whole: dict
    started: datetime

    def __post_init__(self) -> None:
        self.statements: list[dict] = []

    def add(self, verb: str, activity: dict, time_s: float, result: Mapping | None = None) -> None:
        english, chinese = DISPLAY[verb]
        account = {"homePage": self.learner.home_page, "name": self.learner.pseudonym}
        context: dict = {
            "registration": str(self.registration),
            "platform": "SlicerOsteo",
            "extensions": {f"{OURS}level": self.level},
        }
        if activity["id"] != self.whole["id"]:
            context["contextActivities"] = {"parent": [{"objectType": "Activity", "id": self.whole["id"]}]}
        moment = (self.started + timedelta(seconds=time_s)).astimezone(UTC)
        statement = {
            "id": str(uuid5(self.registration, f"{len(self.statements)}|{verb}|{activity['id']}")),
            "actor": {"objectType": "Agent", "account": account},
            "verb": {"id": VERBS + verb, "display": {"en": english, "zh-CN": chinese}},
            "object": activity,
            "context": context,
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z",
            "version": VERSION,
        }
        if result:
            statement["result"] = dict(result)
        self.statements.append(statement)


def _activity(name: str, english: str, chinese: str, kind: str) -> dict:
    return {
        "objectType": "Activity",
        "id": OURS + name,
        "definition": {"name": {"en": english, "zh-CN": chinese or english}, "type": kind},
    }


def _step(whole: dict, step: Step) -> dict:
    name = f"{whole['id'].removeprefix(OURS)}:step:{quote(step.name)}"
    return _activity(name, step.english, step.chinese, STEP)


def _harm(whole: dict, event: Event) -> dict:
    name = f"{whole['id'].removeprefix(OURS)}:{event.kind}:{quote(event.name or 'unnamed')}"
    return _activity(name, event.english, event.chinese, INTERACTION)


def _size(event: Event) -> dict | None:
    if not event.unit:
        return None
    return {"extensions": {f"{OURS}size": {"value": event.value, "unit": event.unit}}}


def _result(assessment: Assessment) -> dict:
    result: dict = {"completion": assessment.value("steps_done_percent") == 100.0}
    if assessment.score is not None:
        score = round(assessment.score, 2)
        result["score"] = {"scaled": round(score / 100, 4), "raw": score, "min": 0, "max": 100}
    if assessment.passed is not None:
        result["success"] = assessment.passed
    duration = assessment.value("duration_s")
    if duration is not None:
        result["duration"] = f"PT{duration:.2f}S"
    figures = {
        key: {"value": one.value, "unit": metric(key).unit, **({} if one.score is None else {"score": one.score})}
        for key, one in assessment.figures.items()
    }
    groups = dict(assessment.groups)
    result["extensions"] = {f"{OURS}figures": figures, f"{OURS}groups": groups}
    if assessment.grade is not None:
        result["extensions"][f"{OURS}gertzbein-robbins"] = assessment.grade
    return result
