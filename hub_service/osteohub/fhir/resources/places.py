"""Organization: the institutions. They have no versions: FHIR's history begins where the hub keeps one."""

from osteohub.fhir.codes import TIER
from osteohub.fhir.kinds import Kind, Resource, Source, by_code, by_flag, by_reference, by_words
from osteohub.fhir.view import View, clean, codeable, filled
from osteohub.identity.models import Organisation
from osteohub.identity.policies import ORGANISATIONS


def organization(view: View, one: Organisation) -> Resource:
    return filled(
        {
            "resourceType": "Organization",
            "id": one.id,
            "identifier": [{"system": "urn:osteo:institution", "value": one.id}],
            "active": one.active,
            "type": [codeable(TIER, one.tier)],
            "name": clean(one.name) or one.id,
            "alias": [clean(one.english)] if clean(one.english) else [],
            "partOf": view.to_place(one.parent_id) if one.parent_id else {},
        }
    )


ORGANIZATION = Kind(
    name="Organization",
    parameters={
        "identifier": "token",
        "name": "string",
        "active": "token",
        "type": "token",
        "partof": "reference",
    },
    sources=(
        Source(
            table=Organisation,
            visible=lambda actor: ORGANISATIONS.allows(actor, "read"),
            write=organization,
            filters={
                "identifier": by_code(Organisation.id, "urn:osteo:institution"),
                "name": by_words(Organisation.name, Organisation.english),
                "active": by_flag(Organisation.active),
                "type": by_code(Organisation.tier, TIER),
                "partof": by_reference(Organisation.parent_id, "Organization"),
            },
        ),
    ),
    includes={"partof": "partOf"},
)
