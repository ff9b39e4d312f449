"""The hub's rows as the plain values that plugins are handed."""

from sqlalchemy.orm import Session

from osteohub.events.models import Event
from osteohub.identity.models import Organisation, Person
from osteohub.referrals.models import Referral
from osteokit.plugins.hub_values import HubEvent, Institution, Patient, ReferralCase, ReferralStep


def institution(session: Session, identity: str) -> Institution:
    found = session.get_one(Organisation, identity)
    return Institution(found.id, found.name, found.english, found.tier)


def whole_case(session: Session, referral: Referral) -> ReferralCase:
    """With the patient: for what acts for one of its institutions."""
    one = referral
    patient = Patient(one.patient_name, one.patient_number, one.birth_date, one.sex, one.phone)
    return _case(session, referral, patient, session.get_one(Person, one.author_id).name)


def case_without_name(session: Session, referral: Referral) -> ReferralCase:
    """For rules: age and sex may matter, who it is does not."""
    return _case(session, referral, Patient("", "", referral.birth_date, referral.sex), "")


def _case(session: Session, one: Referral, patient: Patient, author: str) -> ReferralCase:
    return ReferralCase(
        id=one.id,
        state=one.state,
        direction=one.direction,
        urgency=one.urgency,
        sender=institution(session, one.from_id),
        receiver=institution(session, one.to_id) if one.to_id else None,
        outside=one.outside,
        author=author,
        patient=patient,
        diagnosis=one.diagnosis,
        reason=one.reason,
        created_at=one.created_at,
        reason_code=one.reason_code,
        summary=one.summary,
        rehabilitation=one.rehabilitation,
        booked_for=one.booked_for,
        due_at=one.due_at,
        history=steps(one),
    )


def steps(one: Referral) -> tuple[ReferralStep, ...]:
    return tuple(ReferralStep(each.action, each.source, each.target, each.at, each.words) for each in one.events)


def hub_event(one: Event) -> HubEvent:
    return HubEvent(
        one.number or 0, one.kind, one.at, one.subject_kind, one.subject_id, one.organisations, dict(one.payload)
    )
