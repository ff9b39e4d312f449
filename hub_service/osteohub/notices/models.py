"""The table of notices."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from osteohub.database.base import Base, Id, UtcTime, new_id, now


class Notice(Base):
    """One sentence for one person about one thing, in both languages and without a patient's name. ``key`` says what
    it is about, so that nobody is told the same twice."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("person_id", "key", name="uq_notices_key"),
        Index("ix_notices_person", "person_id", "seen_at", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    key: Mapped[str] = mapped_column(String(100))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(Id)
    english: Mapped[str] = mapped_column(String(300))
    chinese: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)
