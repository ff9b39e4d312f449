"""Indicators of care that a region counts: what the hub hands over, and the cases that a plugin gives back.

A plugin gives cases rather than a number, so that a quality officer can open each of them, and so that what one may
not see is left out of what one reads.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from osteokit.plugins.hub_values import ReferralStep


@dataclass(frozen=True)
class Place:
    """An institution; ``above`` is the id of the one that it belongs to, empty at the top."""

    id: str
    tier: str
    above: str


@dataclass(frozen=True)
class ReferralFacts:
    """A referral without the patient. ``receiver`` is empty where it leaves the hub. ``went_first_at`` is when an
    emergency left the prefecture before it could be approved, ``judged_at`` when the centre judged that afterwards."""

    id: str
    sender: str
    receiver: str
    direction: str
    state: str
    urgency: str
    reason_code: str
    written_at: datetime
    history: tuple[ReferralStep, ...] = ()
    went_first_at: datetime | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True)
class OverrideFacts:
    """A restricted technique used in an emergency without admission; ``reviewed_at`` is None until it was reviewed."""

    id: str
    code: str
    place: str
    at: datetime
    reviewed_at: datetime | None
    justified: bool | None


@dataclass(frozen=True)
class UseFacts:
    """The hub was asked whether a restricted technique may be used, and said ``allowed``; ``plan`` is the SHA-256 of
    the surgical plan, empty where none was named."""

    id: str
    code: str
    place: str
    at: datetime
    allowed: bool
    plan: str


@dataclass(frozen=True)
class IndicatorData:
    """What happened from ``since`` until before ``until`` at the institutions that a person answers for: referrals
    written, overrides made, questions asked then."""

    since: datetime
    until: datetime
    places: tuple[Place, ...]
    referrals: tuple[ReferralFacts, ...] = ()
    overrides: tuple[OverrideFacts, ...] = ()
    uses: tuple[UseFacts, ...] = ()


@dataclass(frozen=True)
class IndicatorCase:
    """One case that an indicator counts, at the institution that answers for it (``place``).

    ``amount`` is in the indicator's unit; of a share it is 100 or 0.
    """

    kind: Literal["referral", "override", "use"]
    id: str
    place: str
    amount: float


@dataclass(frozen=True)
class Indicator:
    """A figure: the mean of its cases' amounts, as a whole and by institution.

    Attributes
    ----------
    code : str
        ``"in-region"``.
    english, chinese : str
        Its name.
    formula, formula_zh : str
        Numerator and denominator, in words.
    unit : str
        ``"%"``, ``"h"``.
    source : str
        Where definition and target come from; honest where it is the region's own choice.
    target, warning : float or None
        On this side of ``target`` it is green, beyond ``warning`` it is red, between them amber.
    is_better : str
        ``"high"`` or ``"low"``.
    cases : tuple of IndicatorCase
    """

    code: str
    english: str
    chinese: str
    formula: str
    formula_zh: str
    unit: str
    source: str
    target: float | None
    warning: float | None
    is_better: Literal["high", "low"]
    cases: tuple[IndicatorCase, ...]
