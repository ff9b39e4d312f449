"""HL7 v2 as plain values: a message is segments, of fields, of repetitions, of components, of sub-components.

Values are text as a person wrote it, unescaped. What is empty at the end is not kept, so that equal messages are equal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from osteo_hl7v2.charsets import decoded, encoded
from osteo_hl7v2.errors import REQUIRED, Hl7Error
from osteo_hl7v2.escapes import escaped, unescaped

Component = tuple[str, ...]
Repetition = tuple[Component, ...]
Field = tuple[Repetition, ...]

USUAL = "|^~\\&"
"""Field, component, repetition, escape, sub-component: in the order of MSH-1 and MSH-2."""
NOTHING = '""'
"""A value that says: delete what was there."""

LARGEST_MESSAGE = 4 << 20
MOST_SEGMENTS = 5_000
MOST_FIELDS = 400
MOST_PARTS = 2_000
"""Repetitions of a field, components of a repetition, sub-components of a component."""
LONGEST_VALUE = 1 << 20

_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Segment:
    """``fields[0]`` is the first field; of MSH it is MSH-3, for MSH-1 and MSH-2 are the message's ``delimiters``."""

    name: str
    fields: tuple[Field, ...]

    def repetitions(self, number: int) -> Field:
        place = number - (3 if self.name == "MSH" else 1)
        return self.fields[place] if 0 <= place < len(self.fields) else ()

    def value(self, number: int, component: int = 1, sub: int = 1, repetition: int = 1) -> str:
        """Empty where there is none, or where the value says that there is none (``""``)."""
        return part(self.repetitions(number), component, sub, repetition)

    def need(self, number: int, component: int = 1) -> str:
        """
        Raises
        ------
        Hl7Error
            It is empty.
        """
        found = self.value(number, component)
        if not found:
            place = f" (component {component})" if component > 1 else ""
            raise Hl7Error(f"this field{place} is needed and is empty", self.name, number, REQUIRED)
        return found


def part(field: Field, component: int = 1, sub: int = 1, repetition: int = 1) -> str:
    try:
        found = field[repetition - 1][component - 1][sub - 1].strip()
    except IndexError:
        return ""
    return "" if found == NOTHING else found


@dataclass(frozen=True)
class Message:
    """``charset`` is a name of HL7 table 0211; where MSH-18 was empty it is what the hospital agreed on."""

    segments: tuple[Segment, ...]
    delimiters: str = USUAL
    charset: str = "UNICODE UTF-8"

    @property
    def header(self) -> Segment:
        return self.segments[0]

    @property
    def kind(self) -> str:
        """``REF^I12``."""
        return f"{self.header.value(9)}^{self.header.value(9, 2)}"

    @property
    def control_id(self) -> str:
        return self.header.value(10)

    def all(self, name: str) -> Iterator[Segment]:
        return (one for one in self.segments if one.name == name)

    def first(self, name: str) -> Segment | None:
        return next(self.all(name), None)

    def need(self, name: str) -> Segment:
        """
        Raises
        ------
        Hl7Error
            There is none.
        """
        found = self.first(name)
        if found is None:
            raise Hl7Error("this segment is needed and is not there", name, 0, "100")
        return found


def segment(name: str, *fields: str | tuple) -> Segment:
    """A segment from plain values: a text, a tuple of components (texts or tuples of sub-components), or a list of
    such for repetitions. Fields count from 1; for MSH from MSH-3."""
    return Segment(name, _trimmed(tuple(_field(one) for one in fields)))


def _field(value) -> Field:
    repetitions = value if isinstance(value, list) else [value]
    return _trimmed(tuple(_repetition(one) for one in repetitions))


def _repetition(value) -> Repetition:
    components = value if isinstance(value, tuple) else (value,)
    return _trimmed(tuple(_trimmed(one if isinstance(one, tuple) else (one,)) for one in components))


def _trimmed(parts: tuple) -> tuple:
    end = len(parts)
    while end and not parts[end - 1]:
        end -= 1
    return parts[:end]


def parse(content: bytes, usual_charset: str = "ASCII") -> Message:
    """A message from its bytes, without the envelope of MLLP.

    Raises
    ------
    Hl7Error
        It is no message, too large, or breaks a rule of the syntax; the sentence says where.
    """
    if len(content) > LARGEST_MESSAGE:
        raise Hl7Error(f"the message is larger than {LARGEST_MESSAGE >> 20} MiB", reject=True)
    if not content.startswith(b"MSH"):
        raise Hl7Error("a message begins with MSH; batches are not read here", "MSH", 0, "100", reject=True)
    text, charset = decoded(content, usual_charset)
    delimiters = _delimiters(text)
    lines = [one for one in _LINE_END.split(text) if one]
    if len(lines) > MOST_SEGMENTS:
        raise Hl7Error(f"the message has more than {MOST_SEGMENTS} segments", reject=True)
    return Message(tuple(_segment(one, delimiters, charset) for one in lines), delimiters, charset)


def _delimiters(text: str) -> str:
    """MSH-1 and MSH-2, five different marks."""
    found = text[3:8]
    fits = len(found) == 5 and len(set(found)) == 5 and all(one.isascii() and one.isprintable() for one in found)
    if not fits or any(one.isalnum() or one in ' "' for one in found) or text[8:9] not in (found[0], "\r", "\n", ""):
        raise Hl7Error(r"MSH-1 and MSH-2 are five different marks, such as |^~\&", "MSH", 2, reject=True)
    return found


def _segment(line: str, delimiters: str, charset: str) -> Segment:
    name = line[:3]
    if not _NAME.fullmatch(name) or (len(line) > 3 and line[3] != delimiters[0]):
        raise Hl7Error(f"a segment begins with three capital letters or digits, not {line[:4]!r}", "", 0, "100")
    fields = line.split(delimiters[0])[1:] if name != "MSH" else line[9:].split(delimiters[0])
    if len(fields) > MOST_FIELDS:
        raise Hl7Error(f"the segment has more than {MOST_FIELDS} fields", name)
    if name == "MSH" and len(line) <= 8:
        fields = []
    first = 3 if name == "MSH" else 1
    try:
        return Segment(name, _trimmed(tuple(_parsed(one, delimiters, charset, name) for one in fields)))
    except Hl7Error as error:
        for number, one in enumerate(fields, first):
            try:
                _parsed(one, delimiters, charset, name)
            except Hl7Error:
                raise Hl7Error(str(error), name, number, error.code) from error
        raise


def _parsed(text: str, delimiters: str, charset: str, name: str) -> Field:
    if not text:
        return ()
    _, component, repetition, _, sub = delimiters
    return _trimmed(
        tuple(
            _trimmed(
                tuple(
                    _trimmed(tuple(_value(leaf, delimiters, charset, name) for leaf in _cut(two, sub)))
                    for two in _cut(one, component)
                )
            )
            for one in _cut(text, repetition)
        )
    )


def _cut(text: str, mark: str) -> list[str]:
    parts = text.split(mark)
    if len(parts) > MOST_PARTS:
        raise Hl7Error(f"the field has more than {MOST_PARTS} parts")
    return parts


def _value(text: str, delimiters: str, charset: str, name: str) -> str:
    if len(text) > LONGEST_VALUE:
        raise Hl7Error(f"a value has more than {LONGEST_VALUE} letters")
    if name.startswith("Z"):
        return text  # of the hospital's own making, and not used here: its escapes are its own too
    return unescaped(text, delimiters, charset)


def encode(message: Message) -> bytes:
    """The bytes of a message; every segment ends with a carriage return.

    Raises
    ------
    Hl7Error
        The character set has not all the letters.
    """
    field, component, repetition, _, sub = message.delimiters
    lines = []
    for one in message.segments:
        fields = [
            repetition.join(
                component.join(sub.join(escaped(leaf, message.delimiters) for leaf in two) for two in three)
                for three in four
            )
            for four in one.fields
        ]
        head = [f"MSH{message.delimiters}"] if one.name == "MSH" else [one.name]
        lines.append(field.join([*head, *fields]))
    return encoded("\r".join(lines) + "\r", message.charset)
