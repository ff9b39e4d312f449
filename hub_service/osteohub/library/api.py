"""The library over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.answers import as_json
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Identity, Strict
from osteohub.library import drafts, reviews, used
from osteohub.library import uploads as files
from osteohub.library.describe import Description
from osteohub.library.finding import Asked, Order, find_versions
from osteohub.library.models import Resource, Version
from osteohub.library.policies import VERSIONS, to_fetch
from osteohub.library.states import VERSION
from osteohub.library.work import ask_for_checks
from osteohub.objects.sending import send
from osteohub.refusals import NotFound

router = APIRouter(prefix="/api/v1", tags=["library"])


class NewResource(Strict):
    organisation_id: Identity
    description: Description


class Panels(Strict):
    """The panel by the expert's id."""

    panels: dict[Identity, str]


class Score(Strict):
    points: Annotated[float, Field(ge=0, le=100)]
    comment: Annotated[str, Field(max_length=5000)] = ""


class Reason(Strict):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Stars(Strict):
    stars: Annotated[int, Field(ge=1, le=5)]


class FileOut(BaseModel):
    id: str
    name: str
    sha256: str
    size: int


class ReviewOut(BaseModel):
    panel: str
    score: float | None
    comment: str
    reviewer_id: str


class VersionOut(BaseModel):
    id: str
    resource_id: str
    number: int
    state: str
    title: str
    english: str
    about: str
    kind: str
    body_system: str
    organ: str
    pathology: str
    specialty: str
    difficulty: str
    licence: str
    clinical: dict[str, Any]
    model: dict[str, Any]
    teaching: dict[str, Any]
    contributors: list[dict[str, Any]]
    files: list[FileOut]
    checks: list[dict[str, Any]]
    reason: str
    fingerprint: str
    ledger_number: int | None
    published_at: datetime | None
    steps: list[dict[str, Any]]
    downloads: int
    rating: float | None
    ratings: int
    actions: list[str]
    reviews: list[ReviewOut]


class Found(BaseModel):
    """A page of what was found, with how many there are in each facet."""

    versions: list[VersionOut]
    after: str
    facets: dict[str, dict[str, int]]


ACTIONS = (
    *("edit", "submit", "take_back", "begin_review", "score", "return", "publish", "withdraw", "renew", "rate"),
    "download",
)


def version_out(session: Session, actor: Actor, one: Version) -> VersionOut:
    """With what this person may do now."""
    return versions_out(session, actor, (one,))[0]


def versions_out(session: Session, actor: Actor, many: Sequence[Version]) -> list[VersionOut]:
    """The same for many, in one question."""
    allowed = VERSIONS.available_of(session, actor, [one.id for one in many], ACTIONS)
    query = select(Resource).where(Resource.id.in_({one.resource_id for one in many}))
    resources = {one.id: one for one in session.scalars(query)} if many else {}
    return [_out(actor, one, resources[one.resource_id], allowed.get(one.id, ())) for one in many]


_COMMITTEE = {"begin_review", "publish", "return"}


def _out(actor: Actor, one: Version, resource: Resource, allowed: Sequence[str]) -> VersionOut:
    """Who reviewed is for the committee; the author reads words and scores."""
    committee = not _COMMITTEE.isdisjoint(allowed)
    said = [
        ReviewOut(
            panel=each.panel,
            score=each.score,
            comment=each.comment,
            reviewer_id=each.reviewer_id if committee or each.reviewer_id == actor.person_id else "",
        )
        for each in one.reviews
        if committee or one.author_id == actor.person_id or each.reviewer_id == actor.person_id
    ]
    names = [name for name in VersionOut.model_fields if name not in _MADE]
    return VersionOut(
        **{name: getattr(one, name) for name in names},
        files=[FileOut(id=each.id, name=each.name, sha256=each.sha256, size=each.size) for each in one.files],
        contributors=[{"name": each.name, "share": each.share} for each in one.contributors],
        downloads=resource.downloads,
        rating=resource.rating_sum / resource.rating_count if resource.rating_count else None,
        ratings=resource.rating_count,
        actions=list(_possible(actor, one, allowed)),
        reviews=said,
    )


_MADE = ("actions", "reviews", "files", "contributors", "downloads", "rating", "ratings")


def available(session: Session, actor: Actor, version: Version) -> tuple[str, ...]:
    """What this person may do to a version now: allowed by the rules and possible in its state."""
    return _possible(actor, version, VERSIONS.available(session, actor, version.id, ACTIONS))


def _possible(actor: Actor, version: Version, allowed: Sequence[str]) -> tuple[str, ...]:
    moves = {one.action for one in VERSION.from_state(version.state)}
    possible = {
        "edit": version.state == "draft",
        "score": version.state == "in_review",
        "renew": version.state == "published",
        "rate": version.state == "published" and version.author_id != actor.person_id,
        "download": True,
    }
    return tuple(one for one in allowed if possible.get(one, one in moves))


@router.get("/resources")
@as_json
def find(
    hub: HubOf,
    actor: Signed,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: str = "",
    body_system: str = "",
    specialty: str = "",
    difficulty: str = "",
    licence: str = "",
    organ: Annotated[str, Query(max_length=80)] = "",
    pathology: Annotated[str, Query(max_length=120)] = "",
    sort: Order = "newest",
    state: str = "published",
    after: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Found:
    """A page; its ``after`` asks for the next one. Organ and pathology are chosen by their exact words; of these the
    most frequent are counted."""
    chosen = {
        "kind": kind, "body_system": body_system, "specialty": specialty, "difficulty": difficulty,
        "licence": licence, "organ": organ, "pathology": pathology,
    }  # fmt: skip
    with hub.database.read() as session:
        found = find_versions(session, actor, Asked(q, chosen, state, sort), after, limit)
        out = versions_out(session, actor, found.versions)
    return Found(versions=out, after=found.after, facets=found.facets)


@router.post("/resources", status_code=status.HTTP_201_CREATED)
def begin(body: NewResource, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        return version_out(session, actor, drafts.begin(session, actor, body.organisation_id, body.description))


@router.get("/versions/{version_id}")
@as_json
def version(version_id: Identity, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.read() as session:
        return version_out(session, actor, VERSIONS.fetch(session, actor, "read", version_id))


@router.put("/versions/{version_id}")
def describe(version_id: Identity, body: Description, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        return version_out(session, actor, drafts.describe(session, actor, version_id, body))


@router.post("/versions/{version_id}/submit")
def submit(version_id: Identity, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        submitted = drafts.submit(session, actor, version_id)
        ask_for_checks(session, submitted)
        answer = version_out(session, actor, submitted)
    hub.runner.wake()
    return answer


@router.post("/versions/{version_id}/take_back")
def take_back(version_id: Identity, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        return version_out(session, actor, drafts.take_back(session, actor, version_id))


@router.post("/versions/{version_id}/renew", status_code=status.HTTP_201_CREATED)
def renew(version_id: Identity, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        return version_out(session, actor, drafts.renew(session, actor, version_id))


@router.post("/versions/{version_id}/begin_review")
def begin_review(version_id: Identity, body: Panels, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        return version_out(session, actor, reviews.begin_review(session, actor, version_id, body.panels))


@router.post("/versions/{version_id}/score", status_code=status.HTTP_204_NO_CONTENT)
def score(version_id: Identity, body: Score, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        reviews.score(session, actor, version_id, body.points, body.comment)


@router.post("/versions/{version_id}/return")
def send_back(version_id: Identity, body: Reason, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        return version_out(session, actor, reviews.send_back(session, actor, version_id, body.reason))


@router.post("/versions/{version_id}/publish")
def publish(version_id: Identity, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        return version_out(session, actor, reviews.publish(session, actor, version_id))


@router.post("/versions/{version_id}/withdraw")
def withdraw(version_id: Identity, body: Reason, hub: HubOf, actor: Signed) -> VersionOut:
    with hub.database.write() as session:
        return version_out(session, actor, reviews.withdraw(session, actor, version_id, body.reason))


@router.put("/versions/{version_id}/rating", status_code=status.HTTP_204_NO_CONTENT)
def rate(version_id: Identity, body: Stars, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        reviews.rate(session, actor, version_id, body.stars)


@router.delete("/versions/{version_id}/files/{file_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_file(version_id: Identity, file_id: Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        files.remove(session, actor, version_id, file_id)


@router.get("/versions/{version_id}/files/{name}")
def download(version_id: Identity, name: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    """A file, whole or in ranges; of what is inside a region only, to those of the region and who has a licence. Whole
    downloads of published versions are counted."""
    with hub.database.read() as session:
        found = to_fetch(session, actor, version_id)
        file = next((one for one in found.files if one.name == name), None)
        if file is None:
            raise NotFound(f"This version has no file {name}.")
    if "range" not in request.headers and found.number and found.author_id != actor.person_id:
        with hub.database.write() as session:
            used.count_download(session, actor, found)
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return send(hub.store, file.sha256, request, name, headers, hub.settings.sent_from)
