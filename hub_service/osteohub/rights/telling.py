"""Everybody whom a step of a report concerns is told of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.identity.models import Organisation
from osteohub.library.models import Version
from osteohub.notices.service import people_above, people_at, tell
from osteohub.rights.models import Grant, Report

_SAID = {
    "report": ("A version was reported for infringement", "有版本被举报侵权"),
    "retract": ("A report of infringement was retracted", "侵权举报已撤回"),
    "notify": ("A report of infringement waits for the author's answer", "侵权举报待作者答复"),
    "answer": ("A report of infringement was answered", "侵权举报已答复"),
    "go_on": ("A report of infringement goes on without an answer", "侵权举报逾期未答复，继续处理"),
    "appoint": ("A report of infringement is being assessed", "侵权举报进入评议"),
    "reappoint": ("A report of infringement is being assessed again", "侵权举报进入复议"),
    "uphold": ("A report of infringement was upheld", "侵权举报成立"),
    "dismiss": ("A report of infringement was dismissed", "侵权举报不成立"),
    "appeal": ("A decision on a report of infringement was appealed", "侵权举报的决定被申诉"),
    "uphold_finally": ("A report of infringement was upheld, finally", "侵权举报终局成立"),
    "dismiss_finally": ("A report of infringement was dismissed, finally", "侵权举报终局不成立"),
    "withdraw": ("A version was withdrawn after a report of infringement", "因侵权举报，版本已撤下"),
    "close": ("A report of infringement was closed", "侵权举报已结案"),
}

_BEFORE_NOTICE = ("report", "retract")
"""Of these the other side hears nothing."""


def handlers(session: Session, report: Report) -> list[str]:
    """Who may take it up: see the rules of reports."""
    place = session.get_one(Organisation, report.owner_id)
    found = people_above(session, report.owner_id, "operator")
    if place.parent_id is None:
        others = select(Organisation.id).where(Organisation.parent_id == place.id)
        found = [person for one in session.scalars(others) for person in people_at(session, one, "operator")]
    return [one for one in found if one not in (report.reporter_id, report.author_id)]


def tell_all(session: Session, report: Report, action: str) -> None:
    """Of one step. Assessors hear that they are asked; those who hold a licence, that the version is gone."""
    version = session.get_one(Version, report.version_id)
    people = {report.reporter_id, report.handler_id or ""}
    if action == "report":
        people |= set(handlers(session, report))
    was_told = any(one.action == "notify" for one in report.events)
    if action not in _BEFORE_NOTICE or was_told:
        people |= {report.author_id, *people_at(session, report.owner_id, "operator")}
    if action in ("appoint", "reappoint"):
        people |= {one.person_id for one in report.assessments if one.round == report.round}
    if action == "withdraw":
        people |= _licensed(session, version.id)
    english, chinese = _SAID[action]
    key, subject = f"report/{report.id}/{len(report.events)}/{action}", ("report", report.id)
    tell(
        session,
        people,
        key,
        subject,
        f"{english}: {version.english or version.title}.",
        f"{chinese}：{version.title}。",
    )


def _licensed(session: Session, version_id: str) -> set[str]:
    found: set[str] = set()
    for one in session.scalars(select(Grant).where(Grant.version_id == version_id, Grant.state == "in_force")):
        found |= {one.person_id} if one.person_id else set(people_at(session, one.grantee_id, "operator"))
    return found
