"""What is to be told to the HIS, in one SQLite file: nothing is lost when the process dies, nothing is told twice
under two numbers. It holds patients' data while they wait; what was taken is emptied."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.plugins.hub_his import HisMessage

KEPT_DAYS = 90

_TABLES = """
CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    key TEXT PRIMARY KEY, number INTEGER NOT NULL, content BLOB, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    trouble TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS waiting ON messages (state, number, key);
"""


@dataclass(frozen=True)
class Entry:
    """``state`` is waiting, sent or refused; ``number`` of the hub's event."""

    key: str
    number: int
    state: str
    attempts: int
    trouble: str
    at: str


class Journal:
    """Its methods may be called from several threads; each is one transaction."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
            self._file = folder / "journal.sqlite"
            with self._open() as base:
                base.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise OsteoError(f"The folder {folder} cannot be used ({error}); choose another.") from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("PRAGMA synchronous=FULL")
            base.execute("PRAGMA secure_delete=ON")  # what was emptied is overwritten
            with base:
                yield base

    def position(self) -> int | None:
        """The number of the last event that was looked at; None before the first start."""
        with self._open() as base:
            row = base.execute("SELECT number FROM position").fetchone()
        return None if row is None else row[0]

    def keep(self, number: int, messages: tuple[HisMessage, ...] = (), trouble: str = "") -> None:
        """Go on to event ``number``, with what it tells: both or neither. With ``trouble`` it is kept as refused."""
        at, state = datetime.now(UTC).isoformat(timespec="seconds"), "refused" if trouble else "waiting"
        rows = [(one.key, number, one.content, state, 0, trouble, at) for one in messages]
        with self._open() as base:
            base.executemany("INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            base.execute(
                "INSERT INTO position VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET number = MAX(number, ?)",
                (number, number),
            )

    def next(self) -> HisMessage | None:
        """The oldest that waits."""
        with self._open() as base:
            row = base.execute(
                "SELECT key, content FROM messages WHERE state = 'waiting' ORDER BY number, key LIMIT 1"
            ).fetchone()
        return None if row is None else HisMessage(*row)

    def sent(self, key: str) -> None:
        old = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
        with self._open() as base:
            base.execute(
                "UPDATE messages SET state = 'sent', content = NULL, trouble = '', attempts = attempts + 1"
                " WHERE key = ?",
                (key,),
            )
            base.execute("DELETE FROM messages WHERE state = 'sent' AND at < ?", (old,))

    def failed(self, key: str, trouble: str) -> None:
        with self._open() as base:
            base.execute("UPDATE messages SET attempts = attempts + 1, trouble = ? WHERE key = ?", (trouble, key))

    def refused(self, key: str, trouble: str) -> None:
        """The HIS does not want it: it is kept for a person, and the next one goes on."""
        with self._open() as base:
            base.execute(
                "UPDATE messages SET state = 'refused', attempts = attempts + 1, trouble = ? WHERE key = ?",
                (trouble, key),
            )

    def again(self, key: str) -> None:
        """
        Raises
        ------
        OsteoError
            No refused message has this key.
        """
        with self._open() as base:
            done = base.execute(
                "UPDATE messages SET state = 'waiting' WHERE key = ? AND state = 'refused' AND length(content) > 0",
                (key,),
            )
            if not done.rowcount:
                raise OsteoError(f"No refused message has the key {key}; `osteo-hl7v2 status` lists them.")

    def entries(self, state: str) -> list[Entry]:
        with self._open() as base:
            rows = base.execute(
                "SELECT key, number, state, attempts, trouble, at FROM messages WHERE state = ? ORDER BY number",
                (state,),
            )
            return [Entry(*row) for row in rows]
