"""Asking for data: GET\\_, STT\\_ (start), STP\\_ (stop), the answer RTS\\_; and what has a type that nobody knows."""

import struct
from dataclasses import dataclass
from typing import ClassVar, Self

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.wire import Reader, field

STREAMS_WITH_RATE = ("STT_TDATA", "STT_QTDATA")


@dataclass(frozen=True)
class StartTracking:
    """Send tracking data, no closer together than ``interval_ms``, in the coordinate system of this name."""

    type_name: str = "STT_TDATA"
    interval_ms: int = 0
    coordinates: str = ""

    def pack(self) -> bytes:
        if not 0 <= self.interval_ms < 2**32:
            raise OsteoError(f"The interval between two frames is 0 ms or more, not {self.interval_ms}.")
        return struct.pack(">I", self.interval_ms) + field(self.coordinates, 32, "coordinate system")

    @classmethod
    def unpack(cls, reader: Reader, type_name: str) -> Self:
        (interval,) = reader.numbers("I")
        return cls(type_name, interval, reader.text(32))


@dataclass(frozen=True)
class Reply:
    """RTS\\_...: whether a query was understood."""

    type_name: str
    succeeded: bool = True

    def pack(self) -> bytes:
        return bytes([0 if self.succeeded else 1])

    @classmethod
    def unpack(cls, reader: Reader, type_name: str) -> Self:
        return cls(type_name, reader.numbers("B")[0] == 0)


@dataclass(frozen=True)
class Query:
    """GET\\_, STT\\_ or STP\\_ without a content: ``type_name`` is all that it says."""

    type_name: str
    content_bytes: ClassVar[int] = 0

    def pack(self) -> bytes:
        return b""

    @classmethod
    def unpack(cls, reader: Reader, type_name: str) -> Self:
        return cls(type_name)


@dataclass(frozen=True)
class Unknown:
    """The content of a type that is none of ours, passed on as it is."""

    type_name: str
    content: bytes

    def pack(self) -> bytes:
        return self.content


def reply_to(type_name: str, succeeded: bool) -> Reply:
    """The answer to a STT\\_ or STP\\_ message; the type's name is cut at 12 bytes, as the protocol does."""
    return Reply(f"RTS_{type_name[4:]}"[:12], succeeded)
