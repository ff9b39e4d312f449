"""A file as an answer: whole or one range (RFC 9110), read as it is sent."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from osteohub.objects.store import ObjectStore, place_of

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$", re.ASCII)


def send(
    store: ObjectStore, digest: str, request: Request, name: str, headers: Mapping[str, str], handed_to: str = ""
) -> Response:
    """
    Parameters
    ----------
    name : str
        Under which a browser keeps it.
    handed_to : str, optional
        Where the web server in front finds the files of the folder (``X-Accel-Redirect``); empty: it does not send.

    Raises
    ------
    NotFound
    """
    size, etag = store.size(digest), f'"{digest}"'
    all_headers = {
        **headers,
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": _disposition(name),
    }
    kind = "application/octet-stream"
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=all_headers)
    if handed_to:
        return Response(headers={**all_headers, "X-Accel-Redirect": f"{handed_to}/{place_of(digest)}"}, media_type=kind)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", etag) != etag:
        asked = ""
    span = wanted_span(asked, size)
    if span is None:
        return Response(status_code=416, headers={**all_headers, "Content-Range": f"bytes */{size}"})
    start, stop = span
    all_headers["Content-Length"] = str(stop - start)
    if (start, stop) == (0, size) and not _RANGE.match(asked):
        return StreamingResponse(store.pieces(digest), headers=all_headers, media_type=kind)
    all_headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return StreamingResponse(store.pieces(digest, start, stop), 206, headers=all_headers, media_type=kind)


def _disposition(name: str) -> str:
    quoted = quote(name, safe="")
    return f'attachment; filename="{name}"' if quoted == name else f"attachment; filename*=utf-8''{quoted}"


def wanted_span(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last, of a ``Range``; None where it lies outside.

    What is no single range of bytes is passed over, as the standard allows: the whole is sent.
    """
    found = _RANGE.match(asked)
    if found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else None
    start, stop = int(first), min(size, int(last) + 1) if last else size
    if last and int(last) < int(first):
        return 0, size
    return (start, stop) if start < size else None
