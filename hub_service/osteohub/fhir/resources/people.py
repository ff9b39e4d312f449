"""Practitioner, PractitionerRole and VerificationResult: people, their roles, and their admissions to techniques.

The hub's question at the moment of use (``/api/v1/techniques/ask``) stays the only gate; what is told here is a copy.
"""

from sqlalchemy import ColumnElement, and_, select

from osteohub.credentials.models import Admission
from osteohub.credentials.policies import ADMISSIONS
from osteohub.database.base import now
from osteohub.fhir.codes import ROLE, TECHNIQUE
from osteohub.fhir.kinds import Kind, Resource, Source, by_code, by_flag, by_reference, by_words
from osteohub.fhir.view import View, clean, codeable, filled
from osteohub.identity.actor import Actor
from osteohub.identity.models import Membership, Person
from osteohub.identity.policies import PEOPLE
from osteohub.web.language import words


def practitioner(view: View, one: Person) -> Resource:
    held = view.session.scalars(
        select(Admission)
        .where(Admission.person_id == one.id, Admission.state == "granted", ADMISSIONS.allows(view.actor, "read"))
        .where(Admission.valid_until > now())
        .order_by(Admission.id)
    )
    return filled(
        {
            "resourceType": "Practitioner",
            "id": one.id,
            "identifier": [{"system": "urn:osteo:person", "value": one.id}],
            "active": one.active,
            "name": [{"text": clean(one.name) or one.id}],
            "qualification": [_qualification(view, each) for each in held],
        }
    )


def _qualification(view: View, one: Admission) -> Resource:
    return filled(
        {
            "identifier": [{"system": "urn:osteo:admission", "value": one.id}],
            "code": codeable(TECHNIQUE, one.code, clean(one.technique.english), clean(one.technique.name)),
            "period": _period(one),
            "issuer": view.to_place(one.organisation_id),
        }
    )


def _period(one: Admission) -> Resource:
    return filled(
        {
            "start": one.valid_from.isoformat() if one.valid_from else "",
            "end": one.valid_until.isoformat() if one.valid_until else "",
        }
    )


def role(view: View, one: Membership) -> Resource:
    name = f"role_{one.role}"
    return filled(
        {
            "resourceType": "PractitionerRole",
            "id": one.id,
            "active": one.person.active and one.organisation.active,
            "practitioner": {"reference": f"Practitioner/{one.person_id}", "display": clean(one.person.name) or "-"},
            "organization": view.to_place(one.organisation_id),
            "code": [codeable(ROLE, one.role, text=f"{words()['en'][name]} {words()['zh'][name]}")],
        }
    )


def _of_known_people(actor: Actor) -> ColumnElement[bool]:
    return Membership.person_id.in_(select(Person.id).where(PEOPLE.allows(actor, "read")))


_VERIFIED = {
    "draft": "in-process",
    "applied": "in-process",
    "assessed": "in-process",
    "granted": "validated",
    "suspended": "req-revalid",
    "declined": "val-fail",
    "revoked": "reval-fail",
}
"""VerificationResult's status by the state of an admission."""


def verification(view: View, one: Admission) -> Resource:
    code = codeable(TECHNIQUE, one.code, clean(one.technique.english), clean(one.technique.name))
    decided = one.decided_at.isoformat() if one.decided_at else ""
    ended = one.state == "granted" and one.valid_until is not None and one.valid_until <= now()
    target = [{"reference": f"Practitioner/{one.person_id}"}] if view.knows(one.person_id) else []
    return filled(
        {
            "resourceType": "VerificationResult",
            "id": one.id,
            "target": target,
            "targetLocation": ["Practitioner.qualification"] if target else [],
            "need": codeable("http://terminology.hl7.org/CodeSystem/need", "periodic"),
            "status": "req-revalid" if ended else _VERIFIED[one.state],
            "statusDate": decided or one.created_at.isoformat(),
            "validationProcess": [code],
            "lastPerformed": decided,
            "nextScheduled": one.valid_until.date().isoformat() if one.valid_until else "",
        }
    )


PRACTITIONER = Kind(
    name="Practitioner",
    parameters={"identifier": "token", "name": "string", "active": "token"},
    sources=(
        Source(
            table=Person,
            visible=lambda actor: PEOPLE.allows(actor, "read"),
            write=practitioner,
            filters={
                "identifier": by_code(Person.id, "urn:osteo:person"),
                "name": by_words(Person.name),
                "active": by_flag(Person.active),
            },
        ),
    ),
)

PRACTITIONER_ROLE = Kind(
    name="PractitionerRole",
    parameters={"practitioner": "reference", "organization": "reference", "role": "token"},
    sources=(
        Source(
            table=Membership,
            visible=_of_known_people,
            write=role,
            filters={
                "practitioner": by_reference(Membership.person_id, "Practitioner"),
                "organization": by_reference(Membership.organisation_id, "Organization"),
                "role": by_code(Membership.role, ROLE),
            },
        ),
    ),
    includes={"practitioner": "practitioner", "organization": "organization"},
)

VERIFICATION_RESULT = Kind(
    name="VerificationResult",
    parameters={"target": "reference"},
    sources=(
        Source(
            table=Admission,
            visible=lambda actor: and_(ADMISSIONS.allows(actor, "read"), Admission.state != "draft"),
            write=verification,
            filters={"target": by_reference(Admission.person_id, "Practitioner")},
        ),
    ),
    includes={"target": "target"},
)
