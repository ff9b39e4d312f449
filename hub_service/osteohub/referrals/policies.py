"""Who may see and move a referral: those who sent it, those who receive it, the centre, quality officers."""

from osteohub.permissions.policy import Policy, Rule
from osteohub.permissions.relations import of_institution, of_institutions_below
from osteohub.referrals.models import Referral
from osteohub.referrals.states import REFERRAL

_SENT = tuple(
    state for state in REFERRAL.states if state not in ("draft", "awaiting_approval", "refused", "transferred")
)
"""What the receiver knows of: never a draft."""

_SENDER = ("read", "edit", "attach", "send", "send_out", "cancel", "close")
_RECEIVER = ("read", "attach", "accept", "decline", "book", "arrive", "treat", "return")

REFERRALS = Policy(
    kind="referral",
    table=Referral,
    relations={
        "sent": of_institution(Referral.from_id),
        "received": of_institution(Referral.to_id),
        "below": of_institutions_below(Referral.from_id),
    },
    rules=(
        Rule("clinician", _SENDER, "sent"),
        Rule("referral_desk", _SENDER, "sent"),
        Rule("clinician", _RECEIVER, "received", _SENT),
        Rule("referral_desk", _RECEIVER, "received", _SENT),
        Rule("centre_approver", ("read", "approve", "refuse"), "below", ("awaiting_approval",)),
        Rule("centre_approver", ("read",), "below", ("refused", "transferred")),
        Rule("quality_officer", ("read",), "below", tuple(one for one in REFERRAL.states if one != "draft")),
    ),
    scopes=dict.fromkeys((*_SENDER[1:], *_RECEIVER[1:], "approve", "refuse"), "referrals"),
)
