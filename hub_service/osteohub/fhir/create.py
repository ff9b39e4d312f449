"""Making a referral, and adding images and attachments to one, from what was sent; the referral's own rules decide."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.fhir import incoming
from osteohub.fhir.codes import DICOM_UID, REFERRAL_NUMBER
from osteohub.fhir.incoming import read_as
from osteohub.fhir.models import ReferralIdentifier, ReferralImages
from osteohub.fhir.view import View
from osteohub.identity.actor import Actor
from osteohub.identity.models import Membership
from osteohub.referrals import service
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import REFERRALS
from osteohub.referrals.service import Result, Written
from osteohub.refusals import Conflict, Invalid

_URGENCIES = {"routine": "routine", "urgent": "urgent", "asap": "urgent", "stat": "emergency"}
_UID = re.compile(r"[0-2](\.(0|[1-9]\d*))+")


class Duplicate(Conflict):
    """The institution has a referral with this number already."""


@dataclass(frozen=True)
class Asked:
    """A body, and what goes with it: the patients of the same transaction by their ``fullUrl``, and whether what the
    hub does not keep is passed over."""

    body: dict[str, Any]
    patients: Mapping[str, dict[str, Any]]
    lenient: bool


def create_referral(view: View, asked: Asked) -> Referral:
    """A ServiceRequest: as a draft, or sent (``active``), or handed to the centre (``on-hold``).

    Raises
    ------
    Invalid, Forbidden, NotFound, Conflict
    """
    session, actor = view.session, view.actor
    told = read_as(incoming.ServiceRequest, asked.body, asked.lenient)
    from_id = _sender(session, actor, told.requester)
    target = told.performer[0]
    fields = {
        "to_id": _id_of(target, "Organization") if target.reference else "",
        "outside": "" if target.reference else target.display,
        "urgency": _URGENCIES[told.priority],
        "diagnosis": told.reasonCode[0].word(),
        "reason": told.note[0].text,
        **_patient(session, actor, told, asked),
    }
    try:
        written = Written.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(f"{_PLACES[str(first['loc'][0])]} cannot be used: {first['msg']}.") from error
    referral = service.write(session, actor, from_id, written)
    _keep_numbers(session, referral, told.identifier)
    if told.status == "on-hold":
        service.move(session, actor, referral.id, "send_out", Result())
    elif told.status == "active":
        is_first = referral.urgency == "emergency" and not referral.to_id
        service.move(session, actor, referral.id, "send_first" if is_first else "send", Result())
    return referral


_PLACES = {
    "to_id": "ServiceRequest.performer",
    "outside": "ServiceRequest.performer",
    "urgency": "ServiceRequest.priority",
    "diagnosis": "ServiceRequest.reasonCode",
    "reason": "ServiceRequest.note",
    "patient_name": "Patient.name",
    "patient_number": "Patient.identifier",
    "birth_date": "Patient.birthDate",
    "sex": "Patient.gender",
    "phone": "Patient.telecom",
}
"""Where the fields of a referral stand in FHIR."""


def _sender(session: Session, actor: Actor, requester: incoming.Reference) -> str:
    """The institution that refers: as said, or the only one where the person may."""
    if requester.reference.startswith("PractitionerRole/"):
        held = session.get(Membership, _id_of(requester, "PractitionerRole"))
        return held.organisation_id if held and held.person_id == actor.person_id else ""
    if requester.reference:
        return _id_of(requester, "Organization")
    places = {*actor.organisations("clinician"), *actor.organisations("referral_desk")}
    if len(places) > 1:
        raise Invalid("ServiceRequest.requester: say which institution refers.")
    return next(iter(places), "")


def _id_of(told: incoming.Reference, kind: str) -> str:
    found = re.fullmatch(rf"(?:.*/)?{kind}/([0-9a-f]{{32}})", told.reference)
    if found is None:
        raise Invalid(f"A reference to a {kind} of this hub was expected: {kind}/ and its id.")
    return found[1]


def _patient(session: Session, actor: Actor, told: incoming.ServiceRequest, asked: Asked) -> dict[str, str]:
    where = told.subject.reference
    if where.startswith("Patient/"):
        known = REFERRALS.fetch(session, actor, "read", _id_of(told.subject, "Patient"))
        return {
            name: getattr(known, name) for name in _PLACES if name.startswith(("patient_", "birth", "sex", "phone"))
        }
    inside = {f"#{one.get('id')}": one for one in told.contained}
    found = inside.get(where) if where.startswith("#") else asked.patients.get(where)
    if found is None:
        raise Invalid(
            "ServiceRequest.subject: give the patient as a contained resource, as one of the same transaction, "
            "or as a Patient of this hub."
        )
    patient = read_as(incoming.Patient, found, asked.lenient)
    phones = [one.value for one in patient.telecom if one.system in ("", "phone", "sms")]
    return {
        "patient_name": patient.name[0].whole(),
        "patient_number": patient.identifier[0].value,
        "birth_date": patient.birthDate,
        "sex": patient.gender,
        "phone": phones[0] if phones else "",
    }


def _keep_numbers(session: Session, referral: Referral, told: list[incoming.Identifier]) -> None:
    for one in told:
        if one.system == REFERRAL_NUMBER:
            raise Invalid("ServiceRequest.identifier: the hub gives its own number itself; leave that one out.")
        kept = ReferralIdentifier(
            referral_id=referral.id, organisation_id=referral.from_id, system=one.system, value=one.value
        )
        try:
            with session.begin_nested():
                session.add(kept)
        except IntegrityError as error:
            raise Duplicate("Your institution has a referral with this number already.") from error


def create_images(view: View, asked: Asked) -> ReferralImages:
    """An ImagingStudy: where the images of a referral are asked for by DICOMweb. Told twice it is kept once.

    Raises
    ------
    Invalid, NotFound, Forbidden, Conflict
    """
    session, actor = view.session, view.actor
    told = read_as(incoming.ImagingStudy, asked.body, asked.lenient)
    study = told.identifier[0]
    uid = study.value.removeprefix("urn:oid:")
    if study.system != DICOM_UID or not _UID.fullmatch(uid) or len(uid) > 64:
        raise Invalid("ImagingStudy.identifier: give the study's UID as urn:oid:1.2.3 of the system urn:dicom:uid.")
    address = told.contained[0].address
    parts = _parts_of(address)
    if parts is None:
        raise Invalid("Endpoint.address: give the address of a DICOMweb service, http or https, without a password.")
    referral_id = _id_of(told.basedOn[0], "ServiceRequest")
    referral = REFERRALS.fetch(session, actor, "attach", referral_id, lock=True)
    if referral.state in ("closed", "cancelled"):
        raise Conflict(f"This referral is {referral.state}; nothing is added to it any more.")
    query = select(ReferralImages).where(ReferralImages.referral_id == referral_id, ReferralImages.study_uid == uid)
    kept = session.scalars(query).first()
    if kept is not None:
        return kept
    made = ReferralImages(
        referral_id=referral_id, study_uid=uid, address=address, about=told.description.strip(),
        modalities=[one.code for one in told.modality if one.code.isalnum()][:10], started=told.started,
        person_id=actor.person_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(session, "refer_to_images", actor.person_id, ("referral", referral_id))
    return made


def _parts_of(address: str):
    try:
        parts = urlsplit(address)
        is_plain = parts.username is None and parts.password is None and parts.port != 0
    except ValueError:
        return None
    fits = parts.scheme in ("http", "https") and parts.hostname and address.isprintable() and " " not in address
    return parts if fits and is_plain else None


def create_document(view: View, asked: Asked):
    """A DocumentReference: an attachment that was sealed before it was sent.

    Raises
    ------
    Invalid, NotFound, Forbidden, Conflict
    """
    told = read_as(incoming.DocumentReference, asked.body, asked.lenient)
    sealed = told.content[0].attachment
    try:
        content = base64.b64decode(sealed.data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid("DocumentReference.content: the attachment's data are no base64.") from error
    referral_id = _id_of(told.context.related[0], "ServiceRequest")
    return service.attach(view.session, view.actor, referral_id, sealed.title, content)
