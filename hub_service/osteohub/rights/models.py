"""Tables of grants, shares, income, and reports of infringement. Money is whole fen everywhere."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osteohub.database.base import Base, Id, UtcTime, new_id, now
from osteohub.ledger.models import Whole
from osteohub.rights.states import GRANT, REPORT, SPLIT

USES = ("teaching", "research", "clinical", "production", "commercial")
GROUNDS = ("copyright", "privacy", "licence", "data", "other")


class Grant(Base):
    """The owner of a version lets an institution or a person use it beyond its SPDX licence."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint(f"state IN {GRANT.states}", name="state"),
        CheckConstraint(f"purpose IN {USES}", name="purpose"),
        CheckConstraint("(grantee_id IS NULL) <> (person_id IS NULL)", name="one_grantee"),
        CheckConstraint("price_fen >= 0", name="price"),
        Index("ix_grants_version", "version_id", "state"),
        Index("ix_grants_grantee", "grantee_id", "state"),
        Index("ix_grants_person", "person_id", "state"),
        Index("ix_grants_owner", "owner_id", "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    grantee_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    terms: Mapped[str] = mapped_column(Text)
    price_fen: Mapped[int] = mapped_column(Whole, default=0)
    is_revocable: Mapped[bool] = mapped_column()
    valid_from: Mapped[datetime] = mapped_column(UtcTime)
    valid_until: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(12), default=GRANT.initial)
    offered_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    ledger_number: Mapped[int | None] = mapped_column(Whole)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Split(Base):
    """Who has which share of what a version earns. ``open`` is the version's id while a table is proposed, so that
    there is never a second proposal; ``number`` counts those that entered into force, 0 before."""

    __tablename__ = "splits"
    __table_args__ = (
        CheckConstraint(f"state IN {SPLIT.states}", name="state"),
        UniqueConstraint("open", name="uq_splits_open"),
        Index("ix_splits_version", "version_id", "number"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    number: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(12), default=SPLIT.initial)
    open: Mapped[str | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(String(500), default="")
    proposed_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    ledger_number: Mapped[int | None] = mapped_column(Whole)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    entered_at: Mapped[datetime | None] = mapped_column(UtcTime)

    shares: Mapped[list["SplitShare"]] = relationship(
        back_populates="split", cascade="all, delete-orphan", lazy="selectin", order_by="SplitShare.place"
    )
    voices: Mapped[list["Voice"]] = relationship(
        back_populates="split", cascade="all, delete-orphan", lazy="selectin", order_by="Voice.place"
    )


class SplitShare(Base):
    """One line of a table: ``share`` in hundredths of a percent; the lines add up to 10,000."""

    __tablename__ = "split_shares"
    __table_args__ = (UniqueConstraint("split_id", "place", name="uq_split_shares_place"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    split_id: Mapped[str] = mapped_column(ForeignKey("splits.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    share: Mapped[int] = mapped_column(Integer)

    split: Mapped[Split] = relationship(back_populates="shares")


class Voice(Base):
    """Somebody in the old table or in the new one, whose consent is needed; ``consents`` is None until they spoke.
    Who has no account consents in writing: ``statement_sha256`` is the paper's."""

    __tablename__ = "split_voices"
    __table_args__ = (UniqueConstraint("split_id", "place", name="uq_split_voices_place"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    split_id: Mapped[str] = mapped_column(ForeignKey("splits.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    consents: Mapped[bool | None] = mapped_column()
    statement_sha256: Mapped[str] = mapped_column(String(64), default="")
    spoken_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    spoken_at: Mapped[datetime | None] = mapped_column(UtcTime)

    split: Mapped[Split] = relationship(back_populates="voices")


class Income(Base):
    """What came in for a grant, split by the table in force. Never changed: a correction is a counter-entry with the
    opposite amount (``corrects_id``), of which there is at most one for each."""

    __tablename__ = "incomes"
    __table_args__ = (
        UniqueConstraint("corrects_id", name="uq_incomes_corrects_id"),
        CheckConstraint("amount_fen <> 0", name="amount"),
        Index("ix_incomes_grant", "grant_id", "id"),
        Index("ix_incomes_version", "version_id", "period"),
        Index("ix_incomes_owner", "owner_id", "period"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    split_id: Mapped[str] = mapped_column(ForeignKey("splits.id"))
    amount_fen: Mapped[int] = mapped_column(Whole)
    received_on: Mapped[date] = mapped_column(Date)
    period: Mapped[str] = mapped_column(String(7))
    note: Mapped[str] = mapped_column(String(300), default="")
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("incomes.id"))
    recorded_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    ledger_number: Mapped[int | None] = mapped_column(Whole)

    lines: Mapped[list["IncomeLine"]] = relationship(
        back_populates="income", cascade="all, delete-orphan", lazy="selectin", order_by="IncomeLine.place"
    )


class IncomeLine(Base):
    """What of an income is whose; the lines of one add up to it exactly."""

    __tablename__ = "income_lines"
    __table_args__ = (Index("ix_income_lines_person", "person_id", "period"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    income_id: Mapped[str] = mapped_column(ForeignKey("incomes.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    period: Mapped[str] = mapped_column(String(7))
    amount_fen: Mapped[int] = mapped_column(Whole)

    income: Mapped[Income] = relationship(back_populates="lines")


class Report(Base):
    """Somebody says that a version infringes a right. Institution and author of the version stand here too, because
    the rules ask for them. ``round`` is 1, or 2 after an appeal."""

    __tablename__ = "infringement_reports"
    __table_args__ = (
        CheckConstraint(f"state IN {REPORT.states}", name="state"),
        CheckConstraint(f"ground IN {GROUNDS}", name="ground"),
        Index("ix_infringement_reports_version", "version_id", "state"),
        Index("ix_infringement_reports_due", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    reporter_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    handler_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    ground: Mapped[str] = mapped_column(String(20))
    claim: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default=REPORT.initial)
    round: Mapped[int] = mapped_column(Integer, default=1)
    answer: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    appeal: Mapped[str] = mapped_column(Text, default="")
    appealed_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ledger_number: Mapped[int | None] = mapped_column(Whole)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    files: Mapped[list["ReportFile"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", lazy="selectin", order_by="ReportFile.id"
    )
    assessments: Mapped[list["Assessment"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", lazy="selectin", order_by="Assessment.id"
    )
    events: Mapped[list["ReportEvent"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", lazy="selectin", order_by="ReportEvent.id"
    )


class ReportFile(Base):
    """A piece of evidence: its content lies in the object store, its hash in the ledger."""

    __tablename__ = "infringement_files"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    report_id: Mapped[str] = mapped_column(ForeignKey("infringement_reports.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    report: Mapped[Report] = relationship(back_populates="files")


class Assessment(Base):
    """One assessor of one round; ``infringes`` is None until they spoke."""

    __tablename__ = "infringement_assessments"
    __table_args__ = (
        UniqueConstraint("report_id", "person_id", name="uq_infringement_assessments_person"),
        Index("ix_infringement_assessments_assessor", "person_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    report_id: Mapped[str] = mapped_column(ForeignKey("infringement_reports.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    round: Mapped[int] = mapped_column(Integer)
    infringes: Mapped[bool | None] = mapped_column()
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime | None] = mapped_column(UtcTime)

    report: Mapped[Report] = relationship(back_populates="assessments")


class ReportEvent(Base):
    """One step of a report. ``person_id`` is empty where a deadline took it."""

    __tablename__ = "infringement_events"
    __table_args__ = (Index("ix_infringement_events_report", "report_id", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    report_id: Mapped[str] = mapped_column(ForeignKey("infringement_reports.id"))
    action: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    report: Mapped[Report] = relationship(back_populates="events")
