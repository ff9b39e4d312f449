"""FHIR over HTTP. Every refusal is an OperationOutcome; what the hub does not offer under this address as well."""

from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response

from osteohub.access import HubOf, Signed
from osteohub.database.engine import Database
from osteohub.fhir import reading, search, write
from osteohub.fhir.capability import capability
from osteohub.fhir.content import answer, body_of, is_accepted
from osteohub.fhir.create import Asked, Duplicate
from osteohub.fhir.kinds import Kind, Resource
from osteohub.fhir.outcome import NotAcceptable, NotSupported, WrongContent
from osteohub.fhir.query import read_search
from osteohub.fhir.resources.every import KINDS, kind_of
from osteohub.fhir.steps import update_task, version_of
from osteohub.fhir.view import View
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.refusals import Invalid, NotFound


def _need_json(request: Request) -> None:
    """
    Raises
    ------
    NotAcceptable
    """
    if not is_accepted(request.headers.get("accept", ""), request.query_params.get("_format", "")):
        raise NotAcceptable("The hub speaks application/fhir+json of FHIR 4.0; ask for that.")


router = APIRouter(prefix="/fhir", include_in_schema=False)
r4 = APIRouter(prefix="/R4", dependencies=[Depends(_need_json)])
Body = Annotated[dict[str, Any], Depends(body_of)]


@r4.get("/metadata")
def metadata(hub: HubOf) -> Response:
    return answer(capability(KINDS, f"{hub.settings.public_url}/fhir/R4"))


@r4.post("")
@r4.post("/")
def transaction(request: Request, hub: HubOf, actor: Signed, body: Body) -> Response:
    def do(view: View) -> Resource:
        return write.transaction(view, body, _is_lenient(request))

    return answer(_twice(hub, actor, do))


@r4.get("/{kind}")
def search_type(kind: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    return _searched(hub, actor, kind_of(kind), request, parse_qsl(request.url.query, keep_blank_values=True))


async def _form_of(request: Request) -> Sequence[tuple[str, str]]:
    """What was sent as a form: patients' numbers then stand in no address."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise WrongContent("A search is posted as application/x-www-form-urlencoded.")
    try:
        told = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError as error:
        raise Invalid("This form cannot be read.") from error
    return [*parse_qsl(request.url.query, keep_blank_values=True), *told]


@r4.post("/{kind}/_search")
def search_form(
    kind: str, request: Request, hub: HubOf, actor: Signed, form: Annotated[list[tuple[str, str]], Depends(_form_of)]
) -> Response:
    return _searched(hub, actor, kind_of(kind), request, form)


def _searched(hub: Hub, actor: Actor, kind: Kind, request: Request, pairs: Sequence[tuple[str, str]]) -> Response:
    if any("\x00" in one for pair in pairs for one in pair):
        raise Invalid("A search parameter holds what is no text.")
    base = f"{hub.settings.public_url}/fhir/R4"
    asked = read_search(kind, pairs, KINDS, "handling=strict" in request.headers.get("prefer", "").lower(), base)
    with hub.database.read() as session:
        return answer(search.searched(View(session, actor, hub.settings.public_url), kind, asked))


@r4.post("/{kind}")
def create(kind: str, request: Request, hub: HubOf, actor: Signed, body: Body) -> Response:
    criteria = request.headers.get("if-none-exist", "")
    asked = Asked(body, {}, _is_lenient(request))
    if body["resourceType"] != kind_of(kind).name:
        raise Invalid("The body is not of the kind that the address names.")
    done = _twice(hub, actor, lambda view: write.create(view, kind_of(kind), asked, criteria))
    where = f"{hub.settings.public_url}/fhir/R4/{done.where}"
    return _told(request, done.resource, done.status, {"Location": where})


@r4.get("/{kind}/{identity}")
def read(kind: str, identity: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    found = _seen(hub, actor, lambda view: reading.read(view, kind_of(kind), identity))
    tag = found["meta"].get("versionId") if "meta" in found else None
    known = request.headers.get("if-none-match", "")
    if tag and known and known.strip() != "*" and version_of(known) == int(tag):
        return Response(status_code=304, headers=_marks(found))
    return answer(found, headers=_marks(found))


@r4.put("/{kind}/{identity}")
def update(kind: str, identity: str, request: Request, hub: HubOf, actor: Signed, body: Body) -> Response:
    if kind_of(kind).name != "Task":
        raise NotSupported("Over FHIR a referral is changed by its Task; other resources cannot be changed.")
    asked, version = Asked(body, {}, _is_lenient(request)), request.headers.get("if-match", "")
    with hub.database.write() as session:
        view = View(session, actor, hub.settings.public_url)
        return _told(request, update_task(view, identity, asked, version), 200, {})


@r4.get("/{kind}/{identity}/_history")
def history(kind: str, identity: str, hub: HubOf, actor: Signed) -> Response:
    return answer(_seen(hub, actor, lambda view: reading.history(view, kind_of(kind), identity)))


@r4.get("/{kind}/{identity}/_history/{version}")
def vread(kind: str, identity: str, version: str, hub: HubOf, actor: Signed) -> Response:
    found = _seen(hub, actor, lambda view: reading.read_version(view, kind_of(kind), identity, version))
    return answer(found, headers=_marks(found))


_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


router.include_router(r4)


@router.api_route("/{rest:path}", methods=_METHODS)
def nothing(rest: str, request: Request, actor: Signed) -> Response:
    if request.method in ("GET", "HEAD"):
        raise NotFound("There is nothing at this address; /fhir/R4/metadata says what there is.")
    raise NotSupported("The hub does not offer this over FHIR; /fhir/R4/metadata says what it does.")


def _seen(hub: Hub, actor: Actor, look: Callable[[View], Resource]) -> Resource:
    with hub.database.read() as session:
        return look(View(session, actor, hub.settings.public_url))


def _twice(hub: Hub, actor: Actor, do: Callable[[View], Any]) -> Any:
    """Of two that make the same at once the slower one looks again, and then sees what the other made."""
    try:
        return _kept(hub.database, hub, actor, do)
    except Duplicate:
        return _kept(hub.database, hub, actor, do)


def _kept(database: Database, hub: Hub, actor: Actor, do: Callable[[View], Any]) -> Any:
    with database.write() as session:
        return do(View(session, actor, hub.settings.public_url))


def _is_lenient(request: Request) -> bool:
    return "handling=lenient" in request.headers.get("prefer", "").lower()


def _marks(resource: Resource) -> dict[str, str]:
    """Version and time of a resource as headers."""
    meta = resource.get("meta", {})
    marks = {"ETag": f'W/"{meta["versionId"]}"'} if "versionId" in meta else {}
    if "lastUpdated" in meta:
        marks["Last-Modified"] = format_datetime(datetime.fromisoformat(meta["lastUpdated"]), usegmt=True)
    return marks


def _told(request: Request, resource: Resource, status: int, headers: dict[str, str]) -> Response:
    """The resource, or only its marks where the client prefers little."""
    marks = {**_marks(resource), **headers}
    if "return=minimal" in request.headers.get("prefer", "").lower():
        return Response(status_code=status, headers=marks)
    return answer(resource, status, marks)
