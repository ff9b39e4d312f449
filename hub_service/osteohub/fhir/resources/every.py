"""Every kind that the facade knows, by name."""

from osteohub.fhir.kinds import Kind
from osteohub.fhir.resources.documents import DOCUMENT_REFERENCE, IMAGING_STUDY
from osteohub.fhir.resources.people import PRACTITIONER, PRACTITIONER_ROLE, VERIFICATION_RESULT
from osteohub.fhir.resources.places import ORGANIZATION
from osteohub.fhir.resources.records import AUDIT_EVENT, PROVENANCE
from osteohub.fhir.resources.referral import PATIENT, SERVICE_REQUEST
from osteohub.fhir.resources.task import TASK
from osteohub.refusals import NotFound

KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        SERVICE_REQUEST,
        TASK,
        PATIENT,
        ORGANIZATION,
        PRACTITIONER,
        PRACTITIONER_ROLE,
        VERIFICATION_RESULT,
        DOCUMENT_REFERENCE,
        IMAGING_STUDY,
        PROVENANCE,
        AUDIT_EVENT,
    )
}


def kind_of(name: str) -> Kind:
    """
    Raises
    ------
    NotFound
        The hub has none of these.
    """
    if name not in KINDS:
        raise NotFound(f"The hub has no FHIR resources of this kind; it has {', '.join(KINDS)}.")
    return KINDS[name]
