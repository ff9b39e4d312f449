"""What every request passes: its id, limits, headers that browsers heed, a line in the log, figures.

It is plain ASGI: an answer's bytes go through untouched, so that a download runs as fast as it is read.
"""

import time
from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from osteohub.access import address_of
from osteohub.database.base import new_id
from osteohub.fhir.outcome import refused
from osteohub.figures import Figures
from osteohub.hub import Hub
from osteohub.knocks.throttle import Throttle, is_door
from osteohub.logs import LOG, pseudonym, told
from osteohub.refusals import TooMany

SECURITY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

LARGEST_BODY = 1_000_000
"""Bytes of a request that is no upload."""

Refuse = Callable[[Request, Exception], Response]


class Front:
    """``refuse`` makes an answer of a refusal or of trouble with the database, as it is made everywhere else."""

    def __init__(self, app: ASGIApp, hub: Hub, figures: Figures, refuse: Refuse) -> None:
        self._app, self._hub, self._figures, self._refuse = app, hub, figures, refuse
        self._throttle = Throttle(hub.database, hub.settings.attempts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500
        state = scope.setdefault("state", {})
        state["request_id"] = new_id()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), state["request_id"])
            await send(message)

        trouble: dict[str, Any] = {}
        try:
            request = Request(scope)
            refused = self._refused(request) or await self._throttled(request)
            await (refused or self._app)(scope, receive, answer)
        except Exception as error:
            trouble = told(error)
            raise
        finally:
            seconds = time.perf_counter() - began
            route = getattr(scope.get("route"), "path", "none")  # never the address: it names people and cases
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._figures.answered(method, route, status, seconds)
            LOG.info(
                "request",
                request_id=state["request_id"],
                method=method,
                route=route,
                status=status,
                ms=round(1000 * seconds, 1),
                actor=pseudonym(self._hub.signer, state.get("person_id", "")),
                **trouble,
            )

    def _refused(self, request: Request) -> Response | None:
        """Why it goes no further; None where it may."""
        length, path = request.headers.get("content-length", "0"), request.url.path
        if not length.isdigit() or (int(length) > LARGEST_BODY and not _is_upload(request.method, path)):
            return _said(path, 413, "too_large", "This is larger than the hub takes here.")
        if "transfer-encoding" in request.headers and not _is_upload(request.method, path):
            return _said(path, 411, "no_length", "Send this with its length (Content-Length).")
        return None

    async def _throttled(self, request: Request) -> Response | None:
        """Why whoever guesses secrets has to wait; None where they may try."""
        if not is_door(request):
            return None
        try:
            await run_in_threadpool(self._throttle.knock, address_of(request))
        except (TooMany, SQLAlchemyError) as error:
            return self._refuse(request, error)
        return None


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def _said(path: str, status: int, code: str, words: str) -> Response:
    if path.startswith("/fhir/"):
        return refused(status, words)
    return JSONResponse({"error": code, "message": words}, status)


def _is_upload(method: str, path: str) -> bool:
    return (method == "PATCH" and path.startswith("/api/v1/uploads/")) or path.endswith("/attachments")


def _add_headers(headers: MutableHeaders, request_id: str) -> None:
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    if "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"
    headers["X-Request-ID"] = request_id
