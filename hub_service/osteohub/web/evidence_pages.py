"""What speaks for an application beside its lines: files, sessions at a simulator; and the badge of an admission."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData, UploadFile

from osteohub.access import Anybody, HubOf, Signed
from osteohub.credentials import badges, files, training
from osteohub.credentials.file_api import shown
from osteohub.refusals import Invalid, Refusal
from osteohub.web.credential_pages import show_admission
from osteohub.web.forms import Form, FormWithFile
from osteohub.web.language import language_of, refused
from osteohub.web.pages import page

router = APIRouter(include_in_schema=False)


@router.post("/credentials/{admission_id}/attachments")
def add(admission_id: str, form: FormWithFile, request: Request, hub: HubOf, actor: Signed) -> Response:
    try:
        chosen = _chosen(form)
        with hub.database.read() as session:
            files.may_add(session, actor, admission_id, len(chosen))
        kept = files.keep(hub.store, chosen)
        with hub.database.write() as session:
            files.add_files(session, actor, admission_id, kept)
    except Invalid as refusal:
        with hub.database.read() as session:
            words = refused(refusal, language_of(request, actor))
            return show_admission(request, session, actor, admission_id, None, words)
    return RedirectResponse(f"/credentials/{admission_id}#files", 303)


def _chosen(form: FormData) -> list[tuple[str, bytes]]:
    """Names and contents; a form without files brings one that has no name."""
    sent = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    if not sent:
        raise Invalid("Choose a file that is not empty.")
    return [(one.filename or "", one.file.read()) for one in sent]


@router.get("/credentials/{admission_id}/attachments/{file_id}")
def look(admission_id: str, file_id: str, hub: HubOf, actor: Signed) -> Response:
    return shown(hub, actor, admission_id, file_id)


@router.post("/credentials/{admission_id}/attachments/{file_id}/remove")
def remove(admission_id: str, file_id: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        files.remove_file(session, actor, admission_id, file_id)
    return RedirectResponse(f"/credentials/{admission_id}#files", 303)


@router.post("/credentials/{admission_id}/sessions")
def count(admission_id: str, form: Form, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        training.count_sessions(session, actor, admission_id, [str(one) for one in form.getlist("session")])
    return RedirectResponse(f"/credentials/{admission_id}#training", 303)


@router.post("/credentials/{admission_id}/badge")
def badge(admission_id: str, hub: HubOf, actor: Signed) -> Response:
    """The badge as a file, to be handed on."""
    with hub.database.write() as session:
        token = badges.issue(session, hub, actor, admission_id)
    headers = {"Content-Disposition": f'attachment; filename="badge-{admission_id[:8]}.jwt"'}
    return Response(token, headers=headers, media_type="application/vc+jwt")


@router.get("/badges/verify")
def verify_form(request: Request, hub: HubOf, actor: Anybody) -> Response:
    return _verify_page(request, hub, actor, {})


@router.post("/badges/verify")
def verify(form: Form, request: Request, hub: HubOf, actor: Anybody) -> Response:
    """What a badge says, whether it is of this hub, and what became of the admission since."""
    try:
        with hub.database.read() as session:
            found = badges.verified(session, hub, _token(form))
    except Refusal as refusal:
        return _verify_page(request, hub, actor, {"wrong": refused(refusal, language_of(request, actor))})
    return _verify_page(request, hub, actor, {"found": asdict(found)})


def _token(form: FormData) -> str:
    file = form.get("file")
    content = file.file.read(100_000) if isinstance(file, UploadFile) and file.filename else b""
    return content.decode("ascii", "replace").strip() or str(form.get("token", "")).strip()


def _verify_page(request: Request, hub: HubOf, actor: Anybody, values: Mapping[str, Any]) -> Response:
    told = {"wrong": "", "found": None, **values}
    status = 400 if told["wrong"] else 200
    return page(request, actor, "badge.html", status, base=f"{hub.settings.public_url}/badges", **told)
