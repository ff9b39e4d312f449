"""Reports of infringement over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, status
from fastapi.responses import FileResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from osteohub.access import HubOf, Signed
from osteohub.database.base import new_id
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Identity
from osteohub.library.uploads import checked_name
from osteohub.refusals import Invalid, NotFound
from osteohub.rights import reports
from osteohub.rights import schemas as s
from osteohub.rights.models import Report
from osteohub.rights.policies import REPORTS
from osteohub.rights.states import REPORT

router = APIRouter(prefix="/api/v1/infringements", tags=["infringements"])

_BY_THEMSELVES = ("finish", "refinish")


def report_out(session: Session, actor: Actor, one: Report) -> s.ReportOut:
    """With what this person may do now. Who judges is for the one who handles it; the parties read the words once
    all have spoken."""
    allowed = REPORTS.available(session, actor, one.id)
    handles = "notify" in allowed
    over = one.state not in ("in_assessment", "in_reassessment")
    judged = [
        s.AssessmentOut(
            round=each.round,
            infringes=each.infringes,
            words=each.words,
            person_id=each.person_id if handles or each.person_id == actor.person_id else "",
        )
        for each in one.assessments
        if handles or each.person_id == actor.person_id or over or each.round < one.round
    ]
    names = [name for name in s.ReportOut.model_fields if name not in _MADE]
    return s.ReportOut(
        **{name: getattr(one, name) for name in names},
        is_mine=one.reporter_id == actor.person_id,
        files=[s.EvidenceOut.model_validate(each) for each in one.files],
        assessments=judged,
        history=[s.StepOut.model_validate(each) for each in one.events],
        actions=_actions(one, actor, allowed),
    )


_MADE = ("is_mine", "files", "assessments", "history", "actions")


def _actions(one: Report, actor: Actor, allowed: tuple[str, ...]) -> list[str]:
    possible = {each.action for each in REPORT.from_state(one.state)} - set(_BY_THEMSELVES)
    if one.state in reports.ATTACHABLE:
        possible.add("attach")
    if (one.state == "dismissed") is not (one.reporter_id == actor.person_id):
        possible.discard("appeal")
    spoke = any(
        each.person_id == actor.person_id and each.round == one.round and each.infringes is not None
        for each in one.assessments
    )
    if spoke:
        possible -= {"assess", "reassess"}
    return [each for each in allowed if each in possible]


@router.get("")
def listed(
    hub: HubOf,
    actor: Signed,
    state: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=32)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[s.ReportOut]:
    """Those that this person wrote, answers, handles or judges; oldest first."""
    query = select(Report).where(REPORTS.allows(actor, "read"), Report.id > after)
    if state:
        query = query.where(Report.state == state)
    with hub.database.read() as session:
        return [report_out(session, actor, one) for one in session.scalars(query.order_by(Report.id).limit(limit))]


@router.post("", status_code=status.HTTP_201_CREATED)
def begin(body: s.NewReport, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        made = reports.begin(session, actor, body.version_id, body.ground, body.claim)
        return report_out(session, actor, made)


@router.get("/{report_id}")
def one(report_id: Identity, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.read() as session:
        return report_out(session, actor, REPORTS.fetch(session, actor, "read", report_id))


@router.post("/{report_id}/attachments", status_code=status.HTTP_201_CREATED)
async def attach(
    report_id: Identity, name: Annotated[str, Query(max_length=200)], request: Request, hub: HubOf, actor: Signed
) -> s.EvidenceOut:
    """The body is the file, at most 20 MiB; its SHA-256 goes into the ledger."""
    named = checked_name(name)
    await run_in_threadpool(_may_attach, hub, actor, report_id)
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > reports.LARGEST_FILE:
            raise Invalid("A piece of evidence has at most 20 MiB.")
    if not content:
        raise Invalid("A piece of evidence cannot be empty.")
    return await run_in_threadpool(_attach, hub, actor, report_id, named, bytes(content))


def _may_attach(hub: Hub, actor: Actor, report_id: str) -> None:
    """Before the body is read."""
    with hub.database.read() as session:
        REPORTS.fetch(session, actor, "attach", report_id)


def _attach(hub: Hub, actor: Actor, report_id: str, name: str, content: bytes) -> s.EvidenceOut:
    digest = hub.store.add([content], new_id())
    with hub.database.write() as session:
        return s.EvidenceOut.model_validate(reports.attach(session, actor, report_id, name, digest, len(content)))


@router.get("/{report_id}/attachments/{file_id}")
def evidence(report_id: Identity, file_id: Identity, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        report: Report = REPORTS.fetch(session, actor, "read", report_id)
        file = next((each for each in report.files if each.id == file_id), None)
    if file is None:
        raise NotFound("This report has no such file.")
    return FileResponse(hub.store.path(file.sha256), filename=file.name, media_type="application/octet-stream")


@router.post("/{report_id}/appoint")
def appoint(report_id: Identity, body: s.Panel, hub: HubOf, actor: Signed) -> s.ReportOut:
    """Name the assessors, of the first round or after an appeal."""
    with hub.database.write() as session:
        return report_out(session, actor, reports.appoint(session, actor, report_id, body.people))


@router.post("/{report_id}/assess", status_code=status.HTTP_204_NO_CONTENT)
def assess(report_id: Identity, body: s.Verdict, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        reports.assess(session, actor, report_id, body.infringes, body.words)


@router.post("/{report_id}/decide")
def decide(report_id: Identity, body: s.Decision, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        return report_out(session, actor, reports.decide(session, actor, report_id, body.uphold, body.words))


@router.post("/{report_id}/answer")
def answer(report_id: Identity, body: s.Said, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        return report_out(session, actor, reports.answer(session, actor, report_id, body.words))


@router.post("/{report_id}/appeal")
def appeal(report_id: Identity, body: s.Said, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        return report_out(session, actor, reports.appeal(session, actor, report_id, body.words))


@router.post("/{report_id}/retract")
def retract(report_id: Identity, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        return report_out(session, actor, reports.retract(session, actor, report_id))


@router.post("/{report_id}/notify")
def notify(report_id: Identity, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        return report_out(session, actor, reports.notify(session, actor, report_id))


@router.post("/{report_id}/go_on")
def go_on(report_id: Identity, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        return report_out(session, actor, reports.go_on(session, actor, report_id))


@router.post("/{report_id}/withdraw")
def withdraw(report_id: Identity, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        return report_out(session, actor, reports.withdraw(session, actor, report_id))


@router.post("/{report_id}/close")
def close(report_id: Identity, hub: HubOf, actor: Signed) -> s.ReportOut:
    with hub.database.write() as session:
        return report_out(session, actor, reports.close(session, actor, report_id))
