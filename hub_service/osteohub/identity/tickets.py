"""What the hub remembers for some minutes: handed out as a secret, found again by it."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.identity.models import Ticket
from osteohub.identity.secrets import digest, new_secret


def issue(session: Session, purpose: str, person_id: str | None, payload: Mapping[str, str], minutes: float) -> str:
    """A new ticket's secret; those that ran out are thrown away."""
    session.execute(delete(Ticket).where(Ticket.expires_at <= now()))
    secret = new_secret()
    session.add(
        Ticket(
            secret=digest(secret),
            purpose=purpose,
            person_id=person_id,
            payload=dict(payload),
            expires_at=now() + timedelta(minutes=minutes),
        )
    )
    return secret


def find(session: Session, purpose: str, secret: str) -> Ticket | None:
    """The ticket, where there is one that has not run out."""
    query = select(Ticket).where(Ticket.secret == digest(secret), Ticket.purpose == purpose, Ticket.expires_at > now())
    return session.scalars(query).first()


def take(session: Session, purpose: str, secret: str) -> Ticket | None:
    """The ticket, which nobody finds again: of two who bring it at once, one gets it."""
    found = find(session, purpose, secret)
    if found is None:
        return None
    query = delete(Ticket).where(Ticket.secret == found.secret).returning(Ticket.secret)
    return found if session.execute(query).first() else None
