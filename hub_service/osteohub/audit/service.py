"""Writing and reading the audit."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.models import AuditEntry


def record(
    session: Session,
    action: str,
    person_id: str = "",
    subject: tuple[str, str] = ("", ""),
    outcome: str = "done",
    address: str = "",
    **detail: Any,
) -> None:
    """Write down a deed; ``subject`` is the kind and the id of what it was done to."""
    kind, identity = subject
    session.add(
        AuditEntry(
            action=action,
            person_id=person_id,
            subject_kind=kind,
            subject_id=identity,
            outcome=outcome,
            address=address,
            detail=detail,
        )
    )


def entries(session: Session, before: str = "", limit: int = 100) -> Sequence[AuditEntry]:
    """The newest first; ``before`` is the id of the last one that was seen."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before:
        query = query.where(AuditEntry.id < before)
    return session.scalars(query).all()
