"""Tables of institutions, people, roles, sessions and tokens. Secrets are kept as hashes only."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osteohub.database.base import Base, Id, UtcTime, new_id, now

TIERS = ("national", "region", "prefecture", "county", "township")
"""Of an institution, from the top; its parent stands higher."""

LIBRARY_ROLES = ("student", "teacher", "expert", "operator")
SERVICE_ROLES = ("clinician", "referral_desk", "quality_officer", "centre_approver")
ROLES = (*LIBRARY_ROLES, *SERVICE_ROLES)


class Organisation(Base):
    """An institution. ``path`` is ``/id/of/all/above/and/itself/``, so that what is below one begins alike."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint(f"tier IN {TIERS}", name="tier"), Index("ix_organisations_path", "path"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    english: Mapped[str] = mapped_column(String(200), default="")
    tier: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    path: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Person(Base):
    """Somebody with an account. ``password`` is an argon2 hash; empty where another service vouches for them."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(200), default="")
    password: Mapped[str] = mapped_column(String(200), default="")
    must_change: Mapped[bool] = mapped_column(Boolean, default=False)
    language: Mapped[str] = mapped_column(String(5), default="zh")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", lazy="selectin"
    )


class Membership(Base):
    """A role of a person at an institution."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "role"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        Index("ix_memberships_organisation", "organisation_id", "role"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[str] = mapped_column(String(20))
    granted_by: Mapped[str] = mapped_column(Id, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class BrowserSession(Base):
    """A browser that is signed in; ``secret`` is the SHA-256 of what its cookie holds."""

    __tablename__ = "browser_sessions"

    secret: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Passkey(Base):
    """A key pair of a person's phone, computer or stick (WebAuthn); the hub has the public half. ``credential_id`` is
    base64url; ``sign_count`` is the authenticator's own, 0 where it counts nothing."""

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class OutsideAccount(Base):
    """Somebody whom another service vouches for (OpenID Connect); ``person_id`` is empty until an operator or a rule
    says who it is."""

    __tablename__ = "outside_accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    linked_by: Mapped[str] = mapped_column(Id, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Ticket(Base):
    """What the hub must remember for some minutes and use once: the challenge of a passkey, an OpenID Connect round
    trip, a link to a model for a phone. ``secret`` is a SHA-256 of what the other side holds."""

    __tablename__ = "tickets"

    secret: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    payload: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class ApiToken(Base):
    """What a program signs in with; ``secret`` is a SHA-256, ``scopes`` limit what it may do for its person."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    secret: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class DeviceRequest(Base):
    """A program that waits to be let in (RFC 8628). ``state``: waiting, allowed, refused, used."""

    __tablename__ = "device_requests"

    device_secret: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_code: Mapped[str] = mapped_column(String(9), unique=True)
    client: Mapped[str] = mapped_column(String(120))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    polled_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SharingAgreement(Base):
    """``giver_id`` lets ``taker_id`` see its things of ``kind`` while the agreement is valid."""

    __tablename__ = "sharing_agreements"
    __table_args__ = (Index("ix_sharing_taker", "taker_id", "kind"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    giver_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    taker_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(30))
    valid_from: Mapped[datetime] = mapped_column(UtcTime)
    valid_until: Mapped[datetime] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
