"""The hub as a web application."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from pydantic import BaseModel
from sqlalchemy import text

from osteohub.audit.api import router as audit
from osteohub.credentials.api import router as credentials
from osteohub.hub import Hub
from osteohub.identity.api import router as identity
from osteohub.ledger.api import router as ledger
from osteohub.library.api import router as library
from osteohub.library.tus import router as tus
from osteohub.referrals.api import router as referrals
from osteohub.refusals import Refusal, TooMany
from osteohub.throttle import Throttle
from osteohub.web.credential_pages import router as credential_pages
from osteohub.web.library_pages import router as library_pages
from osteohub.web.pages import router as pages
from osteohub.web.pages import show_refusal
from osteohub.web.referral_pages import router as referral_pages
from osteokit import DISCLAIMER, __version__

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

Next = Callable[[Request], Awaitable[Response]]


def create_app(hub: Hub) -> FastAPI:
    """The application over an open hub."""
    app = FastAPI(
        title="SlicerOsteo hub",
        version=__version__,
        description=f"Resources, people and a ledger that hospitals share. {DISCLAIMER}",
        docs_url=None,
        redoc_url=None,
    )
    app.state.hub = hub
    app.state.throttle = Throttle()
    for router in (identity, audit, ledger, library, tus, credentials, referrals):
        app.include_router(router, responses=_REFUSALS)
    for router in (pages, library_pages, referral_pages, credential_pages):
        app.include_router(router)
    app.openapi = lambda: _described(app)
    _watch(app, hub)
    app.middleware("http")(_guard)
    app.add_exception_handler(Refusal, _refuse)
    app.add_exception_handler(RequestValidationError, _not_valid)
    return app


class RefusalOut(BaseModel):
    """Why something was not done: a word for programs and a sentence for people."""

    error: str
    message: str


_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": RefusalOut, "description": words}
    for status, words in {
        400: "It cannot be used as it was sent",
        401: "Nobody is signed in",
        403: "This person may not do it",
        404: "It is not there, or this person may not know that it is",
        409: "Its state does not allow it, or somebody was faster",
        413: "It is too large",
        429: "Too many requests",
    }.items()
}


def _described(app: FastAPI) -> dict[str, Any]:
    """The description of the API, without the status 422 that FastAPI adds and the hub never gives."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        for path in schema["paths"].values():
            for operation in path.values():
                operation.get("responses", {}).pop("422", None)
        app.openapi_schema = schema
    return app.openapi_schema


def _watch(app: FastAPI, hub: Hub) -> None:
    """Health, and figures for Prometheus."""
    registry = CollectorRegistry()
    count = Counter("osteohub_requests", "Requests answered", ["method", "route", "status"], registry=registry)
    seconds = Histogram("osteohub_request_seconds", "Time to an answer", ["route"], registry=registry)

    @app.get("/healthz", response_class=PlainTextResponse, include_in_schema=False)
    def healthz() -> str:
        with hub.database.read() as session:
            session.execute(text("SELECT 1"))
        return "ok\n"

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    @app.middleware("http")
    async def measure(request: Request, call: Next) -> Response:
        began = time.perf_counter()
        response = await call(request)
        route = getattr(request.scope.get("route"), "path", "none")  # never the address: it names people and cases
        count.labels(request.method, route, str(response.status_code)).inc()
        seconds.labels(route).observe(time.perf_counter() - began)
        return response


async def _guard(request: Request, call: Next) -> Response:
    length = request.headers.get("content-length", "0")
    path = request.url.path
    is_upload = (request.method == "PATCH" and path.startswith("/api/v1/uploads/")) or path.endswith("/attachments")
    if not length.isdigit() or (int(length) > LARGEST_BODY and not is_upload):
        return JSONResponse({"error": "too_large", "message": "This is larger than the hub takes here."}, 413)
    if "transfer-encoding" in request.headers and not is_upload:
        return JSONResponse({"error": "no_length", "message": "Send this with its length (Content-Length)."}, 411)
    try:
        request.app.state.throttle.knock(request)
    except TooMany as refusal:
        return _refuse(request, refusal)
    response = await call(request)
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if "cache-control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _refuse(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    if _wants_page(request):
        return show_refusal(request, refusal)
    headers = {"Retry-After": str(refusal.after_s)} if isinstance(refusal, TooMany) else None
    if refusal.status == 401:
        headers = {"WWW-Authenticate": "Bearer"}
    return JSONResponse({"error": refusal.code, "message": str(refusal)}, refusal.status, headers)


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first: dict[str, Any] = error.errors()[0]
    place = ".".join(str(one) for one in first["loc"] if one != "body")
    return JSONResponse({"error": "invalid", "message": f"{place or 'The request'}: {first['msg']}."}, 400)


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith(("/api/", "/ledger/", "/fhir/")) and "text/html" in request.headers.get(
        "accept", ""
    )
