"""Who may see and move a version."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from osteohub.identity.actor import Actor, Role
from osteohub.library.models import Review, Version
from osteohub.library.states import SEEN_BY_ALL
from osteohub.permissions.policy import Policy, Rule
from osteohub.permissions.relations import anything, of_institutions_below, own, shared_with

EDITABLE = ("draft",)
AUTHORS = ("teacher", "expert", "operator", "clinician")
"""Roles that may begin a resource at their institution."""


def _asked_to_review(actor: Actor, role: Role) -> ColumnElement[bool]:
    asked = aliased(Review)
    return Version.id.in_(select(asked.version_id).where(asked.reviewer_id == actor.person_id))


VERSIONS = Policy(
    kind="version",
    table=Version,
    relations={
        "any": anything,
        "own": own(Version.author_id),
        "below": of_institutions_below(Version.organisation_id),
        "asked": _asked_to_review,
        "shared": shared_with(Version.organisation_id, "resource"),
    },
    rules=(
        Rule("*", ("read", "download", "rate"), "any", SEEN_BY_ALL),
        Rule("*", ("read", "download", "edit", "submit", "take_back", "withdraw", "renew", "license"), "own"),
        *(Rule(role, ("read", "download"), "shared", ("submitted", "in_review")) for role in ("teacher", "expert")),
        Rule("expert", ("read", "download", "score"), "asked", ("in_review",)),
        Rule("operator", ("read", "download", "begin_review", "return", "publish", "withdraw", "license"), "below"),
    ),
    scopes={
        **dict.fromkeys(("edit", "submit", "take_back", "withdraw", "renew", "score", "rate"), "library"),
        **dict.fromkeys(("begin_review", "return", "publish", "license"), "library"),
    },
)
