"""What is told of a referral, and to whom: those who may see it then, by their roles."""

from sqlalchemy.orm import Session

from osteohub.events.service import Audience, above, at, emit
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import HANDS

_UNSEEN = ("draft", "awaiting_approval", "refused", "transferred")
"""States of which the receiver does not know."""


def tell_step(session: Session, referral: Referral, action: str) -> None:
    """In the transaction of the step, once the state is the new one."""
    emit(
        session,
        f"referral.{action}",
        ("referral", referral.id),
        _audience(session, referral, action),
        state=referral.state,
        direction=referral.direction,
        urgency=referral.urgency,
    )


def _audience(session: Session, referral: Referral, action: str) -> list[Audience]:
    found = [*at(referral.from_id, *HANDS), *above(session, referral.from_id, "quality_officer")]
    if referral.state not in _UNSEEN and not (action == "cancel" and not _was_sent(referral)):
        found += at(referral.to_id, *HANDS)
    if action in ("send_first", "send_out", "approve", "refuse"):
        found += above(session, referral.from_id, "centre_approver")
    return found


def _was_sent(referral: Referral) -> bool:
    return any(one.action == "send" for one in referral.events)
