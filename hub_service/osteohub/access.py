"""Who asks: read from the request's cookie or token, the same way for pages and for the API."""

from contextlib import suppress
from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy.exc import OperationalError

from osteohub.hub import Hub
from osteohub.identity.actor import NOBODY, Actor
from osteohub.identity.sign_in import actor_of, find_session, touch_session
from osteohub.identity.tokens import actor_by_token
from osteohub.refusals import Forbidden, SignInNeeded

COOKIE = "osteo_session"
_TOUCH_S = 60
_SAFE = ("GET", "HEAD", "OPTIONS")


def hub_of(request: Request) -> Hub:
    return cast(Hub, request.app.state.hub)


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def find_actor(request: Request) -> Actor:
    """The person, or ``NOBODY``; the log learns who, by a pseudonym.

    Raises
    ------
    SignInNeeded, Forbidden
        See :func:`_asking`.
    """
    actor = _asking(request)
    request.state.person_id = actor.person_id
    return actor


def _asking(request: Request) -> Actor:
    """The person, or ``NOBODY``. A token that is not valid is refused rather than passed over.

    Raises
    ------
    SignInNeeded
        The token is unknown or ran out.
    Forbidden
        A page of another site sent this with the browser's cookie.
    """
    hub = hub_of(request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return _by_token(hub, secret.strip())
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return NOBODY
    with hub.database.read() as session:
        found = find_session(session, cookie, hub.settings.session_hours)
        if found is None:
            return NOBODY
        browser, person = found
        actor = actor_of(person)
    if request.method not in _SAFE:
        refuse_other_sites(request)
    request.state.must_change = person.must_change
    _touch(hub, browser.secret, browser.seen_at)
    return actor


def refuse_other_sites(request: Request) -> None:
    """
    Raises
    ------
    Forbidden
        The browser says that another site's page sent this.
    """
    site = request.headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return
    origin = request.headers.get("origin")
    if site is None and origin is None:
        return  # no browser; a cookie of one is not sent by accident
    if site is None and origin is not None and urlsplit(origin).netloc == request.headers.get("host"):
        return
    raise Forbidden("This came from a page of another site and was not done.")


def _by_token(hub: Hub, secret: str) -> Actor:
    with hub.database.read() as session:
        actor = actor_by_token(session, secret)
    if actor is None:
        raise SignInNeeded("This token is unknown or ran out; make a new one.")
    return actor


def _touch(hub: Hub, secret: str, seen_at) -> None:
    from osteohub.database.base import now

    if (now() - seen_at).total_seconds() > _TOUCH_S:
        # where the disk is full or the writer busy, whoever reads goes on reading
        with suppress(OperationalError), hub.database.write() as session:
            touch_session(session, secret)


async def need_actor(actor: Annotated[Actor, Depends(find_actor)]) -> Actor:
    """
    Raises
    ------
    SignInNeeded
    """
    if not actor.is_signed_in:
        raise SignInNeeded("Sign in first.")
    return actor


async def _hub(request: Request) -> Hub:
    """Not in a thread: there is nothing to wait for."""
    return hub_of(request)


HubOf = Annotated[Hub, Depends(_hub)]
Signed = Annotated[Actor, Depends(need_actor)]
Anybody = Annotated[Actor, Depends(find_actor)]
