"""Institutions, people and their roles: what changes them. Every change is audited in the same transaction."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.identity.actor import Actor
from osteohub.identity.models import ROLES, TIERS, Membership, Organisation, Person, SharingAgreement
from osteohub.identity.policies import AGREEMENTS, ORGANISATIONS, PEOPLE
from osteohub.identity.secrets import hash_password, is_password
from osteohub.identity.sign_in import close_all_sessions
from osteohub.refusals import Conflict, Forbidden, Invalid, NotFound

SHARED_KINDS = ("resource", "referral", "credential")

_LOGIN = re.compile(r"^[a-z0-9][a-z0-9._@-]{1,79}$")


def founded(session: Session) -> bool:
    """Whether the hub has its first institution."""
    return session.execute(select(func.count()).select_from(Organisation)).scalar_one() > 0


def found(session: Session, name: str, login: str, password: str) -> Person:
    """The first institution and its operator.

    Raises
    ------
    Conflict
        There is one already.
    """
    if founded(session):
        raise Conflict("This hub has its first institution already; its operator makes the others.")
    top = _new_organisation(name, "", "national", None)
    session.add(top)
    session.flush()
    person = _new_person(session, login, name, password)
    session.add(Membership(person=person, organisation=top, role="operator"))
    session.flush()
    record(session, "found", person.id, ("organisation", top.id))
    return person


def create_organisation(
    session: Session, actor: Actor, name: str, english: str, tier: str, parent_id: str
) -> Organisation:
    """An institution below another.

    Raises
    ------
    Forbidden, NotFound
        The person does not run the one above.
    Invalid, Conflict
        The tier is not below the parent's, or the name is taken.
    """
    parent = ORGANISATIONS.fetch(session, actor, "create_below", parent_id)
    if tier not in TIERS or TIERS.index(tier) <= TIERS.index(parent.tier):
        raise Invalid(f"An institution below a {parent.tier} one is {_or(TIERS[TIERS.index(parent.tier) + 1 :])}.")
    organisation = _new_organisation(name, english, tier, parent)
    _add(session, organisation, f"There is an institution named {name!r} already.")
    record(session, "create_organisation", actor.person_id, ("organisation", organisation.id), tier=tier)
    return organisation


def set_organisation_active(session: Session, actor: Actor, organisation_id: str, active: bool) -> None:
    """Open or close an institution: the roles at a closed one count for nothing."""
    organisation = ORGANISATIONS.fetch(session, actor, "change", organisation_id)
    if organisation.parent_id is None and not active:
        raise Conflict("The institution at the top stays open: nobody could open it again.")
    organisation.active = active
    record(session, "open" if active else "close", actor.person_id, ("organisation", organisation_id))


def create_person(
    session: Session, actor: Actor, login: str, name: str, password: str, organisation_id: str, roles: Sequence[str]
) -> Person:
    """A person with a first password, which they must change, and roles at one institution.

    Raises
    ------
    Forbidden, NotFound, Invalid, Conflict
        The actor does not run the institution; a role is unknown; the login is taken.
    """
    if not roles:
        raise Invalid(f"A person needs a role: {_or(ROLES)}.")
    person = _new_person(session, login, name, password)
    person.must_change = True
    for role in roles:
        grant(session, actor, person, organisation_id, role)
    record(session, "create_person", actor.person_id, ("person", person.id))
    return person


def grant(session: Session, actor: Actor, person: Person, organisation_id: str, role: str) -> Membership:
    """
    Raises
    ------
    Forbidden, NotFound, Invalid, Conflict
        The actor does not run the institution; the role is unknown, or held already.
    """
    organisation = ORGANISATIONS.fetch(session, actor, "grant", organisation_id)
    if role not in ROLES:
        raise Invalid(f"{role!r} is no role; roles are {_or(ROLES)}.")
    if any(one.organisation_id == organisation_id and one.role == role for one in person.memberships):
        raise Conflict(f"{person.name} is {role} at {organisation.name} already.")
    membership = Membership(person=person, organisation=organisation, role=role, granted_by=actor.person_id)
    session.add(membership)
    session.flush()
    record(session, "grant", actor.person_id, ("person", person.id), role=role, organisation=organisation_id)
    return membership


def revoke(session: Session, actor: Actor, membership_id: str) -> None:
    """
    Raises
    ------
    NotFound, Forbidden
        There is no such role, or the actor does not run its institution.
    Conflict
        It is the last operator of the hub: nobody could grant anything any more.
    """
    membership = session.get(Membership, membership_id)
    if membership is None or not ORGANISATIONS.may(session, actor, "grant", membership.organisation_id):
        raise NotFound("There is no such role.")
    if membership.role == "operator" and membership.organisation.parent_id is None:
        others = select(Membership.id).where(
            Membership.organisation_id == membership.organisation_id,
            Membership.role == "operator",
            Membership.id != membership_id,
        )
        if session.execute(others).first() is None:
            raise Conflict("This is the last operator of the hub; name another one first.")
    record(session, "revoke", actor.person_id, ("person", membership.person_id), role=membership.role)
    session.delete(membership)


def change_password(session: Session, actor: Actor, old: str, new: str) -> None:
    """Their own; every browser is signed out.

    Raises
    ------
    Forbidden
        The old one is wrong, or a token asks.
    Invalid
        The new one cannot be used.
    """
    person = session.get(Person, actor.person_id)
    if person is None or actor.scopes is not None or not is_password(person.password, old):
        raise Forbidden("The old password is wrong.")
    person.password, person.must_change = hash_password(new, person.login), False
    close_all_sessions(session, person.id)
    record(session, "change_password", actor.person_id, ("person", person.id))


def reset_password(session: Session, actor: Actor, person_id: str, password: str) -> None:
    """Another's, who must change it; their browsers are signed out.

    Raises
    ------
    Forbidden, NotFound, Invalid
    """
    person = PEOPLE.fetch(session, actor, "reset_password", person_id)
    person.password, person.must_change = hash_password(password, person.login), True
    person.failures, person.locked_until = 0, None
    close_all_sessions(session, person_id)
    record(session, "reset_password", actor.person_id, ("person", person_id))


def set_person_active(session: Session, actor: Actor, person_id: str, active: bool) -> None:
    """Open or close an account; closing signs it out everywhere."""
    person = PEOPLE.fetch(session, actor, "change", person_id)
    if person_id == actor.person_id:
        raise Invalid("You cannot close your own account; another operator can.")
    person.active = active
    close_all_sessions(session, person_id)
    record(session, "open" if active else "close", actor.person_id, ("person", person_id))


def agree_to_share(
    session: Session, actor: Actor, giver_id: str, taker_id: str, kind: str, start: datetime, end: datetime
) -> SharingAgreement:
    """The giver's operator lets another institution see things of one kind.

    Raises
    ------
    Forbidden, NotFound, Invalid
    """
    ORGANISATIONS.fetch(session, actor, "share", giver_id)
    ORGANISATIONS.fetch(session, actor, "read", taker_id)
    if kind not in SHARED_KINDS:
        raise Invalid(f"What can be shared is {_or(SHARED_KINDS)}; not {kind!r}.")
    if giver_id == taker_id or not start < end:
        raise Invalid("An agreement is between two institutions and ends after it begins.")
    agreement = SharingAgreement(giver_id=giver_id, taker_id=taker_id, kind=kind, valid_from=start, valid_until=end)
    session.add(agreement)
    session.flush()
    record(session, "agree_to_share", actor.person_id, ("agreement", agreement.id), kind=kind)
    return agreement


def end_agreement(session: Session, actor: Actor, agreement_id: str, at: datetime) -> None:
    agreement = AGREEMENTS.fetch(session, actor, "end", agreement_id)
    agreement.valid_until = min(agreement.valid_until, at)
    record(session, "end_agreement", actor.person_id, ("agreement", agreement_id))


def _new_organisation(name: str, english: str, tier: str, parent: Organisation | None) -> Organisation:
    from osteohub.database.base import new_id

    if not name.strip() or len(name) > 200:
        raise Invalid("An institution needs a name of at most 200 characters.")
    identity = new_id()
    path = f"{parent.path if parent else '/'}{identity}/"
    return Organisation(
        id=identity,
        name=name.strip(),
        english=english.strip(),
        tier=tier,
        path=path,
        parent_id=parent.id if parent else None,
    )


def _new_person(session: Session, login: str, name: str, password: str) -> Person:
    login = login.strip().lower()
    if not _LOGIN.match(login):
        raise Invalid("A login has 2 to 80 letters a-z, digits, dots, dashes, underscores or @.")
    if not name.strip():
        raise Invalid("A person needs a name.")
    person = Person(login=login, name=name.strip()[:120], password=hash_password(password, login))
    _add(session, person, f"The login {login} is taken; choose another.")
    return person


def _add(session: Session, thing: object, taken: str) -> None:
    try:
        with session.begin_nested():
            session.add(thing)
    except IntegrityError as error:
        raise Conflict(taken) from error


def _or(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "nothing: it is the lowest"
