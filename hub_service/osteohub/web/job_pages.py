"""Work beside the requests: what waits, what runs, what failed and why, and another try."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from osteohub.access import HubOf, Signed
from osteohub.database.base import now
from osteohub.jobs.models import STATES, Job
from osteohub.jobs.service import ATTEMPTS
from osteohub.library.background import JOBS, counted, try_again
from osteohub.library.models import Version
from osteohub.library.older import ask_for_measures, unmeasured
from osteohub.web.language import language_of, sentence
from osteohub.web.pages import page

router = APIRouter(include_in_schema=False)

_SHOWN = 100


@router.get("/jobs")
def jobs(request: Request, hub: HubOf, actor: Signed, state: str = "", about: str = "") -> Response:
    """The latest first; of one state, or about one version."""
    query = select(Job)
    if state in STATES:
        query = query.where(Job.state == state)
    if about:
        query = query.where(Job.subject_id == about)
    language = language_of(request, actor)
    with hub.database.read() as session:
        found = JOBS.first(session, actor, query, (Job.id.desc(),), _SHOWN)
        ids = {one.subject_id for one in found}
        versions = {one.id: one for one in session.scalars(select(Version).where(Version.id.in_(ids)))}
        numbers = counted(session, actor)
        older = unmeasured(session, actor) if actor.has("operator") else 0
    rows = [_row(one, versions[one.subject_id], language) for one in found]
    return page(
        request, actor, "jobs.html", rows=rows, numbers=numbers, states=STATES, state=state, about=about, older=older,
        attempts=ATTEMPTS,
    )  # fmt: skip


def _row(one: Job, version: Version, language: str) -> dict[str, Any]:
    runs = one.state == "waiting" and one.leased_until is not None and one.leased_until > now()
    how = "running" if runs else "again" if one.state == "waiting" and one.attempts else one.state
    return {"job": one, "version": version, "how": how, "trouble": sentence(one.trouble, language)}


@router.post("/jobs/{job_id}/again")
def again(job_id: str, hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        try_again(session, hub.runner, actor, job_id)
    hub.runner.wake()
    return RedirectResponse("/jobs", 303)


@router.post("/jobs/measure")
def measure(hub: HubOf, actor: Signed) -> Response:
    with hub.database.write() as session:
        ask_for_measures(session, actor)
    hub.runner.wake()
    return RedirectResponse("/jobs", 303)
