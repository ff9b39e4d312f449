"""What belongs to whom, for people: licences given and taken, shares that wait for consent, and what came in."""

import hashlib
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from osteohub.access import HubOf, Signed
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.library.models import Version
from osteohub.refusals import Invalid, NotFound, Refusal
from osteohub.rights import accounts, grants, splits
from osteohub.rights.api import grant_out, split_out
from osteohub.rights.models import Grant, Income, IncomeLine, Split, Voice
from osteohub.rights.policies import GRANTS, INCOMES, SPLITS
from osteohub.rights.schemas import GrantOut, SplitOut
from osteohub.rights.states import GRANT, GRANT_NAMES, SPLIT, SPLIT_NAMES
from osteohub.web.forms import Form, FormWithFile, day
from osteohub.web.language import language_of, refused
from osteohub.web.pages import page
from osteohub.web.yuan import in_fen, in_yuan

router = APIRouter(include_in_schema=False)

_SHOWN = 200
_PERIODS = 120
NEEDS_REASON = ("revoke", "object")


def named(request: Request, actor: Actor) -> dict[str, dict[str, str]]:
    """States of grants and tables, and what buttons say, in the person's language."""
    place = 1 if language_of(request, actor) == "zh" else 0
    said = {each.action: (each.english, each.chinese) for each in (*GRANT.transitions, *SPLIT.transitions)}
    tables = {"grant": GRANT_NAMES, "split": SPLIT_NAMES, "do": said | _TAKE_BACK}
    return {name: {key: words[place] for key, words in table.items()} for name, table in tables.items()}


_TAKE_BACK = {"take_back": ("Take back", "撤回")}


def known(session: Session, shown: list[GrantOut], version_ids: set[str]) -> dict[str, Any]:
    """Versions, and names of institutions and people, by id: of what is shown here."""
    places = {each for one in shown for each in (one.owner_id, one.grantee_id) if each}
    people = {one.person_id for one in shown if one.person_id}
    versions = version_ids | {one.version_id for one in shown}
    return {
        "versions": {one.id: one for one in session.scalars(select(Version).where(Version.id.in_(versions)))},
        "places": {
            row[0]: row[1]
            for row in session.execute(
                select(Organisation.id, Organisation.name).where(Organisation.id.in_(places))
            )
        },
        "people": {
            row[0]: row[1] for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
        },
    }  # fmt: skip


@router.get("/rights")
def rights(request: Request, hub: HubOf, actor: Signed, period: str = "") -> Response:
    with hub.database.read() as session:
        return _show(request, session, actor, period)


def _show(request: Request, session: Session, actor: Actor, period: str) -> Response:
    query = select(Grant).where(GRANTS.allows(actor, "read")).order_by(Grant.id.desc()).limit(_SHOWN)
    found = [grant_out(session, actor, one) for one in session.scalars(query)]
    mine = select(Voice.split_id).where(Voice.person_id == actor.person_id, Voice.consents.is_(None))
    waiting = select(Split).where(Split.state == "proposed", Split.id.in_(mine), SPLITS.allows(actor, "read"))
    tables = [split_out(session, actor, one) for one in session.scalars(waiting.order_by(Split.id).limit(_SHOWN))]
    asked = {one.id for one in tables}
    proposed = select(Split).where(Split.state == "proposed", SPLITS.allows(actor, "read"), Split.id.not_in(asked))
    others = [split_out(session, actor, one) for one in session.scalars(proposed.order_by(Split.id).limit(_SHOWN))]
    noting = [one.id for one in (*tables, *others) if "consent_in_writing" in one.actions]
    papers = {split for split, _ in splits.silent_without_account(session, noting)}
    earned = session.execute(
        select(IncomeLine.period, func.sum(IncomeLine.amount_fen))
        .where(IncomeLine.person_id == actor.person_id)
        .group_by(IncomeLine.period)
        .order_by(IncomeLine.period.desc())
        .limit(_PERIODS)
    ).all()
    statement = accounts.my_statement(session, actor, period or (earned[0][0] if earned else f"{now():%Y-%m}"))
    sums = accounts.sums(session, actor, statement.period) if actor.has("operator") else ()
    versions = {one.version_id for one in (*tables, *others)} | {one.version_id for one, _ in statement.entries}
    return page(
        request, actor, "rights.html", answers=[one for one in found if "accept" in one.actions],
        others=[one for one in found if "accept" not in one.actions], tables=tables, earned=earned,
        proposed=others, papers=papers,
        statement=statement, sums=sums, yuan=in_yuan, names=named(request, actor), wrong="",
        **known(session, found, versions),
    )  # fmt: skip


@router.get("/rights/grants/{grant_id}")
def grant(grant_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _grant(request, session, actor, grant_id, {}, None)


def _grant(
    request: Request, session: Session, actor: Actor, grant_id: str, typed: Mapping[str, str], refusal: Refusal | None
) -> Response:
    """One grant with its terms, and what may be done to it now."""
    one = grant_out(session, actor, GRANTS.fetch(session, actor, "read", grant_id))
    query = select(Income).where(Income.grant_id == grant_id, INCOMES.allows(actor, "read")).order_by(Income.id.desc())
    incomes = session.scalars(query.limit(_SHOWN)).all()
    corrected = {each.corrects_id for each in incomes}
    may_correct = set(session.scalars(select(Income.id).where(Income.grant_id == grant_id, INCOMES.allows(
        actor, "correct"), Income.corrects_id.is_(None)))) - corrected  # fmt: skip
    return page(
        request, actor, "grant.html", refusal.status if refusal else 200, one=one, incomes=incomes, yuan=in_yuan,
        names=named(request, actor), typed=typed, may_correct=may_correct, today=now(), needs_reason=NEEDS_REASON,
        wrong=refused(refusal, language_of(request, actor)) if refusal else "", **known(session, [one], set()),
    )  # fmt: skip


@router.post("/rights/grants/{grant_id}/{action}")
def move_grant(grant_id: str, action: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    """One step of a grant, an income of it, or the counter-entry of one."""
    typed = {name: str(value)[:500] for name, value in form.items()}
    try:
        with hub.database.write() as session:
            if action == "record_income":
                fen, on = in_fen(typed.get("amount", "")), day(typed.get("received_on", "")).date()
                accounts.record_income(session, actor, grant_id, fen, on, typed.get("note", ""))
            elif action == "correct":
                accounts.correct(session, actor, typed.get("income_id", ""), typed.get("note", ""))
            elif action in _GRANT_STEPS:
                grants.move(session, actor, grant_id, action, typed.get("reason", ""))
            else:
                raise NotFound("There is no such action.")
    except Refusal as refusal:
        with hub.database.read() as session:
            return _grant(request, session, actor, grant_id, typed | {"did": action}, refusal)
    return RedirectResponse(f"/rights/grants/{grant_id}", 303)


_GRANT_STEPS = ("accept", "decline", "take_back", "revoke", "give_up")


@router.get("/rights/incomes/{income_id}")
def income(income_id: str, hub: HubOf, actor: Signed) -> Response:
    """To the statement of its month."""
    with hub.database.read() as session:
        found: Income = INCOMES.fetch(session, actor, "read", income_id)
    return RedirectResponse(f"/rights?period={found.period}#statement", 303)


@router.get("/rights/shares/{split_id}")
def table(split_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _table(request, session, actor, split_id, {}, None)


def _table(
    request: Request, session: Session, actor: Actor, split_id: str, typed: Mapping[str, str], refusal: Refusal | None
) -> Response:
    """One table of shares with who has consented, beside the one that it would replace."""
    one = split_out(session, actor, SPLITS.fetch(session, actor, "read", split_id))
    return page(
        request, actor, "shares.html", refusal.status if refusal else 200, one=one, typed=typed,
        papers={place for _, place in splits.silent_without_account(session, [one.id])},
        before=_in_force(session, actor, one), names=named(request, actor), needs_reason=NEEDS_REASON,
        wrong=refused(refusal, language_of(request, actor)) if refusal else "",
        **known(session, [], {one.version_id}),
    )  # fmt: skip


def _in_force(session: Session, actor: Actor, proposed: SplitOut) -> SplitOut | None:
    if proposed.state != "proposed":
        return None
    query = select(Split).where(
        Split.version_id == proposed.version_id, Split.state == "in_force", SPLITS.allows(actor, "read")
    )
    found = session.scalars(query).first()
    return split_out(session, actor, found) if found else None


@router.post("/rights/shares/{split_id}/consent_in_writing")
def consent_in_writing(split_id: str, form: FormWithFile, request: Request, hub: HubOf, actor: Signed) -> Response:
    """The scan of a signed paper: its fingerprint is kept, the paper stays with the operator."""
    place, scan = str(form.get("place", "")), form.get("scan")
    try:
        if not isinstance(scan, UploadFile) or not scan.size:
            raise Invalid("Choose a scan or a photograph of the signed paper.")
        digest = hashlib.file_digest(scan.file, "sha256").hexdigest()
        with hub.database.write() as session:
            number = int(place) if place.isdecimal() and len(place) < 4 else -1
            splits.consent_in_writing(session, actor, split_id, number, digest)
    except Refusal as refusal:
        with hub.database.read() as session:
            return _table(request, session, actor, split_id, {"did": f"paper {place}"}, refusal)
    return RedirectResponse(f"/rights/shares/{split_id}", 303)


@router.post("/rights/shares/{split_id}/{action}")
def move_table(split_id: str, action: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    typed = {name: str(value)[:500] for name, value in form.items()}
    try:
        with hub.database.write() as session:
            if action == "consent":
                splits.consent(session, actor, split_id)
            elif action == "object":
                splits.object_to(session, actor, split_id, typed.get("reason", ""))
            elif action == "take_back":
                splits.take_back(session, actor, split_id)
            else:
                raise NotFound("There is no such action.")
    except Refusal as refusal:
        with hub.database.read() as session:
            return _table(request, session, actor, split_id, typed | {"did": action}, refusal)
    return RedirectResponse(f"/rights/shares/{split_id}", 303)
