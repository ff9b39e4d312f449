"""Emergencies on their way: one screen for the team that receives them, and what the sender tells from a phone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, get_args

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.database.base import now
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.referrals import ahead, service
from osteohub.referrals.ahead import Ahead
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import HANDS, REFERRALS
from osteohub.referrals.states import NEEDS_WORDS
from osteohub.refusals import Conflict, Forbidden, Invalid, Refusal
from osteohub.web.forms import Form
from osteohub.web.language import language_of, refused
from osteohub.web.pages import page
from osteohub.web.referral_words import labels_of, places_of, states_of

router = APIRouter(include_in_schema=False)

SIGNS = ("heart_rate", "systolic", "diastolic", "respiration", "saturation", "temperature")
"""Figures of the form, in the order in which they are asked for."""
MOST_MINUTES = 24 * 60

SIGN_WORDS = {
    "heart_rate": ("sign_heart_rate", "/min"),
    "systolic": ("sign_systolic", "mmHg"),
    "diastolic": ("sign_diastolic", "mmHg"),
    "respiration": ("sign_respiration", "/min"),
    "saturation": ("sign_saturation", "%"),
    "temperature": ("sign_temperature", "°C"),
}
NEED_WORDS = {
    "theatre": "need_theatre",
    "intensive_care": "need_intensive_care",
    "blood": "need_blood",
    "ct": "need_ct",
    "vascular": "need_vascular",
    "ventilation": "need_ventilation",
    "isolation": "need_isolation",
}
CONSCIOUSNESS_WORDS = {
    "alert": "conscious_alert",
    "voice": "conscious_voice",
    "pain": "conscious_pain",
    "unresponsive": "conscious_unresponsive",
}
TRANSPORT_WORDS = {"ambulance": "by_ambulance", "helicopter": "by_helicopter", "own": "by_own"}
assert set(NEED_WORDS) == set(get_args(ahead.Need))

WORDS: dict[str, Any] = {
    "signs": SIGN_WORDS,
    "needs": NEED_WORDS,
    "consciousness": CONSCIOUSNESS_WORDS,
    "transports": TRANSPORT_WORDS,
}


def told_ahead(one: Referral) -> dict[str, Any]:
    """What a page shows of it: the data, what is far from normal, and in how many minutes the patient comes."""
    said = Ahead.model_validate(one.ahead)
    return {"said": said, "alarming": ahead.alarming(said), "minutes": _minutes_until(said.arrives_at)}


def _minutes_until(moment: datetime | None) -> int | None:
    return None if moment is None else round((moment - now()) / timedelta(minutes=1))


@router.get("/emergencies")
def board(request: Request, hub: HubOf, actor: Signed) -> Response:
    return _board(request, hub, actor, "emergencies.html")


@router.get("/emergencies/board")
def board_alone(request: Request, hub: HubOf, actor: Signed) -> Response:
    """What changes of the screen, which asks for it again and again."""
    return _board(request, hub, actor, "emergency_board.html")


def _board(request: Request, hub: Hub, actor: Actor, template: str) -> Response:
    if not actor.has(*HANDS):
        raise Forbidden("Only clinicians and the referral desk see the emergencies of their institution.")
    with hub.database.read() as session:
        coming = ahead.on_the_way(session, actor)
        steps = service.available_of(session, actor, coming)
        places = places_of(session)
        told = {one.id: told_ahead(one) for one in coming}
    return page(
        request, actor, template, coming=coming, steps=steps, places=places, told=told,
        states=states_of(request, actor), labels=labels_of(request, actor), words_for=NEEDS_WORDS, today=now(), **WORDS,
    )  # fmt: skip


@router.get("/referrals/{referral_id}/ahead")
def form(referral_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _form(request, session, actor, referral_id, None, None)


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    referral_id: str,
    typed: Mapping[str, Any] | None,
    refusal: Refusal | None,
) -> Response:
    one: Referral = REFERRALS.fetch(session, actor, "tell_ahead", referral_id)
    if one.urgency != "emergency" or one.state not in ahead.ON_THE_WAY:
        raise Conflict("Only of an emergency that is on its way something is told ahead.")
    values = dict(typed) if typed is not None else _values(one)
    return page(
        request, actor, "ahead_form.html", refusal.status if refusal else 200, one=one, values=values,
        wrong=refused(refusal, language_of(request, actor)) if refusal else "", most_minutes=MOST_MINUTES, **WORDS,
    )  # fmt: skip


def _values(one: Referral) -> dict[str, Any]:
    told = told_ahead(one)
    said: Ahead = told["said"]
    values: dict[str, Any] = {name: "" if value is None else value for name, value in said.model_dump().items()}
    return values | {"minutes": "" if told["minutes"] is None else max(told["minutes"], 0)}


@router.post("/referrals/{referral_id}/ahead")
def tell(referral_id: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    typed: dict[str, Any] = {name: str(value).strip()[:1000] for name, value in form.items()}
    typed["needs"] = [str(one) for one in form.getlist("needs")]
    try:
        with hub.database.write() as session:
            ahead.tell_ahead(session, actor, referral_id, _read(typed))
    except (Invalid, Conflict) as refusal:
        with hub.database.read() as session:
            return _form(request, session, actor, referral_id, typed, refusal)
    return RedirectResponse(f"/referrals/{referral_id}", 303)


def _read(typed: Mapping[str, Any]) -> Ahead:
    fields = {name: value for name, value in typed.items() if value != "" and name != "minutes"}
    minutes = typed.get("minutes", "")
    if minutes:
        if not minutes.isdecimal() or int(minutes) > MOST_MINUTES:
            raise Invalid(f"The arrival is told in minutes from now, at most {MOST_MINUTES}.")
        fields["arrives_at"] = now() + timedelta(minutes=int(minutes))
    try:
        return Ahead.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Invalid(f"The field {place} cannot be used: {first['msg']}.") from error


@router.post("/referrals/{referral_id}/ahead/seen")
def seen(referral_id: str, form: Form, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        ahead.see_ahead(session, actor, referral_id)
    return RedirectResponse("/emergencies" if form.get("then") == "board" else f"/referrals/{referral_id}", 303)
