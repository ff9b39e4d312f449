"""Connections and transactions.

SQLite runs in WAL mode and every writing transaction begins with BEGIN IMMEDIATE: one that begins by reading and
then wants to write would be refused at once, whatever ``busy_timeout`` says.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from osteohub.database.turns import Turns
from osteokit.base.errors import OsteoError

BUSY_MS = 30_000

READERS, PATIENCE_S = 1, 0.5
"""So many threads of a process read at once, and so long another waits before it reads beside them: two that build
their questions and answers in Python do less than one alone, and what is slow must not hold up everybody."""


class Database:
    """Reading and writing transactions on one database.

    Parameters
    ----------
    url : str
        With driver, see ``settings.with_driver``.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.info: dict[str, Any] = {}
        """Given to every session (``Session.info``): what the domains reach for without knowing the hub."""
        self._read = _engine(url, "BEGIN")
        self._write = _engine(url, "BEGIN IMMEDIATE") if self.is_sqlite else self._read
        self._reading = Turns(READERS, PATIENCE_S)
        self._turn: AbstractContextManager[Any] = threading.RLock() if self.is_sqlite else nullcontext()

    @property
    def engine(self) -> Engine:
        """Where writing transactions begin."""
        return self._write

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view; nothing written through it is kept."""
        with self._reading.one(), Session(self._read, expire_on_commit=False, info=self.info) as session:
            if not self.is_sqlite:
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """All or nothing: kept when the block ends well, undone when anything is raised.

        SQLite has one writer at a time: those of this process take turns, so that a hundred at once wait in a queue
        and not in SQLite's polling, which gives up after ``BUSY_MS``.
        """
        with self._turn, Session(self._write, expire_on_commit=False, info=self.info) as session, session.begin():
            yield session

    @contextmanager
    def migration(self) -> Iterator[Connection]:
        """All or nothing, with tables that are replaced by new ones: SQLite looks at references between them at the
        end, and not when the old one goes.

        Raises
        ------
        OsteoError
            A reference leads nowhere; nothing is changed.
        """
        with self._turn, self._write.connect() as connection, self._without_references(connection), connection.begin():
            yield connection
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first() if self.is_sqlite else None
            if lost is not None:
                raise OsteoError(f"The tables cannot be brought up to date: rows of {lost[0]} name what is not there.")

    @contextmanager
    def _without_references(self, connection: Connection) -> Iterator[None]:
        """Between transactions only: within one SQLite passes the pragma over."""
        if not self.is_sqlite:
            yield
            return
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            driver.execute("PRAGMA foreign_keys=ON")

    def close(self) -> None:
        self._read.dispose()
        self._write.dispose()


def _engine(url: str, begin: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000}, pool_size=10, max_overflow=20)

    @event.listens_for(engine, "connect")
    def prepare(connection, _record) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; we do, below
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MS}",
            "cache_size=-32000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
