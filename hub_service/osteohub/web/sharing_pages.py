"""What institutions let each other see, and the keys that attachments are sealed with: the operators' page."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from osteohub.access import HubOf, Signed
from osteohub.database.base import now
from osteohub.identity import service
from osteohub.identity.models import Organisation, SharingAgreement
from osteohub.identity.policies import AGREEMENTS, ORGANISATIONS
from osteohub.referrals.models import SealingKey
from osteohub.referrals.service import set_sealing_key
from osteohub.refusals import Invalid, Refusal
from osteohub.web.forms import day
from osteohub.web.language import language_of, sentence
from osteohub.web.pages import Text, page

router = APIRouter(include_in_schema=False)


@router.get("/sharing")
def sharing(request: Request, hub: HubOf, actor: Signed) -> Response:
    return _show(request, hub, actor, {}, None)


def _show(request: Request, hub: HubOf, actor: Signed, typed: dict[str, str], refusal: Refusal | None) -> Response:
    with hub.database.read() as session:
        places = session.scalars(
            select(Organisation)
            .where(ORGANISATIONS.allows(actor, "read"), Organisation.active)
            .order_by(Organisation.path)
        ).all()
        givers = session.scalars(
            select(Organisation).where(ORGANISATIONS.allows(actor, "share")).order_by(Organisation.path)
        ).all()
        agreements = session.scalars(
            select(SharingAgreement).where(AGREEMENTS.allows(actor, "read")).order_by(SharingAgreement.id.desc())
        ).all()
        endable = set(session.scalars(select(SharingAgreement.id).where(AGREEMENTS.allows(actor, "end"))))
        keys = {one.organisation_id: one.recipient for one in session.scalars(select(SealingKey))}
    return page(
        request, actor, "sharing.html", refusal.status if refusal else 200, places=places, givers=givers,
        agreements=agreements, endable=endable, keys=keys, kinds=service.SHARED_KINDS, today=now(), typed=typed,
        names={one.id: one.name for one in places},
        wrong=sentence(str(refusal), language_of(request, actor)) if refusal else "",
    )  # fmt: skip


@router.post("/sharing")
def agree(
    request: Request, hub: HubOf, actor: Signed, giver_id: Text, taker_id: Text, kind: Text, until: Text
) -> Response:
    typed = {"giver_id": giver_id, "taker_id": taker_id, "kind": kind, "until": until}
    try:
        end = day(until)
        with hub.database.write() as session:
            service.agree_to_share(session, actor, giver_id, taker_id, kind, now(), end)
    except Invalid as refusal:
        return _show(request, hub, actor, typed, refusal)
    return RedirectResponse("/sharing", 303)


@router.post("/sharing/{agreement_id}/end")
def end(agreement_id: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        service.end_agreement(session, actor, agreement_id, now())
    return RedirectResponse("/sharing", 303)


@router.post("/sharing/keys/{organisation_id}")
def key(organisation_id: str, hub: HubOf, actor: Signed, recipient: Text) -> Response:
    with hub.database.write() as session:
        set_sealing_key(session, actor, organisation_id, recipient.strip())
    return RedirectResponse("/sharing#keys", 303)
