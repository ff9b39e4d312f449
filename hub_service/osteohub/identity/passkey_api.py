"""Passkeys over HTTP, as the page's script asks."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response, status
from pydantic import Field

from osteohub.access import HubOf, Signed, address_of, refuse_other_sites
from osteohub.identity import passkeys
from osteohub.identity.api import set_cookie
from osteohub.identity.schemas import Identity, Strict
from osteohub.identity.sign_in import open_session
from osteohub.refusals import SignInNeeded

router = APIRouter(prefix="/api/v1", tags=["identity"])

Ticket = Annotated[str, Field(min_length=20, max_length=100)]


class NewPasskey(Strict):
    ticket: Ticket
    credential: dict[str, Any]
    name: Annotated[str, Field(max_length=120)] = ""


class PasskeySignIn(Strict):
    ticket: Ticket
    credential: dict[str, Any]


@router.post("/me/passkeys/begin")
def begin(hub: HubOf, actor: Signed) -> dict[str, Any]:
    """The options of ``navigator.credentials.create`` and a ticket for the answer."""
    with hub.database.write() as session:
        return passkeys.begin_registration(session, actor, hub.settings.public_url)


@router.post("/me/passkeys", status_code=status.HTTP_204_NO_CONTENT)
def register(body: NewPasskey, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        url = hub.settings.public_url
        passkeys.finish_registration(session, actor, body.ticket, body.credential, body.name, url)


@router.delete("/me/passkeys/{passkey_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove(passkey_id: Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        passkeys.remove(session, actor, passkey_id)


@router.post("/session/passkey/begin")
def begin_sign_in(hub: HubOf) -> dict[str, Any]:
    with hub.database.write() as session:
        return passkeys.begin_sign_in(session, hub.settings.public_url)


@router.post("/session/passkey", status_code=status.HTTP_204_NO_CONTENT)
def sign_in(body: PasskeySignIn, request: Request, response: Response, hub: HubOf) -> None:
    refuse_other_sites(request)
    with hub.database.write() as session:
        person = passkeys.person_by_passkey(
            session, body.ticket, body.credential, address_of(request), hub.settings.public_url
        )
        cookie = open_session(session, person) if person else ""
    if not cookie:
        raise SignInNeeded("This passkey lets nobody in here; sign in with name and password.")
    set_cookie(response, cookie, hub.settings.is_secure)
