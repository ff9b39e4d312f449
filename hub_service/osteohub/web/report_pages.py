"""Reports of infringement for people: writing one with its evidence, and the steps that each may take now."""

from collections.abc import Callable, Mapping, Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from osteohub.access import HubOf, Signed
from osteohub.database.base import new_id, now
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.identity.models import Membership, Person
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS
from osteohub.library.uploads import checked_name
from osteohub.library.vocabulary import SUFFIXES
from osteohub.refusals import Conflict, Invalid, NotFound, Refusal
from osteohub.rights import reports
from osteohub.rights.models import GROUNDS, Report
from osteohub.rights.policies import REPORTS
from osteohub.rights.report_api import report_out
from osteohub.rights.schemas import ReportOut
from osteohub.rights.states import REPORT, REPORT_NAMES
from osteohub.web.forms import Form, FormWithFile
from osteohub.web.language import language_of, refused
from osteohub.web.pages import page

router = APIRouter(include_in_schema=False)

_SHOWN = 200
_PLAIN: Mapping[str, Callable[[Session, Actor, str], Report]] = {
    "retract": reports.retract,
    "notify": reports.notify,
    "go_on": reports.go_on,
    "withdraw": reports.withdraw,
    "close": reports.close,
}
_IN_WORDS: Mapping[str, Callable[[Session, Actor, str, str], Report]] = {
    "answer": reports.answer,
    "appeal": reports.appeal,
}
_APPOINT = ("appoint", "reappoint")
_ASSESS = ("assess", "reassess")
_DECIDE = ("uphold", "dismiss", "uphold_finally", "dismiss_finally")


@router.get("/reports")
def listed(request: Request, hub: HubOf, actor: Signed) -> Response:
    query = select(Report).where(REPORTS.allows(actor, "read")).order_by(Report.id.desc()).limit(_SHOWN)
    with hub.database.read() as session:
        found = [report_out(session, actor, one) for one in session.scalars(query)]
        versions = _versions(session, found)
    turns = [one for one in found if set(_steps(one)) - {"attach", "retract"}]
    return page(
        request, actor, "reports.html", turns=turns, others=[one for one in found if one not in turns],
        versions=versions, states=_states(request, actor), today=now(),
    )  # fmt: skip


def _versions(session: Session, shown: Sequence[ReportOut]) -> dict[str, Version]:
    wanted = {one.version_id for one in shown}
    return {one.id: one for one in session.scalars(select(Version).where(Version.id.in_(wanted)))}


def _states(request: Request, actor: Actor) -> dict[str, str]:
    place = 1 if language_of(request, actor) == "zh" else 0
    return {state: names[place] for state, names in REPORT_NAMES.items()}


def _steps(one: ReportOut) -> list[str]:
    """What this person may do at this hour: some steps wait for a day or end with it, and a decision follows the
    assessors."""
    is_over = one.due_at is not None and one.due_at <= now()
    for_it = [each.infringes for each in one.assessments if each.round == one.round]
    upholds = sum(map(bool, for_it)) * 2 > len(for_it)
    waits = {"go_on"} if not is_over else {"appeal"}
    waits |= {"withdraw", "close"} if one.state in ("upheld", "dismissed") and not is_over else set()
    waits |= {each for each in _DECIDE if each.startswith("uphold") is not upholds}
    return [each for each in one.actions if each not in waits]


@router.get("/library/{version_id}/report")
def new(version_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _form(request, session, actor, version_id, {}, None)


def _form(
    request: Request, session: Session, actor: Actor, version_id: str, typed: Mapping[str, str], refusal: Refusal | None
) -> Response:
    version: Version = VERSIONS.fetch(session, actor, "read", version_id)
    return page(
        request, actor, "report_form.html", refusal.status if refusal else 200, version=version, typed=typed,
        grounds=GROUNDS, shortest=reports.SHORTEST_CLAIM, suffixes=",".join(SUFFIXES),
        wrong=refused(refusal, language_of(request, actor)) if refusal else "",
    )  # fmt: skip


@router.post("/library/{version_id}/report/attachments")
def begin(version_id: str, form: FormWithFile, request: Request, hub: HubOf, actor: Signed) -> Response:
    """The report and its evidence: first everything is looked at, then the report is made, then it gets its files."""
    typed = {name: str(form.get(name, "")) for name in ("ground", "claim")}
    try:
        files = _files(form)
        if typed["ground"] not in GROUNDS:
            raise Invalid("Choose which right is infringed.")
        with hub.database.write() as session:
            made = reports.begin(session, actor, version_id, typed["ground"], typed["claim"])
        _attach(hub, actor, made.id, files)
    except Refusal as refusal:
        with hub.database.read() as session:
            return _form(request, session, actor, version_id, typed, refusal)
    return RedirectResponse(f"/reports/{made.id}", 303)


def _files(form: FormData) -> list[tuple[str, bytes]]:
    """Names and contents of what a form brought; a form without files brings one that has no name.

    Raises
    ------
    Invalid, Conflict
    """
    found = []
    for one in form.getlist("file"):
        if isinstance(one, UploadFile) and one.filename:
            found.append((checked_name(one.filename), one.file.read()))
    if not all(content for _, content in found):
        raise Invalid("A piece of evidence cannot be empty.")
    if len(found) > reports.MOST_FILES:
        raise Conflict(f"This report has {reports.MOST_FILES} files; put the rest into one archive.")
    return found


def _attach(hub: Hub, actor: Actor, report_id: str, files: Sequence[tuple[str, bytes]]) -> None:
    kept = [(name, hub.store.add([content], new_id()), len(content)) for name, content in files]
    with hub.database.write() as session:
        for name, digest, size in kept:
            reports.attach(session, actor, report_id, name, digest, size)


@router.get("/reports/{report_id}")
def one_report(report_id: str, request: Request, hub: HubOf, actor: Signed) -> Response:
    with hub.database.read() as session:
        return _show(request, session, actor, report_id, {}, None)


def _show(
    request: Request, session: Session, actor: Actor, report_id: str, typed: Mapping[str, str], refusal: Refusal | None
) -> Response:
    found: Report = REPORTS.fetch(session, actor, "read", report_id)
    one = report_out(session, actor, found)
    steps = _steps(one)
    judges = {each.person_id for each in one.assessments if each.person_id}
    people = {row[0]: row[1] for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(judges)))}
    experts = _experts(session, found) if set(steps) & set(_APPOINT) else []
    chinese = language_of(request, actor) == "zh"
    return page(
        request, actor, "report.html", refusal.status if refusal else 200, one=one, steps=steps, people=people,
        version=_versions(session, [one])[one.version_id], experts=experts, typed=typed, chosen=typed.get("people", ""),
        may_look=VERSIONS.may(session, actor, "read", one.version_id), states=_states(request, actor),
        labels={each.action: each.chinese if chinese else each.english for each in REPORT.transitions},
        plain=tuple(_PLAIN), in_words=tuple(_IN_WORDS), appoint=_APPOINT, assess=_ASSESS, decide=_DECIDE,
        fewest=reports.FEWEST_ASSESSORS, suffixes=",".join(SUFFIXES), today=now(),
        wrong=refused(refusal, language_of(request, actor)) if refusal else "",
    )  # fmt: skip


def _experts(session: Session, report: Report) -> list[Person]:
    """Who stands apart from both sides."""
    query = select(Person).join(Membership).where(Membership.role == "expert", Person.active).distinct()
    return [
        one for one in session.scalars(query.order_by(Person.name)) if not reports.conflict(session, report, one.id)
    ]


@router.post("/reports/{report_id}/attachments")
def attach(report_id: str, form: FormWithFile, request: Request, hub: HubOf, actor: Signed) -> Response:
    try:
        with hub.database.read() as session:
            REPORTS.fetch(session, actor, "attach", report_id)
        files = _files(form)
        if not files:
            raise Invalid("Choose a file that is not empty.")
        _attach(hub, actor, report_id, files)
    except Refusal as refusal:
        with hub.database.read() as session:
            return _show(request, session, actor, report_id, {"did": "attach"}, refusal)
    return RedirectResponse(f"/reports/{report_id}", 303)


@router.post("/reports/{report_id}/steps/{action}")
def step(report_id: str, action: str, form: Form, request: Request, hub: HubOf, actor: Signed) -> Response:
    people = [str(one) for one in form.getlist("people")]
    typed = {"did": action, "words": str(form.get("words", ""))[:5000], "people": " ".join(people)}
    try:
        with hub.database.write() as session:
            _move(session, actor, report_id, action, typed["words"], people, str(form.get("infringes", "")))
    except Refusal as refusal:
        with hub.database.read() as session:
            return _show(request, session, actor, report_id, typed, refusal)
    is_judge = action in _ASSESS  # whose part is over with the last word: the report is no longer theirs to read
    return RedirectResponse("/reports" if is_judge else f"/reports/{report_id}", 303)


def _move(
    session: Session, actor: Actor, report_id: str, action: str, words: str, people: Sequence[str], infringes: str
) -> None:
    if action in _PLAIN:
        _PLAIN[action](session, actor, report_id)
    elif action in _IN_WORDS:
        _IN_WORDS[action](session, actor, report_id, words)
    elif action in _APPOINT:
        reports.appoint(session, actor, report_id, people)
    elif action in _ASSESS and infringes in ("0", "1"):
        reports.assess(session, actor, report_id, infringes == "1", words)
    elif action in _DECIDE:
        reports.decide(session, actor, report_id, action.startswith("uphold"), words)
    else:
        raise NotFound("There is no such action.")
