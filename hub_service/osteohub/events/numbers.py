"""Numbering: an event gets its number after its transaction was kept, by one publisher at a time.

A number drawn inside the transaction (a sequence) would become visible out of order: a reader who has seen 8 would
never ask for 7 again. Here a reader sees numbers only once all lower ones are there.
"""

from collections.abc import Sequence

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from osteohub.database.engine import Database
from osteohub.events.models import Event

_LOCK = 0x6F7374656F6576
"""Of PostgreSQL, held while numbers are given; on SQLite the writing transaction itself is the lock."""
BATCH = 500


def waits(session: Session) -> bool:
    return session.execute(select(Event.id).where(Event.number.is_(None)).limit(1)).first() is not None


def head(session: Session) -> int:
    """The highest number given, 0 before the first."""
    return session.scalar(select(func.max(Event.number))) or 0


def give_numbers(database: Database) -> int:
    """Number what was kept and has none, oldest first; how many."""
    with database.read() as session:
        if not waits(session):
            return 0
    with database.write() as session:
        if not database.is_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        last = head(session)
        query = select(Event.id).where(Event.number.is_(None)).order_by(Event.at, Event.id).limit(BATCH)
        found = session.scalars(query).all()
        if found:
            given = [{"id": identity, "number": last + place} for place, identity in enumerate(found, start=1)]
            session.execute(update(Event), given)
        return len(found)


def numbered_after(session: Session, number: int) -> Sequence[Event]:
    return session.scalars(select(Event).where(Event.number > number).order_by(Event.number).limit(BATCH)).all()
