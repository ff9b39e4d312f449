"""What the hub hands to plugins and gets from them. Plain values: the hub asks each plugin in a process of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True)
class HubEvent:
    """Something that happened in the hub, told after it was kept. It names things by id: no patient's data.

    Attributes
    ----------
    number : int
        Counts up by one without gaps.
    kind : str
        ``"referral.accept"``, ``"version.publish"``, ``"admission.grant"``; docs/events.md lists them.
    at : datetime
        With zone.
    subject_kind, subject_id : str
        What it happened to: ``"referral"`` and its id.
    organisations : tuple of str
        Ids of the institutions that it concerns.
    payload : mapping
        JSON values.
    """

    number: int
    kind: str
    at: datetime
    subject_kind: str
    subject_id: str
    organisations: tuple[str, ...]
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Institution:
    """``tier`` is ``"national"``, ``"region"``, ``"prefecture"``, ``"county"`` or ``"township"``."""

    id: str
    name: str
    english: str
    tier: str


@dataclass(frozen=True)
class Patient:
    """``birth_date`` is ``YYYY-MM-DD`` or empty; ``sex`` is ``"female"``, ``"male"``, ``"other"``, ``"unknown"`` or
    empty; ``number`` is what the sending institution calls the patient by."""

    name: str
    number: str
    birth_date: str = ""
    sex: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ReferralStep:
    """One step that was taken: ``action`` led from ``source`` to ``target``."""

    action: str
    source: str
    target: str
    at: datetime
    words: str = ""


@dataclass(frozen=True)
class ReferralCase:
    """A referral whole, with the patient: handed only to what acts for one of its two institutions.

    ``receiver`` is None where it leaves the hub, to ``outside``. ``direction`` is ``"up"``, ``"down"``, ``"lateral"``
    or ``"out"`` (of the prefecture); ``urgency`` ``"emergency"``, ``"urgent"`` or ``"routine"``; ``state`` one of
    ``osteohub.referrals.states``; ``reason_code`` one of those that a plugin lists, or empty.
    """

    id: str
    state: str
    direction: str
    urgency: str
    sender: Institution
    receiver: Institution | None
    outside: str
    author: str
    patient: Patient
    diagnosis: str
    reason: str
    created_at: datetime
    reason_code: str = ""
    summary: str = ""
    rehabilitation: str = ""
    booked_for: str = ""
    due_at: datetime | None = None
    history: tuple[ReferralStep, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """What a referral policy says of one step.

    Attributes
    ----------
    verdict : str
        ``"veto"``: the step is not taken. ``"approval"``: it needs the centre's approval first.
    english, chinese : str
        One sentence: which rule, and what to do instead.
    """

    verdict: Literal["veto", "approval"]
    english: str
    chinese: str


@dataclass(frozen=True)
class ReferralReason:
    """A reason for a referral that a region counts by.

    Attributes
    ----------
    code : str
        ``"technique"``; lower-case letters, digits, hyphens.
    english, chinese : str
        What the form says.
    directions : tuple of str
        Of ``"up"``, ``"down"``, ``"lateral"``, ``"out"``: where it can be given.
    needs_approval : bool
        For ``"out"``: whether the centre has to approve; False lets a transfer to an institution of the hub go at once.
    """

    code: str
    english: str
    chinese: str
    directions: tuple[str, ...]
    needs_approval: bool = True
