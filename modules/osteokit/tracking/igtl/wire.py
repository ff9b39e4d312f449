"""Bytes of a message: what is read is checked against what is there, what is written against what fits."""

import struct

import numpy as np

from osteokit.base.errors import OsteoError

CODECS = {
    3: "ascii",
    4: "latin-1",
    106: "utf-8",
    113: "gbk",
    114: "gb18030",
    1015: "utf-16",
    2025: "gb2312",
    2026: "big5",
}
"""Python's names for the character sets of IANA's MIBenum."""

UTF_8 = 106
US_ASCII = 3


class MalformedMessageError(OsteoError):
    """The bytes are no message of the protocol, or not of the type that they say."""


class Reader:
    """A cursor over the content of one message.

    Parameters
    ----------
    content : bytes or memoryview
    what : str
        The type's name, for the sentence of an error.
    """

    def __init__(self, content: bytes | memoryview, what: str) -> None:
        self._view = memoryview(content).cast("B") if not isinstance(content, bytes) else memoryview(content)
        self._what = what
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes that were not read yet."""
        return len(self._view) - self.at

    def take(self, size: int) -> memoryview:
        """The next ``size`` bytes, not copied.

        Raises
        ------
        MalformedMessageError
            There are not so many.
        """
        if size < 0 or size > self.left:
            raise MalformedMessageError(
                f"The {self._what} message is cut short: {size} more bytes are announced, {self.left} are there."
            )
        self.at += size
        return self._view[self.at - size : self.at]

    def numbers(self, layout: str) -> tuple:
        """Numbers by :mod:`struct`, big-endian."""
        return struct.unpack(f">{layout}", self.take(struct.calcsize(f">{layout}")))

    def array(self, count: int, dtype: str) -> np.ndarray:
        """``count`` numbers of a big-endian dtype such as ``">f4"``, as a read-only view of the message."""
        return np.frombuffer(self.take(count * np.dtype(dtype).itemsize), dtype=dtype)

    def text(self, size: int) -> str:
        """A field of fixed width, up to its first NUL."""
        return text_of(bytes(self.take(size)).split(b"\0", 1)[0])

    def records(self, size: int) -> int:
        """How many records of ``size`` bytes are left.

        Raises
        ------
        MalformedMessageError
            Not a whole number.
        """
        if self.left % size:
            raise MalformedMessageError(
                f"The {self._what} message holds {self.left} bytes, which is no whole number of records of {size}."
            )
        return self.left // size

    def end(self) -> None:
        """Raises :class:`MalformedMessageError` where bytes are left over."""
        if self.left:
            raise MalformedMessageError(f"The {self._what} message holds {self.left} bytes too many.")


def text_of(raw: bytes) -> str:
    """UTF-8, as protocol 3 peers send it (ASCII is part of it); bytes that are not UTF-8 survive as surrogates."""
    return raw.decode("utf-8", "surrogateescape")


def field(text: str, size: int, what: str) -> bytes:
    """``text`` in a field of ``size`` bytes, filled with NUL.

    Raises
    ------
    OsteoError
        It does not fit: a name is never cut, for two names might become one.
    """
    raw = text.encode("utf-8", "surrogateescape")
    if len(raw) > size:
        raise OsteoError(f"OpenIGTLink has {size} bytes for the {what}; {text!r} needs {len(raw)}. Shorten it.")
    return raw.ljust(size, b"\0")


def decoded(raw: bytes, encoding: int, what: str) -> str:
    """A text in the character set of this MIBenum.

    Raises
    ------
    MalformedMessageError
        The character set is unknown, or the bytes are not in it.
    """
    if encoding == US_ASCII:  # what many peers say whatever they send
        return text_of(raw)
    if encoding not in CODECS:
        raise MalformedMessageError(f"The {what} is in character set {encoding} (MIBenum), which is not supported.")
    try:
        return raw.decode(CODECS[encoding])
    except UnicodeDecodeError as error:
        raise MalformedMessageError(f"The {what} is not in its character set {CODECS[encoding]}.") from error


def encoded(text: str, encoding: int, what: str) -> bytes:
    """A text in the character set of this MIBenum.

    Raises
    ------
    OsteoError
        The character set is unknown or lacks a character.
    """
    if encoding not in CODECS:
        raise OsteoError(f"The {what} asks for character set {encoding} (MIBenum), which is not supported.")
    try:
        return text.encode(
            "utf-8" if encoding == US_ASCII and not text.isascii() else CODECS[encoding], "surrogateescape"
        )
    except UnicodeEncodeError as error:
        raise OsteoError(f"The {what} has characters that {CODECS[encoding]} lacks; use UTF-8 (106).") from error
