"""The library's pages: finding, looking at a version, reviewing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi import Form as FormField
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.identity.actor import Actor
from osteohub.identity.models import Membership, Organisation, Person
from osteohub.library import drafts, reviews
from osteohub.library.api import available
from osteohub.library.finding import FACETS, Asked, Facets, Order, find_versions
from osteohub.library.models import Resource, Review, Version
from osteohub.library.policies import AUTHORS, VERSIONS
from osteohub.library.states import VERSION
from osteohub.library.vocabulary import PANELS
from osteohub.library.work import ask_for_checks
from osteohub.previews import service
from osteohub.refusals import Invalid
from osteohub.web.draft_pages import draft_page, values_of
from osteohub.web.forms import Form
from osteohub.web.language import language_of
from osteohub.web.pages import Text, page
from osteohub.web.preview_pages import ask_for_previews, looking
from osteohub.web.resource_words import in_words
from osteohub.web.version_rights import belonging
from osteohub.web.yuan import in_yuan

router = APIRouter(include_in_schema=False)

PAGE = 20
Words = Annotated[str, FormField(max_length=5000)]


@router.get("/library")
def library(
    request: Request,
    hub: HubOf,
    actor: Signed,
    q: str = "",
    kind: str = "",
    body_system: str = "",
    specialty: str = "",
    difficulty: str = "",
    licence: str = "",
    organ: str = "",
    pathology: str = "",
    sort: Order = "newest",
    after: str = "",
) -> Response:
    chosen = {
        "kind": kind, "body_system": body_system, "specialty": specialty, "difficulty": difficulty,
        "licence": licence, "organ": organ, "pathology": pathology,
    }  # fmt: skip
    asked = Asked(q, chosen, "published", sort)
    with hub.database.read() as session:
        found = find_versions(session, actor, asked, after, PAGE)
        resources = _resources(session, found.versions)
        fetchable = VERSIONS.available_of(session, actor, [one.id for one in found.versions], ("download",))
        can_see = [one for one in found.versions if fetchable.get(one.id)]
        thumbnails = service.thumbnails(session, can_see)
        ways_out = () if found.versions else _ways_out(session, actor, asked)
        work = _work(session, actor)
    names = in_words(language_of(request, actor))
    return page(
        request, actor, "library.html", rows=found.versions, total=found.total, facets=found.facets, names=names,
        shown=_choices(names, found.facets, chosen), chosen=chosen, sort=sort, q=q, resources=resources,
        elsewhere={one.id for one in found.versions} - {one.id for one in can_see}, ways_out=ways_out,
        thumbnails=thumbnails,
        after=found.after, writes=any(actor.has(role) for role in AUTHORS), query=_query, **work,
    )  # fmt: skip


def _query(q: str, chosen: Mapping[str, str], sort: str, without: str = "") -> str:
    """The address of a search, with one of its conditions left out (``"q"``: the words)."""
    said = {"q": q, **chosen, "sort": "" if sort == "newest" else sort} | {without: ""}
    fields = {name: value for name, value in said.items() if value}
    return f"/library?{urlencode(fields)}" if fields else "/library"


def _ways_out(session: Session, actor: Actor, asked: Asked) -> list[tuple[str, int]]:
    """Which one condition to leave out, and how many would be found then; the most first."""
    conditions = {name: value for name, value in asked.chosen.items() if value}
    ways = [(name, replace(asked, chosen={**conditions, name: ""})) for name in conditions]
    ways += [("q", replace(asked, words=""))] if asked.words and conditions else []
    found = [(name, find_versions(session, actor, one, "", 1).total) for name, one in ways]
    return sorted((one for one in found if one[1]), key=lambda one: -one[1])


def _work(session: Session, actor: Actor) -> dict[str, Any]:
    """What this person has under way here, is asked to review, and to organise a review of."""
    mine = select(Version).where(Version.author_id == actor.person_id, Version.open.is_not(None)).order_by(Version.id)
    waiting = (
        select(Version)
        .where(Version.state.in_(("submitted", "in_review")), VERSIONS.allows(actor, "begin_review"))
        .order_by(Version.id)
    )
    questions = {"mine": mine, "asked": _asked(actor), "waiting": waiting}
    return {name: session.scalars(query).all() for name, query in questions.items()}


def _choices(names: Mapping[str, Mapping[str, str]], facets: Facets, chosen: Mapping[str, str]) -> dict[str, Any]:
    """By facet what may be chosen, in words: what there is among what was found, and what was chosen."""
    return {
        name: {
            key: names.get(name, {}).get(key, key)
            for key in (*(names.get(name) or facets.get(name, ())), chosen[name])
            if key and (facets.get(name, {}).get(key) or key == chosen[name])
        }
        for name in FACETS
    }


def _asked(actor: Actor):
    return (
        select(Version)
        .join(Review, Review.version_id == Version.id)
        .where(Review.reviewer_id == actor.person_id, Review.score.is_(None), Version.state == "in_review")
        .order_by(Version.id)
    )


def _resources(session: Session, rows: Sequence[Version]) -> dict[str, Resource]:
    wanted = [one.resource_id for one in rows]
    return {one.id: one for one in session.scalars(select(Resource).where(Resource.id.in_(wanted)))}


@router.get("/library/{version_id}")
def version(version_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        one = VERSIONS.fetch(session, actor, "read", version_id)
        look = looking(request, session, actor, one)
    ask_for_previews(hub, one, look)
    with hub.database.read() as session:
        one = VERSIONS.fetch(session, actor, "read", version_id)
        actions = available(session, actor, one)
        names = in_words(language_of(request, actor))
        if "edit" in actions:
            return draft_page(request, session, actor, one, values_of(one), None, look)
        resource = session.get_one(Resource, one.resource_id)
        committee = VERSIONS.may(session, actor, "begin_review", version_id)
        experts = _experts(session, one) if "begin_review" in actions else []
        mine = next((each for each in one.reviews if each.reviewer_id == actor.person_id), None)
        place = session.get_one(Organisation, one.organisation_id)
        others = session.scalars(
            select(Version)
            .where(Version.resource_id == one.resource_id, Version.id != one.id, VERSIONS.allows(actor, "read"))
            .order_by(Version.number.desc())
        ).all()
        belongs = belonging(request, session, actor, one)
        previews = service.previews_of(session, look.looks) if one.steps else {}
    labels = {each.action: each for each in VERSION.transitions}
    return page(
        request, actor, "version.html", version=one, actions=actions, names=names, resource=resource, experts=experts,
        stood=reviews.standing(one), committee=committee, mine=mine, others=others, place=place, labels=labels,
        pass_mark=reviews.PASS_MARK, author=one.author_id == actor.person_id, belongs=belongs, yuan=in_yuan,
        step_looks={each.name: each for each in look.looks}, fetches="download" in actions,
        pictures={key for key, each in previews.items() if each.kind == "picture" and each.state == "ready"},
        **vars(look),
    )  # fmt: skip


def _experts(session: Session, one: Version) -> list[Person]:
    """Who could judge this version."""
    query = select(Person).join(Membership).where(Membership.role == "expert", Person.active).distinct()
    return [each for each in session.scalars(query) if not reviews.conflict(session, one, each.id)]


@router.post("/library/{version_id}/move/{action}")
def move(version_id: str, action: str, hub: HubOf, actor: Signed, reason: Words = "") -> Response:
    """The moves that need at most a reason."""
    target = version_id
    with hub.database.write() as session:
        if action == "submit":
            ask_for_checks(session, drafts.submit(session, actor, version_id))
        elif action == "take_back":
            drafts.take_back(session, actor, version_id)
        elif action == "return":
            reviews.send_back(session, actor, version_id, reason)
        elif action == "publish":
            reviews.publish(session, actor, version_id)
        elif action == "withdraw":
            reviews.withdraw(session, actor, version_id, reason)
        elif action == "renew":
            target = drafts.renew(session, actor, version_id).id
        else:
            raise Invalid("There is no such action.")
    hub.runner.wake()
    return RedirectResponse("/library" if action == "withdraw" else f"/library/{target}", 303)


@router.post("/library/{version_id}/panels")
def panels(version_id: str, form: Form, hub: HubOf, actor: Signed) -> Response:
    asked = {str(person): panel for panel in PANELS for person in form.getlist(panel)}
    with hub.database.write() as session:
        reviews.begin_review(session, actor, version_id, asked)
    return RedirectResponse(f"/library/{version_id}", 303)


@router.post("/library/{version_id}/score")
def score(version_id: str, hub: HubOf, actor: Signed, points: Text, comment: Words = "") -> Response:
    try:
        number = float(points)
    except ValueError:
        raise Invalid(f"A score is a percentage from 0 to 100, not {points[:20]}.") from None
    with hub.database.write() as session:
        reviews.score(session, actor, version_id, number, comment)
    return RedirectResponse("/library", 303)


@router.post("/library/{version_id}/rating")
def rate(version_id: str, hub: HubOf, actor: Signed, stars: Text) -> Response:
    with hub.database.write() as session:
        reviews.rate(session, actor, version_id, int(stars) if stars.isdecimal() and len(stars) == 1 else 0)
    return RedirectResponse(f"/library/{version_id}", 303)
