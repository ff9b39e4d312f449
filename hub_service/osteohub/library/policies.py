"""Who may see and move a version."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from osteohub.identity.actor import Actor, Role
from osteohub.identity.models import ROLES, Organisation
from osteohub.library import region
from osteohub.library.models import Review, Version
from osteohub.library.states import SEEN_BY_ALL
from osteohub.permissions.policy import Policy, Rule
from osteohub.permissions.relations import anything, of_institutions_below, own, shared_with
from osteohub.refusals import Forbidden

EDITABLE = ("draft",)
AUTHORS = ("teacher", "expert", "operator", "clinician")
"""Roles that may begin a resource at their institution."""


def _asked_to_review(actor: Actor, role: Role) -> ColumnElement[bool]:
    asked = aliased(Review)
    return Version.id.in_(select(asked.version_id).where(asked.reviewer_id == actor.person_id))


_BY_PLACE = ("in_region", "shared", "granted_to_us")

VERSIONS = Policy(
    kind="version",
    table=Version,
    relations={
        "any": anything,
        "own": own(Version.author_id),
        "below": of_institutions_below(Version.organisation_id),
        "asked": _asked_to_review,
        "shared": shared_with(Version.organisation_id, "resource"),
        "for_everybody": region.for_everybody,
        "in_region": region.in_region,
        "granted_to_me": region.granted_to_me,
        "granted_to_us": region.granted_to_us,
        "judged": region.judged,
    },
    rules=(
        Rule("*", ("read", "rate"), "any", SEEN_BY_ALL),
        *(Rule("*", ("download",), one, SEEN_BY_ALL) for one in ("for_everybody", "granted_to_me", "judged")),
        *(Rule(role, ("download",), one, SEEN_BY_ALL) for one in _BY_PLACE for role in ROLES),
        Rule("*", ("read", "download", "edit", "submit", "take_back", "withdraw", "renew", "license"), "own"),
        *(Rule(role, ("read", "download"), "shared", ("submitted", "in_review")) for role in ("teacher", "expert")),
        Rule("expert", ("read", "download", "score"), "asked", ("in_review",)),
        Rule("operator", ("read", "download", "begin_review", "return", "publish", "withdraw", "license"), "below"),
        Rule("operator", ("measure",), "below", SEEN_BY_ALL),
    ),
    scopes={
        **dict.fromkeys(("edit", "submit", "take_back", "withdraw", "renew", "score", "rate"), "library"),
        **dict.fromkeys(("begin_review", "return", "publish", "license", "measure"), "library"),
    },
)


def to_fetch(session: Session, actor: Actor, version_id: str) -> Version:
    """A version whose files this person may fetch.

    Raises
    ------
    NotFound
    Forbidden
        They may see it, but its files stay in a region that is not theirs.
    """
    found: Version = VERSIONS.fetch(session, actor, "read", version_id)
    if found.licence == region.INTERNAL and not VERSIONS.may(session, actor, "download", version_id):
        owner = session.get_one(Organisation, found.organisation_id).name
        raise Forbidden(f"The files of this resource stay in its region; ask {owner} for a licence.")
    return VERSIONS.fetch(session, actor, "download", version_id)
