"""New UIDs, names and dates from a secret key: the same everywhere, and no way back without the key."""

import datetime
import hashlib
import hmac
import re

from osteokit.imaging.confidentiality import safe_words

WELL_KNOWN = "1.2.840.10008."
"""UIDs below this root are DICOM's own (classes, syntaxes, coding schemes) and name nobody."""

MAX_SHIFT_DAYS = 3650
_NUMBER = re.compile(r"\d{1,2}([.,]\d{1,2})?(mm)?")
_WORD = re.compile(r"[^\s^_/,;:()\[\]+*-]+")


def _digest(key: bytes, kind: str, text: str) -> int:
    return int.from_bytes(hmac.new(key, f"{kind}\0{text}".encode(), hashlib.sha256).digest(), "big")


def new_uid(key: bytes, old: str) -> str:
    """The UID that stands for ``old``: ``2.25.`` and a 128-bit number, as PS3.5 B.2 allows for a UUID."""
    if not old or old.startswith(WELL_KNOWN):
        return old
    number = _digest(key, "uid", old) >> 128
    version_4 = (number & ~(0xF << 76) & ~(0x3 << 62)) | (0x4 << 76) | (0x2 << 62)
    return f"2.25.{version_4}"


def pseudonym(key: bytes, patient: str) -> str:
    """A name for a patient that says nothing, such as ``OSTEO-3F0C9A7B21D4``."""
    return f"OSTEO-{_digest(key, 'patient', patient) % 16**12:012X}"


def shift_days(key: bytes, patient: str) -> int:
    """By how many days (1..3650, backwards) all dates of one patient move."""
    return 1 + _digest(key, "dates", patient) % MAX_SHIFT_DAYS


def shifted(value: str, days: int) -> str:
    """A DICOM date or date-time moved back by ``days``, its time kept; empty where it is no full date."""
    text = value.strip()
    if not re.fullmatch(r"\d{8}([\d.]*)([+-]\d{4})?", text):
        return ""
    try:
        day = datetime.date(int(text[:4]), int(text[4:6]), int(text[6:8])) - datetime.timedelta(days)
    except (ValueError, OverflowError):
        return ""
    return f"{day.year:04d}{day.month:02d}{day.day:02d}{text[8:]}"


def cleaned_text(value: str) -> str:
    """Only the words known to be harmless (``resources/safe_words.txt``) and short numbers, in their order."""
    words = _WORD.findall(value)
    return " ".join(word for word in words if word.lower() in safe_words() or _NUMBER.fullmatch(word.lower()))
