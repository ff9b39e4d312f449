"""The library's pages: finding, describing, uploading, reviewing."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from osteohub.access import HubOf, Signed
from osteohub.identity.actor import Actor
from osteohub.identity.models import Membership, Organisation, Person
from osteohub.library import drafts, reviews
from osteohub.library.api import available
from osteohub.library.describe import Description
from osteohub.library.finding import FACETS, Asked, Facets, Order, find_versions
from osteohub.library.models import Resource, Review, Version
from osteohub.library.policies import AUTHORS, VERSIONS
from osteohub.library.states import STATE_NAMES, VERSION
from osteohub.library.vocabulary import BODY_SYSTEMS, DIFFICULTIES, KINDS, LICENCES, PANELS, SPECIALTIES
from osteohub.library.work import ask_for_checks
from osteohub.refusals import Invalid, Refusal
from osteohub.web.forms import Form, share_line
from osteohub.web.language import language_of, refused
from osteohub.web.pages import Text, page
from osteohub.web.preview_pages import Look, ask_for_previews, looking
from osteohub.web.version_rights import belonging
from osteohub.web.yuan import in_yuan

router = APIRouter(include_in_schema=False)

WORDS = {
    "kind": KINDS,
    "body_system": BODY_SYSTEMS,
    "specialty": SPECIALTIES,
    "difficulty": DIFFICULTIES,
    "licence": LICENCES,
    "panel": PANELS,
    "state": STATE_NAMES,
}
PAGE = 20


def _named(request: Request, actor: Actor) -> dict[str, dict[str, str]]:
    """The vocabulary in the person's language."""
    place = 1 if language_of(request, actor) == "zh" else 0
    return {name: {key: words[place] for key, words in table.items()} for name, table in WORDS.items()}


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
    with hub.database.read() as session:
        found = find_versions(session, actor, Asked(q, chosen, "published", sort), after, PAGE)
        resources = _resources(session, found.versions)
        mine = session.scalars(
            select(Version).where(Version.author_id == actor.person_id, Version.open.is_not(None)).order_by(Version.id)
        ).all()
        asked = session.scalars(_asked(actor)).all()
        waiting = session.scalars(
            select(Version)
            .where(Version.state.in_(("submitted", "in_review")), VERSIONS.allows(actor, "begin_review"))
            .order_by(Version.id)
        ).all()
    return page(
        request,
        actor,
        "library.html",
        rows=found.versions,
        facets=found.facets,
        names=_named(request, actor),
        shown=_choices(_named(request, actor), found.facets, chosen),
        chosen=chosen,
        sort=sort,
        q=q,
        resources=resources,
        mine=mine,
        asked=asked,
        waiting=waiting,
        after=found.after,
        writes=any(actor.has(role) for role in AUTHORS),
    )


def _choices(names: Mapping[str, Mapping[str, str]], facets: Facets, chosen: Mapping[str, str]) -> dict[str, Any]:
    """By facet what may be chosen, in words; of free words those that are there, and what was chosen."""
    return {
        name: names.get(name) or {word: word for word in (*facets.get(name, ()), chosen[name]) if word}
        for name in FACETS
    }  # fmt: skip


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


@router.get("/library/new")
def new_resource(request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _draft(request, session, actor, None, {}, None, _NOTHING_TO_SEE)


_NOTHING_TO_SEE = Look((), None, None, "", False)


def _draft(
    request: Request,
    session: Session,
    actor: Actor,
    one: Version | None,
    values: Mapping[str, Any],
    refusal: Refusal | None,
    look: Look,
) -> Response:
    """The draft's form with what is or was typed, and why it was refused."""
    return page(
        request, actor, "draft.html", refusal.status if refusal else 200, version=one, values=values,
        places=[] if one else _places(session, actor), names=_named(request, actor),
        lacking=drafts.lacking(one) if one else [], wrong=refused(refusal, language_of(request, actor)) if refusal
        else "", **vars(look),
    )  # fmt: skip


def _places(session: Session, actor: Actor) -> list[Organisation]:
    held = {place for role in AUTHORS for place in actor.organisations(role)}
    return list(session.scalars(select(Organisation).where(Organisation.id.in_(held)).order_by(Organisation.path)))


@router.post("/library/new")
def begin(form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    try:
        description = _description(form)
        with hub.database.write() as session:
            version = drafts.begin(session, actor, str(form.get("organisation_id", "")), description)
    except Refusal as refusal:
        with hub.database.read() as session:
            return _draft(request, session, actor, None, _typed(form), refusal, _NOTHING_TO_SEE)
    return RedirectResponse(f"/library/{version.id}", 303)


@router.post("/library/{version_id}/describe")
def describe(version_id: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    try:
        with hub.database.write() as session:
            before = drafts.editable(session, actor, version_id).steps
            drafts.describe(session, actor, version_id, _description(form, before))
    except Invalid as refusal:
        with hub.database.read() as session:
            one = VERSIONS.fetch(session, actor, "edit", version_id)
            look = looking(request, session, actor, one)
            return _draft(request, session, actor, one, _typed(form), refusal, look)
    return RedirectResponse(f"/library/{version_id}", 303)


def _typed(form: FormData) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def _description(form: FormData, before: Sequence[Mapping[str, Any]] = ()) -> Description:
    """A form's fields: ``clinical.diagnosis`` goes into its group; contributors are lines ``name; percent``; steps are
    lines too, and one that keeps its title keeps what else was said of it ``before``.

    Raises
    ------
    Invalid
        A field cannot be used; the sentence names it.
    """
    fields: dict[str, Any] = {}
    for name, value in form.items():
        group, _, inner = name.partition(".")
        if name == "contributors":
            fields[name] = [share_line(line) for line in str(value).splitlines() if line.strip()]
        elif name == "steps":
            said = {step["title"]: step for step in before}
            lines = (line.strip() for line in str(value).splitlines())
            fields[name] = [said.get(line, {"title": line}) for line in lines if line]
        elif inner:
            if value != "":
                fields.setdefault(group, {})[inner] = value
        elif name != "organisation_id":
            fields[name] = value
    try:
        return Description.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Invalid(f"The field {place} cannot be used: {first['msg']}.") from error


@router.get("/library/{version_id}")
def version(version_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        one = VERSIONS.fetch(session, actor, "read", version_id)
        look = looking(request, session, actor, one)
    ask_for_previews(hub, one, look)
    with hub.database.read() as session:
        one = VERSIONS.fetch(session, actor, "read", version_id)
        actions = available(session, actor, one)
        names = _named(request, actor)
        if "edit" in actions:
            return _draft(request, session, actor, one, _values(one), None, look)
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
    labels = {each.action: each for each in VERSION.transitions}
    return page(
        request, actor, "version.html", version=one, actions=actions, names=names, resource=resource, experts=experts,
        stood=reviews.standing(one), committee=committee, mine=mine, others=others, place=place, labels=labels,
        pass_mark=reviews.PASS_MARK, author=one.author_id == actor.person_id, belongs=belongs, yuan=in_yuan,
        **vars(look),
    )  # fmt: skip


def _values(one: Version) -> dict[str, Any]:
    flat = {name: getattr(one, name) for name in Description.model_fields if name not in ("contributors",)}
    for group in ("clinical", "model", "teaching"):
        flat |= {f"{group}.{key}": "" if value is None else value for key, value in flat.pop(group).items()}
    flat["steps"] = "\n".join(step["title"] for step in one.steps)
    flat["contributors"] = "\n".join(f"{each.name}; {each.share / 100:g}" for each in one.contributors)
    return flat


def _experts(session: Session, one: Version) -> list[Person]:
    """Who could judge this version."""
    query = select(Person).join(Membership).where(Membership.role == "expert", Person.active).distinct()
    return [each for each in session.scalars(query) if not reviews.conflict(session, one, each.id)]


@router.post("/library/{version_id}/move/{action}")
def move(version_id: str, action: str, hub: HubOf, actor: Signed, reason: Text = "") -> Response:
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
def score(version_id: str, hub: HubOf, actor: Signed, points: Text, comment: Text = "") -> Response:
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
        reviews.rate(session, actor, version_id, int(stars) if stars.isdigit() else 0)
    return RedirectResponse(f"/library/{version_id}", 303)
