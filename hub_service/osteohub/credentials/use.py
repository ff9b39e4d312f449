"""The question at the moment of use, and the emergency that does not wait for an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.credentials.models import Admission, Override
from osteohub.credentials.policies import OVERRIDES
from osteohub.credentials.techniques import in_force
from osteohub.database.base import now
from osteohub.events.service import above, emit, person
from osteohub.identity.actor import Actor
from osteohub.refusals import Conflict, Forbidden, Invalid

WARN_DAYS = 60
SHORTEST_REASON = 10


@dataclass(frozen=True)
class Answer:
    """Whether the technique may be used now; ``until`` is when that ends, ``why`` a word for programs:
    ``"admitted"``, ``"unrestricted"``, ``"never"``, ``"expired"``, ``"suspended"``, ``"elsewhere"``."""

    allowed: bool
    why: str
    english: str
    chinese: str
    until: datetime | None = None
    ends_soon: bool = False


def may_use(session: Session, actor: Actor, code: str, organisation_id: str, plan_sha256: str) -> Answer:
    """Ask, for oneself, at a site where one works. Every question is audited with its answer.

    Raises
    ------
    Forbidden
        The person has no role at the site.
    """
    if not any(one.organisation_id == organisation_id for one in actor.roles) or not actor.may_use("credentials"):
        raise Forbidden("You have no role at this institution.")
    answer = _answer(session, actor, code, organisation_id)
    record(
        session,
        "use_technique",
        actor.person_id,
        ("organisation", organisation_id),
        "done" if answer.allowed else "refused",
        code=code,
        plan=plan_sha256,
        why=answer.why,
    )
    return answer


def _answer(session: Session, actor: Actor, code: str, organisation_id: str) -> Answer:
    today = now()
    if code not in {one.code for one in in_force(session, today)}:
        return Answer(True, "unrestricted", "This technique is not restricted.", "该技术不属于限制类技术。")
    query = select(Admission).where(Admission.person_id == actor.person_id, Admission.code == code)
    held = session.scalars(query.order_by(Admission.valid_until.desc())).all()
    here = [one for one in held if one.organisation_id == organisation_id]
    for one in here:
        if one.state == "granted" and one.valid_from and one.valid_until and one.valid_from <= today < one.valid_until:
            soon = one.valid_until - today < timedelta(days=WARN_DAYS)
            day = f"{one.valid_until:%Y-%m-%d}"
            english = f"You are admitted until {day}." + (" Apply for renewal soon." if soon else "")
            chinese = f"您已获准入，有效期至 {day}。" + ("请尽快申请续期。" if soon else "")
            return Answer(True, "admitted", english, chinese, one.valid_until, soon)
    if any(one.state == "suspended" for one in here):
        return Answer(False, "suspended", "Your admission is suspended.", "您的准入资格已被暂停。")
    if any(one.state == "granted" for one in here):
        return Answer(False, "expired", "Your admission has expired.", "您的准入资格已过期。")
    if any(one.state == "granted" for one in held):
        return Answer(False, "elsewhere", "You are admitted at another site only.", "您仅在其他机构获得准入。")
    return Answer(False, "never", "You are not admitted to this technique.", "您尚未获得该技术的准入资格。")


def override(
    session: Session, actor: Actor, code: str, organisation_id: str, plan_sha256: str, reason: str
) -> Override:
    """An emergency: done by name, with a reason, and reviewed afterwards. Only a person who works there, and not with
    an admission that is suspended.

    Raises
    ------
    Forbidden, Conflict, Invalid
    """
    if organisation_id not in actor.organisations("clinician") or not actor.may_use("credentials"):
        raise Forbidden("Only a clinician of this institution acts in an emergency there.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(f"Say in at least {SHORTEST_REASON} characters why it cannot wait.")
    answer = _answer(session, actor, code, organisation_id)
    if answer.allowed:
        raise Conflict("You may use this technique; no override is needed.")
    if answer.why == "suspended":
        raise Forbidden("Your admission is suspended: this cannot be overridden.")
    made = Override(
        person_id=actor.person_id,
        code=code,
        organisation_id=organisation_id,
        plan_sha256=plan_sha256,
        reason=reason.strip()[:500],
    )
    session.add(made)
    session.flush()
    record(session, "override", actor.person_id, ("override", made.id), code=code, plan=plan_sha256)
    _tell(session, "override.make", made)
    return made


def review_override(session: Session, actor: Actor, override_id: str, justified: bool, words: str) -> Override:
    """The quality officer's word on an override.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    found = OVERRIDES.fetch(session, actor, "review", override_id, lock=True)
    if found.reviewed_by is not None:
        raise Conflict("This override was reviewed already.")
    if not words.strip():
        raise Invalid("A review needs words.")
    found.reviewed_by, found.reviewed_at = actor.person_id, now()
    found.justified, found.review = justified, words.strip()[:500]
    record(session, "review_override", actor.person_id, ("override", override_id), justified=justified)
    _tell(session, "override.review", found)
    return found


def _tell(session: Session, kind: str, made: Override) -> None:
    audience = [*person(made.person_id), *above(session, made.organisation_id, "quality_officer")]
    emit(session, kind, ("override", made.id), audience, code=made.code)
