"""Escape sequences of a message: letters that would separate, bytes, and the formatting of text."""

import re

from osteo_hl7v2.charsets import NAMES
from osteo_hl7v2.errors import Hl7Error

_HEX = re.compile(r"X((?:[0-9A-Fa-f]{2})+)")
_LINES = re.compile(r"\.(?:br|ce)|\.sp\+?(\d{0,2})")
_SKIP = re.compile(r"\.sk\+?(\d{1,2})")
_LAYOUT = re.compile(r"[HN]|\.(?:fi|nf)|\.(?:in|ti)[+-]?\d{1,3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def unescaped(text: str, delimiters: str, charset: str) -> str:
    """``delimiters`` are field, component, repetition, escape, sub-component. A line end is ``\\n``.

    Raises
    ------
    Hl7Error
        A sequence is not closed or unknown: a guess could change what a doctor wrote.
    """
    escape = delimiters[3]
    if escape not in text:
        return text
    pieces = text.split(escape)
    if len(pieces) % 2 == 0:
        raise Hl7Error(f"an escape sequence is not closed; a {escape} itself is written {escape}E{escape}")
    pieces[1::2] = [_meaning(one, delimiters, charset) for one in pieces[1::2]]
    return "".join(pieces)


def _meaning(sequence: str, delimiters: str, charset: str) -> str:
    """What stands between two escape characters."""
    if sequence in ("F", "S", "R", "E", "T"):
        return delimiters["FSRET".index(sequence)]
    found = _HEX.fullmatch(sequence)
    if found:
        try:
            return bytes.fromhex(found[1]).decode(NAMES[charset])
        except UnicodeDecodeError as error:
            raise Hl7Error(f"the escaped bytes {sequence[:40]} are no letters of {charset}") from error
    found = _LINES.fullmatch(sequence)
    if found:
        return "\n" * int(found[1] or 1)
    found = _SKIP.fullmatch(sequence)
    if found:
        return " " * int(found[1])
    if _LAYOUT.fullmatch(sequence):
        return ""
    raise Hl7Error(f"the escape sequence {sequence[:20]!r} is not known here")


def escaped(text: str, delimiters: str) -> str:
    """The other way: separators, line ends and control characters become sequences."""
    escape = delimiters[3]
    made = {one: f"{escape}{letter}{escape}" for one, letter in zip(delimiters, "FSRET", strict=True)}
    made["\n"] = f"{escape}.br{escape}"

    def sequence(letter: str) -> str:
        if letter in made:
            return made[letter]
        return f"{escape}X{ord(letter):02X}{escape}" if _CONTROL.match(letter) else letter

    return "".join(map(sequence, text))
