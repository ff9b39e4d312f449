"""Tables of messages that were done, of the numbers by which a HIS knows referrals, and of merged patients."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from osteohub.database.base import Base, Id, UtcTime, new_id, now


class HisMessage(Base):
    """A message that was done: enough to know it again, nothing of what it said.

    ``control_id`` is the sender's number for it (MSH-10), ``fingerprint`` the SHA-256 of its bytes.
    """

    __tablename__ = "his_messages"
    __table_args__ = (UniqueConstraint("organisation_id", "system", "control_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    system: Mapped[str] = mapped_column(String(200))
    control_id: Mapped[str] = mapped_column(String(199))
    fingerprint: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    referral_id: Mapped[str | None] = mapped_column(ForeignKey("referrals.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now, index=True)


class HisNumber(Base):
    """The number by which an institution's HIS knows a referral that it wrote."""

    __tablename__ = "his_numbers"
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[str] = mapped_column(String(200))
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    control_id: Mapped[str] = mapped_column(String(199))
    """Of the message that wrote it: answers refer to it."""


class HisMerge(Base):
    """An institution's HIS found that two patient numbers are one person: ``number`` is now ``survivor``."""

    __tablename__ = "his_merges"
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[str] = mapped_column(String(64))
    survivor: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
