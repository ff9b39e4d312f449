"""Messages out of a stream of bytes, in whatever pieces it comes."""

from dataclasses import dataclass

from osteokit.tracking.igtl.header import HEADER_BYTES, Header, read_header
from osteokit.tracking.igtl.messages import Message, decode
from osteokit.tracking.igtl.wire import MalformedMessageError

LARGEST_BODY = 1 << 30
"""Bytes; a peer that announces more is taken for a broken one. 1 GiB is a CT of 2000 slices in 16 bits."""

_BUFFER = 1 << 18
_SMALL = 1 << 16
"""Bodies up to this are taken out of the common buffer, larger ones are received where they stay."""

_FIRST_PART = 1 << 26
"""So much is set aside for a large body at once; beyond, it grows with what has come: a false size costs little."""


@dataclass
class StreamCounts:
    """What came through a decoder."""

    messages: int = 0
    damaged: int = 0
    bytes: int = 0


class StreamDecoder:
    """Put bytes where :meth:`space` says, tell how many by :meth:`filled`, and it gives the messages that are complete.

    A damaged message (wrong CRC, content not of its type) is counted and left out: its size is known, so the stream
    goes on behind it. A header that makes no sense ends the stream.

    Attributes
    ----------
    counts : StreamCounts
    last_damage : str
        The sentence of the last damaged message.
    """

    def __init__(self, largest_body: int = LARGEST_BODY) -> None:
        self.counts = StreamCounts()
        self.last_damage = ""
        self._largest = largest_body
        self._buffer = bytearray(_BUFFER)
        self._start = 0
        self._end = 0
        self._header: Header | None = None
        self._large: bytearray | None = None
        self._filled = 0

    def space(self) -> memoryview:
        """Where the next bytes of the stream belong; never empty."""
        if self._large is not None:
            return memoryview(self._large)[self._filled :]
        if self._start == self._end:
            self._start = self._end = 0
        elif _BUFFER - self._end < _SMALL:
            rest = self._buffer[self._start : self._end]
            self._buffer[: len(rest)] = rest
            self._start, self._end = 0, len(rest)
        return memoryview(self._buffer)[self._end :]

    def filled(self, count: int) -> list[Message]:
        """The messages that the first ``count`` bytes of :meth:`space` complete.

        Raises
        ------
        MalformedMessageError
            The stream is no OpenIGTLink, or a body is larger than allowed; nothing more can be read from it.
        """
        self.counts.bytes += count
        found: list[Message] = []
        if self._large is None:
            self._end += count
        else:
            self._filled += count
            self._grow(found)
        while self._large is None and self._next(found):
            pass
        return found

    def feed(self, piece: bytes | bytearray | memoryview) -> list[Message]:
        """The messages that ``piece`` completes; as :meth:`filled`, of bytes that are somewhere else already."""
        found: list[Message] = []
        rest = memoryview(piece)
        while rest:
            space = self.space()
            count = min(len(space), len(rest))
            space[:count] = rest[:count]
            found += self.filled(count)
            rest = rest[count:]
        return found

    def _next(self, found: list[Message]) -> bool:
        """Go one step on in the common buffer; whether there was enough for it."""
        here = self._end - self._start
        if self._header is None:
            if here < HEADER_BYTES:
                return False
            self._header = self._checked(bytes(self._buffer[self._start : self._start + HEADER_BYTES]))
            self._start += HEADER_BYTES
            here -= HEADER_BYTES
        size = self._header.body_bytes
        if size > _SMALL:
            self._large = bytearray(min(size, max(_FIRST_PART, here)))
            self._filled = min(here, size)
            self._large[: self._filled] = self._buffer[self._start : self._start + self._filled]
            self._start += self._filled
            self._grow(found)
            return True
        if here < size:
            return False
        self._add(self._header, bytes(self._buffer[self._start : self._start + size]), found)
        self._start += size
        self._header = None
        return True

    def _grow(self, found: list[Message]) -> None:
        """Of a large body: done, or room for more of it."""
        assert self._header is not None and self._large is not None
        size = self._header.body_bytes
        if self._filled == size:
            body, header = self._large, self._header
            self._large = self._header = None
            self._add(header, memoryview(body), found)
        elif self._filled == len(self._large):
            larger = bytearray(min(size, 2 * len(self._large)))
            larger[: self._filled] = self._large
            self._large = larger

    def _checked(self, raw: bytes) -> Header:
        header = read_header(raw)
        if header.body_bytes > self._largest:
            raise MalformedMessageError(
                f"A {header.type_name} message of {header.body_bytes} bytes is announced; {self._largest} are allowed."
            )
        return header

    def _add(self, header: Header, body: bytes | memoryview, found: list[Message]) -> None:
        try:
            found.append(decode(header, body))
            self.counts.messages += 1
        except MalformedMessageError as error:
            self.counts.damaged += 1
            self.last_damage = str(error)
