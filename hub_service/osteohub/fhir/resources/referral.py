"""Patient and ServiceRequest: what a referral says. The patient is what the referral holds, of this referral alone."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased, selectinload

from osteohub.fhir.case import Case, case_of
from osteohub.fhir.codes import DIRECTION, HIS_NUMBER, PATIENT_NUMBER, PRIORITIES, REASON, REFERRAL_NUMBER
from osteohub.fhir.kinds import Filter, Kind, Resource, Source, by_code, by_day, by_reference, by_time, by_words
from osteohub.fhir.models import ReferralIdentifier
from osteohub.fhir.statuses import states_of, words_of
from osteohub.fhir.values import Token
from osteohub.fhir.view import View, clean, codeable, filled
from osteohub.his.models import HisMerge, HisNumber
from osteohub.his.policies import MERGES, NUMBERS
from osteohub.identity.actor import Actor
from osteohub.referrals.models import Referral, ReferralEvent
from osteohub.referrals.policies import REFERRALS

EVENTS = (selectinload(Referral.events), selectinload(Referral.transfer))


def visible(actor: Actor) -> ColumnElement[bool]:
    return REFERRALS.allows(actor, "read")


def of_seen(referral_id: Any) -> Callable[[Actor], ColumnElement[bool]]:
    """Of a referral that the reader may see: asked row by row, so that a page does not look at every referral first."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        return exists().where(Referral.id == referral_id, visible(actor))

    return condition


def meta(case: Case) -> Resource:
    return {"versionId": str(case.version), "lastUpdated": case.changed_at.isoformat()}


def patient(view: View, case: Case) -> Resource:
    number = {"system": PATIENT_NUMBER + case.from_id, "value": clean(case.patient_number)}
    return filled(
        {
            "resourceType": "Patient",
            "id": case.id,
            "meta": meta(case),
            "identifier": [{**number, "assigner": view.to_place(case.from_id)}],
            "name": [{"text": clean(case.patient_name)}],
            "telecom": [{"system": "phone", "value": clean(case.phone)}] if clean(case.phone) else [],
            "gender": case.sex,
            "birthDate": case.birth_date if _is_day(case.birth_date) else "",
            "managingOrganization": view.to_place(case.from_id),
        }
    )


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def numbers(view: View, case: Case) -> list[Resource]:
    """The hub's number of a referral, and those of hospitals' own systems that the reader may know."""
    own = [{"system": system, "value": value} for system, value in view.numbers(case.id)]
    return [{"system": REFERRAL_NUMBER, "value": case.id}, *own]


def service_request(view: View, case: Case) -> Resource:
    target = view.to_place(case.to_id) if case.to_id else {"display": clean(case.outside)}
    coded = [{"system": REASON, "code": case.reason_code}] if case.reason_code else []
    return filled(
        {
            "resourceType": "ServiceRequest",
            "id": case.id,
            "meta": meta(case),
            "identifier": numbers(view, case),
            "status": words_of(case.state, case.closed_from).request,
            "intent": "order",
            "priority": PRIORITIES[case.urgency],
            "code": codeable(DIRECTION, case.direction, text="Referral 转诊"),
            "subject": {"reference": f"Patient/{case.id}"},
            "authoredOn": case.created_at.isoformat(),
            "requester": view.to_place(case.from_id),
            "performer": [target],
            "reasonCode": [filled({"coding": coded, "text": clean(case.diagnosis)})],
            "note": [{"text": clean(case.reason)}],
        }
    )


def by_status(part: str) -> Filter:
    """Which states ``part`` of ``statuses.Words`` tells of."""

    def condition(value: Token) -> ColumnElement[bool]:
        if value.code is None:
            return false()
        open_states, before = states_of(part, frozenset([value.code]))
        closed = exists().where(
            ReferralEvent.referral_id == Referral.id, ReferralEvent.action == "close", ReferralEvent.source.in_(before)
        )
        return or_(Referral.state.in_(open_states), and_(Referral.state == "closed", closed) if before else false())

    return condition


def by_number(actor: Actor) -> Filter:
    """The hub's number of a referral, the one of the sender's own system, or one of a HIS that the reader may know."""

    def condition(value: Token) -> ColumnElement[bool]:
        own = and_(Referral.id == value.code, value.system in (None, REFERRAL_NUMBER))
        if value.system and value.system.startswith(HIS_NUMBER):
            return _of_his(actor, value.system.removeprefix(HIS_NUMBER), value.code)
        if value.code is None:
            return Referral.id.is_not(None) if value.system == REFERRAL_NUMBER else _numbered(system=value.system)
        anywhere = _of_his(actor, None, value.code) if value.system is None else false()
        return or_(own, anywhere, _numbered(system=value.system, value=value.code))

    return condition


def _of_his(actor: Actor, place: str | None, number: str | None) -> ColumnElement[bool]:
    query = select(HisNumber.referral_id).where(NUMBERS.allows(actor, "read"))
    query = query if place is None else query.where(HisNumber.organisation_id == place)
    return Referral.id.in_(query if number is None else query.where(HisNumber.number == number))


def _numbered(**wanted: str | None) -> ColumnElement[bool]:
    found = [getattr(ReferralIdentifier, name) == text for name, text in wanted.items() if text is not None]
    return Referral.id.in_(select(ReferralIdentifier.referral_id).where(*found))


def by_patient_number(actor: Actor) -> Filter:
    """A number that the sender has for the patient; where the reader may know it, also one that the sender's HIS found
    to be the same person's."""

    def condition(value: Token) -> ColumnElement[bool]:
        place = (value.system or "").removeprefix(PATIENT_NUMBER)
        if value.system == "" or (value.system is not None and place == value.system):
            return false()
        if value.code is None:
            number = Referral.patient_number != ""
        else:
            number = or_(Referral.patient_number == value.code, _same_person(actor, value.code))
        return and_(number, Referral.from_id == place) if place else number

    return condition


def _same_person(actor: Actor, number: str) -> ColumnElement[bool]:
    """Of the sender's merges: the patient goes by what ``number`` became, or by another that became the same."""
    one, other = aliased(HisMerge), aliased(HisMerge)
    mine = exists().where(HisMerge.organisation_id == Referral.from_id, MERGES.allows(actor, "read"))
    became = exists().where(
        one.organisation_id == Referral.from_id, one.number == number, one.survivor == Referral.patient_number
    )
    was = exists().where(
        one.organisation_id == Referral.from_id, one.survivor == number, one.number == Referral.patient_number
    )
    both = exists().where(
        one.organisation_id == Referral.from_id,
        other.organisation_id == Referral.from_id,
        one.number == number,
        other.survivor == one.survivor,
        other.number == Referral.patient_number,
    )
    return and_(mine, or_(became, was, both))


TO_PATIENT = by_reference(Referral.id, "Patient")
FROM_PLACE = by_reference(Referral.from_id, "Organization")
TO_PLACE = by_reference(Referral.to_id, "Organization")
PRIORITY = by_code(Referral.urgency, "http://hl7.org/fhir/request-priority", PRIORITIES)

PATIENT = Kind(
    name="Patient",
    parameters={
        "identifier": "token",
        "name": "string",
        "birthdate": "date",
        "gender": "token",
        "phone": "token",
        "organization": "reference",
    },
    sources=(
        Source(
            table=Referral,
            visible=visible,
            write=lambda view, row: patient(view, case_of(row)),
            filters={
                "name": by_words(Referral.patient_name),
                "birthdate": by_day(Referral.birth_date),
                "gender": by_code(Referral.sex, "http://hl7.org/fhir/administrative-gender"),
                "phone": by_code(Referral.phone, "phone"),
                "organization": FROM_PLACE,
            },
            asked_by={"identifier": by_patient_number},
            changed=Referral.changed_at,
            options=EVENTS,
        ),
    ),
    includes={"organization": "managingOrganization"},
    has_versions=True,
)

SERVICE_REQUEST = Kind(
    name="ServiceRequest",
    parameters={
        "identifier": "token",
        "status": "token",
        "priority": "token",
        "code": "token",
        "subject": "reference",
        "patient": "reference",
        "requester": "reference",
        "performer": "reference",
        "authored": "date",
    },
    sources=(
        Source(
            table=Referral,
            visible=visible,
            write=lambda view, row: service_request(view, case_of(row)),
            filters={
                "status": by_status("request"),
                "priority": PRIORITY,
                "code": by_code(Referral.direction, DIRECTION),
                "subject": TO_PATIENT,
                "patient": TO_PATIENT,
                "requester": FROM_PLACE,
                "performer": TO_PLACE,
                "authored": by_time(Referral.created_at),
            },
            asked_by={"identifier": by_number},
            changed=Referral.changed_at,
            sorts={"authored": Referral.created_at},
            options=EVENTS,
        ),
    ),
    includes={"subject": "subject", "patient": "subject", "requester": "requester", "performer": "performer"},
    has_versions=True,
)
