"""Tables of referrals and of what happened to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osteohub.database.base import Base, Id, UtcTime, new_id, now
from osteohub.referrals.states import DUE_HOURS, REFERRAL, TRANSFER

URGENCIES = tuple(DUE_HOURS)
CONSENT_GIVERS = ("patient", "spouse", "parent", "child", "guardian", "other")
CONSENT_COVERS = ("both", "transfer", "sharing")
CONSENT_FORMS = ("paper", "file")


class Referral(Base):
    """``to_id`` is empty for a transfer out of the hub, to ``outside``; ``direction`` is up, down, lateral or out.
    ``version`` counts its changes, see ``fhir.versions``."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint(f"state IN {REFERRAL.states}", name="state"),
        CheckConstraint(f"urgency IN {URGENCIES}", name="urgency"),
        Index("ix_referrals_to", "to_id", "state", "due_at"),
        Index("ix_referrals_from", "from_id", "state", "due_at"),
        Index("ix_referrals_state", "state", "due_at", "id"),
        Index("ix_referrals_received", "to_id", "id"),
        Index("ix_referrals_written", "from_id", "id"),
        Index("ix_referrals_changed", "changed_at", "id"),
        Index("ix_referrals_created", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    from_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    to_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    outside: Mapped[str] = mapped_column(String(200), default="")
    author_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    direction: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20), default=REFERRAL.initial)
    urgency: Mapped[str] = mapped_column(String(10))
    patient_name: Mapped[str] = mapped_column(String(120))
    patient_number: Mapped[str] = mapped_column(String(64))
    birth_date: Mapped[str] = mapped_column(String(10), default="")
    sex: Mapped[str] = mapped_column(String(10), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    diagnosis: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Text)
    reason_code: Mapped[str] = mapped_column(String(40), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    rehabilitation: Mapped[str] = mapped_column(Text, default="")
    booked_for: Mapped[str] = mapped_column(String(200), default="")
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    changed_at: Mapped[datetime] = mapped_column(UtcTime, default=now, server_default=func.now())
    escalated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ahead: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    ahead_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ahead_seen_by: Mapped[str | None] = mapped_column(Id)
    ahead_seen_at: Mapped[datetime | None] = mapped_column(UtcTime)

    events: Mapped[list["ReferralEvent"]] = relationship(
        back_populates="referral", cascade="all, delete-orphan", order_by="ReferralEvent.id"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="referral", cascade="all, delete-orphan", order_by="Attachment.id"
    )
    consents: Mapped[list["Consent"]] = relationship(
        back_populates="referral", cascade="all, delete-orphan", order_by="Consent.id"
    )
    transfer: Mapped["Transfer | None"] = relationship(back_populates="referral", cascade="all, delete-orphan")


class ReferralEvent(Base):
    """One step of a referral: what, by whom, and with which words."""

    __tablename__ = "referral_events"
    __table_args__ = (
        Index("ix_referral_events_referral", "referral_id", "id"),
        Index("ix_referral_events_action", "action", "referral_id"),
        Index("ix_referral_events_at", "at", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"))
    action: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    referral: Mapped[Referral] = relationship(back_populates="events")


class Attachment(Base):
    """A plan, a report, an image reference, sealed for the other institution: bytes that the hub cannot read."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(Integer)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    referral: Mapped[Referral] = relationship(back_populates="attachments")


class SealingKey(Base):
    """The public age key (``age1...``) of an institution, for which attachments are sealed."""

    __tablename__ = "sealing_keys"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(80))
    set_by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Transfer(Base):
    """An emergency that left the prefecture before the centre could approve it; ``id`` is the referral's. The centre
    judges it until ``due_at``, whatever becomes of the referral."""

    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint(f"state IN {TRANSFER.states}", name="state"),
        Index("ix_transfers_state", "state", "due_at", "id"),
        Index("ix_transfers_from", "from_id", "id"),
    )

    id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    from_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str] = mapped_column(String(12), default=TRANSFER.initial)
    reason: Mapped[str] = mapped_column(String(500))
    sent_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    judged_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    judgement: Mapped[str] = mapped_column(String(500), default="")

    referral: Mapped[Referral] = relationship(back_populates="transfer")


class Consent(Base):
    """The patient's written consent to the transfer or to sharing data, as somebody saw it: who gave it, when, and
    which paper or file holds it. It is never changed; a withdrawal is noted beside it."""

    __tablename__ = "referral_consents"
    __table_args__ = (
        CheckConstraint(f"relation IN {CONSENT_GIVERS}", name="relation"),
        CheckConstraint(f"covers IN {CONSENT_COVERS}", name="covers"),
        CheckConstraint(f"form IN {CONSENT_FORMS}", name="form"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    given_by: Mapped[str] = mapped_column(String(120))
    relation: Mapped[str] = mapped_column(String(10))
    covers: Mapped[str] = mapped_column(String(10))
    given_on: Mapped[str] = mapped_column(String(10))
    form: Mapped[str] = mapped_column(String(10))
    reference: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)

    referral: Mapped[Referral] = relationship(back_populates="consents")
