"""Who may see, assess and decide admissions and overrides."""

from sqlalchemy import ColumnElement, and_

from osteohub.credentials.models import Admission, Override
from osteohub.identity.actor import Actor, Role
from osteohub.permissions.policy import Policy, Relation, Rule
from osteohub.permissions.relations import of_institutions_below, own, shared_with


def _but_not_own(relation: Relation, person_id) -> Relation:
    """Nobody decides about themselves."""

    def narrowed(actor: Actor, role: Role) -> ColumnElement[bool]:
        return and_(relation(actor, role), person_id != actor.person_id)

    return narrowed


def _of_others_elsewhere(actor: Actor, role: Role) -> ColumnElement[bool]:
    """Of people at another institution than the expert's."""
    return and_(Admission.person_id != actor.person_id, Admission.organisation_id != role.organisation_id)


ADMISSIONS = Policy(
    kind="admission",
    table=Admission,
    relations={
        "own": own(Admission.person_id),
        "elsewhere": _of_others_elsewhere,
        "seen": of_institutions_below(Admission.organisation_id),
        "shared": shared_with(Admission.organisation_id, "credential"),
        "decided": _but_not_own(of_institutions_below(Admission.organisation_id), Admission.person_id),
    },
    rules=(
        Rule("*", ("read", "edit", "apply", "take_back", "renew"), "own"),
        Rule("expert", ("read", "assess"), "elsewhere", ("applied",)),
        Rule("quality_officer", ("read",), "seen"),
        Rule("quality_officer", ("read",), "shared", ("granted", "suspended", "revoked")),
        Rule("quality_officer", ("grant", "decline", "suspend", "reinstate", "revoke"), "decided"),
    ),
    scopes=dict.fromkeys(
        ("edit", "apply", "take_back", "renew", "assess", "grant", "decline", "suspend", "reinstate", "revoke"),
        "credentials",
    ),
)

OVERRIDES = Policy(
    kind="override",
    table=Override,
    relations={
        "own": own(Override.person_id),
        "seen": of_institutions_below(Override.organisation_id),
        "decided": _but_not_own(of_institutions_below(Override.organisation_id), Override.person_id),
    },
    rules=(
        Rule("*", ("read",), "own"),
        Rule("quality_officer", ("read",), "seen"),
        Rule("quality_officer", ("review",), "decided"),
    ),
    scopes={"review": "credentials"},
)
