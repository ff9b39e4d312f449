"""Tables of the library. A version is what is reviewed and published; a resource is the line of its versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osteohub.database.base import Base, Id, UtcTime, new_id, now
from osteohub.ledger.models import Whole
from osteohub.library.states import VERSION

FACETS = ("kind", "body_system", "specialty", "difficulty", "licence", "organ", "pathology")
"""What is counted and chosen by; the last two are free words."""


class Resource(Base):
    """A line of versions; at most one of them is not yet decided, see :class:`Version`.

    ``stars`` puts resources in order: the mean of the ratings in thousandths, as if three more people had said three,
    so that one friend's five is not the best of all.
    """

    __tablename__ = "resources"
    __table_args__ = (
        Index("ix_resources_downloads", "downloads", "id"),
        Index("ix_resources_stars", "stars", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    created_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    downloads: Mapped[int] = mapped_column(Integer, default=0)
    rating_sum: Mapped[int] = mapped_column(Integer, default=0)
    rating_count: Mapped[int] = mapped_column(Integer, default=0)
    stars: Mapped[int] = mapped_column(Integer, default=3000, server_default="3000")


class Version(Base):
    """``number`` is 0 until it is published. ``open`` is the resource's id while the version is not decided, so that
    there is never a second one; institution and author stand here too, because the rules ask for them."""

    __tablename__ = "versions"
    __table_args__ = (
        CheckConstraint(f"state IN {VERSION.states}", name="state"),
        UniqueConstraint("open", name="uq_versions_open"),
        Index("ix_versions_resource", "resource_id", "number"),
        Index("ix_versions_state", "state", "id"),
        Index("ix_versions_organisation", "organisation_id", "state"),
        Index("ix_versions_facets", "state", "ledger_number", *FACETS),
        Index("ix_versions_organ", "state", "organ", "ledger_number"),
        Index("ix_versions_pathology", "state", "pathology", "ledger_number"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resources.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(12), default=VERSION.initial)
    open: Mapped[str | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(200))
    english: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(20))
    body_system: Mapped[str] = mapped_column(String(20))
    organ: Mapped[str] = mapped_column(String(80), default="")
    pathology: Mapped[str] = mapped_column(String(120), default="")
    specialty: Mapped[str] = mapped_column(String(20))
    difficulty: Mapped[str] = mapped_column(String(20))
    licence: Mapped[str] = mapped_column(String(40), default="")
    clinical: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    model: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    teaching: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(String(500), default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    ledger_number: Mapped[int | None] = mapped_column(Whole)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)

    files: Mapped[list["VersionFile"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", lazy="selectin", order_by="VersionFile.name"
    )
    contributors: Mapped[list["Contributor"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", lazy="selectin", order_by="Contributor.place"
    )
    reviews: Mapped[list["Review"]] = relationship(
        back_populates="version", cascade="all, delete-orphan", lazy="selectin", order_by="Review.id"
    )


class VersionFile(Base):
    """A file of a version: its content lies in the object store under ``sha256``."""

    __tablename__ = "version_files"
    __table_args__ = (UniqueConstraint("version_id", "name"), Index("ix_version_files_sha256", "sha256"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Whole)

    version: Mapped[Version] = relationship(back_populates="files")


class MeshShape(Base):
    """What a mesh file's surface measures however it is turned and saved, see :mod:`osteohub.library.shapes`."""

    __tablename__ = "mesh_shapes"
    __table_args__ = (Index("ix_mesh_shapes_area", "area"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    vertices: Mapped[int] = mapped_column(Whole)
    area: Mapped[float] = mapped_column(Float)
    volume: Mapped[float] = mapped_column(Float)
    moments: Mapped[list[float]] = mapped_column(JSON)
    handed: Mapped[float] = mapped_column(Float)


class Contributor(Base):
    """Who made it, and which share of what it earns is theirs; the shares of a version add up to 10,000 (hundredths of
    a percent)."""

    __tablename__ = "contributors"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    share: Mapped[int] = mapped_column(Integer)

    version: Mapped[Version] = relationship(back_populates="contributors")


class Review(Base):
    """What one expert is asked for one panel, and what they said; ``score`` is None until then."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("version_id", "reviewer_id"),
        Index("ix_reviews_reviewer", "reviewer_id"),
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= 100)", name="score"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    reviewer_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    panel: Mapped[str] = mapped_column(String(12))
    score: Mapped[float | None] = mapped_column(Float)
    comment: Mapped[str] = mapped_column(Text, default="")
    scored_at: Mapped[datetime | None] = mapped_column(UtcTime)

    version: Mapped[Version] = relationship(back_populates="reviews")


class Rating(Base):
    """One to five stars of one person for one resource."""

    __tablename__ = "ratings"
    __table_args__ = (CheckConstraint("stars >= 1 AND stars <= 5", name="stars"),)

    resource_id: Mapped[str] = mapped_column(ForeignKey("resources.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    stars: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Download(Base):
    """That a person has fetched files of a resource, and how often."""

    __tablename__ = "downloads"

    resource_id: Mapped[str] = mapped_column(ForeignKey("resources.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, default=1)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class UsedWith(Base):
    """A person says that they used two resources together; ``first_id`` is the lesser id of the two."""

    __tablename__ = "used_with"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="order"),
        Index("ix_used_with_second", "second_id"),
    )

    first_id: Mapped[str] = mapped_column(ForeignKey("resources.id"), primary_key=True)
    second_id: Mapped[str] = mapped_column(ForeignKey("resources.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Upload(Base):
    """A file on its way (tus): ``length`` bytes for a version. What came so far, the object store knows."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(200))
    length: Mapped[int] = mapped_column(Whole)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
