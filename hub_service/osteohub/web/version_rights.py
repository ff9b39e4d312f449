"""On a version's page: what is used with it, the licence that one has; for its owner, who may use it and who earns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.identity.policies import PEOPLE
from osteohub.library import used
from osteohub.library.models import Download, Version
from osteohub.library.policies import VERSIONS
from osteohub.library.states import SEEN_BY_ALL
from osteohub.refusals import Invalid, Refusal
from osteohub.rights import grants, splits
from osteohub.rights.api import grant_out, split_out
from osteohub.rights.models import USES, Grant, Split
from osteohub.rights.policies import GRANTS, SPLITS
from osteohub.rights.schemas import GrantOut, SplitOut
from osteohub.web.forms import Form, day, share_line
from osteohub.web.language import language_of, refused
from osteohub.web.pages import Text, page
from osteohub.web.rights_pages import known, named
from osteohub.web.yuan import in_fen

router = APIRouter(include_in_schema=False)

_USED = 10
_SHOWN = 50
_NOT_OPEN = ("declined", "taken_back")


@dataclass(frozen=True)
class Belonging:
    """``used`` are versions with how many people used both, ``fetched`` what this person could say so of; ``mine`` are
    grants to this person that hold now, ``given`` those of the version for its owner, ``table`` who earns,
    ``proposed`` a table that waits for consents, for those who may see it."""

    used: tuple[tuple[Version, int], ...]
    fetched: tuple[Version, ...]
    mine: tuple[GrantOut, ...]
    given: tuple[GrantOut, ...]
    table: SplitOut | None
    proposed: SplitOut | None
    owns: bool
    may_report: bool
    names: dict[str, dict[str, str]]
    known: dict[str, Any]


def belonging(request: Request, session: Session, actor: Actor, version: Version) -> Belonging:
    is_out = version.state in SEEN_BY_ALL
    owns = is_out and VERSIONS.may(session, actor, "license", version.id)
    mine = [grant_out(session, actor, one) for one in grants.for_me(session, actor, version.id, now())]
    given = _given(session, actor, version) if owns else []
    table = _table(session, actor, version, "in_force") if owns else None
    together = tuple(used.used_with(session, actor, version.id, _USED)) if is_out else ()
    return Belonging(
        together, _fetched(session, actor, version) if is_out else (), tuple(mine), tuple(given),
        table, _table(session, actor, version, "proposed"), owns, is_out and version.author_id != actor.person_id,
        named(request, actor), known(session, [*mine, *given], set()),
    )  # fmt: skip


def _table(session: Session, actor: Actor, version: Version, state: str) -> SplitOut | None:
    """The table of this version in this state, where this person may see it."""
    query = select(Split).where(Split.version_id == version.id, Split.state == state, SPLITS.allows(actor, "read"))
    found = session.scalars(query).first()
    return split_out(session, actor, found) if found else None


def _given(session: Session, actor: Actor, version: Version) -> list[GrantOut]:
    query = select(Grant).where(
        Grant.version_id == version.id, Grant.state.not_in(_NOT_OPEN), GRANTS.allows(actor, "read")
    )
    return [grant_out(session, actor, one) for one in session.scalars(query.order_by(Grant.id.desc()).limit(_SHOWN))]


def _fetched(session: Session, actor: Actor, version: Version) -> tuple[Version, ...]:
    """Published versions of other resources that this person has downloaded."""
    query = (
        select(Version)
        .join(Download, Download.resource_id == Version.resource_id)
        .where(
            Download.person_id == actor.person_id,
            Version.state == "published",
            Version.resource_id != version.resource_id,
        )
        .order_by(Download.at.desc())
        .limit(_SHOWN)
    )
    return tuple(session.scalars(query))


@router.post("/library/{version_id}/used_with")
def use_together(version_id: str, hub: HubOf, actor: Signed, other_id: Text) -> Response:
    with hub.database.write() as session:
        used.use_together(session, actor, version_id, other_id)
    return RedirectResponse(f"/library/{version_id}#used", 303)


@router.get("/library/{version_id}/offer")
def new_offer(version_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    today = now()
    typed = {"valid_from": f"{today:%Y-%m-%d}", "valid_until": f"{today.year + 1}{today:-%m}-01", "is_revocable": "1"}
    with hub.database.read() as session:
        return _offer_form(request, session, actor, version_id, typed, None)


def _offer_form(
    request: Request, session: Session, actor: Actor, version_id: str, typed: Mapping[str, str], refusal: Refusal | None
) -> Response:
    version: Version = VERSIONS.fetch(session, actor, "license", version_id)
    places = session.scalars(
        select(Organisation)
        .where(Organisation.active, Organisation.id != version.organisation_id)
        .order_by(Organisation.path)
    ).all()
    people = session.scalars(
        select(Person)
        .where(PEOPLE.allows(actor, "read"), Person.active, Person.id.not_in((version.author_id, actor.person_id)))
        .order_by(Person.name)
    ).all()
    return page(
        request, actor, "offer.html", refusal.status if refusal else 200, version=version, places=places,
        people=people, typed=typed, uses=USES, wrong=refused(refusal, language_of(request, actor)) if refusal else "",
    )  # fmt: skip


@router.post("/library/{version_id}/offer")
def offer(version_id: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    typed = {name: str(value) for name, value in form.items()}
    try:
        offered = _offered(typed)
        with hub.database.write() as session:
            made = grants.offer(session, actor, version_id, offered)
    except Refusal as refusal:
        with hub.database.read() as session:
            return _offer_form(request, session, actor, version_id, typed, refusal)
    return RedirectResponse(f"/rights/grants/{made.id}", 303)


def _offered(typed: Mapping[str, str]) -> grants.Offer:
    kind, _, identity = typed.get("taker", "").partition(":")
    fields = {
        "person_id" if kind == "person" else "grantee_id": identity,
        "purpose": typed.get("purpose", ""),
        "terms": typed.get("terms", ""),
        "price_fen": in_fen(typed.get("price", "") or "0"),
        "is_revocable": bool(typed.get("is_revocable")),
        "valid_from": day(typed.get("valid_from", "")),
        "valid_until": day(typed.get("valid_until", "")),
    }
    return _checked(grants.Offer, fields)


def _checked(schema: Any, fields: Mapping[str, Any]) -> Any:
    try:
        return schema.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Invalid(f"The field {place} cannot be used: {first['msg']}.") from error


@router.get("/library/{version_id}/shares")
def new_shares(version_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        version: Version = VERSIONS.fetch(session, actor, "license", version_id)
        lines = "\n".join(f"{name}; {share / 100:g}" for name, share, _ in _lines_now(session, version))
        return _shares_form(request, session, actor, version_id, {"lines": lines}, None)


def _lines_now(session: Session, version: Version) -> list[tuple[str, int, str | None]]:
    """Name, share and person of the table in force: the version's contributors until there is one."""
    query = select(Split).where(Split.version_id == version.id, Split.state == "in_force")
    table = session.scalars(query).first()
    return [(one.name, one.share, one.person_id) for one in (table.shares if table else version.contributors)]


def _shares_form(
    request: Request, session: Session, actor: Actor, version_id: str, typed: Mapping[str, str], refusal: Refusal | None
) -> Response:
    version: Version = VERSIONS.fetch(session, actor, "license", version_id)
    return page(
        request, actor, "propose.html", refusal.status if refusal else 200, version=version, typed=typed,
        wrong=refused(refusal, language_of(request, actor)) if refusal else "",
    )  # fmt: skip


@router.post("/library/{version_id}/shares")
def propose(version_id: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    typed = {name: str(value)[:5000] for name, value in form.items()}
    try:
        with hub.database.write() as session:
            version: Version = VERSIONS.fetch(session, actor, "license", version_id)
            lines = _lines(session, actor, version, typed.get("lines", ""))
            made = splits.propose(session, actor, version_id, lines, typed.get("reason", ""))
    except Refusal as refusal:
        with hub.database.read() as session:
            return _shares_form(request, session, actor, version_id, typed, refusal)
    return RedirectResponse(f"/rights/shares/{made.id}", 303)


def _lines(session: Session, actor: Actor, version: Version, text: str) -> list[splits.Line]:
    """Who stands in the table already keeps their account; others have one where exactly one person whom this person
    may see has that name."""
    seen = session.execute(select(Person.name, Person.id).where(PEOPLE.allows(actor, "read"), Person.active)).all()
    names = [row[0] for row in seen]
    accounts = {row[0]: row[1] for row in seen if names.count(row[0]) == 1}
    accounts |= {name: person for name, _, person in _lines_now(session, version)}
    written = [share_line(one) for one in text.splitlines() if one.strip()]
    return [_checked(splits.Line, {**one, "person_id": accounts.get(one["name"])}) for one in written]
