"""A referral's state in the words of FHIR: of the ServiceRequest, of the Task, and HL7's BSeR business status.

A closed referral keeps the outcome of the state from which it was closed: a declined one was never completed.
"""

from dataclasses import dataclass

from osteohub.fhir.case import Case
from osteohub.referrals.states import REFERRAL, STATE_NAMES, TRANSFER

BSER = "http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS"
BSER_NAMES = {
    "2.0": "Service Request Created",
    "3.0": "Service Request Accepted",
    "4.0": "Service Request Declined",
    "6.0": "Service Request Fulfillment Cancelled",
    "7.0": "Service Request Fulfillment Completed",
}


@dataclass(frozen=True)
class Words:
    """``task`` and ``bser`` are the receiver's Task; ``transfer_task`` and ``transfer_bser`` the centre's, where the
    referral asked for a transfer. A draft has no business status."""

    request: str
    task: str
    bser: str
    transfer_task: str = ""
    transfer_bser: str = ""


OPEN = {
    "draft": Words("draft", "draft", ""),
    "awaiting_approval": Words("on-hold", "on-hold", "2.0", "requested", "2.0"),
    "transferred": Words("active", "requested", "2.0", "completed", "3.0"),
    "refused": Words("revoked", "cancelled", "6.0", "rejected", "4.0"),
    "sent": Words("active", "requested", "2.0"),
    "accepted": Words("active", "accepted", "3.0"),
    "declined": Words("revoked", "rejected", "4.0"),
    "booked": Words("active", "accepted", "3.0"),
    "arrived": Words("active", "in-progress", "3.0"),
    "treated": Words("active", "in-progress", "3.0"),
    "returned": Words("completed", "completed", "7.0"),
    "cancelled": Words("revoked", "cancelled", "6.0", "cancelled", "6.0"),
}

CLOSED = {
    "returned": OPEN["returned"],
    "declined": OPEN["declined"],
    "refused": OPEN["refused"],
    "transferred": Words("completed", "completed", "7.0", "completed", "3.0"),
}
"""By the state before."""


FIRST = {"unjudged": ("requested", "2.0"), "confirmed": ("completed", "3.0"), "disallowed": ("rejected", "4.0")}
"""Status and business status of the centre's Task where the transfer went first, by its state."""


def transfer_words(case: Case) -> tuple[str, str]:
    """Status and business status of the centre's Task."""
    words = words_of(case.state, case.closed_from)
    return FIRST.get(case.transfer, (words.transfer_task, words.transfer_bser))


def words_of(state: str, closed_from: str) -> Words:
    return CLOSED[closed_from] if state == "closed" else OPEN[state]


def states_of(part: str, codes: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The open states, and the states before closing, in which ``part`` of ``Words`` is one of ``codes``."""
    found = [
        tuple(state for state, words in table.items() if getattr(words, part) in codes) for table in (OPEN, CLOSED)
    ]
    return found[0], found[1]


def actions_to(state: str, part: str, code: str) -> tuple[str, ...]:
    """The steps from ``state`` after which ``part`` is ``code``."""
    return tuple(
        one.action
        for one in REFERRAL.from_state(state)
        if one.target in OPEN and getattr(OPEN[one.target], part) == code
    )


def any_action_to(part: str, code: str) -> str:
    """A step that leads to ``code`` from some state, empty where none does."""
    return next(
        (one.action for one in REFERRAL.transitions if one.target in OPEN and getattr(OPEN[one.target], part) == code),
        "",
    )


assert set(OPEN) | {"closed"} == set(STATE_NAMES) and set(FIRST) == set(TRANSFER.states)
