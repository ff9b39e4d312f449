"""The committee: experts of three panels score a version; what is good enough is published and stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.events.service import EVERYBODY, at, emit
from osteohub.events.service import person as to_person
from osteohub.identity.actor import Actor
from osteohub.identity.models import Membership, Person
from osteohub.ledger import service as ledger
from osteohub.library import search
from osteohub.library.models import Resource, Review, Version
from osteohub.library.policies import VERSIONS
from osteohub.library.states import VERSION
from osteohub.library.vocabulary import PANELS
from osteohub.refusals import Conflict, Forbidden, Invalid, NotFound
from osteohub.rights import splits

PASS_MARK = 90.0
"""Percent; the mean of each panel must reach it."""


@dataclass(frozen=True)
class Standing:
    """Where a review stands: the mean of each panel (None where nobody has scored), and how many are still asked."""

    means: Mapping[str, float | None]
    waiting: int

    @property
    def is_passed(self) -> bool:
        return self.waiting == 0 and all(mean is not None and mean >= PASS_MARK for mean in self.means.values())


def standing(version: Version) -> Standing:
    means: dict[str, float | None] = {}
    for panel in PANELS:
        scores = [one.score for one in version.reviews if one.panel == panel and one.score is not None]
        means[panel] = sum(scores) / len(scores) if scores else None
    return Standing(means, sum(one.score is None for one in version.reviews))


def conflict(session: Session, version: Version, reviewer_id: str) -> str:
    """Why this person cannot judge this version, one sentence; empty where they can."""
    involved = {version.author_id, *(one.person_id for one in version.contributors)}
    if reviewer_id in involved:
        return "They made it or contributed to it."
    roles = select(Membership).where(Membership.person_id == reviewer_id)
    held = session.scalars(roles).all()
    if any(one.organisation_id == version.organisation_id for one in held):
        return "It comes from their own institution."
    if not any(one.role == "expert" for one in held):
        return "They are no expert reviewer."
    return ""


def begin_review(session: Session, actor: Actor, version_id: str, panels: Mapping[str, str]) -> Version:
    """Ask experts: ``panels`` is the panel by the expert's id; every panel needs one, a person judges in one panel.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        The version is not submitted, or its checks are not done or found something that stops it.
    Invalid
        A panel has nobody, or somebody cannot judge.
    """
    version = VERSIONS.fetch(session, actor, "begin_review", version_id, lock=True)
    target = VERSION.after(version.state, "begin_review")
    stops = [one["english"] for one in version.checks if one["severity"] == "stop"]
    if not version.checks:
        raise Conflict("The automatic checks of this version are not done yet.")
    if stops:
        raise Conflict(f"The automatic checks stop it: {stops[0]} Return it to its author.")
    missing = [PANELS[panel][0] for panel in PANELS if panel not in panels.values()]
    if missing or not set(panels.values()) <= set(PANELS):
        raise Invalid(f"Every panel needs an expert; nobody is asked for {', '.join(missing) or 'one that exists'}.")
    for person_id in panels:
        person = session.get(Person, person_id)
        why = conflict(session, version, person_id) if person else "There is no such person."
        if why:
            raise Invalid(f"{person.name if person else person_id} cannot judge this version. {why}")
    version.reviews = [Review(reviewer_id=person_id, panel=panel) for person_id, panel in panels.items()]
    version.state = target
    record(session, "begin_review", actor.person_id, ("version", version_id), experts=len(panels))
    audience = [one for identity in (*panels, version.author_id) for one in to_person(identity)]
    emit(session, "version.begin_review", ("version", version_id), audience, resource=version.resource_id)
    return version


def score(session: Session, actor: Actor, version_id: str, points: float, comment: str) -> Review:
    """An expert's word.

    Raises
    ------
    NotFound, Forbidden
        They were not asked, or the version is not in review.
    Conflict
        They are involved by now, or have scored already.
    Invalid
        The score is no percentage, or a low one comes without a word.
    """
    version = VERSIONS.fetch(session, actor, "score", version_id, lock=True)
    review = next((one for one in version.reviews if one.reviewer_id == actor.person_id), None)
    if review is None:
        raise NotFound("You were not asked to review this version.")
    why = conflict(session, version, actor.person_id)
    if why:
        raise Conflict(f"You cannot judge this version any more. {why}")
    if review.score is not None:
        raise Conflict("You have scored this version already.")
    if not 0 <= points <= 100:
        raise Invalid(f"A score is a percentage from 0 to 100, not {points}.")
    if points < PASS_MARK and not comment.strip():
        raise Invalid(f"A score below {PASS_MARK:.0f} % needs a comment: what has to be better?")
    review.score, review.comment, review.scored_at = points, comment.strip()[:5000], now()
    record(session, "score", actor.person_id, ("version", version_id), panel=review.panel)
    return review


def send_back(session: Session, actor: Actor, version_id: str, reason: str) -> Version:
    """Back to its author, with a reason.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    version = VERSIONS.fetch(session, actor, "return", version_id, lock=True)
    version.state, version.reason = VERSION.after(version.state, "return"), _reason(reason)
    record(session, "return", actor.person_id, ("version", version_id))
    audience = [*at(version.organisation_id, "operator"), *to_person(version.author_id)]
    emit(session, "version.return", ("version", version_id), audience, resource=version.resource_id)
    return version


def publish(session: Session, actor: Actor, version_id: str) -> Version:
    """Make it the resource's newest version, for good, and write its fingerprint into the ledger.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        It is not in review, somebody has not scored yet, or a panel is below the pass mark.
    """
    version = VERSIONS.fetch(session, actor, "publish", version_id, lock=True)
    target = VERSION.after(version.state, "publish")
    stood = standing(version)
    if not stood.is_passed:
        said = ", ".join(
            f"{PANELS[panel][0]} {'–' if mean is None else f'{mean:.1f} %'}" for panel, mean in stood.means.items()
        )
        raise Conflict(
            f"The review is not passed: {said}; {stood.waiting} to come. Every panel needs {PASS_MARK:.0f} %."
        )
    resource = session.scalars(select(Resource).where(Resource.id == version.resource_id).with_for_update()).one()
    earlier = session.scalars(
        select(Version).where(Version.resource_id == resource.id, Version.state == "published").with_for_update()
    ).all()
    for one in earlier:
        one.state = VERSION.after(one.state, "supersede")
        search.forget(session, one.id)
    last = session.scalars(select(Version.number).where(Version.resource_id == resource.id)).all()
    version.state, version.number, version.published_at, version.open = target, max(last) + 1, now(), None
    statement = _statement(version)
    version.fingerprint = ledger.fingerprint(ledger.canonical(statement))
    version.ledger_number = ledger.append(session, "publish", version.id, [statement]).start
    session.flush()
    search.index(session, version)
    record(session, "publish", actor.person_id, ("version", version_id), number=version.number)
    splits.in_force(session, version)
    emit(session, "version.publish", ("version", version_id), EVERYBODY, resource=resource.id, number=version.number)
    return version


def withdraw(session: Session, actor: Actor, version_id: str, reason: str) -> Version:
    """Take a published version out of sight; that it was published stays in the ledger, and so does this.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    version = VERSIONS.fetch(session, actor, "withdraw", version_id, lock=True)
    take_out(session, version, reason, actor.person_id)
    return version


def take_out(session: Session, version: Version, reason: str, person_id: str) -> None:
    """Withdraw a locked version for whoever has the right to, also by a decision on a report of infringement.

    Raises
    ------
    Conflict, Invalid
    """
    version.state, version.reason = VERSION.after(version.state, "withdraw"), _reason(reason)
    search.forget(session, version.id)
    ledger.append(session, "withdraw", version.id, [{"version": version.id, "fingerprint": version.fingerprint}])
    record(session, "withdraw", person_id, ("version", version.id))
    emit(session, "version.withdraw", ("version", version.id), EVERYBODY, resource=version.resource_id)


def _statement(version: Version) -> dict[str, object]:
    """What the ledger says of a version: hashes and ids."""
    return {
        "resource": version.resource_id,
        "version": version.id,
        "number": version.number,
        "licence": version.licence,
        "files": [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in version.files],
        "shares": [one.share for one in version.contributors],
        "title_sha256": ledger.fingerprint(version.title.encode()),
        "published_at": version.published_at.isoformat() if version.published_at else "",
    }


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("This needs a reason: what was wrong, and what to do?")
    return reason.strip()[:500]


def rate(session: Session, actor: Actor, version_id: str, stars: int) -> Resource:
    """One to five stars; a later word replaces an earlier one.

    Raises
    ------
    NotFound, Forbidden, Invalid
    """
    from osteohub.library.models import Rating

    version = VERSIONS.fetch(session, actor, "rate", version_id)
    if version.author_id == actor.person_id:
        raise Forbidden("Authors do not rate their own resources.")
    if not 1 <= stars <= 5:
        raise Invalid(f"A rating is 1 to 5 stars, not {stars}.")
    resource = session.scalars(select(Resource).where(Resource.id == version.resource_id).with_for_update()).one()
    before = session.get(Rating, (resource.id, actor.person_id))
    if before is None:
        session.add(Rating(resource_id=resource.id, person_id=actor.person_id, stars=stars))
        resource.rating_count += 1
        resource.rating_sum += stars
    else:
        resource.rating_sum += stars - before.stars
        before.stars, before.at = stars, now()
    resource.stars = (resource.rating_sum + 9) * 1000 // (resource.rating_count + 3)
    return resource
