"""Admissions that end soon or have ended, and overrides that nobody reviewed."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.credentials.models import Admission, Override
from osteohub.credentials.use import WARN_DAYS
from osteohub.database.base import now
from osteohub.notices.service import people_above, people_at, tell

LAST_WARNING_DAYS = 14
REVIEW_DAYS, ESCALATE_DAYS = 3, 14
"""After which an override that was not reviewed is announced, and is told further up."""

_AT_ONCE = 500


def sweep_admissions(session: Session) -> int:
    """Warn twice before the end, the second time the quality officers too; mark what has ended. How many were told or
    marked."""
    today, told = now(), 0
    soon = select(Admission).where(
        Admission.state == "granted",
        Admission.valid_until > today,
        Admission.valid_until <= today + timedelta(days=WARN_DAYS),
    )
    for one in session.scalars(soon):
        assert one.valid_until is not None
        is_last = one.valid_until - today <= timedelta(days=LAST_WARNING_DAYS)
        officers = people_at(session, one.organisation_id, "quality_officer") if is_last else []
        day, stage = f"{one.valid_until:%Y-%m-%d}", "last" if is_last else "first"
        told += tell(
            session,
            [one.person_id, *officers],
            f"admission/{one.id}/{stage}/{day}",
            ("admission", one.id),
            f"The admission to {one.technique.english or one.technique.name} ends on {day}; renew it.",
            f"{one.technique.name}的准入将于 {day} 到期，请申请续期。",
        )
    return told + _mark_ended(session)


def _mark_ended(session: Session) -> int:
    """An admission that ended makes room for a new application."""
    query = select(Admission).where(
        Admission.state.in_(("granted", "suspended")), Admission.valid_until <= now(), Admission.expired_at.is_(None)
    )
    ended = session.scalars(query.limit(_AT_ONCE).with_for_update(of=Admission, skip_locked=True)).all()
    for one in ended:
        one.expired_at = now()
        one.open = None if one.state == "granted" else one.open
        record(session, "admission_expired", "", ("admission", one.id), code=one.code)
        people = [one.person_id, *people_at(session, one.organisation_id, "quality_officer")]
        tell(
            session,
            people,
            f"admission/{one.id}/expired",
            ("admission", one.id),
            f"The admission to {one.technique.english or one.technique.name} has ended.",
            f"{one.technique.name}的准入已到期。",
        )
    return len(ended)


def sweep_overrides(session: Session) -> int:
    """Overrides that wait for a review; how many people were told."""
    told, today = 0, now()
    query = select(Override).where(Override.reviewed_by.is_(None), Override.at <= today - timedelta(days=REVIEW_DAYS))
    for one in session.scalars(query.order_by(Override.id).limit(_AT_ONCE)):
        officers = people_at(session, one.organisation_id, "quality_officer")
        is_late = one.at <= today - timedelta(days=ESCALATE_DAYS)
        if is_late or not officers:
            officers += people_above(session, one.organisation_id, "quality_officer")
        told += tell(
            session,
            [person for person in officers if person != one.person_id],
            f"override/{one.id}/{'late' if is_late else 'waits'}",
            ("override", one.id),
            f"An emergency override of {one.at:%Y-%m-%d} waits for its review.",
            f"{one.at:%Y-%m-%d} 的紧急授权待审核。",
        )
    return told
