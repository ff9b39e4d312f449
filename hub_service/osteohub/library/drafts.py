"""What an author does: begin, describe, submit, take back, begin a new version."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.identity.actor import Actor
from osteohub.library.describe import Description
from osteohub.library.models import Contributor, Resource, Version, VersionFile
from osteohub.library.policies import AUTHORS, VERSIONS
from osteohub.library.states import VERSION
from osteohub.refusals import Conflict, Forbidden, Invalid

WHOLE = 10_000


def begin(session: Session, actor: Actor, organisation_id: str, description: Description) -> Version:
    """A new resource with its first draft.

    Raises
    ------
    Forbidden
        The person has no role there that may.
    """
    places = {place for role in AUTHORS for place in actor.organisations(role)}
    if organisation_id not in places or not actor.may_use("library"):
        raise Forbidden("Only teachers, experts, clinicians and operators of an institution begin resources there.")
    resource = Resource(organisation_id=organisation_id, created_by=actor.person_id)
    session.add(resource)
    session.flush()
    version = _draft(resource, actor, description)
    session.add(version)
    session.flush()
    record(session, "begin_resource", actor.person_id, ("version", version.id))
    return version


def describe(session: Session, actor: Actor, version_id: str, description: Description) -> Version:
    """Change a draft's description.

    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    version = editable(session, actor, version_id)
    _describe(version, description)
    record(session, "describe", actor.person_id, ("version", version_id))
    return version


def editable(session: Session, actor: Actor, version_id: str) -> Version:
    """The draft, locked.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        It is no draft any more.
    """
    version = VERSIONS.fetch(session, actor, "edit", version_id, lock=True)
    if version.state != "draft":
        raise Conflict(f"This version is {version.state}: take it back, or begin a new version, to change it.")
    return version


def submit(session: Session, actor: Actor, version_id: str) -> Version:
    """Hand a draft in. What is missing is named at once; the checks of its files come after.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    version = VERSIONS.fetch(session, actor, "submit", version_id, lock=True)
    target = VERSION.after(version.state, "submit")
    missing = lacking(version)
    if missing:
        raise Invalid(f"Before it can be submitted the draft needs {', '.join(missing)}.")
    version.state, version.reason, version.checks = target, "", []
    record(session, "submit", actor.person_id, ("version", version_id))
    return version


def lacking(version: Version) -> list[str]:
    """What a draft still needs before it can be submitted."""
    found = []
    if not version.files:
        found.append("a file")
    if not version.licence:
        found.append("a licence")
    if not version.about:
        found.append("a description")
    if not version.clinical.get("diagnosis") and not version.clinical.get("procedure"):
        found.append("a diagnosis or a procedure")
    if not version.teaching.get("audience") or not version.teaching.get("goals"):
        found.append("an audience and goals")
    if version.kind == "procedure" and not version.steps:
        found.append("a step")
    if {step.get("file") for step in version.steps} - {"", None, *(one.name for one in version.files)}:
        found.append("the files that its steps name")
    if not version.contributors:
        found.append("contributors")
    elif sum(one.share for one in version.contributors) != WHOLE:
        found.append("shares that add up to 100 %")
    return found


def take_back(session: Session, actor: Actor, version_id: str) -> Version:
    version = VERSIONS.fetch(session, actor, "take_back", version_id, lock=True)
    version.state = VERSION.after(version.state, "take_back")
    version.reviews.clear()
    record(session, "take_back", actor.person_id, ("version", version_id))
    return version


def renew(session: Session, actor: Actor, version_id: str) -> Version:
    """A new draft that begins as a copy of a published version.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        There is an undecided version of this resource already, or this one is not the newest.
    """
    old = VERSIONS.fetch(session, actor, "renew", version_id)
    if old.state != "published":
        raise Conflict(f"This version is {old.state}: a new one begins from the published one.")
    draft = Version(
        resource_id=old.resource_id,
        organisation_id=old.organisation_id,
        author_id=actor.person_id,
        open=old.resource_id,
        **{name: getattr(old, name) for name in _TEXTS},
        files=[VersionFile(name=one.name, sha256=one.sha256, size=one.size) for one in old.files],
        contributors=[
            Contributor(place=one.place, name=one.name, person_id=one.person_id, share=one.share)
            for one in old.contributors
        ],
    )
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError as error:
        raise Conflict("A new version of this resource was begun already; finish that one.") from error
    record(session, "renew", actor.person_id, ("version", draft.id))
    return draft


_TEXTS = (
    *("title", "english", "about", "kind", "body_system", "organ", "pathology", "specialty", "difficulty", "licence"),
    *("clinical", "model", "teaching", "steps"),
)


def _draft(resource: Resource, actor: Actor, description: Description) -> Version:
    version = Version(
        resource_id=resource.id,
        organisation_id=resource.organisation_id,
        author_id=actor.person_id,
        open=resource.id,
    )
    _describe(version, description)
    return version


def _describe(version: Version, description: Description) -> None:
    said = description.model_dump()
    for name in _TEXTS:
        if name != "steps" or "steps" in description.model_fields_set:  # a form without steps leaves them as they are
            setattr(version, name, said[name])
    version.contributors = [
        Contributor(place=place, name=one.name, person_id=one.person_id, share=one.share)
        for place, one in enumerate(description.contributors)
    ]


def other_places(session: Session, version: Version) -> list[str]:
    """Ids of published versions of other resources that hold one of this version's files."""
    digests = [one.sha256 for one in version.files]
    query = (
        select(Version.id)
        .join(VersionFile, VersionFile.version_id == Version.id)
        .where(
            VersionFile.sha256.in_(digests),
            Version.resource_id != version.resource_id,
            Version.state.in_(("published", "superseded")),
        )
        .distinct()
    )
    return list(session.scalars(query))
