"""Pictures that come from a page without a program of the institution: sealed as they arrive, kept sealed."""

from sqlalchemy.orm import Session

from osteohub.identity.actor import Actor
from osteohub.referrals import service
from osteohub.referrals.models import Attachment, Referral
from osteohub.referrals.policies import REFERRALS
from osteohub.refusals import Conflict, Invalid

_OVERHEAD = 1 << 16


def other_side(actor: Actor, referral: Referral) -> str:
    """The institution for which this person's attachments are sealed; empty where the hub does not reach it."""
    mine = {*actor.organisations("clinician"), *actor.organisations("referral_desk")}
    return (referral.to_id or "") if referral.from_id in mine else referral.from_id


def seal_and_attach(session: Session, actor: Actor, referral_id: str, name: str, content: bytes) -> Attachment:
    """
    Raises
    ------
    NotFound
        No such referral, or the other institution has set no key.
    Forbidden, Conflict, Invalid
    """
    import pyrage

    referral = REFERRALS.fetch(session, actor, "attach", referral_id)
    target = other_side(actor, referral)
    if not target:
        raise Conflict("This referral goes to no institution of the hub: nothing can be sealed for it.")
    if not content:
        raise Invalid("Choose a file that is not empty.")
    if len(content) > service.LARGEST_ATTACHMENT - _OVERHEAD:
        raise Invalid(
            f"An attachment has at most {service.LARGEST_ATTACHMENT >> 20} MiB; put images into the PACS and refer to "
            "them."
        )
    recipient = pyrage.x25519.Recipient.from_str(service.sealing_key(session, target))
    return service.attach(session, actor, referral_id, name, pyrage.encrypt(content, [recipient]))
