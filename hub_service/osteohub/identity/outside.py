"""Whom another service's account is: linked by an operator, or by a rule that the settings name."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import OutsideAccount, Person
from osteohub.identity.oidc import Provider
from osteohub.identity.policies import PEOPLE
from osteohub.refusals import Forbidden, NotFound


def person_by_claims(session: Session, provider: Provider, claims: Mapping[str, Any], address: str) -> Person | None:
    """The person of an account, None where nobody is known: the account then waits for an operator. Keep it."""
    account = _account(session, provider, claims)
    if account.person_id is None:
        account.person_id = _matched(session, provider, claims)
        if account.person_id:
            record(session, "link_account", account.person_id, ("person", account.person_id), by="rule")
    person = session.get(Person, account.person_id) if account.person_id else None
    if person is None or not person.active:
        record(session, "sign_in", account.person_id or "", outcome="refused", address=address, by="oidc")
        return None
    account.used_at = now()
    record(session, "sign_in", person.id, address=address, by="oidc")
    return person


def _account(session: Session, provider: Provider, claims: Mapping[str, Any]) -> OutsideAccount:
    query = select(OutsideAccount).where(
        OutsideAccount.issuer == provider.issuer, OutsideAccount.subject == claims["sub"]
    )
    found = session.scalars(query.with_for_update()).first()
    if found is not None:
        return found
    names = (claims.get(key) for key in ("name", "preferred_username", "email"))
    name = next((one for one in names if isinstance(one, str) and one.strip()), claims["sub"])
    made = OutsideAccount(issuer=provider.issuer, subject=claims["sub"], name=name.strip()[:200])
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # a second browser of the same person was faster
        return session.scalars(query).one()
    return made


def _matched(session: Session, provider: Provider, claims: Mapping[str, Any]) -> str | None:
    """By the rule: the claim is a login of somebody who is no operator and has no account there yet. An operator is
    always linked by hand, so that a name at another service never rules here."""
    login = claims.get(provider.match) if provider.match else None
    if not isinstance(login, str) or (provider.match == "email" and claims.get("email_verified") is not True):
        return None
    person = session.scalars(select(Person).where(Person.login == login.strip().lower(), Person.active)).first()
    if person is None or any(one.role == "operator" for one in person.memberships):
        return None
    taken = select(OutsideAccount.id).where(
        OutsideAccount.issuer == provider.issuer, OutsideAccount.person_id == person.id
    )
    return None if session.execute(taken).first() else person.id


def accounts(session: Session, actor: Actor) -> Sequence[OutsideAccount]:
    """Those that wait to be linked, and those of people whom this operator runs."""
    if not actor.has("operator") or not actor.may_use("admin"):
        return ()
    mine = select(Person.id).where(PEOPLE.allows(actor, "change"))
    query = select(OutsideAccount).where(or_(OutsideAccount.person_id.is_(None), OutsideAccount.person_id.in_(mine)))
    return session.scalars(query.order_by(OutsideAccount.person_id.is_not(None), OutsideAccount.id)).all()


def link(session: Session, actor: Actor, account_id: str, person_id: str) -> None:
    """Say whose account it is; an empty ``person_id`` says nobody's any more.

    Raises
    ------
    NotFound, Forbidden
        There is no such account, or the actor does not run the person (or the one whose it was).
    """
    found = session.get(OutsideAccount, account_id, with_for_update=True)
    if found is None or not actor.has("operator"):
        raise NotFound("There is no such account of another service.")
    if person_id == actor.person_id:
        raise Forbidden("Another operator links your own account.")
    for one in filter(None, (found.person_id, person_id)):
        PEOPLE.fetch(session, actor, "change", one)
    subject = ("person", person_id or found.person_id or "")
    found.person_id, found.linked_by = person_id or None, actor.person_id
    record(session, "link_account" if person_id else "unlink_account", actor.person_id, subject)
