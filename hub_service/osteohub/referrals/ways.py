"""Which way a referral may go: within the prefecture at once, out of it by approval, in an emergency with approval
afterwards; and what plugins' rules add."""

from sqlalchemy.orm import Session

from osteohub.plugins.registry import PluginNo
from osteohub.plugins.rulings import reasons, rulings
from osteohub.referrals.models import Referral
from osteohub.refusals import Conflict, Invalid, Refusal
from osteokit.plugins.hub_values import Ruling

FIRST_STEPS = ("send", "send_first", "send_out")
"""Ways out of a draft, in the order in which whoever just wants to send takes the first that is open."""


def allow(session: Session, referral: Referral, action: str) -> None:
    """Called in the transaction of the step, before it.

    Raises
    ------
    Conflict
        It needs approval, or needs none.
    Invalid
        A transfer out has none of the reasons that the region counts by.
    PluginNo
        A plugin's rule is against it, or could not be asked.
    """
    against = [said.ruling for said in rulings(session, referral, action)]
    for one in against:
        if one.verdict == "veto":
            raise _said(one)
    if action in FIRST_STEPS:
        _has_reason(session, referral)
        _allow_way(session, referral, action, against)


def is_offered(session: Session, referral: Referral, action: str) -> bool:
    """Whether the step is shown to somebody who may take it: rules that a look at the whole case needs wait for it."""
    if action not in FIRST_STEPS:
        return True
    if action == "send_first" and not _leaves_in_emergency(referral):
        return False  # before any plugin is asked
    try:
        _allow_way(session, referral, action, [said.ruling for said in rulings(session, referral, action)])
    except Refusal:
        return False
    return True


def _allow_way(session: Session, referral: Referral, action: str, against: list[Ruling]) -> None:
    if action == "send":
        wanted = next((one for one in against if one.verdict == "approval"), None)
        if wanted is not None and referral.urgency != "emergency":
            raise _said(wanted)
        if referral.direction == "out" and not _goes_first(session, referral):
            raise Conflict("A transfer out of the prefecture needs the centre's approval: ask for it.")
    elif action == "send_first":
        if not _leaves_in_emergency(referral):
            raise Conflict("Only an emergency that leaves the hub is sent first and approved afterwards.")
    elif referral.direction != "out" and not any(
        said.ruling.verdict == "approval" for said in rulings(session, referral, "send")
    ):
        raise Conflict("This referral stays in the prefecture: send it, no approval is needed.")


def _leaves_in_emergency(referral: Referral) -> bool:
    """To an institution outside the hub, which nobody here can ask."""
    return referral.direction == "out" and not referral.to_id and referral.urgency == "emergency"


def _goes_first(session: Session, referral: Referral) -> bool:
    """To an institution of the hub, in an emergency or for a reason that needs no approval."""
    return bool(referral.to_id) and (referral.urgency == "emergency" or _is_free(session, referral))


def _is_free(session: Session, referral: Referral) -> bool:
    free = {one.code for one in reasons(session) if "out" in one.directions and not one.needs_approval}
    return referral.reason_code in free


def is_judged_afterwards(session: Session, referral: Referral, action: str) -> bool:
    """Whether the step takes a patient out of the prefecture who should have waited for approval. Called before it."""
    if action == "send_first":
        return True
    return action == "send" and referral.direction == "out" and not _is_free(session, referral)


def _has_reason(session: Session, referral: Referral) -> None:
    if referral.direction != "out":
        return
    listed = [one for one in reasons(session) if "out" in one.directions]
    if listed and referral.reason_code not in {one.code for one in listed}:
        said = ", ".join(one.code for one in listed)
        raise Invalid(f"A transfer out of the prefecture needs one of these reasons: {said}.")


def _said(ruling: Ruling) -> PluginNo:
    return PluginNo(ruling.english, ruling.chinese)
