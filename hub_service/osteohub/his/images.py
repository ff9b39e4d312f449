"""Whose images belong to a referral, whether an institution may fetch them, and whether they may name the patient."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.fhir.models import ReferralImages
from osteohub.his.service import need_place
from osteohub.identity.actor import Actor
from osteohub.identity.models import SharingAgreement
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import REFERRALS
from osteohub.refusals import NotFound

_WITH_RECEIVER = ("sent", "accepted", "booked", "arrived", "treated", "returned")
"""States in which the receiver needs the images; not after it declined, nor once all is closed."""


@dataclass(frozen=True)
class Images:
    """``may_fetch``: whether the institution that asks may have them. ``identified``: whether they may go to the
    receiver with the patient's name, which an agreement between the two institutions says."""

    referral: Referral
    studies: tuple[ReferralImages, ...]
    may_fetch: bool
    identified: bool


def images_of(session: Session, actor: Actor, place: str, referral_id: str) -> Images:
    """
    Raises
    ------
    Forbidden, NotFound
    """
    need_place(actor, place)
    referral = REFERRALS.fetch(session, actor, "read", referral_id)
    if place not in (referral.from_id, referral.to_id):
        raise NotFound("That referral is not one of this institution.")
    query = select(ReferralImages).where(ReferralImages.referral_id == referral_id).order_by(ReferralImages.id)
    may_fetch = place == referral.from_id or referral.state in _WITH_RECEIVER
    return Images(referral, tuple(session.scalars(query)), may_fetch, _is_agreed(session, referral))


def _is_agreed(session: Session, referral: Referral) -> bool:
    query = select(SharingAgreement.id).where(
        SharingAgreement.giver_id == referral.from_id,
        SharingAgreement.taker_id == referral.to_id,
        SharingAgreement.kind == "referral",
        SharingAgreement.valid_from <= now(),
        SharingAgreement.valid_until > now(),
    )
    return session.execute(query).first() is not None
