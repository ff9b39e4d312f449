"""Grants, shares and income over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Identity
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS
from osteohub.rights import accounts, grants, splits
from osteohub.rights import schemas as s
from osteohub.rights.models import Grant, Income, Split
from osteohub.rights.policies import GRANTS, INCOMES, SPLITS
from osteohub.rights.states import GRANT, SPLIT

router = APIRouter(prefix="/api/v1", tags=["rights"])

_After = Annotated[str, Query(max_length=32)]
_Limit = Annotated[int, Query(ge=1, le=200)]
_Period = Annotated[str, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


def grant_out(session: Session, actor: Actor, one: Grant) -> s.GrantOut:
    """With what this person may do to it now."""
    possible = {each.action for each in GRANT.from_state(one.state)}
    possible -= set() if one.is_revocable else {"revoke"}
    possible |= {"record_income"} if one.ledger_number is not None else set()
    out = s.GrantOut.model_validate(one)
    return out.model_copy(
        update={"actions": [each for each in GRANTS.available(session, actor, one.id) if each in possible]}
    )


def split_out(session: Session, actor: Actor, one: Split) -> s.SplitOut:
    possible = {each.action for each in SPLIT.from_state(one.state)}
    possible |= {"consent_in_writing"} if one.state == "proposed" else set()
    mine = [each for each in one.voices if each.person_id == actor.person_id]
    possible -= {"consent"} if all(each.consents for each in mine) else set()
    actions = [each for each in SPLITS.available(session, actor, one.id) if each in possible]
    names = [name for name in s.SplitOut.model_fields if name not in ("fingerprint", "actions", "shares", "voices")]
    return s.SplitOut(
        **{name: getattr(one, name) for name in names},
        shares=[s.ShareOut.model_validate(each) for each in one.shares],
        voices=[s.VoiceOut.model_validate(each) for each in one.voices],
        fingerprint=splits.fingerprint(one),
        actions=actions,
    )


def income_out(one: Income) -> s.IncomeOut:
    names = [name for name in s.IncomeOut.model_fields if name not in ("fingerprint", "lines")]
    return s.IncomeOut(
        **{name: getattr(one, name) for name in names},
        lines=[s.PartOut.model_validate(each) for each in one.lines],
        fingerprint=accounts.fingerprint(one),
    )


@router.post("/versions/{version_id}/grants", status_code=status.HTTP_201_CREATED)
def offer(version_id: Identity, body: grants.Offer, hub: HubOf, actor: Signed) -> s.GrantOut:
    """Offer a licence beyond the version's own to an institution or a person."""
    with hub.database.write() as session:
        return grant_out(session, actor, grants.offer(session, actor, version_id, body))


@router.get("/versions/{version_id}/licence")
def licence(version_id: Identity, hub: HubOf, actor: Signed) -> s.LicenceOut:
    """What I may do with this version now."""
    with hub.database.read() as session:
        version: Version = VERSIONS.fetch(session, actor, "read", version_id)
        found = grants.for_me(session, actor, version_id, now())
        return s.LicenceOut(licence=version.licence, grants=[grant_out(session, actor, one) for one in found])


@router.get("/grants")
def all_grants(
    hub: HubOf,
    actor: Signed,
    state: Annotated[str, Query(max_length=12)] = "",
    version_id: Annotated[str, Query(max_length=32)] = "",
    after: _After = "",
    limit: _Limit = 50,
) -> list[s.GrantOut]:
    """Given and received, oldest first."""
    query = select(Grant).where(GRANTS.allows(actor, "read"), Grant.id > after)
    if state:
        query = query.where(Grant.state == state)
    if version_id:
        query = query.where(Grant.version_id == version_id)
    with hub.database.read() as session:
        return [grant_out(session, actor, one) for one in session.scalars(query.order_by(Grant.id).limit(limit))]


@router.get("/grants/{grant_id}")
def one_grant(grant_id: Identity, hub: HubOf, actor: Signed) -> s.GrantOut:
    with hub.database.read() as session:
        return grant_out(session, actor, GRANTS.fetch(session, actor, "read", grant_id))


@router.post("/grants/{grant_id}/income", status_code=status.HTTP_201_CREATED)
def income(grant_id: Identity, body: s.NewIncome, hub: HubOf, actor: Signed) -> s.IncomeOut:
    """Record what came in; it is divided by the shares in force."""
    with hub.database.write() as session:
        made = accounts.record_income(session, actor, grant_id, body.amount_fen, body.received_on, body.note)
        return income_out(made)


@router.post("/grants/{grant_id}/{action}")
def move_grant(
    grant_id: Identity,
    action: Literal["accept", "decline", "take_back", "revoke", "give_up"],
    body: s.Reason,
    hub: HubOf,
    actor: Signed,
) -> s.GrantOut:
    with hub.database.write() as session:
        return grant_out(session, actor, grants.move(session, actor, grant_id, action, body.reason))


@router.get("/versions/{version_id}/shares")
def tables(version_id: Identity, hub: HubOf, actor: Signed) -> list[s.SplitOut]:
    """Tables of a version that this person may see, newest first."""
    query = select(Split).where(Split.version_id == version_id, SPLITS.allows(actor, "read"))
    with hub.database.read() as session:
        VERSIONS.fetch(session, actor, "read", version_id)
        return [split_out(session, actor, one) for one in session.scalars(query.order_by(Split.id.desc()).limit(100))]


@router.post("/versions/{version_id}/shares", status_code=status.HTTP_201_CREATED)
def propose(version_id: Identity, body: s.Proposal, hub: HubOf, actor: Signed) -> s.SplitOut:
    """Propose other shares; they enter into force when everybody concerned has consented."""
    with hub.database.write() as session:
        return split_out(session, actor, splits.propose(session, actor, version_id, body.shares, body.reason))


@router.get("/shares/{split_id}")
def one_table(split_id: Identity, hub: HubOf, actor: Signed) -> s.SplitOut:
    with hub.database.read() as session:
        return split_out(session, actor, SPLITS.fetch(session, actor, "read", split_id))


@router.post("/shares/{split_id}/consent")
def consent(split_id: Identity, hub: HubOf, actor: Signed) -> s.SplitOut:
    with hub.database.write() as session:
        return split_out(session, actor, splits.consent(session, actor, split_id))


@router.post("/shares/{split_id}/consent_in_writing")
def consent_in_writing(split_id: Identity, body: s.Written, hub: HubOf, actor: Signed) -> s.SplitOut:
    with hub.database.write() as session:
        done = splits.consent_in_writing(session, actor, split_id, body.place, body.statement_sha256)
        return split_out(session, actor, done)


@router.post("/shares/{split_id}/object")
def object_to(split_id: Identity, body: s.Reason, hub: HubOf, actor: Signed) -> s.SplitOut:
    with hub.database.write() as session:
        return split_out(session, actor, splits.object_to(session, actor, split_id, body.reason))


@router.post("/shares/{split_id}/take_back")
def take_back(split_id: Identity, hub: HubOf, actor: Signed) -> s.SplitOut:
    with hub.database.write() as session:
        return split_out(session, actor, splits.take_back(session, actor, split_id))


@router.get("/incomes")
def incomes(
    hub: HubOf,
    actor: Signed,
    version_id: Annotated[str, Query(max_length=32)] = "",
    after: _After = "",
    limit: _Limit = 50,
) -> list[s.IncomeOut]:
    """Those in which this person has a share, or of what their institution owns; oldest first."""
    query = select(Income).where(INCOMES.allows(actor, "read"), Income.id > after)
    if version_id:
        query = query.where(Income.version_id == version_id)
    with hub.database.read() as session:
        return [income_out(one) for one in session.scalars(query.order_by(Income.id).limit(limit))]


@router.get("/incomes/{income_id}")
def one_income(income_id: Identity, hub: HubOf, actor: Signed) -> s.IncomeOut:
    with hub.database.read() as session:
        return income_out(INCOMES.fetch(session, actor, "read", income_id))


@router.post("/incomes/{income_id}/correct", status_code=status.HTTP_201_CREATED)
def correct(income_id: Identity, body: s.Reason, hub: HubOf, actor: Signed) -> s.IncomeOut:
    """A counter-entry; the income itself stays as it was written."""
    with hub.database.write() as session:
        return income_out(accounts.correct(session, actor, income_id, body.reason))


@router.get("/me/statement")
def statement(hub: HubOf, actor: Signed, period: _Period) -> s.StatementOut:
    """What I got in a month (``2026-11``), in fen."""
    with hub.database.read() as session:
        mine = accounts.my_statement(session, actor, period)
    entries = [
        s.EntryOut(
            income_id=one.id,
            version_id=one.version_id,
            received_on=one.received_on,
            amount_fen=amount,
            is_correction=one.corrects_id is not None,
        )
        for one, amount in mine.entries
    ]
    return s.StatementOut(
        person_id=mine.person_id, name=mine.name, period=period, total_fen=mine.total_fen, entries=entries
    )


@router.get("/statements")
def statements(hub: HubOf, actor: Signed, period: _Period) -> s.SumsOut:
    """What everybody got in a month of the income that my institution records."""
    with hub.database.read() as session:
        people = [
            s.SumOut(person_id=person, name=name, amount_fen=fen)
            for person, name, fen in accounts.sums(session, actor, period)
        ]
    return s.SumsOut(period=period, total_fen=sum(one.amount_fen for one in people), people=people)
