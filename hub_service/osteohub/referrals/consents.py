"""The patient's written consent to a transfer or to sharing data, noted by who saw the paper or the file.

It is never a gate: an emergency goes without, and whoever receives the patient sees whether there is one.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.referrals.models import Consent, Referral
from osteohub.referrals.policies import REFERRALS
from osteohub.refusals import Conflict, Invalid, NotFound

MOST = 20


class Given(BaseModel):
    """Who gave it (``relation`` to the patient), when, for what, and which paper or file holds it."""

    model_config = ConfigDict(extra="forbid")

    given_by: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    relation: Literal["patient", "spouse", "parent", "child", "guardian", "other"] = "patient"
    covers: Literal["both", "transfer", "sharing"] = "both"
    given_on: date
    form: Literal["paper", "file"] = "paper"
    reference: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def note_consent(session: Session, actor: Actor, referral_id: str, given: Given) -> Consent:
    """Note a consent that this person has seen.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        The referral is over, or has very many.
    Invalid
        The day has not come yet.
    """
    referral: Referral = REFERRALS.fetch(session, actor, "consent", referral_id, lock=True)
    if referral.state == "cancelled":
        raise Conflict("This referral is cancelled; no consent is noted any more.")
    if len(referral.consents) >= MOST:
        raise Conflict(f"This referral has {MOST} consents noted; withdraw the wrong ones first.")
    if given.given_on > now().astimezone().date():
        raise Invalid("A consent is noted once it was given; this day has not come yet.")
    consent = Consent(
        referral_id=referral_id, person_id=actor.person_id, given_on=given.given_on.isoformat(),
        **given.model_dump(exclude={"given_on"}),
    )  # fmt: skip
    referral.consents.append(consent)
    session.flush()
    record(
        session, "note_consent", actor.person_id, ("referral", referral_id), consent=consent.id,
        relation=consent.relation, covers=consent.covers, given_on=consent.given_on, form=consent.form,
        reference=consent.reference,
    )  # fmt: skip
    return consent


def withdraw_consent(session: Session, actor: Actor, referral_id: str, consent_id: str) -> Consent:
    """The patient took it back, or it was noted wrongly; it stays to be read.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        It was withdrawn before.
    """
    referral: Referral = REFERRALS.fetch(session, actor, "consent", referral_id, lock=True)
    consent = next((one for one in referral.consents if one.id == consent_id), None)
    if consent is None:
        raise NotFound("This referral has no such consent.")
    if consent.withdrawn_at is not None:
        raise Conflict("This consent was withdrawn before.")
    consent.withdrawn_by, consent.withdrawn_at = actor.person_id, now()
    record(session, "withdraw_consent", actor.person_id, ("referral", referral_id), consent=consent_id)
    return consent
