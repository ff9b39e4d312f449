"""Assessed sessions at a simulator: xAPI statements come in, a person's sessions come out, an application counts them.

A statement never changes; the same one sent twice is kept once. The hub keeps them under the person whose token brought
them: what a simulator reports of its own user is a record, not a proof.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.credentials.models import Admission, TrainingSession, TrainingStatement
from osteohub.credentials.policies import ADMISSIONS
from osteohub.identity.actor import Actor
from osteohub.identity.models import Person
from osteohub.refusals import Conflict, Forbidden, Invalid, NotFound

MOST = 1000
"""Statements in one request."""
MOST_COUNTED = 200
"""Sessions in one application."""

SIMULATION = "http://adlnet.gov/expapi/activities/simulation"
_LEVEL = "urn:x-osteo:level"
_VERBS = "http://adlnet.gov/expapi/verbs/"
_RESULTS = {f"{_VERBS}{name}": passed for name, passed in (("passed", True), ("failed", False), ("completed", None))}
_DURATION = re.compile(r"^PT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?$", re.ASCII)

_Iri = Annotated[str, Field(min_length=1, max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Verb(_Part):
    id: _Iri


class _Definition(_Part):
    type: str = ""
    name: dict[str, str] = {}


class _Activity(_Part):
    id: _Iri
    definition: _Definition = _Definition()


class _Context(_Part):
    registration: UUID
    extensions: dict[str, Any] = {}


class _Score(_Part):
    raw: Annotated[float, Field(ge=-1e6, le=1e6)] | None = None


class _Outcome(_Part):
    score: _Score = _Score()
    duration: str = ""


class Statement(_Part):
    """What the hub reads of an xAPI statement; it keeps all of it."""

    id: UUID
    verb: _Verb
    object: _Activity
    context: _Context
    timestamp: AwareDatetime
    result: _Outcome = _Outcome()


def take_in(session: Session, actor: Actor, told: Sequence[tuple[Statement, dict[str, Any]]]) -> list[str]:
    """Keep statements, each read and as it came; their ids, new or known.

    Raises
    ------
    Forbidden
        The token is not for training records.
    Conflict
        Another statement with one of these ids is kept already.
    """
    if not actor.is_signed_in or not actor.may_use("train"):
        raise Forbidden("This token may not send training records; make one with the scope train.")
    session.scalars(
        select(Person.id).where(Person.id == actor.person_id).with_for_update()
    ).one()  # one after the other
    ids = [str(one.id) for one, _ in told]
    query = select(TrainingStatement.statement_id, TrainingStatement.fingerprint)
    mine = query.where(TrainingStatement.person_id == actor.person_id, TrainingStatement.statement_id.in_(ids))
    known = {row[0]: row[1] for row in session.execute(mine)}
    new = []
    for one, content in told:
        identity, digest = str(one.id), _fingerprint(content)
        if identity not in known:
            known[identity] = digest
            new.append(_row(actor.person_id, one, content))
        elif known[identity] != digest:
            raise Conflict(f"Another statement {identity} is kept already; a statement never changes.")
    session.add_all(new)
    session.flush()
    for registration in sorted({str(one.context.registration) for one, _ in told}):
        _gather(session, actor.person_id, registration)
    if new:
        record(session, "training_statements", actor.person_id, ("person", actor.person_id), number=len(new))
    return ids


def _fingerprint(content: dict[str, Any]) -> str:
    """Without what a store may add on the way."""
    own = {name: value for name, value in content.items() if name not in ("stored", "authority")}
    text = json.dumps(own, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _row(person_id: str, one: Statement, content: dict[str, Any]) -> TrainingStatement:
    return TrainingStatement(
        person_id=person_id, statement_id=str(one.id), registration=str(one.context.registration), verb=one.verb.id,
        content=content, fingerprint=_fingerprint(content), at=one.timestamp.astimezone(UTC),
    )  # fmt: skip


def _gather(session: Session, person_id: str, registration: str) -> None:
    """Make the session of all statements that are kept of it; those of one that tell of no simulation make none."""
    rows = session.scalars(
        select(TrainingStatement)
        .where(TrainingStatement.person_id == person_id, TrainingStatement.registration == registration)
        .order_by(TrainingStatement.at, TrainingStatement.id)
    )
    told = [Statement.model_validate(one.content) for one in rows]
    whole = [one for one in told if one.object.definition.type == SIMULATION]
    if not whole:
        return
    query = select(TrainingSession).where(
        TrainingSession.person_id == person_id, TrainingSession.registration == registration
    )
    found = session.scalars(query).first() or TrainingSession(person_id=person_id, registration=registration)
    named, level = whole[0].object, whole[0].context.extensions.get(_LEVEL, "")
    found.activity = named.id
    found.english = (named.definition.name.get("en") or named.id)[:200]
    found.chinese = (named.definition.name.get("zh-CN") or found.english)[:200]
    found.level, found.started_at = str(level)[:40], told[0].timestamp
    result = next((one for one in reversed(whole) if one.verb.id in _RESULTS), None)
    found.is_assessed = result is not None
    found.passed = _RESULTS[result.verb.id] if result else None
    found.score = result.result.score.raw if result else None
    found.duration_s = _seconds(result.result.duration) if result else None
    session.add(found)


def _seconds(text: str) -> float | None:
    """Of an ISO 8601 duration within a day; None of what is none."""
    found = _DURATION.match(text)
    if found is None:
        return None
    hours, minutes, seconds = (float(one or 0) for one in found.groups())
    whole = 3600 * hours + 60 * minutes + seconds
    return whole if whole <= 86_400 else None


def sessions_of(session: Session, person_id: str, limit: int) -> Sequence[TrainingSession]:
    """A person's sessions, the newest first."""
    query = select(TrainingSession).where(TrainingSession.person_id == person_id)
    return session.scalars(query.order_by(TrainingSession.started_at.desc(), TrainingSession.id).limit(limit)).all()


def count_sessions(session: Session, actor: Actor, admission_id: str, sessions: Sequence[str]) -> Admission:
    """Say which of one's own assessed sessions a draft counts as training, in place of those before.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    admission: Admission = ADMISSIONS.fetch(session, actor, "edit", admission_id, lock=True)
    if admission.state != "draft":
        raise Conflict(f"This application is {admission.state}; take it back to change it.")
    if len(sessions) > MOST_COUNTED:
        raise Invalid(f"An application counts at most {MOST_COUNTED} sessions.")
    query = select(TrainingSession).where(
        TrainingSession.id.in_(sessions), TrainingSession.person_id == actor.person_id, TrainingSession.is_assessed
    )
    found = list(session.scalars(query))
    if len(found) != len(set(sessions)):
        raise NotFound("One of these is no assessed session of yours.")
    admission.sessions = found
    return admission


def hours(sessions: Sequence[TrainingSession]) -> int:
    """Whole hours of training in all of them together."""
    return int(sum(one.duration_s or 0.0 for one in sessions) // 3600)
