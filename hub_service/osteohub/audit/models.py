"""The audit's table."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from osteohub.database.base import Base, Id, UtcTime, new_id, now


class AuditEntry(Base):
    """One deed. It names people and things by id: no patient's name stands here.

    ``outcome`` is ``"done"`` or ``"refused"``.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_person", "person_id", "id"),
        Index("ix_audit_at", "at", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    person_id: Mapped[str] = mapped_column(Id, default="")
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[str] = mapped_column(Id, default="")
    outcome: Mapped[str] = mapped_column(String(10), default="done")
    address: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
