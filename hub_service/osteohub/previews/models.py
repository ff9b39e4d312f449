"""The table of previews."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from osteohub.database.base import Base, UtcTime, now

STATES = ("waiting", "ready", "failed")


class Preview(Base):
    """Of a content, whoever has it: ``key`` is the file's SHA-256, or for a series of slices the SHA-256 over theirs.

    ``parts`` are SHA-256 by name (``"model.glb"``, ``"axial.webp"``) in the object store; ``facts`` say in numbers what
    there is to see.
    """

    __tablename__ = "previews"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    kind: Mapped[str] = mapped_column(String(10), default="")
    parts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    trouble: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
