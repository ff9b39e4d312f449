"""What is done again and again: dates that come near, deadlines that pass. Of several servers one does it each time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.database.engine import Database
from osteohub.jobs.models import Sweep as Turn


@dataclass(frozen=True)
class Sweep:
    """``do`` runs in a writing transaction and says how many things it found; doing it twice does no harm."""

    name: str
    every: timedelta
    do: Callable[[Session], int]


def sweep(database: Database, sweeps: Iterable[Sweep], at: datetime | None = None) -> dict[str, int]:
    """Do those whose time has come; how many things each found. What fails is undone, and raised at the end, after the
    others had their turn."""
    found: dict[str, int] = {}
    troubles: list[Exception] = []
    for one in sweeps:
        try:
            with database.write() as session:
                if _takes_turn(session, one, at or now()):
                    found[one.name] = one.do(session)
        except Exception as error:
            troubles.append(error)
    if troubles:
        raise ExceptionGroup("sweeps failed", troubles)
    return found


def _takes_turn(session: Session, one: Sweep, at: datetime) -> bool:
    turn = session.scalars(select(Turn).where(Turn.name == one.name).with_for_update(skip_locked=True)).first()
    if turn is None:
        try:
            with session.begin_nested():
                session.add(Turn(name=one.name, at=at))
        except IntegrityError:  # there it is, and another server works on it
            return False
        return True
    if abs(at - turn.at) < one.every:  # one that lies further ahead was noted by a clock that has been set back since
        return False
    turn.at = at
    return True
