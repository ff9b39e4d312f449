"""Referrals over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from starlette.concurrency import run_in_threadpool

from osteohub.access import HubOf, Signed
from osteohub.answers import as_json
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Identity
from osteohub.referrals import consents, service, transfers
from osteohub.referrals.models import Attachment, Referral, Transfer
from osteohub.referrals.policies import REFERRALS
from osteohub.refusals import Invalid, NotFound

router = APIRouter(prefix="/api/v1", tags=["referrals"])


class TransferOut(BaseModel):
    """An emergency that left the prefecture before the centre approved it; ``actions`` are the judgements that this
    person may give now."""

    state: str
    reason: str
    due_at: datetime
    judged_at: datetime | None
    judgement: str
    actions: list[str]


class Judgement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: Annotated[str, Field(max_length=500)]


class ConsentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    given_by: str
    relation: str
    covers: str
    given_on: str
    form: str
    reference: str
    at: datetime
    withdrawn_at: datetime | None


class ReferralOut(BaseModel):
    """``transfer`` is None where nothing went first, or where it is not this person's to know."""

    id: str
    from_id: str
    to_id: str | None
    outside: str
    direction: str
    state: str
    urgency: str
    patient_name: str
    patient_number: str
    birth_date: str
    sex: str
    phone: str
    diagnosis: str
    reason: str
    reason_code: str
    summary: str
    rehabilitation: str
    booked_for: str
    due_at: datetime | None
    created_at: datetime
    actions: list[str]
    history: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    consents: list[ConsentOut]
    transfer: TransferOut | None


_MADE = ("actions", "history", "attachments", "consents", "transfer")


def _out(session: Session, actor: Actor, one: Referral) -> ReferralOut:
    return _all_out(session, actor, (one,))[0]


def _all_out(session: Session, actor: Actor, many: Sequence[Referral]) -> list[ReferralOut]:
    steps = service.available_of(session, actor, many)
    judgements = transfers.judgements_of(session, actor, many)
    return [
        ReferralOut(
            **{name: getattr(one, name) for name in ReferralOut.model_fields if name not in _MADE},
            actions=list(steps[one.id]),
            history=[{"action": each.action, "at": each.at, "words": each.words} for each in one.events],
            attachments=[{"id": each.id, "name": each.name, "size": each.size} for each in one.attachments],
            consents=[ConsentOut.model_validate(each) for each in one.consents],
            transfer=_transfer_out(one.transfer, judgements[one.id]) if one.id in judgements else None,
        )
        for one in many
    ]


def _transfer_out(one: Transfer | None, actions: Sequence[str]) -> TransferOut | None:
    if one is None:
        return None
    told = {name: getattr(one, name) for name in TransferOut.model_fields if name != "actions"}
    return TransferOut(**told, actions=list(actions))


_WHOLE = tuple(
    selectinload(one) for one in (Referral.events, Referral.attachments, Referral.consents, Referral.transfer)
)
"""What an answer about many needs, read at once."""


@router.get("/referrals")
@as_json
def listed(
    hub: HubOf,
    actor: Signed,
    state: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=32)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ReferralOut]:
    query = select(Referral).where(Referral.id > after).options(*_WHOLE)
    if state:
        query = query.where(Referral.state == state)
    with hub.database.read() as session:
        rows = REFERRALS.first(session, actor, query, (Referral.id,), limit, (state,) if state else ())
        return _all_out(session, actor, rows)


@router.get("/worklist")
@as_json
def worklist(hub: HubOf, actor: Signed, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[ReferralOut]:
    """What waits for an answer, the most pressing first."""
    with hub.database.read() as session:
        return _all_out(session, actor, service.worklist(session, actor, limit, *_WHOLE))


@router.post("/referrals", status_code=status.HTTP_201_CREATED)
def write(from_id: Annotated[Identity, Body()], referral: service.Written, hub: HubOf, actor: Signed) -> ReferralOut:
    with hub.database.write() as session:
        return _out(session, actor, service.write(session, actor, from_id, referral))


@router.get("/referrals/{referral_id}")
@as_json
def one(referral_id: Identity, hub: HubOf, actor: Signed) -> ReferralOut:
    with hub.database.read() as session:
        return _out(session, actor, REFERRALS.fetch(session, actor, "read", referral_id))


@router.put("/referrals/{referral_id}")
def rewrite(referral_id: Identity, body: service.Written, hub: HubOf, actor: Signed) -> ReferralOut:
    with hub.database.write() as session:
        return _out(session, actor, service.rewrite(session, actor, referral_id, body))


@router.post("/referrals/{referral_id}/steps/{action}")
def move(referral_id: Identity, action: str, body: service.Result, hub: HubOf, actor: Signed) -> ReferralOut:
    with hub.database.write() as session:
        return _out(session, actor, service.move(session, actor, referral_id, action, body))


@router.post("/referrals/{referral_id}/transfer/{action}")
def judge(referral_id: Identity, action: str, body: Judgement, hub: HubOf, actor: Signed) -> ReferralOut:
    """The centre's ``confirm`` or ``disallow`` of an emergency that left the prefecture before it was approved."""
    with hub.database.write() as session:
        transfers.judge(session, actor, referral_id, action, body.words)
        return _out(session, actor, REFERRALS.fetch(session, actor, "read", referral_id))


@router.post("/referrals/{referral_id}/consents", status_code=status.HTTP_201_CREATED)
def note_consent(referral_id: Identity, body: consents.Given, hub: HubOf, actor: Signed) -> ConsentOut:
    """A written consent of the patient that this person has seen; no step waits for one."""
    with hub.database.write() as session:
        return ConsentOut.model_validate(consents.note_consent(session, actor, referral_id, body))


@router.post("/referrals/{referral_id}/consents/{consent_id}/withdraw")
def withdraw_consent(referral_id: Identity, consent_id: Identity, hub: HubOf, actor: Signed) -> ConsentOut:
    with hub.database.write() as session:
        return ConsentOut.model_validate(consents.withdraw_consent(session, actor, referral_id, consent_id))


@router.put("/organisations/{organisation_id}/sealing_key", status_code=status.HTTP_204_NO_CONTENT)
def set_key(
    organisation_id: Identity, recipient: Annotated[str, Body(embed=True, max_length=80)], hub: HubOf, actor: Signed
) -> None:
    with hub.database.write() as session:
        service.set_sealing_key(session, actor, organisation_id, recipient)


@router.get("/organisations/{organisation_id}/sealing_key")
def key(organisation_id: Identity, hub: HubOf, actor: Signed) -> dict[str, str]:
    with hub.database.read() as session:
        return {"recipient": service.sealing_key(session, organisation_id)}


@router.post("/referrals/{referral_id}/attachments", status_code=status.HTTP_201_CREATED)
async def attach(
    referral_id: Identity, name: Annotated[str, Query(max_length=200)], request: Request, hub: HubOf, actor: Signed
) -> dict[str, str]:
    """The body is the sealed file."""
    sealed = bytearray()
    async for piece in request.stream():
        sealed += piece
        if len(sealed) > service.LARGEST_ATTACHMENT:
            raise Invalid("This attachment is too large; put images into the PACS and refer to them.")
    return {"id": await run_in_threadpool(_attach, hub, actor, referral_id, name, bytes(sealed))}


def _attach(hub: Hub, actor: Actor, referral_id: str, name: str, sealed: bytes) -> str:
    with hub.database.write() as session:
        return service.attach(session, actor, referral_id, name, sealed).id


@router.get("/referrals/{referral_id}/attachments/{attachment_id}")
def attachment(referral_id: Identity, attachment_id: Identity, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        REFERRALS.fetch(session, actor, "read", referral_id)
        found = session.get(Attachment, attachment_id)
        if found is None or found.referral_id != referral_id:
            raise NotFound("This referral has no such attachment.")
        return Response(found.sealed, media_type="application/age")
