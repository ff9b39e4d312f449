"""Saying that something happened, in the transaction that did it; and reading what may be read of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event as sql_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.events.models import Event, EventReader
from osteohub.events.policies import EVENTS
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation

WAKE = "after_events"
"""In ``Session.info``: called after a transaction that emitted something was kept."""


@dataclass(frozen=True)
class Audience:
    """Some who may read an event; see ``EventReader``."""

    organisation_id: str = ""
    role: str = ""
    person_id: str = ""


EVERYBODY = (Audience(role="*"),)


def at(organisation_id: str | None, *roles: str) -> tuple[Audience, ...]:
    """Those with one of these roles at an institution, any role where none is named; nobody where it is None."""
    if not organisation_id:
        return ()
    return tuple(Audience(organisation_id, role) for role in roles or ("*",))


def person(person_id: str | None) -> tuple[Audience, ...]:
    """One person; nobody where it is None."""
    return (Audience(person_id=person_id),) if person_id else ()


def above(session: Session, organisation_id: str, role: str) -> tuple[Audience, ...]:
    """Those with a role at the institution or at one above it."""
    path = session.get_one(Organisation, organisation_id).path
    return tuple(Audience(one, role) for one in path.split("/") if one)


def emit(session: Session, kind: str, subject: tuple[str, str], audience: Iterable[Audience], **payload: Any) -> Event:
    """Keep an event with the change that it tells of: both are there or neither.

    Parameters
    ----------
    kind : str
        ``"referral.accept"``.
    subject : tuple of str
        Kind and id of what it happened to.
    audience : iterable of Audience
        Who may read it: ``[*at(place, "clinician"), *person(author_id)]``, ``EVERYBODY``.
    payload
        JSON values; nothing of a patient, no free text.
    """
    readers = [EventReader(organisation_id=one.organisation_id, role=one.role, person_id=one.person_id)
               for one in dict.fromkeys(audience)]  # fmt: skip
    made = Event(kind=kind, subject_kind=subject[0], subject_id=subject[1], payload=payload, readers=readers)
    session.add(made)
    wake = session.info.get(WAKE)
    if wake is not None and not session.info.get("wakes"):
        session.info["wakes"] = True
        sql_event.listen(session, "after_commit", lambda _: wake(), once=True)
    return made


def read(session: Session, actor: Actor, after: int, kinds: Sequence[str], limit: int) -> Sequence[Event]:
    """Published events with a number above ``after`` that this person may read, oldest first."""
    query = select(Event).where(Event.number > after, EVENTS.allows(actor, "read"))
    if kinds:
        query = query.where(Event.kind.in_(kinds))
    return session.scalars(query.order_by(Event.number).limit(limit)).all()
