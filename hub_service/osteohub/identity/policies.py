"""Who may see and change institutions, people and agreements."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from osteohub.identity.actor import Actor, Role
from osteohub.identity.models import Membership, Organisation, Person, SharingAgreement
from osteohub.permissions.policy import Policy, Rule
from osteohub.permissions.relations import anything, of_institutions_below, own


def _of_people_below(actor: Actor, role: Role) -> ColumnElement[bool]:
    """People who have a role at the institution or below it, and nowhere else, so that nobody rules over a person whom
    another institution also employs."""
    member, place = aliased(Membership), aliased(Organisation)
    inside = select(member.person_id).join(place, place.id == member.organisation_id)
    below = place.path.startswith(role.path, autoescape=True)
    return Person.id.in_(inside.where(below)) & Person.id.not_in(inside.where(~below))


ORGANISATIONS = Policy(
    kind="institution",
    table=Organisation,
    relations={"any": anything, "below": of_institutions_below(Organisation.id)},
    rules=(
        Rule("*", ("read",), "any"),
        Rule("operator", ("create_below", "change", "grant", "share"), "below"),
    ),
    scopes={"create_below": "admin", "change": "admin", "grant": "admin", "share": "admin"},
)

PEOPLE = Policy(
    kind="person",
    table=Person,
    relations={"self": own(Person.id), "below": _of_people_below},
    rules=(
        Rule("*", ("read", "change_self"), "self"),
        Rule("operator", ("read", "change", "reset_password"), "below"),
        Rule("quality_officer", ("read",), "below"),
    ),
    scopes={"change_self": "admin", "change": "admin", "reset_password": "admin"},
)

AGREEMENTS = Policy(
    kind="sharing agreement",
    table=SharingAgreement,
    relations={
        "given": of_institutions_below(SharingAgreement.giver_id),
        "taken": of_institutions_below(SharingAgreement.taker_id),
    },
    rules=(
        Rule("operator", ("read", "end"), "given"),
        Rule("operator", ("read",), "taken"),
        Rule("quality_officer", ("read",), "given"),
        Rule("quality_officer", ("read",), "taken"),
    ),
    scopes={"end": "admin"},
)
