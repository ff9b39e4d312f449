"""Times of HL7 (TS, DTM): from a year to a part of a second, with an offset or in the hospital's own zone."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from osteo_hl7v2.errors import Hl7Error

_TIME = re.compile(
    r"(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,4}))?)?)?)?)?)?(?:([+-])(\d{2})(\d{2}))?"
)


def moment(text: str, zone: tzinfo) -> datetime:
    """The beginning of what ``text`` names; ``zone`` is for those without an offset.

    Raises
    ------
    Hl7Error
    """
    found = _TIME.fullmatch(text)
    if found is None:
        raise Hl7Error(f"{text[:30]!r} is no time; write YYYYMMDDHHMMSS+ZZZZ")
    year, month, day_of, hour, minute, second = (
        int(one or low) for one, low in zip(found.groups()[:6], (0, 1, 1, 0, 0, 0), strict=True)
    )
    try:
        offset = zone
        if found[8]:
            away = timedelta(hours=int(found[9]), minutes=int(found[10]))
            offset = timezone(-away if found[8] == "-" else away)
        micro = int((found[7] or "0").ljust(6, "0"))
        made = datetime(year, month, day_of, hour, minute, second, micro, offset)
        made.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Hl7Error(f"{text[:30]!r} is no time that there is") from error
    return made


def day(text: str) -> str:
    """``YYYY-MM-DD``; empty where ``text`` is, or names no day.

    Raises
    ------
    Hl7Error
    """
    if not text:
        return ""
    moment(text, UTC)
    if len(text) < 8 or not text[:8].isdigit():
        return ""
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()


def written(at: datetime, zone: tzinfo) -> str:
    """With the offset of ``zone``, to the second."""
    return at.astimezone(zone).strftime("%Y%m%d%H%M%S%z")
