"""From the application to the decision, and what may happen to an admission afterwards."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.credentials.models import Admission, Evidence, EvidenceFile
from osteohub.credentials.policies import ADMISSIONS
from osteohub.credentials.states import ADMISSION
from osteohub.credentials.techniques import in_force
from osteohub.credentials.training import hours
from osteohub.database.base import now
from osteohub.events.service import above, emit, person
from osteohub.identity.actor import Actor
from osteohub.refusals import Conflict, Forbidden, Invalid, NotFound

ENDED = ("declined", "revoked")


@dataclass(frozen=True)
class Claim:
    """One piece of evidence as the applicant writes it."""

    kind: str
    amount: int
    issuer: str
    note: str = ""


def begin(session: Session, actor: Actor, code: str, organisation_id: str) -> Admission:
    """An application for a technique at a site where the person works as a clinician.

    Raises
    ------
    Forbidden, NotFound
        They do not work there; there is no such technique today.
    Conflict
        They have one already that is not decided, or in force.
    """
    if organisation_id not in actor.organisations("clinician") or not actor.may_use("credentials"):
        raise Forbidden("Only a clinician of an institution applies for a technique there.")
    technique = next((one for one in in_force(session, now()) if one.code == code), None)
    if technique is None:
        raise NotFound(f"There is no restricted technique {code} today.")
    admission = Admission(
        person_id=actor.person_id,
        technique=technique,
        technique_id=technique.id,
        code=code,
        organisation_id=organisation_id,
        open=f"{actor.person_id}/{code}/{organisation_id}",
    )
    try:
        with session.begin_nested():
            session.add(admission)
    except IntegrityError as error:
        raise Conflict("You have an application or an admission for this technique here already.") from error
    record(session, "begin_application", actor.person_id, ("admission", admission.id), code=code)
    return admission


def claim(session: Session, actor: Actor, admission_id: str, claims: list[Claim]) -> Admission:
    """Write down the evidence of a draft.

    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    admission = ADMISSIONS.fetch(session, actor, "edit", admission_id, lock=True)
    if admission.state != "draft":
        raise Conflict(f"This application is {admission.state}; take it back to change it.")
    admission.evidence = [
        Evidence(kind=one.kind, amount=one.amount, issuer=one.issuer, note=one.note) for one in claims
    ]
    return admission


def lacking(admission: Admission) -> list[dict[str, object]]:
    """Requirements that the evidence does not reach, each with what is there."""
    found = []
    for wanted in admission.technique.requirements:
        have = reached(admission, wanted["kind"])
        if have < wanted["minimum"]:
            found.append({**wanted, "have": have})
    return found


def reached(admission: Admission, kind: str) -> int:
    """How much of a kind the evidence has; assessed sessions count as hours of training."""
    written = sum(one.amount for one in admission.evidence if one.kind == kind)
    return written + (hours(admission.sessions) if kind == "training" else 0)


def apply(session: Session, actor: Actor, admission_id: str) -> Admission:
    """Hand it in. What the evidence does not reach is named.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    admission = _moved(session, actor, admission_id, "apply")
    missing = lacking(admission)
    if missing:
        said = "; ".join(f"{one['english']}: {one['have']} of {one['minimum']}" for one in missing)
        raise Invalid(f"The evidence does not reach what the technique requires: {said}.")
    return admission


def take_back(session: Session, actor: Actor, admission_id: str) -> Admission:
    return _moved(session, actor, admission_id, "take_back")


def assess(session: Session, actor: Actor, admission_id: str, recommended: bool, words: str) -> Admission:
    """An expert of another institution looks at the evidence.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    if not words.strip():
        raise Invalid("An assessment needs words: what speaks for it, or against?")
    admission = _moved(session, actor, admission_id, "assess")
    admission.assessor_id, admission.recommended, admission.assessment = actor.person_id, recommended, words.strip()
    return admission


def grant(session: Session, actor: Actor, admission_id: str, days: int) -> Admission:
    """The decision; from now on, for so many days.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        It was not recommended, or the technique's edition ended meanwhile.
    Invalid
        The period is longer than the technique allows.
    """
    admission = _moved(session, actor, admission_id, "grant")
    if not admission.recommended:
        raise Conflict("The expert did not recommend it; decline it, with the reason.")
    if admission.assessor_id == actor.person_id:
        raise Conflict("Who assessed an application does not decide it.")
    if not 1 <= days <= admission.technique.longest_days:
        raise Invalid(f"This technique is granted for 1 to {admission.technique.longest_days} days, not {days}.")
    if admission.technique.valid_until <= now():
        raise Conflict("The list of techniques that this application follows has ended; apply by the new one.")
    admission.valid_from, admission.valid_until = now(), now() + timedelta(days=days)
    _decided(admission, actor, "")
    return admission


def decline(session: Session, actor: Actor, admission_id: str, reason: str) -> Admission:
    return _ended(session, actor, admission_id, "decline", reason)


def suspend(session: Session, actor: Actor, admission_id: str, reason: str) -> Admission:
    return _ended(session, actor, admission_id, "suspend", reason)


def reinstate(session: Session, actor: Actor, admission_id: str, reason: str) -> Admission:
    return _ended(session, actor, admission_id, "reinstate", reason)


def revoke(session: Session, actor: Actor, admission_id: str, reason: str) -> Admission:
    return _ended(session, actor, admission_id, "revoke", reason)


def renew(session: Session, actor: Actor, admission_id: str) -> Admission:
    """A new application that begins with the evidence of one in force; the old one lasts until the new one is decided.

    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    old = ADMISSIONS.fetch(session, actor, "renew", admission_id, lock=True)
    if old.state != "granted":
        raise Conflict(f"This admission is {old.state}; apply anew.")
    old.open = None
    session.flush()
    fresh = begin(session, actor, old.code, old.organisation_id)
    fresh.evidence = [
        Evidence(kind=one.kind, amount=one.amount, issuer=one.issuer, note=one.note) for one in old.evidence
    ]
    copied = ("name", "kind", "sha256", "size", "person_id")
    fresh.files = [EvidenceFile(**{name: getattr(one, name) for name in copied}) for one in old.files]
    fresh.sessions = list(old.sessions)
    return fresh


def _moved(session: Session, actor: Actor, admission_id: str, action: str) -> Admission:
    admission = ADMISSIONS.fetch(session, actor, action, admission_id, lock=True)
    admission.state = ADMISSION.after(admission.state, action)
    record(session, action, actor.person_id, ("admission", admission_id), code=admission.code)
    audience = [*person(admission.person_id), *above(session, admission.organisation_id, "quality_officer")]
    emit(session, f"admission.{action}", ("admission", admission_id), audience, code=admission.code)
    return admission


def _ended(session: Session, actor: Actor, admission_id: str, action: str, reason: str) -> Admission:
    if not reason.strip():
        raise Invalid("This needs a reason.")
    admission = _moved(session, actor, admission_id, action)
    _decided(admission, actor, reason.strip()[:500])
    if admission.state in ENDED:
        admission.open = None
    return admission


def _decided(admission: Admission, actor: Actor, reason: str) -> None:
    admission.decided_by, admission.decided_at, admission.reason = actor.person_id, now(), reason
