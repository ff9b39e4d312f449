"""What a version has to look at: its previews, under the same permission as its files."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.hub import Hub
from osteohub.identity import tickets
from osteohub.identity.actor import Actor
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS, to_fetch
from osteohub.previews import service
from osteohub.previews.models import Preview
from osteohub.refusals import NotFound
from osteohub.web.language import language_of, sentence
from osteohub.web.pages import page

router = APIRouter(include_in_schema=False)

AR_MINUTES = 10
_TYPES = {".glb": "model/gltf-binary", ".usdz": "model/vnd.usdz+zip", ".webp": "image/webp"}


@dataclass(frozen=True)
class Look:
    """What ``preview.html`` shows: all things of a version, the one that is open, and its preview where it is made.
    ``phone`` is what may put a model on the table: ``"android"``, ``"apple"``, or nothing; ``is_made`` whether there is
    nothing to ask for any more."""

    looks: tuple[service.Shown, ...]
    look: service.Shown | None
    preview: Preview | None
    preview_trouble: str
    phone: str
    is_made: bool = True


def looking(request: Request, session: Session, actor: Actor, version: Version) -> Look:
    """The thing that the address names (``?show=``), else the first; nothing for whom the files are not."""
    things = service.shown(version) if VERSIONS.may(session, actor, "download", version.id) else ()
    asked = request.query_params.get("show", "")
    look = next((one for one in things if one.key == asked), things[0] if things else None)
    have = service.previews_of(session, things)
    preview = have.get(look.key) if look else None
    trouble = sentence(preview.trouble, language_of(request, actor)) if preview else ""
    is_made = all(one.key in have and not service.is_old(have[one.key]) for one in things)
    return Look(things, look, preview, trouble, _phone(request), is_made)


def _phone(request: Request) -> str:
    """By what the browser says it is; an iPad says that it is a Macintosh."""
    says = request.headers.get("user-agent", "")
    kinds = {"android": ("Android",), "apple": ("iPhone", "iPad", "Macintosh")}
    return next((kind for kind, words in kinds.items() if any(one in says for one in words)), "")


def ask_for_previews(hub: Hub, version: Version, look: Look) -> None:
    """Whoever opens a version first has its previews made."""
    if look.is_made:
        return
    with hub.database.write() as session:
        asked = service.ask_for(session, version)
    if asked:
        hub.runner.wake()


@router.get("/library/{version_id}/previews/{key}/{part}")
def preview_part(version_id: str, key: str, part: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        digest = _digest(session, actor, version_id, key, part)
    return _sent(hub, digest, part)


def _digest(session: Session, actor: Actor, version_id: str, key: str, part: str) -> str:
    version = to_fetch(session, actor, version_id)
    look = tuple(one for one in service.shown(version) if one.key == key)
    preview = service.previews_of(session, look).get(key)
    if preview is None or part not in preview.parts:
        raise NotFound("There is no such preview.")
    return preview.parts[part]


def _sent(hub: Hub, digest: str, part: str) -> Response:
    kind = _TYPES["." + part.rpartition(".")[2]]
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "ETag": f'"{digest}"'}
    return FileResponse(hub.store.path(digest), media_type=kind, headers=headers)


@router.get("/library/{version_id}/ar/{key}")
def ar(version_id: str, key: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    """A link for the viewer of the phone, which fetches the model by itself and knows no password."""
    suffix = "usdz" if _phone(request) == "apple" else "glb"
    with hub.database.write() as session:
        digest = _digest(session, actor, version_id, key, f"model.{suffix}")
        secret = tickets.issue(session, "ar", actor.person_id, {"sha256": digest}, AR_MINUTES)
    back = f"/library/{version_id}"
    link = _quick_look(secret) if suffix == "usdz" else _scene_viewer(hub, secret, back)
    usable = suffix == "usdz" or hub.settings.is_secure
    return page(request, actor, "ar.html", link=link, apple=suffix == "usdz", usable=usable, back=back)


def _quick_look(secret: str) -> str:
    """Of Apple's AR Quick Look; true to size."""
    return f"/ar/{secret}.usdz#allowsContentScaling=0"


def _scene_viewer(hub: Hub, secret: str, back: str) -> str:
    """Of Android's Scene Viewer."""
    file = quote(f"{hub.settings.public_url}/ar/{secret}.glb", safe="")
    fallback = quote(f"{hub.settings.public_url}{back}", safe="")
    return (
        f"intent://arvr.google.com/scene-viewer/1.2?file={file}&mode=ar_preferred&resizable=false#Intent;scheme=https;"
        f"package=com.google.ar.core;action=android.intent.action.VIEW;S.browser_fallback_url={fallback};end;"
    )


@router.get("/ar/{secret}.{suffix}")
def ar_model(secret: str, suffix: Literal["glb", "usdz"], hub: HubOf) -> Response:
    with hub.database.read() as session:
        found = tickets.find(session, "ar", secret)
    if found is None:
        raise NotFound("This link ran out; make a new one.")
    return _sent(hub, found.payload["sha256"], f"model.{suffix}")
