"""Checkpoints (C2SP ``tlog-checkpoint``): how long a log is and what its root is, signed."""

import base64
import binascii
from dataclasses import dataclass

from osteokit.base.errors import OsteoError


@dataclass(frozen=True)
class Checkpoint:
    """The log's name, its number of entries, and their root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in the text of a note; lines after the third are passed over.

    Raises
    ------
    OsteoError
        It is none.
    """
    lines = text.split("\n")
    try:
        origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
    except (IndexError, binascii.Error, ValueError):
        origin, size, root = "", "", b""
    if not origin or not size.isascii() or not size.isdigit() or str(int(size)) != size or len(root) != 32:
        raise OsteoError("This is no checkpoint of a ledger: its name, its size and its root are expected.")
    return Checkpoint(origin, int(size), root)
