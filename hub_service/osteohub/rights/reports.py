"""Reports of infringement: from the report to the decision, with both sides heard and judges who stand apart."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Membership, Person
from osteohub.ledger import service as ledger
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS
from osteohub.library.reviews import take_out
from osteohub.library.states import SEEN_BY_ALL
from osteohub.refusals import Conflict, Forbidden, Invalid
from osteohub.rights.models import Assessment, Report, ReportEvent, ReportFile
from osteohub.rights.policies import REPORTS
from osteohub.rights.states import DAYS, REPORT
from osteohub.rights.telling import tell_all

SHORTEST_CLAIM = 20
FEWEST_ASSESSORS = 3
MOST_FILES = 20
LARGEST_FILE = 20 << 20
_OVER = ("retracted", "withdrawn", "closed", "dismissed_finally")
ATTACHABLE = ("reported", "notified", "answered", "appealed")


def begin(session: Session, actor: Actor, version_id: str, ground: str, claim: str) -> Report:
    """Anybody who sees a published version may report it, but its author.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        It is not published, or this person's report about it is open.
    Invalid
        The claim says too little.
    """
    version: Version = VERSIONS.fetch(session, actor, "read", version_id, lock=True)
    if not actor.may_use("library"):
        raise Forbidden("This token may not report an infringement.")
    if version.author_id == actor.person_id:
        raise Forbidden("Authors do not report their own versions; they withdraw them.")
    if version.state not in SEEN_BY_ALL:
        raise Conflict(f"This version is {version.state}; only what is published is reported.")
    if len(claim.strip()) < SHORTEST_CLAIM:
        raise Invalid(f"Say in at least {SHORTEST_CLAIM} characters whose right is infringed, and how it can be seen.")
    open_one = select(Report.id).where(
        Report.version_id == version_id, Report.reporter_id == actor.person_id, Report.state.not_in(_OVER)
    )
    if session.execute(open_one).first() is not None:
        raise Conflict("Your report about this version is open; add to it instead.")
    report = Report(
        version_id=version.id,
        owner_id=version.organisation_id,
        author_id=version.author_id,
        reporter_id=actor.person_id,
        ground=ground,
        claim=claim.strip()[:5000],
        due_at=now() + timedelta(days=DAYS["reported"]),
    )
    session.add(report)
    session.flush()
    claimed = {"report": report.id, "claim": report.claim}
    entry = {
        "report": report.id,
        "version": version_id,
        "claim_sha256": ledger.fingerprint(ledger.canonical(claimed)),
    }
    report.ledger_number = ledger.append(session, "report", report.id, [entry]).start
    _note(session, report, "report", "", actor.person_id)
    tell_all(session, report, "report")
    return report


def attach(session: Session, actor: Actor, report_id: str, name: str, sha256: str, size: int) -> ReportFile:
    """A piece of evidence that the store has under ``sha256``; its hash goes into the ledger.

    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    report: Report = REPORTS.fetch(session, actor, "attach", report_id, lock=True)
    if report.state not in ATTACHABLE:
        raise Conflict(f"This report is {report.state}; no evidence is taken now.")
    if len(report.files) >= MOST_FILES:
        raise Conflict(f"This report has {MOST_FILES} files; put the rest into one archive.")
    file = ReportFile(person_id=actor.person_id, name=name, sha256=sha256, size=size)
    report.files.append(file)
    session.flush()
    ledger.append(session, "evidence", report.id, [{"report": report.id, "file": file.id, "sha256": sha256}])
    record(session, "attach_evidence", actor.person_id, ("report", report_id), sha256=sha256)
    return file


def retract(session: Session, actor: Actor, report_id: str) -> Report:
    return _moved(session, actor, report_id, "retract")


def notify(session: Session, actor: Actor, report_id: str) -> Report:
    """The one who handles it from now on tells the author, who has time to answer."""
    report = _moved(session, actor, report_id, "notify")
    report.handler_id = actor.person_id
    return report


def answer(session: Session, actor: Actor, report_id: str, words: str) -> Report:
    """
    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    said = _said(words)
    report = _moved(session, actor, report_id, "answer")
    report.answer = said
    return report


def go_on(session: Session, actor: Actor, report_id: str) -> Report:
    """Without an answer, once its time is over.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        There is still time to answer.
    """
    report: Report = REPORTS.fetch(session, actor, "go_on", report_id, lock=True)
    REPORT.after(report.state, "go_on")
    if report.due_at is not None and report.due_at > now():
        raise Conflict(f"The other side may answer until {report.due_at:%Y-%m-%d}.")
    return _moved(session, actor, report_id, "go_on")


def appoint(session: Session, actor: Actor, report_id: str, people: Sequence[str]) -> Report:
    """Experts who stand apart from both sides; after an appeal, others than before.

    Raises
    ------
    NotFound, Forbidden, Conflict
    Invalid
        They are too few, an even number, or one of them does not stand apart.
    """
    report: Report = REPORTS.fetch(session, actor, "read", report_id, lock=True)
    action = "reappoint" if report.state == "appealed" else "appoint"
    if len(set(people)) < FEWEST_ASSESSORS or len(set(people)) % 2 == 0 or len(set(people)) != len(people):
        raise Invalid(f"An odd number of different assessors judges, at least {FEWEST_ASSESSORS}.")
    report = _moved(session, actor, report_id, action)
    report.round = 2 if action == "reappoint" else 1
    for person_id in people:
        person = session.get(Person, person_id)
        why = conflict(session, report, person_id) if person else "There is no such person."
        if why:
            raise Invalid(f"{person.name if person else person_id} cannot judge this report. {why}")
    report.assessments += [Assessment(person_id=one, round=report.round) for one in people]
    session.flush()
    tell_all(session, report, action)
    return report


def conflict(session: Session, report: Report, person_id: str) -> str:
    """Why this person cannot judge this report, one sentence; empty where they can."""
    version = session.get_one(Version, report.version_id)
    involved = {report.author_id, report.reporter_id, report.handler_id}
    if person_id in involved | {one.person_id for one in version.contributors}:
        return "They are on one side of it."
    if any(one.reviewer_id == person_id for one in version.reviews):
        return "They reviewed the version before it was published."
    if any(one.person_id == person_id for one in report.assessments):
        return "They have judged it before."
    held = session.scalars(select(Membership).where(Membership.person_id == person_id)).all()
    theirs = {one.organisation_id for one in held}
    sides = select(Membership.organisation_id).where(Membership.person_id == report.reporter_id)
    if theirs & {report.owner_id, *session.scalars(sides)}:
        return "They belong to an institution of one side."
    if not any(one.role == "expert" for one in held):
        return "They are no expert reviewer."
    return ""


def assess(session: Session, actor: Actor, report_id: str, infringes: bool, words: str) -> Report:
    """One assessor's word; the last one ends the assessment.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        They spoke already, or are on one side by now.
    Invalid
        It says not why.
    """
    said = _said(words)
    report: Report = REPORTS.fetch(session, actor, "read", report_id, lock=True)
    action, finish = ("assess", "finish") if report.round == 1 else ("reassess", "refinish")
    report = REPORTS.fetch(session, actor, action, report_id)
    REPORT.after(report.state, action)
    mine = next(one for one in report.assessments if (one.person_id, one.round) == (actor.person_id, report.round))
    if mine.infringes is not None:
        raise Conflict("You have judged this report already.")
    mine.infringes, mine.words, mine.at = infringes, said, now()
    record(session, f"report_{action}", actor.person_id, ("report", report_id))
    if all(one.infringes is not None for one in _round(report)):
        _step(session, report, finish, actor.person_id)
    session.flush()
    return report


def _round(report: Report) -> list[Assessment]:
    return [one for one in report.assessments if one.round == report.round]


def decide(session: Session, actor: Actor, report_id: str, uphold: bool, words: str) -> Report:
    """The decision, in words, as most assessors judged.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        The assessors judged otherwise, or have not all spoken.
    Invalid
        It says not why.
    """
    said = _said(words)
    report: Report = REPORTS.fetch(session, actor, "read", report_id, lock=True)
    action = ("uphold" if uphold else "dismiss") + ("_finally" if report.round == 2 else "")
    judged = [one.infringes for one in _round(report)]
    report = REPORTS.fetch(session, actor, action, report_id)
    REPORT.after(report.state, action)
    if (sum(map(bool, judged)) * 2 > len(judged)) is not uphold:
        raise Conflict("Most assessors judged otherwise, and the decision follows them.")
    report = _moved(session, actor, report_id, action)
    report.decision = said
    entry = {"report": report.id, "version": report.version_id, "decision": report.state}
    ledger.append(session, "decision", report.id, [entry])
    return report


def appeal(session: Session, actor: Actor, report_id: str, words: str) -> Report:
    """Once, in time, by the side that the decision is against.

    Raises
    ------
    NotFound, Conflict, Invalid
    Forbidden
        The decision is for this person's side.
    """
    said = _said(words)
    report: Report = REPORTS.fetch(session, actor, "appeal", report_id, lock=True)
    REPORT.after(report.state, "appeal")
    if (report.state == "dismissed") is not (report.reporter_id == actor.person_id):
        raise Forbidden("Only the side that a decision is against appeals.")
    if report.due_at is not None and report.due_at <= now():
        raise Conflict(f"An appeal was possible until {report.due_at:%Y-%m-%d}.")
    report = _moved(session, actor, report_id, "appeal")
    report.appeal, report.appealed_by = said, actor.person_id
    return report


def withdraw(session: Session, actor: Actor, report_id: str) -> Report:
    """Carry an upheld report out: the version leaves the library.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        There is still time to appeal.
    """
    report: Report = REPORTS.fetch(session, actor, "withdraw", report_id, lock=True)
    REPORT.after(report.state, "withdraw")
    _wait_for_appeal(report)
    report = _moved(session, actor, report_id, "withdraw")
    version = session.scalars(select(Version).where(Version.id == report.version_id).with_for_update()).one()
    if version.state in SEEN_BY_ALL:
        take_out(session, version, f"A report of infringement was upheld ({report.ground}).", actor.person_id)
    return report


def close(session: Session, actor: Actor, report_id: str) -> Report:
    """End a dismissed report, once nobody can appeal any more.

    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    report: Report = REPORTS.fetch(session, actor, "close", report_id, lock=True)
    REPORT.after(report.state, "close")
    _wait_for_appeal(report)
    return _moved(session, actor, report_id, "close")


def _wait_for_appeal(report: Report) -> None:
    if report.state in ("upheld", "dismissed") and report.due_at is not None and report.due_at > now():
        raise Conflict(f"There is time to appeal until {report.due_at:%Y-%m-%d}; wait until then.")


def _moved(session: Session, actor: Actor, report_id: str, action: str) -> Report:
    report: Report = REPORTS.fetch(session, actor, action, report_id, lock=True)
    _step(session, report, action, actor.person_id)
    tell_all(session, report, action)
    return report


def _step(session: Session, report: Report, action: str, person_id: str) -> None:
    source = report.state
    report.state = REPORT.after(source, action)
    days = DAYS.get(report.state)
    report.due_at = now() + timedelta(days=days) if days else None
    _note(session, report, action, source, person_id)


def _note(session: Session, report: Report, action: str, source: str, person_id: str) -> None:
    report.events.append(ReportEvent(action=action, source=source, target=report.state, person_id=person_id))
    record(session, f"report_{action}", person_id, ("report", report.id))
    session.flush()


def _said(words: str) -> str:
    if not words.strip():
        raise Invalid("This needs words: what speaks for it, or against?")
    return words.strip()[:5000]
