"""Files of evidence over HTTP."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, status
from starlette.concurrency import run_in_threadpool

from osteohub.access import HubOf, Signed
from osteohub.credentials import files
from osteohub.credentials.api import FileOut
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Identity
from osteohub.refusals import Invalid

router = APIRouter(prefix="/api/v1/admissions/{admission_id}/attachments", tags=["credentials"])


@router.post("", status_code=status.HTTP_201_CREATED)
async def add(
    admission_id: Identity, name: Annotated[str, Query(max_length=200)], request: Request, hub: HubOf, actor: Signed
) -> list[FileOut]:
    """The body is a PDF, or a picture in JPEG or PNG: told by its content, at most 10 MiB. All files of the draft."""
    await run_in_threadpool(_may_add, hub, actor, admission_id)
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > files.LARGEST:
            raise Invalid(f"A file of evidence has at most {files.LARGEST >> 20} MiB; make the picture smaller.")
    return await run_in_threadpool(_add, hub, actor, admission_id, name, bytes(content))


def _may_add(hub: Hub, actor: Actor, admission_id: str) -> None:
    """Before the body is read."""
    with hub.database.read() as session:
        files.may_add(session, actor, admission_id, 1)


def _add(hub: Hub, actor: Actor, admission_id: str, name: str, content: bytes) -> list[FileOut]:
    kept = files.keep(hub.store, [(name, content)])
    with hub.database.write() as session:
        return [FileOut.model_validate(one) for one in files.add_files(session, actor, admission_id, kept).files]


@router.get("/{file_id}", response_class=Response)
def read(admission_id: Identity, file_id: Identity, hub: HubOf, actor: Signed) -> Response:
    return shown(hub, actor, admission_id, file_id)


@router.delete("/{file_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove(admission_id: Identity, file_id: Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        files.remove_file(session, actor, admission_id, file_id)


def shown(hub: Hub, actor: Actor, admission_id: str, file_id: str) -> Response:
    """A picture to look at, a PDF to keep; as what its content is, whatever it was called."""
    with hub.database.read() as session:
        found = files.read_file(session, actor, admission_id, file_id)
        name, kind, digest = found.name, found.kind, found.sha256
    content = b"".join(hub.store.pieces(digest))
    headers = {
        "Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}" if kind == "pdf" else "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers, media_type=files.MEDIA[kind])
