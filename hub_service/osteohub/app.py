"""The hub as a web application."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from osteohub.audit.api import router as audit
from osteohub.credentials.api import router as credentials
from osteohub.credentials.badge_api import router as badges
from osteohub.credentials.file_api import router as evidence
from osteohub.credentials.training_api import router as training
from osteohub.events.api import router as events
from osteohub.fhir.api import router as fhir
from osteohub.fhir.outcome import refusal_answer, refused
from osteohub.figures import Figures
from osteohub.front import SECURITY, Front
from osteohub.his.api import router as his
from osteohub.hub import Hub
from osteohub.identity.api import router as identity
from osteohub.identity.passkey_api import router as passkeys
from osteohub.ledger.api import router as ledger
from osteohub.library.api import router as library
from osteohub.library.tus import router as tus
from osteohub.library.used_api import router as used
from osteohub.logs import LOG, told
from osteohub.notices.api import router as notices
from osteohub.plugins.api import router as plugins
from osteohub.plugins.pages import router as plugin_pages
from osteohub.referrals.ahead_api import router as ahead
from osteohub.referrals.api import router as referrals
from osteohub.refusals import Refusal, TooMany
from osteohub.rights.api import router as rights
from osteohub.rights.report_api import router as infringements
from osteohub.trouble import unavailable
from osteohub.web.consent_pages import router as consent_pages
from osteohub.web.credential_pages import router as credential_pages
from osteohub.web.draft_pages import router as draft_pages
from osteohub.web.emergency_pages import router as emergency_pages
from osteohub.web.evidence_pages import router as evidence_pages
from osteohub.web.job_pages import router as job_pages
from osteohub.web.language import refused as in_words
from osteohub.web.library_pages import router as library_pages
from osteohub.web.notice_pages import router as notice_pages
from osteohub.web.oidc_pages import router as oidc_pages
from osteohub.web.override_pages import router as override_pages
from osteohub.web.pages import router as pages
from osteohub.web.pages import show_refusal
from osteohub.web.preview_pages import router as preview_pages
from osteohub.web.referral_pages import router as referral_pages
from osteohub.web.report_pages import router as report_pages
from osteohub.web.rights_pages import router as rights_pages
from osteohub.web.sharing_pages import router as sharing_pages
from osteohub.web.version_rights import router as version_rights
from osteokit import DISCLAIMER, __version__


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
    for router in (
        *(identity, passkeys, audit, ledger, library, tus, badges, evidence, credentials, referrals, his),
        *(rights, infringements, notices, ahead, used, training),
    ):
        app.include_router(router, responses=_REFUSALS)
    for router in (
        *(pages, oidc_pages, draft_pages, library_pages, preview_pages, referral_pages, credential_pages),
        *(sharing_pages, notice_pages, rights_pages, version_rights, report_pages, override_pages, job_pages),
        *(emergency_pages, consent_pages, evidence_pages),
    ):
        app.include_router(router)
    app.include_router(events, responses=_REFUSALS)
    app.include_router(plugins, responses=_REFUSALS)
    app.include_router(plugin_pages)
    app.include_router(fhir)
    app.openapi = lambda: _described(app)
    figures = Figures(hub)
    _watch(app, hub, figures)
    app.add_middleware(Front, hub=hub, figures=figures, refuse=_refuse)
    for kind in (Refusal, SQLAlchemyError, OSError):
        app.add_exception_handler(kind, _refuse)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(Exception, _broken)
    return app


class Broken(Refusal):
    """A mistake of the hub's own."""

    status, code = 500, "broken"


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
                answers = operation.get("responses", {})
                answers.pop("422", None)
                for status, answer in answers.items():
                    if status >= "400" and answer.get("content"):  # refusals are JSON, whatever the route gives else
                        answer["content"] = {"application/json": next(iter(answer["content"].values()))}
        app.openapi_schema = schema
    return app.openapi_schema


def _watch(app: FastAPI, hub: Hub, figures: Figures) -> None:
    """Health, readiness, and figures for Prometheus."""

    @app.get("/livez", response_class=PlainTextResponse, include_in_schema=False)
    async def livez() -> str:
        """The process answers: a restart would not help."""
        return "alive\n"

    @app.get("/healthz", response_class=PlainTextResponse, include_in_schema=False)
    def healthz() -> Response:
        """The database answers too."""
        return _tried("ok\n", lambda: _ask_database(hub))

    @app.get("/readyz", response_class=PlainTextResponse, include_in_schema=False)
    def readyz() -> Response:
        """Database and store answer: work may be sent here."""
        return _tried("ready\n", lambda: (_ask_database(hub), hub.store.has("0" * 64)))

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)


def _ask_database(hub: Hub) -> None:
    with hub.database.read() as session:
        session.execute(text("SELECT version_num FROM alembic_version"))  # a constant needs no file


def _tried(words: str, ask: Callable[[], object]) -> Response:
    try:
        ask()
    except Exception as error:
        LOG.error("not ready", **told(error))
        return PlainTextResponse("not ready: see the log\n", 503)
    return PlainTextResponse(words)


def _broken(request: Request, error: Exception) -> Response:
    """Something is wrong with the hub itself; the log has more under this number."""
    number = getattr(request.state, "request_id", "")
    headers = {"X-Request-ID": number, **SECURITY}
    broken = Broken(f"The hub made a mistake and did nothing. Tell its operator this number: {number}.")
    if _is_fhir(request):
        return refused(500, str(broken), headers)
    if _wants_page(request):
        answer = show_refusal(request, broken)
        answer.headers.update(headers)
        return answer
    return JSONResponse({"error": broken.code, "message": str(broken)}, 500, headers)


def _refuse(request: Request, error: Exception) -> Response:
    """The answer to a refusal, or to trouble with the disk or the database; anything else is a mistake of the hub."""
    refusal = error if isinstance(error, Refusal) else unavailable(error)
    if refusal is None:
        raise error
    if refusal is not error:
        LOG.error("trouble", **told(error))
    if _is_fhir(request):
        return refusal_answer(refusal)
    if _wants_page(request):
        return show_refusal(request, refusal)
    headers = {"Retry-After": str(refusal.after_s)} if isinstance(refusal, TooMany) else None
    if refusal.status == 401:
        headers = {"WWW-Authenticate": "Bearer"}
    return JSONResponse(
        {"error": refusal.code, "message": in_words(refusal, request.headers.get("x-page-language", "en"))},
        refusal.status,
        headers,
    )


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first: dict[str, Any] = error.errors()[0]
    place = ".".join(str(one) for one in first["loc"] if one != "body")
    words = f"{place or 'The request'}: {first['msg']}."
    return refused(400, words) if _is_fhir(request) else JSONResponse({"error": "invalid", "message": words}, 400)


def _is_fhir(request: Request) -> bool:
    return request.url.path.startswith("/fhir/")


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith(("/api/", "/ledger/", "/fhir/")) and "text/html" in request.headers.get(
        "accept", ""
    )
