"""Restricted techniques for people: the list, applying with evidence, assessing, deciding, and what was overridden."""

import json
from collections.abc import Sequence
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from osteohub.access import HubOf, Signed
from osteohub.credentials import admissions, files, techniques, training, use
from osteohub.credentials.admissions import Claim
from osteohub.credentials.models import EVIDENCE_KINDS, Admission, Badge, Override
from osteohub.credentials.policies import ADMISSIONS, OVERRIDES
from osteohub.credentials.states import ADMISSION, STATE_NAMES
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.refusals import Invalid, NotFound
from osteohub.web.forms import Form
from osteohub.web.language import language_of, sentence
from osteohub.web.pages import Text, page

router = APIRouter(include_in_schema=False)

_SHOWN = 200
_SPARE_ROWS = 2
_REASONED = {
    "decline": admissions.decline,
    "suspend": admissions.suspend,
    "reinstate": admissions.reinstate,
    "revoke": admissions.revoke,
}


@router.get("/credentials")
def credentials(request: Request, hub: HubOf, actor: Signed, state: str = "") -> Response:
    with hub.database.read() as session:
        listed = techniques.in_force(session, now())
        visible = select(Admission).where(ADMISSIONS.allows(actor, "read")).order_by(Admission.id.desc()).limit(_SHOWN)
        mine = session.scalars(visible.where(Admission.person_id == actor.person_id)).all()
        to_assess = session.scalars(visible.where(_for(actor, "assess"), Admission.state == "applied")).all()
        to_decide = session.scalars(visible.where(_for(actor, "grant"), Admission.state == "assessed")).all()
        ending = session.scalars(visible.where(*_ending(actor))).all()
        chosen = state if state in STATE_NAMES else ""
        watched = session.scalars(
            visible.where(_for(actor, "suspend"), *([Admission.state == chosen] if chosen else []))
        ).all()
        overrides = session.scalars(
            select(Override).where(OVERRIDES.allows(actor, "read")).order_by(Override.id.desc()).limit(_SHOWN)
        ).all()
        reviewable = set(session.scalars(select(Override.id).where(OVERRIDES.allows(actor, "review"))))
        known = [*mine, *to_assess, *to_decide, *ending, *watched]
        people, places = _names(session, known, overrides, actor)
        named = {one.code: one for one in listed}
    return page(
        request, actor, "credentials.html", techniques=listed, mine=mine, to_assess=to_assess, to_decide=to_decide,
        ending=ending, watched=watched, overrides=overrides, reviewable=reviewable, people=people, places=places,
        states=_states(request, actor), sites=actor.organisations("clinician"), chosen=chosen, today=now(),
        decides=actor.has("quality_officer"), adopts=_adopts(actor), named=named,
        open_codes={one.code for one in mine if one.open},
    )  # fmt: skip


def _for(actor: Actor, action: str):
    return ADMISSIONS.allows(actor, action)


def _ending(actor: Actor):
    """In force, and not much longer."""
    soon = now() + timedelta(days=use.WARN_DAYS)
    return _for(actor, "suspend"), Admission.state == "granted", Admission.valid_until < soon


def _adopts(actor: Actor) -> bool:
    return any(one.role == "operator" and one.path.count("/") == 2 for one in actor.roles)


def _names(
    session: Session, shown: Sequence[Admission], overrides: Sequence[Override], actor: Actor
) -> tuple[dict[str, str], dict[str, str]]:
    people = {one.person_id for one in (*shown, *overrides)}
    people |= {each for one in shown for each in (one.assessor_id, one.decided_by) if each}
    places = {one.organisation_id for one in (*shown, *overrides)} | set(actor.organisations("clinician"))
    return (
        {row[0]: row[1] for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))},
        {row[0]: row[1] for row in session.execute(select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(places)))},
    )  # fmt: skip


def _states(request: Request, actor: Actor) -> dict[str, str]:
    place = 1 if language_of(request, actor) == "zh" else 0
    return {state: names[place] for state, names in STATE_NAMES.items()}


@router.post("/credentials/new")
def begin(hub: HubOf, actor: Signed, code: Text, organisation_id: Text) -> Response:
    with hub.database.write() as session:
        made = admissions.begin(session, actor, code, organisation_id)
    return RedirectResponse(f"/credentials/{made.id}", 303)


@router.post("/credentials/techniques")
def adopt(form: Form, hub: HubOf, actor: Signed) -> Response:
    """The region's list, as the file that its office wrote."""
    listed = _list(form)
    with hub.database.write() as session:
        techniques.adopt(session, actor, listed)
    return RedirectResponse("/credentials", 303)


def _list(form: FormData) -> techniques.TechniqueList:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid("Choose the file with the list of techniques.")
    try:
        return techniques.TechniqueList.model_validate(json.loads(file.file.read()))
    except ValueError as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else "no JSON"
        raise Invalid(f"{file.filename or 'This'} is no list of techniques ({why}).") from error


@router.get("/credentials/{admission_id}")
def admission(admission_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return show_admission(request, session, actor, admission_id, None, "")


def show_admission(
    request: Request, session: Session, actor: Actor, admission_id: str, typed: list[dict[str, str]] | None, wrong: str
) -> Response:
    one = ADMISSIONS.fetch(session, actor, "read", admission_id)
    possible = {each.action for each in ADMISSION.from_state(one.state)}
    possible |= {"edit"} if one.state == "draft" else {"renew"} if one.state == "granted" else set()
    actions = [each for each in ADMISSIONS.available(session, actor, one.id) if each in possible]
    people, places = _names(session, [one], [], actor)
    is_mine = one.person_id == actor.person_id
    sessions = training.sessions_of(session, actor.person_id, training.MOST_COUNTED) if "edit" in actions else ()
    chinese = language_of(request, actor) == "zh"
    return page(
        request, actor, "admission.html", 400 if wrong else 200, one=one, actions=actions, people=people, places=places,
        lacking=admissions.lacking(one), rows=typed if typed is not None else _rows(one), wrong=wrong,
        states=_states(request, actor), kinds=EVIDENCE_KINDS, reasoned=_REASONED, today=now(),
        labels={each.action: each.chinese if chinese else each.english for each in ADMISSION.transitions},
        files=list(one.files), counted=list(one.sessions), hours=training.hours(one.sessions), is_mine=is_mine,
        sessions=[each for each in sessions if each.is_assessed],
        reached={each["kind"]: admissions.reached(one, each["kind"]) for each in one.technique.requirements},
        in_force=one.state == "granted" and one.valid_until is not None and one.valid_until > now(),
        issued=session.get(Badge, one.id), most=files.MOST, largest=files.LARGEST >> 20,
        soon=bool(one.valid_until and one.valid_until - now() < timedelta(days=use.WARN_DAYS)),
    )  # fmt: skip


def _rows(one: Admission) -> list[dict[str, str]]:
    """A line for each piece of evidence, then one for each requirement that has none, then spare ones."""
    rows = [
        {"kind": each.kind, "amount": str(each.amount), "issuer": each.issuer, "note": each.note}
        for each in one.evidence
    ]
    have = {each["kind"] for each in rows}
    empty = {"amount": "", "issuer": "", "note": ""}
    rows += [{"kind": each["kind"], **empty} for each in one.technique.requirements if each["kind"] not in have]
    return rows + [{"kind": EVIDENCE_KINDS[0], **empty}] * _SPARE_ROWS


@router.post("/credentials/{admission_id}/evidence")
def evidence(admission_id: str, request: Request, form: Form, hub: HubOf, actor: Signed) -> Response:
    """Save, and hand in where that was the button. What was typed stays on the page when it is refused."""
    typed = _typed(form)
    try:
        with hub.database.write() as session:
            admissions.claim(session, actor, admission_id, _claims(typed))
            if form.get("then") == "apply":
                admissions.apply(session, actor, admission_id)
    except Invalid as refusal:
        with hub.database.read() as session:
            words = sentence(str(refusal), language_of(request, actor))
            return show_admission(request, session, actor, admission_id, typed, words)
    return RedirectResponse(f"/credentials/{admission_id}", 303)


def _typed(form: FormData) -> list[dict[str, str]]:
    columns = {name: [str(one) for one in form.getlist(name)] for name in ("kind", "amount", "issuer", "note")}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=False)]


def _claims(typed: list[dict[str, str]]) -> list[Claim]:
    """Lines of which something was written."""
    found = []
    for row in typed:
        if not row["amount"].strip() and not row["issuer"].strip():
            continue
        if row["kind"] not in EVIDENCE_KINDS or not row["amount"].isdecimal() or int(row["amount"]) > 10_000:
            raise Invalid(f"Evidence is counted in whole numbers up to 10,000, not {row['amount'][:20]!r}.")
        if not row["issuer"].strip():
            raise Invalid("Say for each piece of evidence who issued it.")
        found.append(Claim(row["kind"], int(row["amount"]), row["issuer"].strip()[:200], row["note"].strip()[:500]))
    return found


@router.post("/credentials/{admission_id}/assess")
def assess(admission_id: str, hub: HubOf, actor: Signed, recommended: Text, words: Text = "") -> Response:
    with hub.database.write() as session:
        admissions.assess(session, actor, admission_id, recommended == "1", words)
    return RedirectResponse("/credentials", 303)


@router.post("/credentials/{admission_id}/steps/{action}")
def step(admission_id: str, action: str, hub: HubOf, actor: Signed, reason: Text = "", days: Text = "") -> Response:
    target = admission_id
    with hub.database.write() as session:
        if action == "grant":
            admissions.grant(session, actor, admission_id, int(days) if days.isdecimal() else 0)
        elif action == "take_back":
            admissions.take_back(session, actor, admission_id)
        elif action == "renew":
            target = admissions.renew(session, actor, admission_id).id
        elif action in _REASONED:
            _REASONED[action](session, actor, admission_id, reason)
        else:
            raise NotFound("There is no such step of an application.")
    return RedirectResponse(f"/credentials/{target}", 303)


@router.post("/overrides/{override_id}/review")
def review(override_id: str, hub: HubOf, actor: Signed, justified: Text, words: Text = "") -> Response:
    with hub.database.write() as session:
        use.review_override(session, actor, override_id, justified == "1", words)
    return RedirectResponse("/credentials#overrides", 303)
