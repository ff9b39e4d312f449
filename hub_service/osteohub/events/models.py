"""Tables of events, of who may read them, of the keys that may listen, and of how far each plugin was told."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osteohub.database.base import Base, Id, UtcTime, new_id, now
from osteohub.ledger.models import Whole


class Event(Base):
    """``number`` is empty until the event is published: only then do readers see it. It names no patient."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("number", name="uq_events_number"),
        Index(
            "ix_events_waiting",
            "id",
            sqlite_where=text("number IS NULL"),
            postgresql_where=text("number IS NULL"),
        ),
        Index("ix_events_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    number: Mapped[int | None] = mapped_column(Whole)
    kind: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(Id)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    readers: Mapped[list["EventReader"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def organisations(self) -> tuple[str, ...]:
        """Ids of the institutions that it concerns."""
        return tuple(sorted({one.organisation_id for one in self.readers if one.organisation_id}))


class EventReader(Base):
    """Who may read an event: those with ``role`` at the institution (``"*"``: any role), or one person; with all three
    empty but the role ``"*"``, everybody who is signed in."""

    __tablename__ = "event_readers"
    __table_args__ = (Index("ix_event_readers_reader", "organisation_id", "role", "person_id", "event_id"),)

    event_id: Mapped[str] = mapped_column(ForeignKey("events.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(Id, primary_key=True, default="")
    role: Mapped[str] = mapped_column(String(20), primary_key=True, default="")
    person_id: Mapped[str] = mapped_column(Id, primary_key=True, default="")

    event: Mapped[Event] = relationship(back_populates="readers")


class ListeningKey(Base):
    """The public half of a CURVE key (Z85) with which a program of this person may listen."""

    __tablename__ = "listening_keys"
    __table_args__ = (UniqueConstraint("public_key", name="uq_listening_keys_public_key"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    public_key: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class PluginFeed(Base):
    """How far a plugin was told: the number of the last event that it has done with. One hub tells it at a time."""

    __tablename__ = "plugin_feeds"

    plugin: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(Whole, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcTime)
    trouble: Mapped[str] = mapped_column(String(500), default="")
