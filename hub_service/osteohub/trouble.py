"""What is wrong around the hub, with its disk or its database, as a sentence: nobody has to read code for it."""

import errno
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from osteohub.refusals import Refusal

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
_SQLITE = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "closed",
    sqlite3.SQLITE_PERM: "closed",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "gone",
    sqlite3.SQLITE_IOERR: "gone",
    sqlite3.SQLITE_CORRUPT: "broken",
    sqlite3.SQLITE_NOTADB: "broken",
}
_POSTGRESQL = {"53100": "full", "25006": "closed", "40001": "busy", "40P01": "busy", "53300": "busy"}
"""By SQLSTATE."""


class Unavailable(Refusal):
    """The hub cannot do it now, whoever asks."""

    status, code = 503, "unavailable"


def unavailable(error: BaseException) -> Unavailable | None:
    """The refusal that says it; None where the hub itself made a mistake."""
    match kind_of(error):
        case "full":
            return Unavailable("The hub's disk is full: nothing of this was kept. Tell its operator; try again later.")
        case "closed":
            return Unavailable("The hub may not write to its disk: nothing of this was kept. Tell its operator.")
        case "busy":
            return Unavailable("The hub has too much to do: nothing of this was kept. Try again in a minute.")
        case "gone":
            return Unavailable("The hub does not reach its database: nothing of this was kept. Try again in a minute.")
        case "broken":
            return Unavailable("The hub's database is damaged. Tell its operator, who puts it back from a backup.")
    return None


def kind_of(error: BaseException) -> str:
    """``"full"``, ``"closed"``, ``"busy"``, ``"gone"``, ``"broken"``, or nothing of that."""
    return next(filter(None, map(_kind, _with_causes(error))), "")


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    """SQLite undoes the whole transaction when the disk is full; to undo it once more is another error on top."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _kind(error: BaseException) -> str:
    if isinstance(error, NoneFree):
        return "busy"
    if isinstance(error, DBAPIError):
        return _of_driver(error)
    if isinstance(error, OSError) and error.errno in (*_FULL, *_CLOSED):
        return "full" if error.errno in _FULL else "closed"
    return ""


def _of_driver(error: DBAPIError) -> str:
    if isinstance(error.orig, sqlite3.Error):
        return _SQLITE.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF, "")
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    # 08: the connection broke; 57P: the server ends or begins; none: nobody answered
    is_gone = error.connection_invalidated or state.startswith(("08", "57P"))
    return "gone" if is_gone or (not state and isinstance(error, OperationalError)) else ""
