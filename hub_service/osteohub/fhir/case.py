"""A referral as one plain value: what its FHIR resources are made of, now or as an earlier version kept it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from osteohub.referrals.models import Referral


@dataclass(frozen=True)
class Case:
    """``words`` went with the last step; ``closed_from`` is the state before it was closed, ``asked_out`` whether the
    centre is asked about a transfer out, ``transfer`` the state of one that went first, ``returned_at`` when its
    summary came; ``version`` counts from 1 and changed at ``changed_at``."""

    id: str
    version: int
    changed_at: datetime
    created_at: datetime
    from_id: str
    to_id: str
    outside: str
    direction: str
    state: str
    urgency: str
    patient_name: str
    patient_number: str
    birth_date: str
    sex: str
    phone: str
    diagnosis: str
    reason: str
    reason_code: str
    summary: str
    rehabilitation: str
    booked_for: str
    due_at: datetime | None
    words: str = ""
    closed_from: str = ""
    asked_out: bool = False
    returned_at: datetime | None = None
    transfer: str = ""


_TIMES = ("changed_at", "created_at", "due_at", "returned_at")
_MADE = ("to_id", "words", "closed_from", "asked_out", "returned_at", "transfer")
_COPIED = tuple(name for name in Case.__dataclass_fields__ if name not in _MADE)


def case_of(referral: Referral) -> Case:
    """As it is now."""
    events = referral.events
    return Case(
        **{name: getattr(referral, name) for name in _COPIED},
        to_id=referral.to_id or "",
        words=events[-1].words if events else "",
        closed_from=next((one.source for one in events if one.action == "close"), ""),
        asked_out=referral.transfer is not None or any(one.action == "send_out" for one in events),
        returned_at=next((one.at for one in events if one.action == "return"), None),
        transfer=referral.transfer.state if referral.transfer else "",
    )


def to_json(case: Case) -> dict[str, Any]:
    told = asdict(case)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


def from_json(told: dict[str, Any]) -> Case:
    """What ``to_json`` wrote; a field that a later hub added has its default."""
    known = {name: value for name, value in told.items() if name in Case.__dataclass_fields__}
    for name in _TIMES:
        if known.get(name):
            known[name] = datetime.fromisoformat(known[name])
    return Case(**known)
