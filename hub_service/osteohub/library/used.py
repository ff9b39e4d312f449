"""What people do with resources: fetch them, and use them together."""

from collections.abc import Sequence

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.library.models import Download, Resource, UsedWith, Version
from osteohub.library.policies import VERSIONS
from osteohub.library.states import SEEN_BY_ALL
from osteohub.refusals import Conflict, Forbidden, Invalid


def count_download(session: Session, actor: Actor, version: Version) -> None:
    """Of a published version; authors who fetch their own do not count."""
    if not version.number or version.author_id == actor.person_id:
        return
    resource = session.get_one(Resource, version.resource_id, with_for_update=True)
    resource.downloads += 1
    before = session.get(Download, (resource.id, actor.person_id))
    if before is None:
        session.add(Download(resource_id=resource.id, person_id=actor.person_id))
    else:
        before.number, before.at = before.number + 1, now()


def use_together(session: Session, actor: Actor, version_id: str, other_id: str) -> None:
    """This person used both, as in one plan or one lesson; saying so twice is the same as once.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        One of them is not published.
    Invalid
        They are versions of one resource.
    """
    pair = _pair(session, actor, version_id, other_id)
    if session.get(UsedWith, (*pair, actor.person_id)) is None:
        session.add(UsedWith(first_id=pair[0], second_id=pair[1], person_id=actor.person_id))


def use_apart(session: Session, actor: Actor, version_id: str, other_id: str) -> None:
    """Take it back.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    said = session.get(UsedWith, (*_pair(session, actor, version_id, other_id), actor.person_id))
    if said is not None:
        session.delete(said)


def _pair(session: Session, actor: Actor, version_id: str, other_id: str) -> tuple[str, str]:
    if not actor.may_use("library"):
        raise Forbidden("This token may not say what is used together.")
    both = [VERSIONS.fetch(session, actor, "read", one) for one in (version_id, other_id)]
    if any(one.state not in SEEN_BY_ALL for one in both):
        raise Conflict("Only published resources are used together.")
    first, second = sorted(one.resource_id for one in both)
    if first == second:
        raise Invalid("A resource is used with another one, not with itself.")
    return first, second


def used_with(session: Session, actor: Actor, version_id: str, limit: int) -> Sequence[tuple[Version, int]]:
    """Published versions that people used together with this one, and how many people; the most frequent first.

    Raises
    ------
    NotFound
    """
    mine = VERSIONS.fetch(session, actor, "read", version_id).resource_id
    other = case((UsedWith.first_id == mine, UsedWith.second_id), else_=UsedWith.first_id)
    counted = (
        select(other.label("resource_id"), func.count().label("people"))
        .where(or_(UsedWith.first_id == mine, UsedWith.second_id == mine))
        .group_by(other)
        .subquery()
    )
    query = (
        select(Version, counted.c.people)
        .join(counted, counted.c.resource_id == Version.resource_id)
        .where(Version.state == "published", VERSIONS.allows(actor, "read"))
        .order_by(counted.c.people.desc(), Version.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]
