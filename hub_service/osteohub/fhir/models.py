"""Tables of what FHIR asks for beyond the other domains: versions of referrals, a HIS's own numbers, images."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from osteohub.database.base import Base, Id, UtcTime, new_id, now


class ReferralVersion(Base):
    """A referral as it was after one transaction. ``content`` is a ``case.Case`` as JSON; by the other columns
    the rules of referrals decide, so that nobody sees a version that they could not see when it was the last."""

    __tablename__ = "referral_versions"
    __table_args__ = (UniqueConstraint("referral_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"))
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcTime)
    from_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    to_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class ReferralIdentifier(Base):
    """What the sending institution's system calls a referral: ``system`` is a URI, ``value`` unique in it there."""

    __tablename__ = "referral_identifiers"
    __table_args__ = (
        UniqueConstraint("organisation_id", "system", "value"),
        Index("ix_referral_identifiers_value", "value", "system"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    system: Mapped[str] = mapped_column(String(200))
    value: Mapped[str] = mapped_column(String(100))


class ReferralImages(Base):
    """A study in somebody's PACS that belongs to a referral: where to ask for it by DICOMweb, never the images."""

    __tablename__ = "referral_images"
    __table_args__ = (UniqueConstraint("referral_id", "study_uid"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"))
    study_uid: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(300))
    modalities: Mapped[list[str]] = mapped_column(JSON, default=list)
    about: Mapped[str] = mapped_column(String(300), default="")
    started: Mapped[datetime | None] = mapped_column(UtcTime)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
