"""Patient numbers that an institution found to be one person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.his.models import HisMerge
from osteohub.refusals import Invalid

LONGEST = 64


def merge(session: Session, place: str, number: str, survivor: str) -> None:
    """Note that the person with ``number`` is the one with ``survivor``, by which they go from now on.

    Raises
    ------
    Invalid
        One is empty or too long.
    """
    if not number or not survivor or max(len(number), len(survivor)) > LONGEST:
        raise Invalid(f"A merge names two patient numbers of at most {LONGEST} characters.")
    number, survivor = _survivor(session, place, number), _survivor(session, place, survivor)
    if survivor == number:
        return
    chain = select(HisMerge).where(HisMerge.organisation_id == place, HisMerge.survivor == number)
    for earlier in session.scalars(chain):
        earlier.survivor, earlier.at = survivor, now()
    session.add(HisMerge(organisation_id=place, number=number, survivor=survivor))


def numbers_of(session: Session, place: str, number: str) -> frozenset[str]:
    """All numbers of the person with this one."""
    survivor = _survivor(session, place, number)
    query = select(HisMerge.number).where(HisMerge.organisation_id == place, HisMerge.survivor == survivor)
    return frozenset((survivor, number, *session.scalars(query)))


def _survivor(session: Session, place: str, number: str) -> str:
    query = select(HisMerge.survivor).where(HisMerge.organisation_id == place, HisMerge.number == number)
    return session.scalars(query).first() or number
