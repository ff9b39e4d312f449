"""Emergencies that leave the prefecture before the centre could approve it: each is named, and judged afterwards."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.events.service import above, at, emit
from osteohub.identity.actor import Actor
from osteohub.notices.service import people_above, people_at, tell
from osteohub.referrals.models import Referral, Transfer
from osteohub.referrals.policies import HANDS, TRANSFERS
from osteohub.referrals.states import JUDGE_HOURS, TRANSFER
from osteohub.refusals import Invalid, NotFound

JUDGES = ("centre_approver", "quality_officer")


def go_first(session: Session, actor: Actor, referral: Referral, words: str) -> Transfer:
    """Note that a referral goes before the centre approved it, in the transaction of its step. The reason is what was
    said with the step, otherwise what the referral says."""
    transfer = Transfer(
        id=referral.id,
        from_id=referral.from_id,
        reason=(words or referral.reason)[:500],
        sent_by=actor.person_id,
        due_at=now() + timedelta(hours=JUDGE_HOURS),
    )
    referral.transfer = transfer
    session.flush()
    record(session, "transfer_goes_first", actor.person_id, ("referral", referral.id), due=transfer.due_at.isoformat())
    _emit(session, transfer, "begin")
    tell(
        session,
        [*people_at(session, referral.from_id, *JUDGES), *people_above(session, referral.from_id, *JUDGES)],
        f"referral/{referral.id}/first",
        ("referral", referral.id),
        f"An emergency left the prefecture at once; judge it afterwards until {transfer.due_at:%Y-%m-%d}.",
        f"有急诊已先行转出，请于 {transfer.due_at:%Y-%m-%d} 前完成事后审批。",
    )
    return transfer


def judge(session: Session, actor: Actor, referral_id: str, action: str, words: str) -> Transfer:
    """The centre's word, afterwards. It changes nothing of the referral: the patient has gone.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        Somebody else was faster.
    Invalid
        It needs words.
    """
    if action not in {one.action for one in TRANSFER.transitions}:
        raise NotFound("There is no such judgement of a transfer.")
    transfer: Transfer = TRANSFERS.fetch(session, actor, "read", referral_id, lock=True)
    target = TRANSFER.after(transfer.state, action)
    TRANSFERS.fetch(session, actor, action, referral_id)
    if not words.strip():
        raise Invalid("Say on what ground you judge this transfer.")
    transfer.state, transfer.judgement = target, words.strip()[:500]
    transfer.judged_by, transfer.judged_at = actor.person_id, now()
    transfer.referral.changed_at = transfer.judged_at  # a version of its own: the centre's task has another status
    record(session, f"transfer_{action}", actor.person_id, ("referral", referral_id))
    _emit(session, transfer, action)
    was_right = target == "confirmed"
    tell(
        session,
        [transfer.sent_by, transfer.referral.author_id],
        f"referral/{referral_id}/judged",
        ("referral", referral_id),
        f"The centre has {'approved' if was_right else 'not approved'} a transfer that went first.",
        f"中心事后{'批准' if was_right else '未批准'}了一例先行转出。",
    )
    session.flush()
    return transfer


def judgements_of(session: Session, actor: Actor, referrals: Sequence[Referral]) -> dict[str, tuple[str, ...]]:
    """By referral that went first and whose transfer this person may see: the judgements that they may give now."""
    gone = [one.id for one in referrals if one.transfer is not None]
    if not gone:
        return {}
    allowed = TRANSFERS.available_of(session, actor, gone)
    return {identity: tuple(one for one in found if one != "read") for identity, found in allowed.items() if found}


def _emit(session: Session, transfer: Transfer, what: str) -> None:
    judges = [each for role in JUDGES for each in above(session, transfer.from_id, role)]
    audience = [*at(transfer.from_id, *HANDS), *judges]
    emit(session, f"transfer.{what}", ("referral", transfer.id), audience, state=transfer.state)
