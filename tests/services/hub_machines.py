"""Every state machine of the hub: what each person may do in each state, written out by hand.

``ways`` is the table "state action target" that leads there; ``rules`` is, by person, what they may do in which state;
``sees`` in which states they know of the thing at all. What no rule names is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from osteohub.identity.actor import Actor
from osteohub.permissions.policy import Policy
from osteohub.states import Machine
from services.hub_region import Region


@dataclass(frozen=True)
class Walk:
    machine: Machine
    policy: Policy
    build: Callable[[Region, str], str]
    call: Callable[[Session, Actor, Region, str, str], Any]
    ways: str
    rules: Mapping[str, Mapping[str, str]]
    sees: Mapping[str, str]

    def target(self, state: str, action: str) -> str | None:
        table = {tuple(line.split()[:2]): line.split()[2] for line in self.ways.strip().splitlines()}
        return table.get((state, action))

    def allowed(self, who: str, state: str) -> set[str]:
        return set(self.rules.get(who, {}).get(state, "").split())

    def is_seen(self, who: str, state: str) -> bool:
        said = self.sees.get(who, "")
        if said.startswith("all"):
            return state not in said.removeprefix("all but").split()
        return state in said.split()


def spread(**rules: str) -> dict[str, str]:
    return rules


VERSION_WAYS = """
draft submit submitted
submitted take_back draft
returned take_back draft
submitted begin_review in_review
submitted return returned
in_review return returned
in_review publish published
published supersede superseded
published withdraw withdrawn
superseded withdraw withdrawn
"""
_AUTHOR = spread(
    draft="submit", submitted="take_back", returned="take_back", published="withdraw", superseded="withdraw"
)
_COMMITTEE = spread(
    submitted="begin_review return", in_review="return publish", published="withdraw", superseded="withdraw"
)
VERSION_RULES = {
    "county teacher": _AUTHOR,
    "county operator": _COMMITTEE,
    "centre operator": _COMMITTEE,
    "operator": _COMMITTEE,
    "other operator": {},
    "other expert": {},
    "township student": {},
}
VERSION_SEES = {
    **dict.fromkeys(("county teacher", "county operator", "centre operator", "operator"), "all"),
    "other operator": "published superseded",
    "other expert": "in_review published superseded",
    "township student": "published superseded",
}

ADMISSION_WAYS = """
draft apply applied
applied take_back draft
applied assess assessed
assessed grant granted
applied decline declined
assessed decline declined
granted suspend suspended
suspended reinstate granted
granted revoke revoked
suspended revoke revoked
"""
_OFFICER = spread(applied="decline", assessed="grant decline", granted="suspend revoke", suspended="reinstate revoke")
ADMISSION_RULES = {
    "county clinician": spread(draft="apply", applied="take_back"),
    "county clinician 2": {},
    "county expert": {},
    "other expert": spread(applied="assess"),
    "county quality_officer": _OFFICER,
    "centre quality_officer": _OFFICER,
    "other quality_officer": {},
    "operator": {},
}
ADMISSION_SEES = {
    **dict.fromkeys(("county clinician", "county quality_officer", "centre quality_officer"), "all"),
    "other expert": "applied",
}

REFERRAL_WAYS = """
draft send sent
draft send_first transferred
draft send_out awaiting_approval
awaiting_approval approve transferred
awaiting_approval refuse refused
sent accept accepted
sent decline declined
accepted book booked
booked book booked
accepted arrive arrived
booked arrive arrived
arrived treat treated
treated return returned
returned close closed
declined close closed
refused close closed
transferred close closed
draft cancel cancelled
awaiting_approval cancel cancelled
sent cancel cancelled
accepted cancel cancelled
booked cancel cancelled
"""
_SENDER = spread(
    draft="send send_first send_out cancel",
    awaiting_approval="cancel",
    sent="cancel",
    accepted="cancel",
    booked="cancel",
    returned="close",
    declined="close",
    refused="close",
    transferred="close",
)
_RECEIVER = spread(
    sent="accept decline", accepted="book arrive", booked="book arrive", arrived="treat", treated="return"
)
REFERRAL_RULES = {
    "township clinician": _SENDER,
    "township referral_desk": _SENDER,
    "county clinician": _RECEIVER,
    "county referral_desk": _RECEIVER,
    "centre centre_approver": spread(awaiting_approval="approve refuse"),
    "other centre_approver": {},
    "centre quality_officer": {},
    "other clinician": {},
    "county operator": {},
    "operator": {},
}
REFERRAL_SEES = {
    **dict.fromkeys(("township clinician", "township referral_desk"), "all"),
    **dict.fromkeys(
        ("county clinician", "county referral_desk"), "all but draft awaiting_approval refused transferred"
    ),
    "centre centre_approver": "awaiting_approval refused transferred",
    "centre quality_officer": "all but draft",
}

TRANSFER_WAYS = """
unjudged confirm confirmed
unjudged disallow disallowed
"""
TRANSFER_RULES = {
    "centre centre_approver": spread(unjudged="confirm disallow"),
    "centre quality_officer": {},
    "other centre_approver": {},
    "township clinician": {},
    "township referral_desk": {},
    "other clinician": {},
    "county clinician": {},
    "operator": {},
}
TRANSFER_SEES = dict.fromkeys(
    ("centre centre_approver", "centre quality_officer", "township clinician", "township referral_desk"), "all"
)

GRANT_WAYS = """
offered accept in_force
offered decline declined
offered take_back taken_back
in_force revoke revoked
in_force give_up given_up
offered expire expired
in_force expire expired
"""
_OWNER = spread(offered="take_back", in_force="revoke")
GRANT_RULES = {
    **dict.fromkeys(("county teacher", "county operator", "centre operator", "operator"), _OWNER),
    "other operator": spread(offered="accept decline", in_force="give_up"),
    "other clinician": {},
    "township operator": {},
    "township student": {},
}
GRANT_SEES = {
    **dict.fromkeys(("county teacher", "county operator", "centre operator", "operator", "other operator"), "all"),
    "other clinician": "in_force",
}

SPLIT_WAYS = """
proposed consent proposed
proposed object refused
proposed take_back taken_back
proposed enter in_force
in_force supersede superseded
"""
SPLIT_RULES = {
    "county teacher": spread(proposed="consent object take_back"),
    "centre teacher": spread(proposed="consent object"),
    "county operator": {},
    "operator": {},
    "other operator": {},
    "township student": {},
}
SPLIT_SEES = dict.fromkeys(("county teacher", "centre teacher", "county operator", "operator"), "all")

REPORT_WAYS = """
reported retract retracted
notified retract retracted
answered retract retracted
reported notify notified
notified answer answered
notified go_on answered
answered appoint in_assessment
in_assessment assess in_assessment
in_assessment finish assessed
assessed uphold upheld
assessed dismiss dismissed
upheld appeal appealed
dismissed appeal appealed
appealed reappoint in_reassessment
in_reassessment reassess in_reassessment
in_reassessment refinish reassessed
reassessed uphold_finally upheld_finally
reassessed dismiss_finally dismissed_finally
upheld withdraw withdrawn
upheld_finally withdraw withdrawn
dismissed close closed
"""
_ANSWERS = spread(notified="answer", upheld="appeal")
_HANDLES = spread(
    reported="notify",
    notified="go_on",
    answered="appoint",
    assessed="uphold dismiss",
    appealed="reappoint",
    reassessed="uphold_finally dismiss_finally",
    upheld="withdraw",
    upheld_finally="withdraw",
    dismissed="close",
)
REPORT_RULES = {
    "township teacher": spread(reported="retract", notified="retract", answered="retract", dismissed="appeal"),
    "county teacher": _ANSWERS,
    "county operator": _ANSWERS,
    "centre operator": _HANDLES,
    "operator": _HANDLES,
    "centre expert": spread(in_assessment="assess"),
    "centre expert 4": spread(in_reassessment="reassess"),
    "other operator": {},
    "township student": {},
}
REPORT_SEES = {
    **dict.fromkeys(("township teacher", "centre operator", "operator"), "all"),
    **dict.fromkeys(("county teacher", "county operator"), "all but reported retracted"),
    "centre expert": "in_assessment",
    "centre expert 4": "in_reassessment",
}
