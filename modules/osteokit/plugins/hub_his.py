"""What connects a hospital's information system to the hub: messages out, and what messages in ask of the hub."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from osteokit.plugins.hub_values import HubEvent, Patient, ReferralCase


@dataclass(frozen=True)
class HisMessage:
    """A message for the hospital's system. ``key`` is the same when the same event is told again, so that the other
    side can drop the second one."""

    key: str
    content: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True)
class ReferralDraft:
    """A referral as a message tells it. ``receiver`` is the id or the name of an institution of the hub, or empty where
    it goes ``outside``."""

    patient: Patient
    diagnosis: str
    reason: str
    receiver: str = ""
    outside: str = ""
    urgency: Literal["emergency", "urgent", "routine"] = "routine"
    reason_code: str = ""


@dataclass(frozen=True)
class HisRequest:
    """What one incoming message asks of the hub; the hub does it with the rights of whoever handed it in.

    Attributes
    ----------
    kind : str
        ``"write"``: a new referral from ``draft``; where ``step`` is ``"send"`` it is sent at once. ``"rewrite"``: in
        place of one that nobody has answered. ``"step"``: a step of one that exists. ``"merge"``: the patient with
        ``patient_number`` is the one with ``survivor``.
    key : str
        The message's own control id: what came twice is done once.
    draft : ReferralDraft or None
    referral : str
        The hub's id of the referral; or its number in ``number``; both empty: the only open one of the patient.
    number : str
        What the hospital's system calls the referral by.
    patient_number, patient_name, birth_date : str
        Name and birth date are compared where they are given: another person's referral is never touched.
    survivor : str
    step : str
        ``"accept"``, ``"decline"``, ``"book"``, ``"arrive"``, ``"treat"``, ``"return"``, ``"cancel"`` ...
    words, summary, rehabilitation : str
        What goes with the step.
    if_any : bool
        A step of the only open referral of the patient: where there is none, nothing is done and nothing is wrong.
    """

    kind: Literal["write", "rewrite", "step", "merge"]
    key: str
    draft: ReferralDraft | None = None
    referral: str = ""
    number: str = ""
    patient_number: str = ""
    patient_name: str = ""
    birth_date: str = ""
    survivor: str = ""
    step: str = ""
    words: str = ""
    summary: str = ""
    rehabilitation: str = ""
    if_any: bool = False


@dataclass(frozen=True)
class HisOutcome:
    """How a request ended: ``referral`` is its id where it was done, ``trouble`` one sentence where it was not."""

    accepted: bool
    referral: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class HisAdapter:
    """One way to one hospital information system.

    Attributes
    ----------
    name : str
        Stable, lower case: ``"hl7v2"``; it stands in the address at which messages are handed in.
    title : str
        For the list.
    institutions : tuple of str
        Names or ids of the institutions for which it speaks; it is told only of their referrals.
    outgoing : callable
        ``outgoing(event, case)``: the messages that an event makes, none where it does not concern the system. ``case``
        is the referral as it is now, None for other events. Quick, without side effects.
    deliver : callable
        ``deliver(message)``: hand it over and return once the system has it. An OsteoError means "not now": it is
        tried again later, in order; nothing is lost.
    incoming : callable
        ``incoming(content)``: what a message asks; an OsteoError where it cannot be understood.
    answer : callable
        ``answer(content, outcome)``: the acknowledgement, as bytes, of a message once the hub has done it or not.
    """

    name: str
    title: str
    institutions: tuple[str, ...]
    outgoing: Callable[[HubEvent, ReferralCase | None], Sequence[HisMessage]]
    deliver: Callable[[HisMessage], None]
    incoming: Callable[[bytes], Sequence[HisRequest]]
    answer: Callable[[bytes, HisOutcome], bytes]
