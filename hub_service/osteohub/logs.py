"""Lines for whoever runs the hub: JSON, one a line, without names, addresses, bodies or anything of a patient.

What may be written is listed by key and by shape; everything else is left out, whoever hands it in. Errors are told
by their kind and the lines of code that they came through: their words quote what was being stored.
"""

import hashlib
import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger

from osteokit.ledger.notes import Signer

NAME = "osteohub"
WORDS = re.compile(r"^[A-Za-z0-9_.:/{}()<>%,+ -]{0,200}$")
KEYS = frozenset(
    "event level at request_id method route status ms actor error frames worker kind outcome attempts count size "
    "logger place revision plugin number".split()
)
"""What a line may say."""

_TRUSTED = ("uvicorn", "alembic")
"""Libraries whose messages are about the server alone."""


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Only the keys that are known, with values that are numbers or plain words."""
    return {key: value for key, value in event.items() if key in KEYS and _is_plain(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_plain(one) for one in value)
    return isinstance(value, (bool, int, float)) or (isinstance(value, str) and WORDS.match(value) is not None)


def _stamp(_logger: Any, method: str, event: EventDict) -> EventDict:
    return {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": method, **event}


LOG: FilteringBoundLogger = structlog.wrap_logger(
    logging.getLogger(NAME),
    processors=[structlog.stdlib.filter_by_level, _stamp, redact, structlog.processors.JSONRenderer()],
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    cache_logger_on_first_use=False,
)


def told(error: BaseException) -> dict[str, Any]:
    """An error as a line may tell it: its kind, and the lines of code, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return {"error": type(error).__name__, "frames": [_frame(one) for one in frames]}


def _frame(one: traceback.FrameSummary) -> str:
    parts = one.filename.replace("\\", "/").split("/")
    return f"{'/'.join(parts[-3:])}:{one.lineno}"


def pseudonym(signer: Signer, person_id: str) -> str:
    """The same person has the same one in all lines of a hub; without the hub's key nobody finds the person by it."""
    if not person_id:
        return ""
    key = hashlib.sha256(b"osteohub log\0" + signer.private).digest()
    return hashlib.blake2b(person_id.encode(), key=key, digest_size=6).hexdigest()


class _Told(logging.Formatter):
    """Our own lines as they were made. Any other record: its template, not what was filled in, unless the library
    speaks of the server alone."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == NAME:
            return record.getMessage()
        is_trusted = record.name.split(".")[0] in _TRUSTED
        said = record.getMessage() if is_trusted else str(record.msg) if record.args else ""
        event: EventDict = {"event": " ".join(said.split())[:200], "logger": record.name}
        event["place"] = f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            event |= told(record.exc_info[1])
        return json.dumps(redact(None, "", _stamp(None, record.levelname.lower(), event)), ensure_ascii=False)


def write_to(stream: TextIO) -> None:
    """From now on: our lines and those of libraries, also of what breaks in a thread."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Told())
    _only(logging.getLogger(NAME), [handler], logging.INFO)
    logging.getLogger(NAME).propagate = False
    _only(logging.getLogger(), [handler], logging.WARNING)
    threading.excepthook = lambda broken: _broke(broken.exc_value)
    sys.excepthook = _ended


def _only(logger: logging.Logger, handlers: Iterable[logging.Handler], level: int) -> None:
    logger.handlers[:] = handlers
    logger.setLevel(level)


def _broke(error: BaseException | None) -> None:
    if error is not None:
        LOG.error("thread broke", **told(error))


def _ended(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        LOG.error("ended", **told(error))
