"""Which way a referral may go: within the prefecture at once, out of it by approval; and what plugins' rules add."""

from sqlalchemy.orm import Session

from osteohub.plugins.registry import PluginNo
from osteohub.plugins.rulings import reasons, rulings
from osteohub.referrals.models import Referral
from osteohub.refusals import Conflict, Invalid, Refusal
from osteokit.plugins.hub_values import Ruling


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
    if action in ("send", "send_out"):
        _has_reason(session, referral)
        _allow_way(session, referral, action, against)


def is_offered(session: Session, referral: Referral, action: str) -> bool:
    """Whether the step is shown to somebody who may take it: rules that a look at the whole case needs wait for it."""
    if action not in ("send", "send_out"):
        return True
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
    elif referral.direction != "out" and not any(
        said.ruling.verdict == "approval" for said in rulings(session, referral, "send")
    ):
        raise Conflict("This referral stays in the prefecture: send it, no approval is needed.")


def _goes_first(session: Session, referral: Referral) -> bool:
    """To an institution of the hub, in an emergency or for a reason that needs no approval."""
    if not referral.to_id:
        return False
    free = {one.code for one in reasons(session) if "out" in one.directions and not one.needs_approval}
    return referral.urgency == "emergency" or referral.reason_code in free


def _has_reason(session: Session, referral: Referral) -> None:
    if referral.direction != "out":
        return
    listed = [one for one in reasons(session) if "out" in one.directions]
    if listed and referral.reason_code not in {one.code for one in listed}:
        said = ", ".join(one.code for one in listed)
        raise Invalid(f"A transfer out of the prefecture needs one of these reasons: {said}.")


def _said(ruling: Ruling) -> PluginNo:
    return PluginNo(ruling.english, ruling.chinese)
