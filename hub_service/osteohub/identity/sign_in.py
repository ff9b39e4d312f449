"""Signing in with a name and a password, and the browser's session."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import NOBODY, Actor, Role
from osteohub.identity.models import BrowserSession, Person
from osteohub.identity.secrets import digest, hash_password, is_outdated, is_password, new_secret
from osteohub.refusals import SignInNeeded

FAILURES = 8
LOCKED_MINUTES = 10

_WRONG = "Name and password do not belong together."


def person_by_password(session: Session, login: str, password: str, address: str) -> Person | None:
    """The person, None where name and password do not belong together: keep what was counted either way.

    After ``FAILURES`` wrong passwords in a row the account is closed for ``LOCKED_MINUTES``, and the right password
    does not open it: otherwise whoever guesses would learn that they guessed right.
    """
    person = session.scalars(select(Person).where(Person.login == login.strip().lower()).with_for_update()).first()
    right = is_password(person.password if person else "", password)
    if person is None:
        record(session, "sign_in", outcome="refused", address=address)
        return None
    ends = now() + timedelta(minutes=LOCKED_MINUTES)  # no lock lasts longer, whatever the clock was set to
    locked = person.locked_until is not None and now() < person.locked_until <= ends
    if not right or locked or not person.active:
        if not locked:
            person.failures += 1
            if person.failures >= FAILURES:
                person.locked_until, person.failures = now() + timedelta(minutes=LOCKED_MINUTES), 0
        record(session, "sign_in", person.id, outcome="refused", address=address)
        return None
    person.failures, person.locked_until = 0, None
    if is_outdated(person.password):
        person.password = hash_password(password, person.login)
    record(session, "sign_in", person.id, address=address)
    return person


def wrong_password() -> SignInNeeded:
    """What is said, whatever was wrong."""
    return SignInNeeded(f"{_WRONG} After {FAILURES} failures an account is closed for {LOCKED_MINUTES} minutes.")


def open_session(session: Session, person: Person) -> str:
    """A new browser session: the cookie's value."""
    cookie = new_secret()
    session.add(BrowserSession(secret=digest(cookie), person_id=person.id))
    return cookie


def find_session(session: Session, cookie: str, hours: float) -> tuple[BrowserSession, Person] | None:
    """The session of a cookie and its person; None where it ran out or the account was closed."""
    query = (
        select(BrowserSession, Person)
        .join(Person, Person.id == BrowserSession.person_id)
        .where(
            BrowserSession.secret == digest(cookie),
            BrowserSession.seen_at > now() - timedelta(hours=hours),
            Person.active,
        )
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def touch_session(session: Session, secret: str) -> None:
    """It was used just now."""
    session.execute(update(BrowserSession).where(BrowserSession.secret == secret).values(seen_at=now()))


def close_session(session: Session, cookie: str) -> None:
    session.execute(delete(BrowserSession).where(BrowserSession.secret == digest(cookie)))


def close_all_sessions(session: Session, person_id: str) -> None:
    """As after a new password."""
    session.execute(delete(BrowserSession).where(BrowserSession.person_id == person_id))


def actor_of(person: Person, scopes: frozenset[str] | None = None) -> Actor:
    """A person with all roles at institutions that are active."""
    roles = tuple(
        Role(one.role, one.organisation_id, one.organisation.path)
        for one in person.memberships
        if one.organisation.active
    )
    return Actor(person.id, person.name, person.language, roles, scopes) if person.active else NOBODY
