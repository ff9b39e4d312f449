"""An emergency that does not wait for an admission: said by name, with a reason, reviewed afterwards."""

import re
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from osteohub.access import HubOf, Signed
from osteohub.credentials import techniques, use
from osteohub.database.base import now
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation
from osteohub.refusals import Forbidden, Invalid, Refusal
from osteohub.web.forms import Form
from osteohub.web.language import language_of, refused
from osteohub.web.pages import page

router = APIRouter(include_in_schema=False)

_DIGEST = re.compile(r"^([0-9a-f]{64})?$")
_TYPED = ("code", "organisation_id", "reason", "plan_sha256")


@router.get("/overrides/new")
def new(request: Request, hub: HubOf, actor: Signed, code: str = "") -> Response:
    return _form(request, hub, actor, {"code": code}, None)


def _form(request: Request, hub: Hub, actor: Actor, typed: Mapping[str, str], refusal: Refusal | None) -> Response:
    sites = actor.organisations("clinician")
    if not sites:
        raise Forbidden("Only a clinician of this institution acts in an emergency there.")
    with hub.database.read() as session:
        listed = techniques.in_force(session, now())
        places = session.scalars(
            select(Organisation).where(Organisation.id.in_(sites)).order_by(Organisation.path)
        ).all()  # fmt: skip
    return page(
        request, actor, "override.html", refusal.status if refusal else 200, techniques=listed, places=places,
        typed=typed, shortest=use.SHORTEST_REASON,
        wrong=refused(refusal, language_of(request, actor)) if refusal else "",
    )  # fmt: skip


@router.post("/overrides/new")
def make(form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    typed = {name: str(form.get(name, "")).strip()[:500] for name in _TYPED}
    try:
        if not _DIGEST.match(typed["plan_sha256"]):
            raise Invalid("A plan's fingerprint has 64 digits and letters from a to f, or none at all.")
        with hub.database.write() as session:
            use.override(
                session, actor, *(typed[name] for name in ("code", "organisation_id", "plan_sha256", "reason"))
            )
    except Refusal as refusal:
        return _form(request, hub, actor, typed, refusal)
    return RedirectResponse("/credentials#overrides", 303)
