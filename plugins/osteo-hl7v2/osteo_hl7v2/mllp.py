"""The envelope of HL7 over TCP (MLLP): a byte 0B, the message, the bytes 1C 0D."""

from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.syntax import LARGEST_MESSAGE

_START, _END = b"\x0b", b"\x1c\x0d"


def framed(content: bytes) -> bytes:
    return _START + content + _END


class Deframer:
    """Takes bytes as they come and gives whole messages."""

    def __init__(self, largest: int = LARGEST_MESSAGE) -> None:
        self._largest = largest
        self._bytes = bytearray()
        self._looked = 0

    @property
    def is_between(self) -> bool:
        """Whether no message has begun and not ended."""
        return not self._bytes

    def feed(self, data: bytes) -> list[bytes]:
        """
        Raises
        ------
        Hl7Error
            What came is no MLLP, or larger than is taken. The connection is of no more use then.
        """
        self._bytes += data
        found = []
        while self._begun():
            end = self._bytes.find(_END, self._looked)
            if end < 0:
                if len(self._bytes) > self._largest + 3:
                    raise Hl7Error(f"the message is larger than {self._largest} bytes", reject=True)
                self._looked = max(1, len(self._bytes) - 1)
                break
            content = bytes(self._bytes[1:end])
            if _START in content:
                raise Hl7Error("a message began before the one before it had ended", reject=True)
            if len(content) > self._largest:
                raise Hl7Error(f"the message is larger than {self._largest} bytes", reject=True)
            found.append(content)
            del self._bytes[: end + 2]
            self._looked = 0
        return found

    def _begun(self) -> bool:
        """Drop line ends between messages, which some systems send; anything else there is no MLLP."""
        if not self._looked:
            rest = self._bytes.lstrip(b"\r\n")
            del self._bytes[: len(self._bytes) - len(rest)]
            if self._bytes and self._bytes[0] != _START[0]:
                raise Hl7Error("this is no MLLP: a message begins with the byte 0B", reject=True)
        return bool(self._bytes)
