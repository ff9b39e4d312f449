"""A draft's page: describing it, its steps, its files, and what it still lacks."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from osteohub.access import HubOf, Signed
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.identity.policies import PEOPLE
from osteohub.library import drafts
from osteohub.library import uploads as files
from osteohub.library.describe import Description
from osteohub.library.models import Version
from osteohub.library.policies import AUTHORS, VERSIONS
from osteohub.refusals import Invalid, Refusal
from osteohub.web.forms import Form, share_line
from osteohub.web.language import language_of, listed, refused
from osteohub.web.pages import page
from osteohub.web.preview_pages import Look, looking
from osteohub.web.resource_words import in_words
from osteohub.web.step_form import shown_at, steps_of

router = APIRouter(include_in_schema=False)

_NOTHING_TO_SEE = Look((), None, None, "", "")


@router.get("/library/new")
def new_resource(request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return draft_page(request, session, actor, None, {}, None, _NOTHING_TO_SEE)


def draft_page(
    request: Request,
    session: Session,
    actor: Actor,
    one: Version | None,
    values: Mapping[str, Any],
    refusal: Refusal | None,
    look: Look,
) -> Response:
    """The draft's form with what is or was typed, and why it was refused."""
    language = language_of(request, actor)
    return page(
        request, actor, "draft.html", refusal.status if refusal else 200, version=one, values=values,
        places=[] if one else _places(session, actor), names=in_words(language),
        lacking=listed(drafts.lacking(one), language) if one else "",
        wrong=refused(refusal, language) if refusal else "", **vars(look),
    )  # fmt: skip


def _places(session: Session, actor: Actor) -> list[Organisation]:
    held = {place for role in AUTHORS for place in actor.organisations(role)}
    return list(session.scalars(select(Organisation).where(Organisation.id.in_(held)).order_by(Organisation.path)))


@router.post("/library/new")
def begin(form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    try:
        with hub.database.write() as session:
            description = _description(form, _accounts(session, actor, None))
            version = drafts.begin(session, actor, str(form.get("organisation_id", "")), description)
    except Refusal as refusal:
        with hub.database.read() as session:
            return draft_page(request, session, actor, None, _typed(form), refusal, _NOTHING_TO_SEE)
    return RedirectResponse(f"/library/{version.id}{shown_at(form, description.steps)}", 303)


@router.post("/library/{version_id}/describe")
def describe(version_id: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    try:
        with hub.database.write() as session:
            description = _description(form, _accounts(session, actor, drafts.editable(session, actor, version_id)))
            drafts.describe(session, actor, version_id, description)
    except Invalid as refusal:
        with hub.database.read() as session:
            one = VERSIONS.fetch(session, actor, "edit", version_id)
            look = looking(request, session, actor, one)
            return draft_page(request, session, actor, one, _typed(form), refusal, look)
    return RedirectResponse(f"/library/{version_id}{shown_at(form, description.steps)}", 303)


@router.post("/library/{version_id}/files/{file_id}/remove")
def remove_file(version_id: str, file_id: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        files.remove(session, actor, version_id, file_id)
    return RedirectResponse(f"/library/{version_id}#files", 303)


def _typed(form: FormData) -> dict[str, Any]:
    return {name: str(value) for name, value in form.items()} | {"steps": steps_of(form)}


def _accounts(session: Session, actor: Actor, before: Version | None) -> dict[str, str | None]:
    """Whose account a contributor's name means: the author's own, what it meant before, and else the one person of
    that name whom the author may see."""
    seen = session.execute(select(Person.name, Person.id).where(PEOPLE.allows(actor, "read"), Person.active)).all()
    names = [row[0] for row in seen]
    accounts: dict[str, str | None] = {row[0]: row[1] for row in seen if names.count(row[0]) == 1}
    said = {one.name: one.person_id for one in before.contributors if one.person_id} if before else {}
    return accounts | {actor.name: actor.person_id} | said


def _description(form: FormData, accounts: Mapping[str, str | None]) -> Description:
    """A form's fields: ``clinical.diagnosis`` goes into its group; contributors are lines ``name; percent``.

    Raises
    ------
    Invalid
        A field cannot be used; the sentence names it.
    """
    fields: dict[str, Any] = {"steps": steps_of(form)}
    for name, value in form.items():
        group, _, inner = name.partition(".")
        if name == "contributors":
            lines = [share_line(line) for line in str(value).splitlines() if line.strip()]
            fields[name] = [one | {"person_id": accounts.get(one["name"])} for one in lines]
        elif inner:
            if value != "":
                fields.setdefault(group, {})[inner] = value
        elif name != "organisation_id" and not name.startswith("step"):
            fields[name] = value
    try:
        return Description.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Invalid(f"The field {place} cannot be used: {first['msg']}.") from error


def values_of(one: Version) -> dict[str, Any]:
    """What stands in the form of a draft."""
    flat = {name: getattr(one, name) for name in Description.model_fields if name not in ("contributors",)}
    for group in ("clinical", "model", "teaching"):
        flat |= {f"{group}.{key}": "" if value is None else value for key, value in flat.pop(group).items()}
    flat["contributors"] = "\n".join(f"{each.name}; {each.share / 100:g}" for each in one.contributors)
    return flat
