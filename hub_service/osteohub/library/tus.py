"""Resumable upload: tus 1.0.0 with creation and termination (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from osteohub.access import HubOf, Signed
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Identity
from osteohub.library import uploads
from osteohub.refusals import Conflict, Invalid

router = APIRouter(prefix="/api/v1/uploads", tags=["uploads"])

VERSION = {"Tus-Resumable": "1.0.0"}
_PIECE = 8 << 20


def metadata(header: str) -> dict[str, str]:
    """``Upload-Metadata``: keys with base64 values.

    Raises
    ------
    Invalid
    """
    found: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            raise Invalid(f"Upload-Metadata: {key[:40]} is not base64 of UTF-8.") from None
    return found


def _whole_number(headers: Mapping[str, str], name: str) -> int:
    value = headers.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Invalid(f"{name} must be a whole number of bytes.")
    return int(value)


@router.options("", status_code=204)
def options() -> Response:
    extensions = {"Tus-Version": "1.0.0", "Tus-Extension": "creation,termination", "Tus-Max-Size": str(uploads.LARGEST)}
    return Response(status_code=204, headers={**VERSION, **extensions})


@router.post("", status_code=201)
def create(request: Request, hub: HubOf, actor: Signed) -> Response:
    """``Upload-Metadata`` names the ``version`` (its id) and the file's ``name``."""
    said, length = metadata(request.headers.get("upload-metadata", "")), _whole_number(request.headers, "upload-length")
    with hub.database.write() as session:
        upload = uploads.begin(session, actor, hub.store, said.get("version", ""), said.get("name", ""), length)
    return Response(status_code=201, headers={**VERSION, "Location": f"/api/v1/uploads/{upload.id}"})


@router.head("/{upload_id}")
def where(upload_id: Identity, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        upload = uploads.find(session, actor, upload_id)
    received = hub.store.received(upload_id)
    if received == upload.length:
        _finish(hub, actor, upload_id)  # the hub was stopped between the last byte and the end
    stands = {"Upload-Offset": str(received), "Upload-Length": str(upload.length)}
    return Response(headers={**VERSION, **stands, "Cache-Control": "no-store"})


@router.patch("/{upload_id}", status_code=204)
async def go_on(upload_id: Identity, request: Request, hub: HubOf, actor: Signed) -> Response:
    """Bytes from ``Upload-Offset`` on. They are written as they come: memory does not grow with the file."""
    if request.headers.get("content-type") != "application/offset+octet-stream":
        raise Invalid("Content-Type must be application/offset+octet-stream.")
    offset = _whole_number(request.headers, "upload-offset")
    length = await run_in_threadpool(_length, hub, actor, upload_id)
    try:
        async for chunk in _chunks(request):
            if offset + len(chunk) > length:
                raise Conflict(f"More came than the {length} bytes that were announced; the rest is not kept.")
            offset = await run_in_threadpool(hub.store.append, upload_id, offset, [chunk])
    except ConnectionError:
        raise Invalid("The connection broke; go on from where the upload stands.") from None
    answer = {**VERSION, "Upload-Offset": str(offset)}
    if offset == length:
        await run_in_threadpool(_finish, hub, actor, upload_id)
    return Response(status_code=204, headers=answer)


@router.delete("/{upload_id}", status_code=204)
def give_up(upload_id: Identity, hub: HubOf, actor: Signed) -> Response:
    _length(hub, actor, upload_id)
    hub.store.drop(upload_id)  # first: on a full disk this makes room for what follows
    _forget(hub, actor, upload_id)
    return Response(status_code=204, headers=VERSION)


def _length(hub: HubOf, actor: Actor, upload_id: str) -> int:
    with hub.database.read() as session:
        return uploads.find(session, actor, upload_id).length


def _finish(hub: HubOf, actor: Actor, upload_id: str) -> None:
    digest = hub.store.finish(upload_id)  # before the transaction: hashing gigabytes would hold up everybody
    try:
        with hub.database.write() as session:
            uploads.finish(session, actor, hub.store, upload_id, digest)
    except Invalid:  # it never becomes a file, however often it is finished
        _forget(hub, actor, upload_id)
        raise
    hub.store.drop(upload_id)  # after it: whoever stops the hub in between finds the upload whole and finishes it


def _forget(hub: HubOf, actor: Actor, upload_id: str) -> None:
    with hub.database.write() as session:
        session.delete(uploads.find(session, actor, upload_id))
    hub.store.drop(upload_id)


async def _chunks(request: Request):
    """Large pieces, so that each costs one write and one fsync; what came before the connection broke is one too."""
    waiting = bytearray()
    try:
        async for piece in request.stream():
            waiting += piece
            if len(waiting) >= _PIECE:
                yield bytes(waiting)
                waiting.clear()
    except ClientDisconnect:
        if waiting:
            yield bytes(waiting)
        raise ConnectionError from None
    if waiting:
        yield bytes(waiting)
