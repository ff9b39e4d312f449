"""Referrals that nobody answered in time, transfers that nobody judged: whoever can help is told, those above too."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.events.service import above, at, emit
from osteohub.events.service import person as to_person
from osteohub.notices.service import people_above, people_at, tell
from osteohub.referrals.models import Referral, Transfer
from osteohub.referrals.states import DUE_HOURS, JUDGE_HOURS

WAITING = ("sent", "awaiting_approval")
_AT_ONCE = 500


def sweep_overdue(session: Session) -> int:
    """Escalate what is overdue; how many. When as much time has passed again it goes to the quality officers above."""
    return _sweep_unanswered(session) + _sweep_unjudged(session)


def _sweep_unanswered(session: Session) -> int:
    today = now()
    query = select(Referral).where(Referral.state.in_(WAITING), Referral.due_at <= today)
    query = query.where(or_(Referral.escalated_at.is_(None), Referral.escalated_at < Referral.due_at, _is_old(today)))
    late = session.scalars(query.order_by(Referral.escalated_at.is_not(None), Referral.due_at).limit(_AT_ONCE)).all()
    return sum(_escalate(session, one) for one in late)


def _is_old(today):
    """Twice its time has passed: of each urgency, for those that were escalated once."""
    return or_(
        *(
            (Referral.urgency == urgency) & (Referral.due_at <= today - timedelta(hours=hours))
            for urgency, hours in DUE_HOURS.items()
        )
    )


def _escalate(session: Session, one: Referral) -> int:
    """1 where somebody new was told."""
    assert one.due_at is not None
    place = one.to_id if one.state == "sent" and one.to_id else one.from_id
    is_second = one.due_at <= now() - timedelta(hours=DUE_HOURS[one.urgency])
    if one.state == "sent":
        people = people_at(session, place, "referral_desk", "clinician", "quality_officer")
    else:
        people = _over(session, place, "centre_approver", "quality_officer")
    people = [*people, one.author_id]
    if is_second:
        people += people_above(session, place, "quality_officer", "operator")
    is_emergency = one.urgency == "emergency"
    new = tell(
        session,
        people,
        f"referral/{one.id}/late/{one.due_at:%Y-%m-%dT%H:%M}/{2 if is_second else 1}",
        ("referral", one.id),
        f"{'An emergency' if is_emergency else 'A referral'} has had no answer in its time.",
        f"有{'急诊' if is_emergency else '转诊'}超过时限未答复。",
    )
    if one.escalated_at is None or one.escalated_at < one.due_at:
        one.escalated_at = now()
        record(session, "referral_overdue", "", ("referral", one.id), urgency=one.urgency)
        audience = [*at(one.to_id, "referral_desk", "clinician"), *to_person(one.author_id)]
        emit(session, "referral.overdue", ("referral", one.id), audience, urgency=one.urgency)
    return min(new, 1)


def _over(session: Session, place: str, *roles: str) -> list[str]:
    """Those above, and at the institution itself: a centre's own transfers are decided there."""
    return [*people_at(session, place, *roles), *people_above(session, place, *roles)]


def _sweep_unjudged(session: Session) -> int:
    """Transfers that went first, beyond their time; the second time those further up are told, the operators too."""
    today = now()
    again = Transfer.due_at <= today - timedelta(hours=JUDGE_HOURS)
    query = select(Transfer).where(Transfer.state == "unjudged", Transfer.due_at <= today)
    query = query.where(or_(Transfer.escalated_at.is_(None), again))
    late = session.scalars(query.order_by(Transfer.escalated_at.is_not(None), Transfer.due_at).limit(_AT_ONCE)).all()
    return sum(_press(session, one) for one in late)


def _press(session: Session, one: Transfer) -> int:
    """1 where somebody new was told."""
    is_second = one.due_at <= now() - timedelta(hours=JUDGE_HOURS)
    roles = ("centre_approver", "quality_officer", *(("operator",) if is_second else ()))
    new = tell(
        session,
        _over(session, one.from_id, *roles),
        f"referral/{one.id}/unjudged/{2 if is_second else 1}",
        ("referral", one.id),
        "A transfer that went first was not judged in its time.",
        "有先行转出的急诊超过时限未事后审批。",
    )
    if one.escalated_at is None:
        one.escalated_at = now()
        record(session, "transfer_overdue", "", ("referral", one.id))
        audience = [each for role in roles for each in above(session, one.from_id, role)]
        emit(session, "transfer.overdue", ("referral", one.id), audience, state=one.state)
    return min(new, 1)
