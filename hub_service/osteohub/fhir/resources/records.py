"""Provenance and AuditEvent: who took a step of a referral, and what the audit wrote down."""

from sqlalchemy.orm import joinedload

from osteohub.audit.api import may_read
from osteohub.audit.models import AuditEntry
from osteohub.fhir.codes import DEED, STEP
from osteohub.fhir.kinds import Kind, Resource, Source, by_code, by_reference, by_time
from osteohub.fhir.resources.referral import of_seen
from osteohub.fhir.view import View, clean, codeable, filled
from osteohub.identity.actor import Actor
from osteohub.referrals.models import ReferralEvent
from osteohub.referrals.states import REFERRAL
from osteohub.refusals import Forbidden

_OF_SENDER = ("send", "send_out", "cancel", "close")
_OF_CENTRE = ("approve", "refuse")


def provenance(view: View, one: ReferralEvent) -> Resource:
    """``who`` is the person where the reader may know them, otherwise their institution."""
    place = view.to_place(_acting(view, one))
    known = view.knows(one.person_id)
    person = {"reference": f"Practitioner/{one.person_id}"}
    agent = {"who": person, "onBehalfOf": place} if known else {"who": place}
    verb = next((each.english for each in REFERRAL.transitions if each.action == one.action), one.action)
    return filled(
        {
            "resourceType": "Provenance",
            "id": one.id,
            "meta": {"lastUpdated": one.at.isoformat()},
            "target": [{"reference": f"{kind}/{one.referral_id}"} for kind in ("ServiceRequest", "Task")],
            "occurredDateTime": one.at.isoformat(),
            "recorded": one.at.isoformat(),
            "reason": [{"text": clean(one.words)}] if clean(one.words) else [],
            "activity": codeable(STEP, one.action, verb),
            "agent": [agent],
        }
    )


def _acting(view: View, one: ReferralEvent) -> str:
    """The institution whose person took the step."""
    referral = one.referral
    if one.action in _OF_SENDER:
        return referral.from_id
    if one.action in _OF_CENTRE:
        return view.centre_of(referral.from_id) or referral.from_id
    return referral.to_id or referral.from_id


def audit_event(view: View, one: AuditEntry) -> Resource:
    who = {"reference": f"Practitioner/{one.person_id}"} if one.person_id and view.knows(one.person_id) else {}
    identified = {"identifier": {"system": "urn:osteo:person", "value": one.person_id}} if one.person_id else {}
    network = {"address": one.address, "type": "2"} if clean(one.address) else {}
    subject: Resource = {"identifier": {"system": f"urn:osteo:{one.subject_kind}", "value": one.subject_id}}
    if one.subject_kind == "organisation":
        subject["reference"] = f"Organization/{one.subject_id}"  # of what else is named here this reader may see little
    entity = {"what": subject, "type": {"system": DEED, "code": one.subject_kind}}
    return filled(
        {
            "resourceType": "AuditEvent",
            "id": one.id,
            "meta": {"lastUpdated": one.at.isoformat()},
            "type": {"system": DEED, "code": one.action},
            "recorded": one.at.isoformat(),
            "outcome": "0" if one.outcome == "done" else "4",
            "agent": [filled({"who": who or identified, "requestor": True, "network": network})],
            "source": {"site": view.public_url, "observer": {"display": "SlicerOsteo hub"}},
            "entity": [entity] if one.subject_id else [],
        }
    )


def _check(actor: Actor) -> None:
    if not may_read(actor):
        raise Forbidden("Only operators and quality officers of the first institution read the audit.")


PROVENANCE = Kind(
    name="Provenance",
    parameters={"target": "reference", "recorded": "date"},
    sources=(
        Source(
            table=ReferralEvent,
            visible=of_seen(ReferralEvent.referral_id),
            write=provenance,
            filters={
                "target": by_reference(ReferralEvent.referral_id, "ServiceRequest", "Task"),
                "recorded": by_time(ReferralEvent.at),
            },
            changed=ReferralEvent.at,
            options=(joinedload(ReferralEvent.referral),),
        ),
    ),
    includes={"target": "target"},
)

AUDIT_EVENT = Kind(
    name="AuditEvent",
    parameters={"type": "token", "date": "date", "agent": "reference", "entity": "reference", "outcome": "token"},
    sources=(
        Source(
            table=AuditEntry,
            visible=lambda actor: AuditEntry.id.is_not(None) if may_read(actor) else AuditEntry.id.is_(None),
            write=audit_event,
            filters={
                "type": by_code(AuditEntry.action, DEED),
                "date": by_time(AuditEntry.at),
                "agent": by_reference(AuditEntry.person_id, "Practitioner"),
                "entity": by_reference(AuditEntry.subject_id, "Organization", "Practitioner", "ServiceRequest"),
                "outcome": by_code(AuditEntry.outcome, "", {"done": "0", "refused": "4"}),
            },
            changed=AuditEntry.at,
        ),
    ),
    check=_check,
)
