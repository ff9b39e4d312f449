"""The table of backups: when the hub was saved, so that somebody notices when it was not."""

from datetime import datetime

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from osteohub.database.base import Base, Id, UtcTime, new_id, now
from osteohub.ledger.models import Whole


class Backup(Base):
    """A backup that was written whole; ``at`` is the moment that it shows, ``size`` its bytes."""

    __tablename__ = "backups"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now, index=True)
    files: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Whole)
