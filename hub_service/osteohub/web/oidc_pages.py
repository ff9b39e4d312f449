"""Signing in by another service, and linking its accounts to people."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from osteohub.access import HubOf, Signed, address_of
from osteohub.hub import Hub
from osteohub.identity import oidc, outside, tickets
from osteohub.identity.api import set_cookie
from osteohub.identity.oidc import Provider
from osteohub.identity.sign_in import open_session
from osteohub.refusals import NotFound, SignInNeeded
from osteohub.web.pages import Text, local_path

router = APIRouter(include_in_schema=False)

MINUTES = 10
COOKIE = "osteo_oidc"
"""Binds the round trip to the browser that began it."""


def _provider(hub: Hub) -> Provider:
    if hub.settings.oidc is None:
        raise NotFound("This hub knows no other service to sign in by.")
    return hub.settings.oidc


def _callback(hub: Hub) -> str:
    return f"{hub.settings.public_url}/signin/oidc/back"


@router.get("/signin/oidc")
def begin(hub: HubOf, next: str = "/") -> Response:
    provider = _provider(hub)
    endpoints = oidc.endpoints_of(provider)
    nonce, verifier = oidc.new_verifier(), oidc.new_verifier()
    with hub.database.write() as session:
        payload = {"nonce": nonce, "verifier": verifier, "next": local_path(next)}
        state = tickets.issue(session, "oidc", None, payload, MINUTES)
    address = oidc.authorization_address(provider, endpoints, _callback(hub), state, nonce, verifier)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        COOKIE, state, max_age=MINUTES * 60, httponly=True, secure=hub.settings.is_secure, samesite="lax",
        path="/signin/oidc",
    )  # fmt: skip
    return answer


@router.get("/signin/oidc/back")
def back(request: Request, hub: HubOf, code: str = "", state: str = "") -> Response:
    provider = _provider(hub)
    with hub.database.write() as session:
        asked = tickets.take(session, "oidc", state)
    if asked is None or request.cookies.get(COOKIE) != state or not code:
        raise SignInNeeded("This sign-in was not begun here, was refused or took too long; begin again.")
    payload = asked.payload
    claims = oidc.claims_for(
        provider, oidc.endpoints_of(provider), _callback(hub), code, payload["nonce"], payload["verifier"]
    )
    with hub.database.write() as session:
        person = outside.person_by_claims(session, provider, claims, address_of(request))
        cookie = open_session(session, person) if person else ""
    if not cookie:
        raise SignInNeeded("You are known there, but to nobody here yet: the operator of your institution links you.")
    answer = RedirectResponse(payload["next"], 303)
    answer.delete_cookie(COOKIE, path="/signin/oidc")
    set_cookie(answer, cookie, hub.settings.is_secure)
    return answer


@router.post("/people/accounts/{account_id}")
def link(account_id: str, hub: HubOf, actor: Signed, person_id: Text = "") -> Response:
    with hub.database.write() as session:
        outside.link(session, actor, account_id, person_id)
    return RedirectResponse("/people#accounts", 303)
