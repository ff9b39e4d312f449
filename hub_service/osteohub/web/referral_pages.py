"""Referrals for people: what waits, writing one from a phone, answering with the steps that are possible now."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from osteohub.access import HubOf, Signed
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.plugins.rulings import reasons
from osteohub.referrals import service
from osteohub.referrals.ahead import ON_THE_WAY
from osteohub.referrals.models import URGENCIES, Referral, SealingKey, Transfer
from osteohub.referrals.month import DAYS, WATCHERS, month_of
from osteohub.referrals.policies import REFERRALS
from osteohub.referrals.sealing import other_side, seal_and_attach
from osteohub.referrals.service import Result, Written
from osteohub.referrals.states import NEEDS_WORDS, REFERRAL, STATE_NAMES
from osteohub.referrals.transfers import judge, judgements_of
from osteohub.refusals import Invalid, Refusal
from osteohub.web.consent_pages import CONSENT_WORDS, COVER_WORDS, FORM_WORDS
from osteohub.web.emergency_pages import WORDS, told_ahead
from osteohub.web.forms import Form, FormWithFile
from osteohub.web.language import language_of, refused
from osteohub.web.pages import page
from osteohub.web.referral_words import labels_of, names_of, places_of, states_of

router = APIRouter(include_in_schema=False)

_SHOWN = 100
_UNDER_WAY = tuple(state for state in REFERRAL.states if state not in ("closed", "cancelled"))
FILTERS = ("q", "urgency", "state", "place", "late")


@router.get("/referrals")
def referrals(request: Request, hub: HubOf, actor: Signed) -> Response:
    chosen = {name: request.query_params.get(name, "")[:100] for name in FILTERS}
    with hub.database.read() as session:
        waiting = [one for one in service.worklist(session, actor, _SHOWN) if _matches(one, chosen)]
        conditions = _conditions(chosen)
        states = (chosen["state"],) if chosen["state"] in STATE_NAMES else _UNDER_WAY
        query = select(Referral).where(Referral.state.in_(states), *conditions)
        seen = {one.id for one in waiting}
        found = REFERRALS.first(session, actor, query, (Referral.id.desc(),), _SHOWN, states)
        others = [one for one in found if one.id not in seen]
        steps = service.available_of(session, actor, (*waiting, *others))
        judgements = judgements_of(session, actor, (*waiting, *others))
        places = places_of(session)
    return page(
        request, actor, "referrals.html", waiting=waiting, others=others, places=places, steps=steps,
        states=states_of(request, actor), labels=labels_of(request, actor), words_for=NEEDS_WORDS, chosen=chosen,
        judgements=judgements, listed_states=STATE_NAMES,
        coming=sum(one.urgency == "emergency" and one.state in ON_THE_WAY for one in waiting),
        urgencies=URGENCIES, writes=actor.has("clinician", "referral_desk"), today=now(), filtered=any(chosen.values()),
        sources=sorted({one.from_id for one in (*waiting, *others)} | ({chosen["place"]} & set(places))),
    )  # fmt: skip


def _conditions(chosen: Mapping[str, str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen["q"]:
        columns = (Referral.patient_name, Referral.patient_number, Referral.diagnosis)
        found.append(or_(*(column.contains(chosen["q"], autoescape=True) for column in columns)))
    if chosen["urgency"] in URGENCIES:
        found.append(Referral.urgency == chosen["urgency"])
    if chosen["place"]:
        found.append(Referral.from_id == chosen["place"])
    if chosen["late"]:
        found.append(Referral.due_at < now())
    return found


def _matches(one: Referral, chosen: Mapping[str, str]) -> bool:
    """The same for the worklist, which is short and read as a whole."""
    words = f"{one.patient_name}\n{one.patient_number}\n{one.diagnosis}".lower()
    return (
        chosen["q"].lower() in words
        and chosen["urgency"] in ("", one.urgency)
        and chosen["state"] in ("", one.state)
        and chosen["place"] in ("", one.from_id)
        and (not chosen["late"] or (one.due_at is not None and one.due_at < now()))
    )


@router.get("/referrals/new")
def new(request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _form(request, session, actor, None, {"urgency": "routine"})


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    draft: Referral | None,
    values: Mapping[str, Any],
    refusal: Refusal | None = None,
) -> Response:
    """The form, with what was typed and why it was refused."""
    mine = {*actor.organisations("clinician"), *actor.organisations("referral_desk")}
    sources = session.scalars(select(Organisation).where(Organisation.id.in_(mine)).order_by(Organisation.path)).all()
    active = select(Organisation).where(Organisation.active, Organisation.parent_id.is_not(None))
    targets = [
        one for one in session.scalars(active.order_by(Organisation.path)) if len(mine) > 1 or one.id not in mine
    ]
    return page(
        request, actor, "referral_form.html", refusal.status if refusal else 200, draft=draft, sources=sources,
        targets=targets, values=values, urgencies=URGENCIES, above={one.parent_id for one in sources},
        reasons=reasons(session), wrong=refused(refusal, language_of(request, actor)) if refusal else "",
    )  # fmt: skip


@router.post("/referrals/new")
def write(form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    fields = {name: str(value) for name, value in form.items()}
    then, from_id = fields.pop("then", ""), fields.pop("from_id", "")
    try:
        with hub.database.write() as session:
            made = service.write(session, actor, from_id, _written(fields))
            if then == "send":
                service.send_on(session, actor, made, "")
    except Refusal as refusal:
        with hub.database.read() as session:
            return _form(request, session, actor, None, {**fields, "from_id": from_id}, refusal)
    return RedirectResponse(f"/referrals/{made.id}", 303)


@router.post("/referrals/{referral_id}/rewrite")
def rewrite(referral_id: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    fields = {name: str(value) for name, value in form.items() if name != "then"}
    try:
        with hub.database.write() as session:
            service.rewrite(session, actor, referral_id, _written(fields))
    except Invalid as refusal:
        with hub.database.read() as session:
            draft = REFERRALS.fetch(session, actor, "edit", referral_id)
            return _form(request, session, actor, draft, fields, refusal)
    return RedirectResponse(f"/referrals/{referral_id}", 303)


def _written(fields: dict[str, str]) -> Written:
    try:
        return Written.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Invalid(f"The field {place} cannot be used: {first['msg']}.") from error


@router.get("/referrals/{referral_id}")
def referral(referral_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        one = REFERRALS.fetch(session, actor, "read", referral_id)
        steps = service.available(session, actor, one)
        history = list(one.events)
        attachments = list(one.attachments)
        places = places_of(session)
        may_edit = one.state == "draft" and REFERRALS.may(session, actor, "edit", referral_id)
        may_attach = one.state in _UNDER_WAY and REFERRALS.may(session, actor, "attach", referral_id)
        target = other_side(actor, one) if may_attach else ""
        has_key = bool(target) and session.get(SealingKey, target) is not None
        judgements = judgements_of(session, actor, (one,))
        may_consent = REFERRALS.may(session, actor, "consent", referral_id)
        may_tell, may_see = _of_ahead(session, actor, one)
        seen_by = session.get(Person, one.ahead_seen_by) if one.ahead_seen_by else None
        noted = list(one.consents)
        people = names_of(session, {each.person_id for each in noted} | _of_transfer(one.transfer))
        month = month_of(session, actor, one.from_id) if one.direction == "out" and actor.has(*WATCHERS) else None
        transfer = one.transfer if one.id in judgements else None
    return page(
        request, actor, "referral.html", one=one, steps=steps, history=history, attachments=attachments, places=places,
        labels=labels_of(request, actor), states=states_of(request, actor), words_for=NEEDS_WORDS, may_edit=may_edit,
        may_attach=may_attach, has_key=has_key, target=target, month=month, days=DAYS, transfer=transfer,
        judgements=judgements.get(one.id, ()), consents=noted, may_consent=may_consent, people=people,
        givers=CONSENT_WORDS, covers=COVER_WORDS, forms=FORM_WORDS, may_tell=may_tell, may_see=may_see,
        told=told_ahead(one) if one.ahead_at else None, seen_by=seen_by.name if seen_by else "", today=now(), **WORDS,
    )  # fmt: skip


def _of_ahead(session: Session, actor: Actor, one: Referral) -> tuple[bool, bool]:
    """Whether this person may tell more ahead, and whether they may say that they have read it."""
    if one.urgency != "emergency" or one.state not in ON_THE_WAY:
        return False, False
    allowed = REFERRALS.available(session, actor, one.id, ("tell_ahead", "see_ahead"))
    is_news = one.ahead_at is not None and one.ahead_seen_at is None
    return "tell_ahead" in allowed, "see_ahead" in allowed and is_news


def _of_transfer(transfer: Transfer | None) -> set[str]:
    return {one for one in (transfer.sent_by, transfer.judged_by) if one} if transfer else set()


@router.get("/referrals/{referral_id}/edit")
def edit(referral_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        draft = REFERRALS.fetch(session, actor, "edit", referral_id)
        values = {name: getattr(draft, name) or "" for name in Written.model_fields}
        return _form(request, session, actor, draft, values)


@router.post("/referrals/{referral_id}/attachments")
def attach(referral_id: str, form: FormWithFile, hub: HubOf, actor: Signed) -> Response:
    """A picture from a phone."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Invalid("Choose a file that is not empty.")
    content = file.file.read()
    with hub.database.write() as session:
        seal_and_attach(session, actor, referral_id, file.filename, content)
    return RedirectResponse(f"/referrals/{referral_id}", 303)


@router.post("/referrals/{referral_id}/transfer/{action}")
def judge_transfer(referral_id: str, action: str, form: Form, hub: HubOf, actor: Signed) -> Response:
    """The centre's word on an emergency that went first."""
    with hub.database.write() as session:
        judge(session, actor, referral_id, action, str(form.get("words", "")))
    return RedirectResponse("/referrals" if form.get("then") == "list" else f"/referrals/{referral_id}", 303)


@router.post("/referrals/{referral_id}/steps/{action}")
def move(referral_id: str, action: str, form: Form, hub: HubOf, actor: Signed) -> Response:
    """One step, from the referral's page or from the list, which comes back."""
    result = _result(form)
    with hub.database.write() as session:
        service.move(session, actor, referral_id, action, result)
    back = {"list": "/referrals", "board": "/emergencies"}.get(str(form.get("then")), f"/referrals/{referral_id}")
    return RedirectResponse(back, 303)


def _result(form: Form) -> Result:
    try:
        return Result.model_validate({name: str(form.get(name, "")) for name in Result.model_fields})
    except ValidationError as error:
        raise Invalid("What was written is too long; shorten it.") from error
