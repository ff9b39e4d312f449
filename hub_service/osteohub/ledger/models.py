"""Tables of the log: entries, hashes of complete subtrees, and the checkpoints that were signed."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from osteohub.database.base import Base, Id, UtcTime, now

Whole = BigInteger().with_variant(Integer, "sqlite")


class LedgerEntry(Base):
    """Entry number ``number``: the bytes that are hashed, never changed. ``kind`` and ``subject_id`` find it again."""

    __tablename__ = "ledger_entries"

    number: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    subject_id: Mapped[str] = mapped_column(Id, index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class LedgerNode(Base):
    """The hash of a complete subtree, see ``osteokit.ledger.merkle``."""

    __tablename__ = "ledger_nodes"

    level: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class LedgerCheckpoint(Base):
    """A checkpoint as a signed note, with the lines that witnesses added."""

    __tablename__ = "ledger_checkpoints"

    size: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class LedgerHead(Base):
    """One row, made with the tables: the number of entries. Whoever appends locks it: one comes after the other."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(Whole, default=0)


class Witness(Base):
    """Who may put a cosignature under our checkpoints: the verifier's text, see ``osteokit.ledger.notes``."""

    __tablename__ = "ledger_witnesses"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    verifier: Mapped[str] = mapped_column(String(300))
    added_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
