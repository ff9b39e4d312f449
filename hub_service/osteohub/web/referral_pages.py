"""Referrals for people: what waits, writing one from a phone, answering with the steps that are possible now."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation
from osteohub.referrals import service
from osteohub.referrals.models import URGENCIES, Referral
from osteohub.referrals.policies import REFERRALS
from osteohub.referrals.service import Result, Written
from osteohub.referrals.states import NEEDS_WORDS, REFERRAL, STATE_NAMES
from osteohub.refusals import Invalid
from osteohub.web.forms import Form
from osteohub.web.language import language_of
from osteohub.web.pages import page

router = APIRouter(include_in_schema=False)

_SHOWN = 100


def _names(request: Request, actor: Actor) -> dict[str, str]:
    place = 1 if language_of(request, actor) == "zh" else 0
    return {state: words[place] for state, words in STATE_NAMES.items()}


def _places(session: Session) -> dict[str, str]:
    return {one.id: one.name for one in session.scalars(select(Organisation))}


@router.get("/referrals")
def referrals(request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        waiting = service.worklist(session, actor, ("", ""), _SHOWN)
        query = select(Referral).where(REFERRALS.allows(actor, "read"), Referral.state.not_in(("closed", "cancelled")))
        seen = {one.id for one in waiting}
        others = [
            one for one in session.scalars(query.order_by(Referral.id.desc()).limit(_SHOWN)) if one.id not in seen
        ]
        places = _places(session)
    return page(
        request,
        actor,
        "referrals.html",
        waiting=waiting,
        others=others,
        places=places,
        states=_names(request, actor),
        writes=actor.has("clinician", "referral_desk"),
        today=now(),
    )


@router.get("/referrals/new")
def new(request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _form(request, session, actor, None)


def _form(request: Request, session: Session, actor: Actor, draft: Referral | None) -> Response:
    mine = {*actor.organisations("clinician"), *actor.organisations("referral_desk")}
    sources = session.scalars(select(Organisation).where(Organisation.id.in_(mine)).order_by(Organisation.path)).all()
    active = select(Organisation).where(Organisation.active, Organisation.parent_id.is_not(None))
    targets = session.scalars(active.order_by(Organisation.path)).all()
    values = {name: getattr(draft, name) or "" for name in Written.model_fields} if draft else {}
    return page(
        request,
        actor,
        "referral_form.html",
        draft=draft,
        sources=sources,
        targets=targets,
        values=values,
        urgencies=URGENCIES,
    )


@router.post("/referrals/new")
def write(form: Form, hub: HubOf, actor: Signed) -> Response:
    fields = {name: str(value) for name, value in form.items()}
    from_id = fields.pop("from_id", "")
    with hub.database.write() as session:
        made = service.write(session, actor, from_id, _written(fields))
    return RedirectResponse(f"/referrals/{made.id}", 303)


@router.post("/referrals/{referral_id}/rewrite")
def rewrite(referral_id: str, form: Form, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        service.rewrite(session, actor, referral_id, _written({name: str(value) for name, value in form.items()}))
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
        places = _places(session)
        may_edit = one.state == "draft" and REFERRALS.may(session, actor, "edit", referral_id)
    chinese = language_of(request, actor) == "zh"
    labels = {each.action: each.chinese if chinese else each.english for each in REFERRAL.transitions}
    return page(
        request,
        actor,
        "referral.html",
        one=one,
        steps=steps,
        history=history,
        attachments=attachments,
        places=places,
        labels=labels,
        states=_names(request, actor),
        words_for=NEEDS_WORDS,
        may_edit=may_edit,
    )


@router.get("/referrals/{referral_id}/edit")
def edit(referral_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _form(request, session, actor, REFERRALS.fetch(session, actor, "edit", referral_id))


@router.post("/referrals/{referral_id}/steps/{action}")
def move(referral_id: str, action: str, form: Form, hub: HubOf, actor: Signed) -> Response:
    result = _result(form)
    with hub.database.write() as session:
        service.move(session, actor, referral_id, action, result)
    return RedirectResponse(f"/referrals/{referral_id}", 303)


def _result(form: Form) -> Result:
    try:
        return Result.model_validate({name: str(form.get(name, "")) for name in Result.model_fields})
    except ValidationError as error:
        raise Invalid("What was written is too long; shorten it.") from error
