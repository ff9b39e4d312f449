"""Tokens for programs, and the way to get one: a code typed in the browser (RFC 8628)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import SCOPES, Actor, Role
from osteohub.identity.models import ApiToken, DeviceRequest, Membership, Organisation, Person
from osteohub.identity.secrets import digest, new_secret, new_user_code, tidy_user_code
from osteohub.refusals import Forbidden, Invalid, NotFound

TOKEN_PREFIX = "osteo_"
LONGEST_DAYS = 365
CODE_MINUTES = 10
POLL_S = 5


class NotYet(Invalid):
    """The person has not answered; ask again in ``POLL_S`` seconds."""

    code = "authorization_pending"


class TooFast(Invalid):
    """Asked again too soon."""

    code = "slow_down"


class Refused(Invalid):
    """The person said no."""

    code = "access_denied"


class Expired(Invalid):
    """The code ran out, was used, or never was."""

    code = "expired_token"


def checked_scopes(scopes: Sequence[str]) -> list[str]:
    """
    Raises
    ------
    Invalid
        One is unknown, or there is none.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise Invalid(f"Scopes are {', '.join(SCOPES)}; not {', '.join(unknown) or 'none at all'}.")
    return sorted(set(scopes))


def new_token(session: Session, person_id: str, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown once and kept nowhere.

    Raises
    ------
    Invalid
        Scopes, name or days cannot be used.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"A token is valid for 1 to {LONGEST_DAYS} days, not {days}.")
    if not name.strip():
        raise Invalid("A token needs a name, such as the program and the machine where it is used.")
    secret = new_secret(TOKEN_PREFIX)
    token = ApiToken(
        person_id=person_id,
        name=name.strip()[:120],
        secret=digest(secret),
        scopes=checked_scopes(scopes),
        expires_at=now() + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    record(session, "create_token", person_id, ("token", token.id), scopes=token.scopes)
    return token, secret


_SPEAKS_FOR = (
    select(
        ApiToken.scopes,
        Person.id,
        Person.name,
        Person.language,
        Membership.role,
        Organisation.id,
        Organisation.path,
    )
    .join(Person, Person.id == ApiToken.person_id)
    .outerjoin(Membership, Membership.person_id == Person.id)
    .outerjoin(Organisation, and_(Organisation.id == Membership.organisation_id, Organisation.active))
    .where(ApiToken.secret == bindparam("secret"), ApiToken.expires_at > bindparam("today"), Person.active)
)


def actor_by_token(session: Session, secret: str) -> Actor | None:
    """The person for whom a token speaks, with their roles at active institutions; None where it is unknown or ran out.

    One question to the database, for every request of a program begins with it.
    """
    rows = session.execute(_SPEAKS_FOR, {"secret": digest(secret), "today": now()}).all()
    if not rows:
        return None
    scopes, person_id, name, language = rows[0][:4]
    roles = tuple(Role(role, place, path) for *_, role, place, path in rows if place is not None)
    return Actor(person_id, name, language, roles, frozenset(scopes))


def tokens_of(session: Session, person_id: str) -> Sequence[ApiToken]:
    return session.scalars(select(ApiToken).where(ApiToken.person_id == person_id).order_by(ApiToken.id)).all()


def revoke_token(session: Session, actor: Actor, token_id: str) -> None:
    """
    Raises
    ------
    NotFound
        The person has no such token.
    """
    token = session.get(ApiToken, token_id)
    if token is None or token.person_id != actor.person_id:
        raise NotFound("There is no such token of yours.")
    session.delete(token)
    record(session, "revoke_token", actor.person_id, ("token", token_id))


def begin_device(session: Session, client: str, scopes: Sequence[str]) -> tuple[str, str]:
    """A program asks to be let in: its device code, and the code that its person types in the browser."""
    session.execute(delete(DeviceRequest).where(DeviceRequest.expires_at < now() - timedelta(days=1)))
    wanted = checked_scopes(scopes)
    for _ in range(5):
        code, typed = new_secret(), new_user_code()
        request = DeviceRequest(
            device_secret=digest(code),
            user_code=typed,
            client=client.strip()[:120] or "a program",
            scopes=wanted,
            expires_at=now() + timedelta(minutes=CODE_MINUTES),
        )
        try:
            with session.begin_nested():
                session.add(request)
        except IntegrityError:
            continue  # the same eight letters twice
        return code, typed
    raise Invalid("Too many programs wait to be let in; try again in a few minutes.")


def waiting_device(session: Session, typed: str) -> DeviceRequest:
    """
    Raises
    ------
    NotFound
        Nobody waits with this code.
    """
    query = select(DeviceRequest).where(
        DeviceRequest.user_code == tidy_user_code(typed),
        DeviceRequest.state == "waiting",
        DeviceRequest.expires_at > now(),
    )
    found = session.scalars(query.with_for_update()).first()
    if found is None:
        raise NotFound("No program waits with this code: it ran out or was mistyped. Ask the program for a new one.")
    return found


def answer_device(session: Session, actor: Actor, typed: str, allowed: bool) -> None:
    """The person lets the program in, or not.

    Raises
    ------
    NotFound
        Nobody waits with this code.
    Forbidden
        A token answers: only a person in the browser can let a program in.
    """
    if actor.scopes is not None:
        raise Forbidden("Only a person who is signed in with a browser can let a program in.")
    request = waiting_device(session, typed)
    request.state, request.person_id = ("allowed", actor.person_id) if allowed else ("refused", None)
    record(session, "answer_device", actor.person_id, outcome="done" if allowed else "refused", client=request.client)


def poll_device(session: Session, code: str) -> str | Invalid:
    """The token's secret once the person has let the program in; otherwise why there is none (RFC 8628, 3.5).

    The refusal is given back, not raised: what was noted here must be kept.
    """
    query = select(DeviceRequest).where(DeviceRequest.device_secret == digest(code)).with_for_update()
    request = session.scalars(query).first()
    if request is None or request.expires_at <= now() or request.state == "used":
        return Expired("This code ran out or was used; ask for a new one.")
    if request.state == "refused":
        return Refused("You were not let in.")
    if request.state == "waiting":
        early = request.polled_at is not None and now() - request.polled_at < timedelta(seconds=POLL_S - 1)
        request.polled_at = now()
        return TooFast(f"Ask every {POLL_S} seconds.") if early else NotYet("Nobody has answered yet; ask again.")
    assert request.person_id is not None
    request.state = "used"
    return new_token(session, request.person_id, request.client, request.scopes, 90)[1]
