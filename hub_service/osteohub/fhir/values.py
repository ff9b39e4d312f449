"""Values of search parameters: tokens, dates with their precision, references, words (FHIR R4, 3.1.1)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from osteohub.refusals import Invalid

Comparison = Literal["eq", "ne", "gt", "ge", "lt", "le", "sa", "eb"]

_DATE = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2})"
    r"(T(?P<hour>\d{2}):(?P<minute>\d{2})(:(?P<second>\d{2})(?P<fraction>\.\d{1,9})?)?(?P<zone>Z|[+-]\d{2}:\d{2})?)?)?)?"
)
_COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le", "sa", "eb")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


@dataclass(frozen=True)
class Token:
    """``system`` is None where any may be meant, empty where there must be none; ``code`` None where any of the system
    is meant."""

    system: str | None
    code: str | None


@dataclass(frozen=True)
class Span:
    """From ``low``, before ``high``: a date without a time is the whole day in UTC."""

    comparison: Comparison
    low: datetime
    high: datetime


@dataclass(frozen=True)
class Reference:
    """``kind`` is empty where only the id was given."""

    kind: str
    id: str


@dataclass(frozen=True)
class Word:
    """``how`` is ``"starts"``, ``"contains"`` or ``"exact"``."""

    text: str
    how: str


Value = Token | Span | Reference | Word


def split(text: str, separator: str) -> list[str]:
    """Parts between separators that no backslash stands before; the backslashes are taken away later."""
    parts, part, place = [], "", 0
    while place < len(text):
        if text[place] == "\\" and place + 1 < len(text):
            part += text[place : place + 2]
            place += 2
        elif text[place] == separator:
            parts.append(part)
            part = ""
            place += 1
        else:
            part += text[place]
            place += 1
    return [*parts, part]


def _plain(text: str) -> str:
    return re.sub(r"\\([\\,$|])", r"\1", text)


def token(text: str) -> Token:
    parts = split(text, "|")
    if len(parts) > 2 or not any(parts):
        raise Invalid("A token is code, |code, system| or system|code.")
    if len(parts) == 1:
        return Token(None, _plain(parts[0]))
    return Token(_plain(parts[0]), _plain(parts[1]) or None)


def span(text: str) -> Span:
    comparison: Comparison = "eq"
    for one in _COMPARISONS:
        if text.startswith(one):
            comparison, text = one, text.removeprefix(one)  # pyright: ignore[reportAssignmentType]
    found = _DATE.fullmatch(text.replace(" ", "+"))  # a plus that was not escaped in the address
    try:
        if found is None:
            raise ValueError(text)
        low, high = _bounds(found)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "A date is like 2026-11-22 or 2026-11-22T08:00:00+08:00, perhaps with ge, lt ... before."
        ) from error
    return Span(comparison, low, high)


def _bounds(found: re.Match[str]) -> tuple[datetime, datetime]:
    year, month, day = int(found["year"]), found["month"], found["day"]
    if day is None:
        first = date(year, int(month or 1), 1)
        last = date(year + 1, 1, 1) if month is None else date(year + int(month) // 12, int(month) % 12 + 1, 1)
        return _midnight(first), _midnight(last)
    if found["hour"] is None:
        first = date(year, int(month), int(day))
        return _midnight(first), _midnight(first + timedelta(days=1))
    zone = found["zone"] or "Z"
    micro = (found["fraction"] or ".")[1:7].ljust(6, "0")
    base = f"{year:04d}-{month}-{day}T{found['hour']}:{found['minute']}:{found['second'] or '00'}.{micro}"
    low = datetime.fromisoformat(base + ("+00:00" if zone == "Z" else zone)).astimezone(UTC)
    return low, low + _step(found["second"], found["fraction"])


def _step(second: str | None, fraction: str | None) -> timedelta:
    if second is None:
        return timedelta(minutes=1)
    return timedelta(microseconds=max(1, 10 ** (6 - min(6, len(fraction) - 1)))) if fraction else timedelta(seconds=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def reference(text: str, kind: str, base: str) -> Reference:
    """``kind`` is what the modifier named, ``base`` this hub's address; what another server keeps is refused."""
    text = text.removeprefix(base + "/")
    named, _, identity = text.rpartition("/")
    if "/" in named or not _ID.fullmatch(identity) or (kind and named and kind != named):
        raise Invalid("A reference is Type/id or id.")
    return Reference(named or kind, identity)


def word(text: str, modifier: str) -> Word:
    if not text.strip():
        raise Invalid("A search for words needs one.")
    return Word(_plain(text).strip(), {"": "starts"}.get(modifier, modifier))
