"""Data ahead of an emergency over HTTP."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from osteohub.access import HubOf, Signed
from osteohub.identity.schemas import Identity
from osteohub.referrals import ahead
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import REFERRALS

router = APIRouter(prefix="/api/v1/referrals/{referral_id}/ahead", tags=["referrals"])


class AheadOut(BaseModel):
    """``seen_by`` is the id of who read it on the receiving side; None until then."""

    ahead: ahead.Ahead
    at: datetime | None
    seen_by: str | None
    seen_at: datetime | None


def _out(one: Referral) -> AheadOut:
    said = ahead.Ahead.model_validate(one.ahead)
    return AheadOut(ahead=said, at=one.ahead_at, seen_by=one.ahead_seen_by, seen_at=one.ahead_seen_at)


@router.get("")
def read(referral_id: Identity, hub: HubOf, actor: Signed) -> AheadOut:
    with hub.database.read() as session:
        return _out(REFERRALS.fetch(session, actor, "read", referral_id))


@router.put("")
def write(referral_id: Identity, body: ahead.Ahead, hub: HubOf, actor: Signed) -> AheadOut:
    """What the receiving team prepares for; each time it replaces what was said before."""
    with hub.database.write() as session:
        return _out(ahead.tell_ahead(session, actor, referral_id, body))


@router.post("/seen")
def seen(referral_id: Identity, hub: HubOf, actor: Signed) -> AheadOut:
    with hub.database.write() as session:
        return _out(ahead.see_ahead(session, actor, referral_id))
