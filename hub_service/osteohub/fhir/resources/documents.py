"""DocumentReference and ImagingStudy: attachments, the summary and the rehabilitation plan, images in a PACS.

Attachments are sealed (age) for the institution that receives them: the hub gives the address of the sealed bytes.
"""

import base64

from sqlalchemy import ColumnElement, and_, false, true

from osteohub.fhir.case import case_of
from osteohub.fhir.codes import DICOM, DICOM_UID, DOCUMENT, ENDPOINT
from osteohub.fhir.kinds import Filter, Kind, Resource, Source, by_code, by_reference, by_time
from osteohub.fhir.models import ReferralImages
from osteohub.fhir.resources.referral import EVENTS, of_seen, visible
from osteohub.fhir.values import Token
from osteohub.fhir.view import View, clean, codeable, filled
from osteohub.referrals.models import Attachment, Referral

_SCHEME = "urn:oid:"


def _document(referral_id: str, kind: str, at: str, attachment: Resource) -> Resource:
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": codeable(DOCUMENT, kind),
        "subject": {"reference": f"Patient/{referral_id}"},
        "date": at,
        "content": [{"attachment": attachment}],
        "context": {"related": [{"reference": f"ServiceRequest/{referral_id}"}]},
    }


def attachment(view: View, one: Attachment) -> Resource:
    at = one.at.isoformat()
    sealed = {
        "contentType": "application/age",
        "url": f"{view.public_url}/api/v1/referrals/{one.referral_id}/attachments/{one.id}",
        "size": one.size,
        "title": clean(one.name) or "attachment",
        "creation": at,
    }
    return {"id": one.id, "meta": {"lastUpdated": at}, **_document(one.referral_id, "attachment", at, sealed)}


def _text(part: str):
    """The writer of a referral's summary or rehabilitation plan."""

    def write(view: View, referral: Referral) -> Resource:
        case = case_of(referral)
        at = (case.returned_at or case.changed_at).isoformat()
        text = base64.b64encode(getattr(case, part).encode()).decode()
        content = {"contentType": "text/plain; charset=utf-8", "data": text, "title": part, "creation": at}
        told = _document(case.id, part, at, content)
        return {"id": f"{case.id}-{part}", "meta": {"lastUpdated": at}, **told}

    return write


def _texts(part: str) -> Source:
    column = getattr(Referral, part)
    return Source(
        table=Referral,
        visible=lambda actor: and_(visible(actor), column != ""),
        write=_text(part),
        filters=_filters(Referral.id, part, by_time(Referral.changed_at)),
        options=EVENTS,
        suffix=f"-{part}",
    )


def _filters(referral_id, kind: str, date: Filter) -> dict[str, Filter]:
    def by_type(value: Token) -> ColumnElement[bool]:
        return true() if value.code in (None, kind) and value.system in (None, DOCUMENT) else false()

    to_patient = by_reference(referral_id, "Patient")
    return {
        "subject": to_patient,
        "patient": to_patient,
        "related": by_reference(referral_id, "ServiceRequest"),
        "type": by_type,
        "date": date,
    }


def imaging_study(view: View, one: ReferralImages) -> Resource:
    endpoint = {
        "resourceType": "Endpoint",
        "id": "dicomweb",
        "status": "active",
        "connectionType": {"system": ENDPOINT, "code": "dicom-wado-rs"},
        "payloadType": [{"text": "DICOM"}],
        "payloadMimeType": ["application/dicom"],
        "address": one.address,
    }
    return filled(
        {
            "resourceType": "ImagingStudy",
            "id": one.id,
            "meta": {"lastUpdated": one.at.isoformat()},
            "contained": [endpoint],
            "identifier": [{"system": DICOM_UID, "value": _SCHEME + one.study_uid}],
            "status": "available",
            "modality": [{"system": DICOM, "code": each} for each in one.modalities],
            "subject": {"reference": f"Patient/{one.referral_id}"},
            "started": one.started.isoformat() if one.started else "",
            "basedOn": [{"reference": f"ServiceRequest/{one.referral_id}"}],
            "endpoint": [{"reference": "#dicomweb"}],
            "description": clean(one.about),
        }
    )


def _by_uid(value: Token) -> ColumnElement[bool]:
    code = value.code.removeprefix(_SCHEME) if value.code else value.code
    return by_code(ReferralImages.study_uid, DICOM_UID)(Token(value.system, code))


DOCUMENT_REFERENCE = Kind(
    name="DocumentReference",
    parameters={
        "subject": "reference",
        "patient": "reference",
        "related": "reference",
        "type": "token",
        "date": "date",
    },
    sources=(
        Source(
            table=Attachment,
            visible=of_seen(Attachment.referral_id),
            write=attachment,
            filters=_filters(Attachment.referral_id, "attachment", by_time(Attachment.at)),
        ),
        _texts("summary"),
        _texts("rehabilitation"),
    ),
    includes={"subject": "subject", "patient": "subject", "related": "context.related"},
)

IMAGING_STUDY = Kind(
    name="ImagingStudy",
    parameters={
        "identifier": "token",
        "subject": "reference",
        "patient": "reference",
        "basedon": "reference",
        "started": "date",
    },
    sources=(
        Source(
            table=ReferralImages,
            visible=of_seen(ReferralImages.referral_id),
            write=imaging_study,
            filters={
                "identifier": _by_uid,
                "subject": by_reference(ReferralImages.referral_id, "Patient"),
                "patient": by_reference(ReferralImages.referral_id, "Patient"),
                "basedon": by_reference(ReferralImages.referral_id, "ServiceRequest"),
                "started": by_time(ReferralImages.started),
            },
            changed=ReferralImages.at,
        ),
    ),
    includes={"subject": "subject", "patient": "subject", "basedon": "basedOn"},
)
