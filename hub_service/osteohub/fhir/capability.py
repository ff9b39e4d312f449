"""CapabilityStatement: what the facade can do, made from the same tables that do it."""

from collections.abc import Mapping

from osteohub.fhir.kinds import Kind, Resource
from osteohub.fhir.view import filled
from osteokit import DISCLAIMER, __version__

_MADE = ("ServiceRequest", "ImagingStudy", "DocumentReference")
_DATE = "2026-11-22"
"""When what is said here last changed."""


def capability(kinds: Mapping[str, Kind], base: str) -> Resource:
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{base}/metadata",
        "name": "SlicerOsteoHub",
        "title": "SlicerOsteo hub",
        "status": "active",
        "date": _DATE,
        "description": f"Referrals between hospitals. {DISCLAIMER}",
        "kind": "instance",
        "software": {"name": "SlicerOsteo hub", "version": __version__},
        "implementation": {"description": "SlicerOsteo hub", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "security": {
                    "cors": False,
                    "description": "A bearer token of the hub with the scopes read and referrals; see docs/fhir.md.",
                },
                "resource": [_resource(one, kinds) for one in kinds.values()],
                "interaction": [{"code": "transaction"}],
            }
        ],
    }


def _resource(kind: Kind, kinds: Mapping[str, Kind]) -> Resource:
    codes = ["read", "search-type", *(["vread", "history-instance"] if kind.has_versions else [])]
    codes += ["create"] if kind.name in _MADE else ["update"] if kind.name == "Task" else []
    back = [
        f"{other.name}:{name}"
        for other in kinds.values()
        for name, path in other.includes.items()
        if kind.name in _TARGETS.get(path, ())
    ]
    return filled(
        {
            "type": kind.name,
            "interaction": [{"code": one} for one in codes],
            "versioning": "versioned" if kind.has_versions else "no-version",
            "readHistory": kind.has_versions,
            "updateCreate": False,
            "conditionalCreate": kind.name in _MADE,
            "conditionalRead": "not-match" if kind.has_versions else "not-supported",
            "searchInclude": [f"{kind.name}:{one}" for one in kind.includes],
            "searchRevInclude": back,
            "searchParam": [{"name": name, "type": sort} for name, sort in kind.all_parameters.items()],
        }
    )


_TARGETS = {
    "focus": ("ServiceRequest",),
    "basedOn": ("ServiceRequest",),
    "subject": ("Patient",),
    "for": ("Patient",),
    "target": ("ServiceRequest", "Task"),
    "context.related": ("ServiceRequest",),
    "practitioner": ("Practitioner",),
    "partOf": (),
}
"""What elements refer to that other resources are looked up by."""
