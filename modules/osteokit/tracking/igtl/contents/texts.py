"""Words: STRING, STATUS, COMMAND and its answer, CAPABILITY."""

import struct
from dataclasses import dataclass
from typing import ClassVar, Self

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.wire import UTF_8, Reader, decoded, encoded, field, text_of

STATUS_OK = 1
_LONGEST_STRING = 0xFFFF


@dataclass(frozen=True)
class String:
    """A text of at most 65,535 bytes; ``encoding`` is its character set as MIBenum."""

    type_name: ClassVar[str] = "STRING"
    text: str
    encoding: int = UTF_8

    def pack(self) -> bytes:
        raw = encoded(self.text, self.encoding, "text")
        if len(raw) > _LONGEST_STRING:
            raise OsteoError(f"A STRING message holds 65,535 bytes, this text has {len(raw)}; send it in parts.")
        return struct.pack(">HH", self.encoding, len(raw)) + raw

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        encoding, size = reader.numbers("HH")
        return cls(decoded(bytes(reader.take(size)), encoding, "text"), encoding)


@dataclass(frozen=True)
class Status:
    """How a device is. ``code`` 1 means well; the others are listed in the protocol (5 not found, 14 timeout, ...)."""

    type_name: ClassVar[str] = "STATUS"
    code: int = STATUS_OK
    subcode: int = 0
    error_name: str = ""
    text: str = ""

    def pack(self) -> bytes:
        head = struct.pack(">Hq", self.code, self.subcode) + field(self.error_name, 20, "error's name")
        return head + self.text.encode("utf-8", "surrogateescape") + b"\0"

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        code, subcode = reader.numbers("Hq")
        name = reader.text(20)
        return cls(code, subcode, name, text_of(bytes(reader.take(reader.left)).split(b"\0", 1)[0]))


@dataclass(frozen=True)
class Command:
    """A command by ``number`` and ``name``; the text is XML as a rule."""

    type_name: ClassVar[str] = "COMMAND"
    number: int
    name: str
    text: str = ""
    encoding: int = UTF_8

    def pack(self) -> bytes:
        raw = encoded(self.text, self.encoding, "command")
        name = field(self.name, 128, "command's name")
        return struct.pack(">I", self.number) + name + struct.pack(">HI", self.encoding, len(raw)) + raw

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        (number,), name = reader.numbers("I"), reader.text(128)
        encoding, size = reader.numbers("HI")
        return cls(number, name, decoded(bytes(reader.take(size)), encoding, "command"), encoding)


class CommandReply(Command):
    """The answer to the command of the same number."""

    type_name: ClassVar[str] = "RTS_COMMAND"


@dataclass(frozen=True)
class Capability:
    """The types that a peer understands."""

    type_name: ClassVar[str] = "CAPABILITY"
    types: tuple[str, ...]

    def pack(self) -> bytes:
        return b"".join(field(one, 12, "type") for one in self.types)

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        return cls(tuple(reader.text(12) for _ in range(reader.records(12))))
