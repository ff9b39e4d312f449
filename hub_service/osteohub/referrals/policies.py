"""Who may see and move a referral: those who sent it, those who receive it, the centre, quality officers."""

from sqlalchemy import ColumnElement, and_, exists, select

from osteohub.identity.actor import Actor, Role
from osteohub.permissions.policy import Policy, Relation, Rule
from osteohub.permissions.relations import Column, of_institution, of_institutions_below, shared_with
from osteohub.referrals.models import Referral, ReferralEvent, Transfer
from osteohub.referrals.states import REFERRAL

HANDS = ("clinician", "referral_desk")
"""Who writes and answers."""

_OVER = ("cancelled", "closed")
"""Ends that a draft or a refused transfer may have too: the receiver knows of those that were sent."""

_SENT = tuple(
    state for state in REFERRAL.states if state not in ("draft", "awaiting_approval", "refused", "transferred", *_OVER)
)
"""What the receiver knows of: never a draft."""

_SENDER = ("read", "edit", "attach", "send", "send_first", "send_out", "cancel", "close", "tell_ahead", "consent")
_RECEIVER = ("read", "attach", "accept", "decline", "book", "arrive", "treat", "return", "see_ahead")


def received_once(to_id: Column, referral_id: Column) -> Relation:
    """Those that went to the institution and were sent."""

    def relation(actor: Actor, role: Role) -> ColumnElement[bool]:
        sent = exists().where(ReferralEvent.referral_id == referral_id, ReferralEvent.action == "send")
        return and_(to_id == role.organisation_id, sent)

    return relation


def went_first(referral_id: Column) -> Relation:
    """Those from below that left the prefecture before they were approved."""
    below = of_institutions_below(Transfer.from_id)
    return lambda actor, role: referral_id.in_(select(Transfer.id).where(below(actor, role)))


REFERRALS = Policy(
    kind="referral",
    table=Referral,
    relations={
        "sent": of_institution(Referral.from_id),
        "received": of_institution(Referral.to_id),
        "received_once": received_once(Referral.to_id, Referral.id),
        "below": of_institutions_below(Referral.from_id),
        "went_first": went_first(Referral.id),
        "shared": shared_with(Referral.from_id, "referral"),
    },
    rules=(
        Rule("clinician", _SENDER, "sent"),
        Rule("referral_desk", _SENDER, "sent"),
        Rule("clinician", _RECEIVER, "received", _SENT),
        Rule("referral_desk", _RECEIVER, "received", _SENT),
        Rule("clinician", ("read", "attach"), "received_once", _OVER),
        Rule("referral_desk", ("read", "attach"), "received_once", _OVER),
        Rule("clinician", ("read",), "shared", _SENT),
        Rule("quality_officer", ("read",), "shared", _SENT),
        Rule("centre_approver", ("read", "approve", "refuse"), "below", ("awaiting_approval",)),
        Rule("centre_approver", ("read",), "below", ("refused", "transferred")),
        Rule("centre_approver", ("read",), "went_first"),
        Rule("quality_officer", ("read",), "below", tuple(one for one in REFERRAL.states if one != "draft")),
    ),
    scopes=dict.fromkeys((*_SENDER[1:], *_RECEIVER[1:], "approve", "refuse"), "referrals"),
)


def _sent_by_others(actor: Actor, role: Role) -> ColumnElement[bool]:
    """From below, and not what they sent themselves."""
    return and_(of_institutions_below(Transfer.from_id)(actor, role), Transfer.sent_by != actor.person_id)


TRANSFERS = Policy(
    kind="transfer that went first",
    table=Transfer,
    relations={
        "sent": of_institution(Transfer.from_id),
        "below": of_institutions_below(Transfer.from_id),
        "judged": _sent_by_others,
    },
    rules=(
        *(Rule(role, ("read",), "sent") for role in HANDS),
        *(Rule(role, ("read",), "below") for role in ("centre_approver", "quality_officer")),
        Rule("centre_approver", ("confirm", "disallow"), "judged", ("unjudged",)),
    ),
    scopes=dict.fromkeys(("confirm", "disallow"), "referrals"),
)
"""A transfer is read by who sent it and those above; who receives the patient has no part in it."""
