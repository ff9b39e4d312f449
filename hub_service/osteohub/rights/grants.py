"""Licence grants: the owner of a published version lets somebody use it beyond its licence, for a time and a price."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.identity.schemas import Strict
from osteohub.ledger import service as ledger
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS
from osteohub.library.states import SEEN_BY_ALL
from osteohub.notices.service import people_at, tell
from osteohub.refusals import Conflict, Invalid
from osteohub.rights.models import Grant
from osteohub.rights.money import MOST_FEN
from osteohub.rights.policies import GRANTS
from osteohub.rights.states import GRANT

LONGEST = timedelta(days=3653)
_IdOrNone = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]


class Offer(Strict):
    """To an institution (``grantee_id``) or to a person, one of the two; ``price_fen`` in whole fen, 0 for nothing."""

    grantee_id: _IdOrNone = ""
    person_id: _IdOrNone = ""
    purpose: Literal["teaching", "research", "clinical", "production", "commercial"]
    terms: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
    price_fen: Annotated[int, Field(ge=0, le=MOST_FEN)] = 0
    is_revocable: bool = True
    valid_from: AwareDatetime
    valid_until: AwareDatetime


def offer(session: Session, actor: Actor, version_id: str, offered: Offer) -> Grant:
    """
    Raises
    ------
    NotFound, Forbidden
        The person neither made the version nor runs its institution.
    Conflict
        It is not published.
    Invalid
        Nobody or two are named, or the period cannot be.
    """
    version: Version = VERSIONS.fetch(session, actor, "license", version_id)
    if version.state not in SEEN_BY_ALL:
        raise Conflict(f"This version is {version.state}; only what is published is licensed.")
    _check(session, version, offered)
    grant = Grant(
        version_id=version.id,
        owner_id=version.organisation_id,
        author_id=version.author_id,
        grantee_id=offered.grantee_id or None,
        person_id=offered.person_id or None,
        offered_by=actor.person_id,
        **offered.model_dump(exclude={"grantee_id", "person_id"}),
    )
    session.add(grant)
    session.flush()
    record(session, "offer_grant", actor.person_id, ("grant", grant.id), version=version_id)
    _tell(session, grant, _takers(session, grant), "offered", "You are offered a licence", "您收到一份授权要约")
    return grant


def _check(session: Session, version: Version, offered: Offer) -> None:
    if bool(offered.grantee_id) == bool(offered.person_id):
        raise Invalid("A grant is for one institution or for one person.")
    if offered.grantee_id and session.get(Organisation, offered.grantee_id) is None:
        raise Invalid("There is no such institution to grant a licence to.")
    if offered.person_id and session.get(Person, offered.person_id) is None:
        raise Invalid("There is no such person to grant a licence to.")
    if offered.grantee_id == version.organisation_id or offered.person_id == version.author_id:
        raise Invalid("Owners need no licence for what is theirs.")
    if not offered.valid_from < offered.valid_until <= offered.valid_from + LONGEST:
        raise Invalid("A grant ends after it begins, at most ten years later.")
    if offered.valid_until <= now():
        raise Invalid("A grant ends in the future.")


def move(session: Session, actor: Actor, grant_id: str, action: str, reason: str = "") -> Grant:
    """Accept, decline, take back, revoke, give up. What takes effect or ends before its time is in the ledger.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        It is not possible in this state; the grant cannot be revoked, or its period is over.
    Invalid
        Revoking needs a reason.
    """
    grant: Grant = GRANTS.fetch(session, actor, action, grant_id, lock=True)
    target = GRANT.after(grant.state, action)
    if action == "accept" and grant.valid_until <= now():
        raise Conflict("The period of this grant is over; ask for another.")
    if action == "revoke":
        if not grant.is_revocable:
            raise Conflict("This grant was given without the right to revoke it.")
        if not reason.strip():
            raise Invalid("Say why the grant is revoked.")
    grant.state, grant.reason = target, reason.strip()[:500]
    if action in ("accept", "decline"):
        grant.answered_by = actor.person_id
    if action in ("accept", "revoke", "give_up"):
        _to_ledger(session, grant)
    record(session, f"grant_{action}", actor.person_id, ("grant", grant_id))
    by_taker = action in ("accept", "decline", "give_up")
    english, chinese = _SAID[action]
    _tell(session, grant, _givers(session, grant) if by_taker else _takers(session, grant), action, english, chinese)
    return grant


_SAID = {
    "accept": ("A licence that you offered was accepted", "您发出的授权要约已被接受"),
    "decline": ("A licence that you offered was declined", "您发出的授权要约已被谢绝"),
    "give_up": ("A licence that you granted was given up", "被授权方已放弃您授予的授权"),
    "take_back": ("A licence that was offered to you was taken back", "向您发出的授权要约已撤回"),
    "revoke": ("A licence that was granted to you was revoked", "授予您的授权已被撤销"),
}


def expire(session: Session) -> int:
    """Mark what ended; how many."""
    query = select(Grant).where(Grant.state.in_(("offered", "in_force")), Grant.valid_until <= now()).limit(500)
    ended = session.scalars(query.with_for_update(skip_locked=True)).all()
    for grant in ended:
        was_in_force = grant.state == "in_force"
        grant.state = GRANT.after(grant.state, "expire")
        record(session, "grant_expire", "", ("grant", grant.id))
        if was_in_force:
            people = {*_givers(session, grant), *_takers(session, grant)}
            _tell(session, grant, people, "expired", "A licence has ended", "一份授权已到期")
    return len(ended)


def for_me(session: Session, actor: Actor, version_id: str, at: datetime) -> Sequence[Grant]:
    """Grants of a version that let this person use it at a time, as themselves or through their institutions."""
    places = {one.organisation_id for one in actor.roles}
    query = select(Grant).where(
        Grant.version_id == version_id,
        Grant.state == "in_force",
        Grant.valid_from <= at,
        Grant.valid_until > at,
        or_(Grant.person_id == actor.person_id, Grant.grantee_id.in_(places)),
    )
    return session.scalars(query.order_by(Grant.id)).all()


def _to_ledger(session: Session, grant: Grant) -> None:
    """Terms and price as a hash together with the grant's id: who has the grant can prove them, nobody guesses them."""
    terms = {"grant": grant.id, "terms": grant.terms, "price_fen": grant.price_fen, "purpose": grant.purpose}
    entry = {
        "grant": grant.id,
        "version": grant.version_id,
        "state": grant.state,
        "terms_sha256": ledger.fingerprint(ledger.canonical(terms)),
        "valid_from": grant.valid_from.isoformat(),
        "valid_until": grant.valid_until.isoformat(),
        "revocable": grant.is_revocable,
    }
    number = ledger.append(session, "grant", grant.id, [entry]).start
    grant.ledger_number = number if grant.ledger_number is None else grant.ledger_number


def _takers(session: Session, grant: Grant) -> list[str]:
    return [grant.person_id] if grant.person_id else people_at(session, grant.grantee_id, "operator")


def _givers(session: Session, grant: Grant) -> list[str]:
    return [grant.author_id, *people_at(session, grant.owner_id, "operator")]


def _tell(session: Session, grant: Grant, people, what: str, english: str, chinese: str) -> None:
    version = session.get_one(Version, grant.version_id)
    key, subject = f"grant/{grant.id}/{what}", ("grant", grant.id)
    tell(
        session,
        people,
        key,
        subject,
        f"{english}: {version.english or version.title}.",
        f"{chinese}：{version.title}。",
    )
