"""What stands around the content of every message: header, extended header and metadata.

Header version 1 (protocols 1 and 2) has the content alone as body; version 2 (protocol 3) and later an extended header
before it and metadata behind it. Specification: OpenIGTLink ``Documents/Protocol/header.md``.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.crc import crc64
from osteokit.tracking.igtl.wire import UTF_8, MalformedMessageError, Reader, decoded, encoded, text_of
from osteokit.tracking.igtl.wire import field as fixed

HEADER = struct.Struct(">H12s20sQQQ")
HEADER_BYTES = HEADER.size
_EXTENDED = struct.Struct(">HHII")
_INDEX = struct.Struct(">HHI")
EXTENDED_SINCE = 2
"""First header version with an extended header."""
NEWEST = 3
_NO_METADATA = (b"", b"\0\0")
_JOINED = 1 << 16
"""Bytes; smaller messages are sent in one piece."""


@dataclass(frozen=True)
class Envelope:
    """All of a message but its content.

    Attributes
    ----------
    device : str
        Who or what it is about; at most 20 bytes of UTF-8.
    timestamp : int
        Seconds in the upper, fractions of a second in the lower 32 bits; 0 where the sender has no clock.
    version : int
        Of the header: 1, 2 or 3.
    message_id : int
        From version 2 on; 0 means none.
    metadata : mapping of str to str
        From version 2 on.
    encodings : mapping of str to int
        Character sets of metadata (MIBenum) that are not UTF-8.
    """

    device: str = ""
    timestamp: int = 0
    version: int = 2
    message_id: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    encodings: Mapping[str, int] = field(default_factory=dict)

    @property
    def time_s(self) -> float:
        """The timestamp in seconds; exact to about 1e-7 s near today's."""
        return self.timestamp / 2**32


def timestamp_of(seconds: float) -> int:
    """Seconds (since 1970, UTC, as ``time.time()``) as a timestamp."""
    return round(seconds * 2**32)


class Header(NamedTuple):
    """The 58 bytes before every body."""

    version: int
    type_name: str
    device: str
    timestamp: int
    body_bytes: int
    crc: int


def read_header(raw: bytes | memoryview) -> Header:
    """The header in 58 bytes.

    Raises
    ------
    MalformedMessageError
        They are no header: the stream is out of step or the peer speaks something else.
    """
    version, kind, device, timestamp, size, crc = HEADER.unpack(raw)
    name = _type_name(kind)
    if not 1 <= version <= NEWEST or not name:
        raise MalformedMessageError(
            "What came is no OpenIGTLink header (its version or type make no sense); check the port and the peer."
        )
    return Header(version, name, _device_name(device), timestamp, size, crc)


@lru_cache(maxsize=256)
def _type_name(raw: bytes) -> str:
    """Empty where it is no name; the same few come a thousand times a second."""
    kind = raw.split(b"\0", 1)[0]
    return kind.decode("ascii") if all(33 <= c < 127 for c in kind) else ""


@lru_cache(maxsize=256)
def _device_name(raw: bytes) -> str:
    return text_of(raw.split(b"\0", 1)[0])


def open_body(header: Header, body: bytes | memoryview) -> tuple[Envelope, memoryview]:
    """The envelope and the content of a body whose CRC was checked.

    Raises
    ------
    MalformedMessageError
        Its extended header or metadata do not fit into it.
    """
    whole = memoryview(body)
    if header.version < EXTENDED_SINCE:
        return Envelope(header.device, header.timestamp, header.version), whole
    if len(whole) < _EXTENDED.size:
        raise MalformedMessageError(f"The {header.type_name} message has no room for its extended header.")
    size, index_size, data_size, message_id = _EXTENDED.unpack(whole[: _EXTENDED.size])
    end = len(whole) - index_size - data_size
    if size < _EXTENDED.size or end < size:
        raise MalformedMessageError(f"The {header.type_name} message announces more metadata than it holds.")
    metadata, encodings = {}, {}
    if whole[end:] not in _NO_METADATA:
        metadata, encodings = _read_metadata(Reader(whole[end:], "metadata of the " + header.type_name), index_size)
    envelope = Envelope(header.device, header.timestamp, header.version, message_id, metadata, encodings)
    return envelope, whole[size:end]


def _read_metadata(reader: Reader, index_size: int) -> tuple[dict[str, str], dict[str, int]]:
    values: dict[str, str] = {}
    encodings: dict[str, int] = {}
    if index_size == 0:
        return values, encodings
    (count,) = reader.numbers("H")
    if index_size != 2 + count * _INDEX.size:
        raise MalformedMessageError("The index of the metadata has not the size that it announces.")
    index = [reader.numbers("HHI") for _ in range(count)]
    for key_size, encoding, value_size in index:
        key = decoded(bytes(reader.take(key_size)), UTF_8, "name of a metadatum")
        values[key] = decoded(bytes(reader.take(value_size)), encoding, f"metadatum {key}")
        if encoding != UTF_8:
            encodings[key] = encoding
    reader.end()
    return values, encodings


def close_message(
    envelope: Envelope, type_name: str, content: Sequence[bytes | memoryview]
) -> tuple[bytes | memoryview, ...]:
    """The whole message in parts: header, extended header, content, metadata; the small ones joined.

    Raises
    ------
    OsteoError
        A name is too long, the version is unknown, or version 1 shall carry what it cannot.
    """
    body: list[bytes | memoryview] = list(content)
    if envelope.version >= EXTENDED_SINCE:
        index, data = _metadata_bytes(envelope)
        extended = _EXTENDED.pack(_EXTENDED.size, len(index), len(data), envelope.message_id)
        body = [extended, *content, index + data]
    elif envelope.metadata or envelope.message_id:
        raise OsteoError("Header version 1 has no metadata and no message number; use version 2.")
    if not 1 <= envelope.version <= NEWEST:
        raise OsteoError(f"OpenIGTLink has header versions 1 to {NEWEST}, not {envelope.version}.")
    if not 0 <= envelope.timestamp < 2**64:
        raise OsteoError(f"A timestamp has 64 bits; {envelope.timestamp} does not fit.")
    size = sum(map(len, body))
    if size <= _JOINED:
        body = [b"".join(body)]
    crc = 0
    for part in body:
        crc = crc64(part, crc)
    kind, device = fixed(type_name, 12, "type"), fixed(envelope.device, 20, "device's name")
    header = HEADER.pack(envelope.version, kind, device, envelope.timestamp, size, crc)
    return (header + body[0], *body[1:]) if len(body[0]) <= _JOINED else (header, *body)


def _metadata_bytes(envelope: Envelope) -> tuple[bytes, bytes]:
    """Index and data. Without metadata the index still says how many there are, as the C++ library has it."""
    index, data = [struct.pack(">H", len(envelope.metadata))], []
    for key, value in envelope.metadata.items():
        encoding = envelope.encodings.get(key, UTF_8)
        name, text = encoded(key, UTF_8, "name of a metadatum"), encoded(value, encoding, f"metadatum {key}")
        if len(name) > 0xFFFF or len(envelope.metadata) > 0xFFFF:
            raise OsteoError("OpenIGTLink has room for 65,535 metadata with names of 65,535 bytes; shorten them.")
        index.append(_INDEX.pack(len(name), encoding, len(text)))
        data += [name, text]
    return b"".join(index), b"".join(data)
