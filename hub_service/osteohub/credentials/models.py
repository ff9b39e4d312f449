"""Tables of techniques, admissions, their evidence, and emergency overrides."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osteohub.credentials.states import ADMISSION
from osteohub.database.base import Base, Id, UtcTime, new_id, now

EVIDENCE_KINDS = ("training", "supervised_cases", "exam", "years", "rank")
FILE_KINDS = ("pdf", "jpeg", "png")


class Technique(Base):
    """A restricted technique as a list of some edition says. ``requirements`` are ``{"kind", "minimum", "english",
    "chinese"}``; ``plan_kinds`` are the families of implants and kinds of steps that make a plan one of this technique.
    """

    __tablename__ = "techniques"
    __table_args__ = (UniqueConstraint("code", "edition"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(60), index=True)
    edition: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    english: Mapped[str] = mapped_column(String(200), default="")
    level: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[datetime] = mapped_column(UtcTime)
    valid_until: Mapped[datetime] = mapped_column(UtcTime)
    longest_days: Mapped[int] = mapped_column(Integer, default=1095)
    requirements: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    plan_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)


COUNTED_SESSIONS = Table(
    "admission_sessions",
    Base.metadata,
    Column("admission_id", ForeignKey("admissions.id"), primary_key=True),
    Column("session_id", ForeignKey("training_sessions.id"), primary_key=True, index=True),
)
"""Which assessed sessions an application counts as training."""


class Admission(Base):
    """One surgeon, one technique, one site, one period. ``open`` is ``person/code/site`` while it is undecided or in
    force, so that there is never a second one."""

    __tablename__ = "admissions"
    __table_args__ = (
        CheckConstraint(f"state IN {ADMISSION.states}", name="state"),
        UniqueConstraint("open", name="uq_admissions_open"),
        Index("ix_admissions_use", "person_id", "code", "organisation_id", "state"),
        Index("ix_admissions_site", "organisation_id", "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    technique_id: Mapped[str] = mapped_column(ForeignKey("techniques.id"))
    code: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str] = mapped_column(String(12), default=ADMISSION.initial)
    open: Mapped[str | None] = mapped_column(String(130))
    valid_from: Mapped[datetime | None] = mapped_column(UtcTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcTime)
    assessor_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    recommended: Mapped[bool | None] = mapped_column()
    assessment: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    expired_at: Mapped[datetime | None] = mapped_column(UtcTime)

    technique: Mapped[Technique] = relationship(lazy="joined")
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="admission", cascade="all, delete-orphan", lazy="selectin", order_by="Evidence.id"
    )
    files: Mapped[list["EvidenceFile"]] = relationship(
        back_populates="admission", cascade="all, delete-orphan", order_by="EvidenceFile.id"
    )
    sessions: Mapped[list["TrainingSession"]] = relationship(
        secondary=COUNTED_SESSIONS, lazy="selectin", order_by="TrainingSession.started_at"
    )


class Evidence(Base):
    """What speaks for an application: ``amount`` in the unit of its requirement (hours, cases, points, years)."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint(f"kind IN {EVIDENCE_KINDS}", name="kind"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    admission_id: Mapped[str] = mapped_column(ForeignKey("admissions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int] = mapped_column(Integer)
    issuer: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(500), default="")

    admission: Mapped[Admission] = relationship(back_populates="evidence")


class EvidenceFile(Base):
    """A certificate or the like: what it is was seen by its content, not by its name. The store has it under
    ``sha256``."""

    __tablename__ = "evidence_files"
    __table_args__ = (
        CheckConstraint(f"kind IN {FILE_KINDS}", name="kind"),
        UniqueConstraint("admission_id", "sha256", name="uq_evidence_files_once"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    admission_id: Mapped[str] = mapped_column(ForeignKey("admissions.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    admission: Mapped[Admission] = relationship(back_populates="files")


class TrainingSession(Base):
    """A person's assessed session at a simulator, as its xAPI statements tell it. ``passed`` and ``score`` are None
    where the scenario judges nothing."""

    __tablename__ = "training_sessions"
    __table_args__ = (UniqueConstraint("person_id", "registration"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    registration: Mapped[str] = mapped_column(String(36))
    activity: Mapped[str] = mapped_column(String(300))
    english: Mapped[str] = mapped_column(String(200))
    chinese: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    duration_s: Mapped[float | None] = mapped_column(Float)
    score: Mapped[float | None] = mapped_column(Float)
    passed: Mapped[bool | None] = mapped_column()
    is_assessed: Mapped[bool] = mapped_column(default=False)


class TrainingStatement(Base):
    """One xAPI statement as it came; it never changes. ``fingerprint`` is the SHA-256 of its canonical JSON."""

    __tablename__ = "training_statements"
    __table_args__ = (
        UniqueConstraint("person_id", "statement_id"),
        Index("ix_training_statements_session", "person_id", "registration"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    statement_id: Mapped[str] = mapped_column(String(36))
    registration: Mapped[str] = mapped_column(String(36))
    verb: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    stored_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Override(Base):
    """A technique used without admission in an emergency: by name, with a reason, and reviewed afterwards."""

    __tablename__ = "overrides"
    __table_args__ = (Index("ix_overrides_site", "organisation_id", "reviewed_by"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    code: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    plan_sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    reviewed_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    justified: Mapped[bool | None] = mapped_column()
    review: Mapped[str] = mapped_column(String(500), default="")


class Badge(Base):
    """The portable proof of an admission: its place in a status list (``number``) of 131,072 bits."""

    __tablename__ = "badges"
    __table_args__ = (UniqueConstraint("number", "place", name="uq_badges_place"),)

    admission_id: Mapped[str] = mapped_column(ForeignKey("admissions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
