"""The table of knocks: in the database, so that several servers count together."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from osteohub.database.base import Base, Id, UtcTime, new_id, now


class Knock(Base):
    """Somebody tried a door; kept for some minutes."""

    __tablename__ = "knocks"
    __table_args__ = (Index("ix_knocks_address", "address", "at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime, default=now, index=True)
