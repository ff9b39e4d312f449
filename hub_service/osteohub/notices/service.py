"""Telling people, once about each thing."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.events.service import emit
from osteohub.events.service import person as to_person
from osteohub.identity.models import Membership, Organisation, Person
from osteohub.notices.models import Notice
from osteohub.refusals import NotFound


def tell(
    session: Session, people: Iterable[str], key: str, subject: tuple[str, str], english: str, chinese: str
) -> int:
    """Tell each of these people (ids) what ``key`` stands for, unless they were told before; how many were new.

    The sentences name no patient: a notice may be shown on a screen that others see.
    """
    kind, identity = subject
    wanted = sorted({one for one in people if one})
    told = set(session.scalars(select(Notice.person_id).where(Notice.key == key, Notice.person_id.in_(wanted))))
    new = 0
    for person_id in wanted:
        if person_id in told:
            continue
        notice = Notice(
            person_id=person_id, key=key, subject_kind=kind, subject_id=identity, english=english, chinese=chinese
        )
        try:
            with session.begin_nested():
                session.add(notice)
        except IntegrityError:  # another server told them just now
            continue
        emit(session, "notice", ("notice", notice.id), to_person(person_id), about=kind)
        new += 1
    return new


def people_at(session: Session, organisation_id: str | None, *roles: str) -> list[str]:
    """Ids of those with one of these roles at an institution, whose accounts are open."""
    return _people(session, Membership.organisation_id == organisation_id, roles)


def people_above(session: Session, organisation_id: str, *roles: str) -> list[str]:
    """Those with one of these roles at an institution above it, not at itself."""
    place = session.get(Organisation, organisation_id)
    above = [one for one in (place.path if place else "").split("/") if one and one != organisation_id]
    return _people(session, Membership.organisation_id.in_(above), roles)


def _people(session: Session, where, roles: Sequence[str]) -> list[str]:
    query = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(where, Membership.role.in_(roles), Person.active)
        .distinct()
        .order_by(Membership.person_id)
    )
    return list(session.scalars(query))


def notices_of(session: Session, person_id: str, unseen: bool, before: str, limit: int) -> Sequence[Notice]:
    """The newest first; ``before`` is the last id of the page before."""
    query = select(Notice).where(Notice.person_id == person_id).order_by(Notice.id.desc()).limit(limit)
    if unseen:
        query = query.where(Notice.seen_at.is_(None))
    if before:
        query = query.where(Notice.id < before)
    return session.scalars(query).all()


def see(session: Session, person_id: str, notice_id: str) -> None:
    """
    Raises
    ------
    NotFound
        There is no such notice of theirs.
    """
    notice = session.get(Notice, notice_id)
    if notice is None or notice.person_id != person_id:
        raise NotFound("There is no such notice of yours.")
    notice.seen_at = notice.seen_at or now()
