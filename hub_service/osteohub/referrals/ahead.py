"""An emergency is announced at once, and what is known of the patient goes ahead of the ambulance."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.events.service import at, emit
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Strict
from osteohub.notices.service import people_at, tell
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import HANDS, REFERRALS
from osteohub.refusals import Conflict

ON_THE_WAY = ("sent", "accepted", "booked")
_SHOWN = 50

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]

Need = Literal["theatre", "intensive_care", "blood", "ct", "vascular", "ventilation", "isolation"]


class Ahead(Strict):
    """What the receiving team prepares for. Empty is not measured; pressures in mmHg, rates per minute, saturation in
    percent, temperature in degrees Celsius."""

    arrives_at: AwareDatetime | None = None
    transport: Literal["", "ambulance", "helicopter", "own"] = ""
    consciousness: Literal["", "alert", "voice", "pain", "unresponsive"] = ""
    heart_rate: Annotated[int, Field(ge=0, le=300)] | None = None
    systolic: Annotated[int, Field(ge=0, le=300)] | None = None
    diastolic: Annotated[int, Field(ge=0, le=250)] | None = None
    respiration: Annotated[int, Field(ge=0, le=100)] | None = None
    saturation: Annotated[int, Field(ge=0, le=100)] | None = None
    temperature: Annotated[float, Field(ge=20, le=45)] | None = None
    injuries: _Text = ""
    given: _Text = ""
    needs: Annotated[list[Need], Field(max_length=7, default_factory=list)]


_ALARMING = {
    "heart_rate": (40, 131),
    "systolic": (90, 220),
    "respiration": (8, 25),
    "saturation": (91, 101),
    "temperature": (35.0, 46.0),
}
"""At or below the first, at or above the second: what alone has the highest score in NEWS2 (Royal College of
Physicians, 2017)."""


def alarming(ahead: Ahead) -> frozenset[str]:
    """Names of what was measured and is far from normal, of an adult."""
    found = {name for name, (low, high) in _ALARMING.items() if _is_beyond(getattr(ahead, name), low, high)}
    return frozenset(found | ({"consciousness"} if ahead.consciousness not in ("", "alert") else set()))


def _is_beyond(value: float | None, low: float, high: float) -> bool:
    return value is not None and not low < value < high


def on_the_way(session: Session, actor: Actor) -> list[Referral]:
    """Emergencies that come to this person's institutions, in the order in which they arrive; those that tell nothing
    of it stand first."""
    mine = {place for role in HANDS for place in actor.organisations(role)}
    query = select(Referral).where(
        REFERRALS.allows(actor, "read", within=ON_THE_WAY),
        Referral.to_id.in_(mine),
        Referral.state.in_(ON_THE_WAY),
        Referral.urgency == "emergency",
    )
    found = session.scalars(query.order_by(Referral.id.desc()).limit(_SHOWN)).all()
    return sorted(found, key=lambda one: (one.ahead.get("arrives_at", ""), one.id))


def alert(session: Session, referral: Referral) -> None:
    """Tell everybody who can receive an emergency that was sent just now."""
    if referral.urgency != "emergency":
        return
    people = people_at(session, referral.to_id, *HANDS)
    subject = ("referral", referral.id)
    tell(session, people, f"referral/{referral.id}/emergency", subject, "An emergency is coming.", "有急诊转入。")


def tell_ahead(session: Session, actor: Actor, referral_id: str, ahead: Ahead) -> Referral:
    """Keep what is known now; the newest word counts, and has to be seen again.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        It is no emergency on its way.
    """
    referral: Referral = REFERRALS.fetch(session, actor, "tell_ahead", referral_id, lock=True)
    if referral.urgency != "emergency" or referral.state not in ON_THE_WAY:
        raise Conflict("Only of an emergency that is on its way something is told ahead.")
    referral.ahead, referral.ahead_at = ahead.model_dump(mode="json", exclude_defaults=True), now()
    referral.ahead_seen_by = referral.ahead_seen_at = None
    record(session, "tell_ahead", actor.person_id, ("referral", referral_id))
    emit(session, "referral.ahead", ("referral", referral_id), at(referral.to_id, *HANDS))
    people = people_at(session, referral.to_id, *HANDS)
    key = f"referral/{referral_id}/ahead/{referral.ahead_at:%Y%m%dT%H%M%S}"
    tell(session, people, key, ("referral", referral_id), "News of an emergency.", "急诊患者信息已更新。")
    return referral


def see_ahead(session: Session, actor: Actor, referral_id: str) -> Referral:
    """The receiving team says by name that it has read it.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        Nothing was told yet.
    """
    referral: Referral = REFERRALS.fetch(session, actor, "see_ahead", referral_id, lock=True)
    if referral.ahead_at is None:
        raise Conflict("Nothing was told ahead yet.")
    if referral.ahead_seen_at is None:
        referral.ahead_seen_by, referral.ahead_seen_at = actor.person_id, now()
        record(session, "see_ahead", actor.person_id, ("referral", referral_id))
        emit(session, "referral.ahead_seen", ("referral", referral_id), at(referral.from_id, *HANDS))
    return referral
