"""Reports of infringement whose next step is late, and grants that ended."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.notices.service import tell
from osteohub.rights.grants import expire
from osteohub.rights.models import Report
from osteohub.rights.telling import handlers

_DUE = {
    "reported": ("A report of infringement waits to be taken up", "侵权举报待受理，已逾期"),
    "notified": ("The time to answer a report of infringement is over", "侵权举报的答复期限已过"),
    "answered": ("A report of infringement waits for assessors", "侵权举报待指定评议人，已逾期"),
    "in_assessment": ("The assessment of a report of infringement is late", "侵权举报评议已逾期"),
    "assessed": ("A report of infringement waits for its decision", "侵权举报待作出决定，已逾期"),
    "upheld": ("Nobody appealed: the version is to be withdrawn", "无人申诉：请撤下该版本"),
    "dismissed": ("Nobody appealed: the report is to be closed", "无人申诉：请结案"),
    "appealed": ("An appealed report waits for other assessors", "申诉待另行指定评议人，已逾期"),
    "in_reassessment": ("The second assessment of a report is late", "侵权举报复议已逾期"),
    "reassessed": ("A report waits for its final decision", "侵权举报待终局决定，已逾期"),
    "upheld_finally": ("A version is to be withdrawn by a final decision", "终局决定：请撤下该版本"),
}


def sweep_reports(session: Session) -> int:
    """Tell those whose turn it is: who handles it and who judges; all who may take it up where nobody has."""
    told = 0
    query = select(Report).where(Report.state.in_(_DUE), Report.due_at <= now()).order_by(Report.id).limit(500)
    for one in session.scalars(query):
        people = {one.handler_id or ""} if one.handler_id else set(handlers(session, one))
        people |= {each.person_id for each in one.assessments if each.round == one.round and each.infringes is None}
        english, chinese = _DUE[one.state]
        key = f"report/{one.id}/due/{one.state}/{one.due_at:%Y-%m-%d}"
        told += tell(session, people, key, ("report", one.id), f"{english}.", f"{chinese}。")
    return told


def sweep_grants(session: Session) -> int:
    return expire(session)
