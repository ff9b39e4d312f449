"""What the hub says of a referral's images, and telling it where they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from osteo_orthanc.identity import Person
from osteokit.hubclient.http import Connection


@dataclass(frozen=True)
class Known:
    """A study that the referral names, at this DICOMweb address."""

    study_uid: str
    address: str
    about: str


@dataclass(frozen=True)
class ReferralImages:
    """``may_fetch`` and ``identified`` as the hub says for the institution that asks."""

    referral: str
    patient: Person
    from_id: str
    to_id: str
    may_fetch: bool
    identified: bool
    studies: tuple[Known, ...]


def images_of(connection: Connection, institution: str, referral: str) -> ReferralImages:
    """
    Raises
    ------
    OsteoError
        The hub is away, or the referral is not one of this institution.
    """
    said = connection.json("GET", f"/api/v1/his/{institution}/referrals/{referral}/images")
    told = connection.json("GET", f"/api/v1/referrals/{referral}")
    return ReferralImages(
        referral, Person(told["patient_name"], told["patient_number"], told["birth_date"]), said["from_id"],
        said["to_id"], said["may_fetch"], said["identified"],
        tuple(Known(one["study_uid"], one["address"], one["about"]) for one in said["studies"]),
    )  # fmt: skip


def attach(connection: Connection, referral: str, study_uid: str, address: str, about: str) -> None:
    """Tell the hub where a study of this referral is; told again nothing changes."""
    body: Mapping[str, Any] = {
        "resourceType": "ImagingStudy",
        "contained": [{"resourceType": "Endpoint", "id": "e", "status": "active", "address": address}],
        "identifier": [{"system": "urn:dicom:uid", "value": f"urn:oid:{study_uid}"}],
        "status": "available",
        "basedOn": [{"reference": f"ServiceRequest/{referral}"}],
        "endpoint": [{"reference": "#e"}],
        "description": about[:300],
    }
    connection.json("POST", "/fhir/R4/ImagingStudy", body)
