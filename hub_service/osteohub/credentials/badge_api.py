"""Badges over HTTP: the holder's own, and what anybody needs to verify one."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from osteohub.access import HubOf, Signed
from osteohub.credentials import badges
from osteohub.credentials.models import Technique
from osteohub.identity.schemas import Identity
from osteohub.refusals import NotFound

router = APIRouter(tags=["badges"])


class Token(Response):
    """A credential as a signed token."""

    media_type = "application/vc+jwt"


_FOR_A_WHILE = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}


def _json(content: dict[str, Any]) -> Response:
    return JSONResponse(content, headers=_FOR_A_WHILE)


@router.post("/api/v1/admissions/{admission_id}/badge", response_class=Token)
def badge(admission_id: Identity, hub: HubOf, actor: Signed) -> Response:
    """An Open Badge 3.0 (VC-JWT) of an admission in force. It proves the decision and is no permission."""
    with hub.database.write() as session:
        token = badges.issue(session, hub, actor, admission_id)
    return Token(token)


@router.get("/badges/issuer")
def issuer(hub: HubOf) -> Response:
    """The issuer's profile."""
    with hub.database.read() as session:
        found = badges.issuer(session, hub)
    return _json({"@context": badges.CONTEXT, **found})


@router.get("/badges/key")
def key(hub: HubOf) -> Response:
    """The public key as JSON Web Key."""
    return _json(badges.public_key(hub))


@router.get("/badges/achievements/{technique_id}")
def achievement(technique_id: Identity, hub: HubOf) -> Response:
    """A technique as an achievement: what was asked for."""
    with hub.database.read() as session:
        technique = session.get(Technique, technique_id)
        if technique is None:
            raise NotFound("There is no such technique.")
        return _json({"@context": badges.CONTEXT, **badges.achievement(hub, technique)})


@router.get("/badges/status/{purpose}/{number}", response_class=Token)
def status(purpose: badges.Purpose, number: Annotated[int, Path(ge=0, le=1_000_000)], hub: HubOf) -> Response:
    """The signed list of what is revoked or suspended now (W3C Bitstring Status List)."""
    with hub.database.read() as session:
        token = badges.status_list(session, hub, purpose, number)
    return Token(token, headers=_FOR_A_WHILE)
