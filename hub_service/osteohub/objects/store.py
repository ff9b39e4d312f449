"""What a place for files can do, wherever it is: each file is kept once, under its SHA-256, and never changes.

An upload grows by pieces under an id of its own until it is whole. Of two connections that write the same bytes of an
upload (a client came back before its old connection broke) neither harms the other.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from osteohub.refusals import NotFound

CHUNK = 1 << 20

_HEX = set("0123456789abcdef")


class ObjectStore(Protocol):
    def has(self, digest: str) -> bool:
        """Whether a file with this SHA-256 is here."""
        ...

    def size(self, digest: str) -> int:
        """
        Raises
        ------
        NotFound
        """
        ...

    def pieces(self, digest: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop``, a chunk after the other.

        Raises
        ------
        NotFound
            At once, not when the first chunk is asked for.
        """
        ...

    def path(self, digest: str) -> Path:
        """A file with this content on this machine, only to be read. It stays for an hour at least.

        Raises
        ------
        NotFound
            No file has this SHA-256.
        """
        ...

    def add(self, chunks: Iterable[bytes], upload: str) -> str:
        """Keep the content of ``chunks``; its SHA-256. ``upload`` is an id that nobody else uses."""
        ...

    def begin(self, upload: str) -> None:
        """Make room for an upload with this id."""
        ...

    def received(self, upload: str) -> int:
        """How many bytes are safely here.

        Raises
        ------
        NotFound
            No such upload was begun, or it was dropped.
        """
        ...

    def append(self, upload: str, offset: int, chunks: Iterable[bytes]) -> int:
        """Write at ``offset``, which must be the end; how many bytes are here then.

        Raises
        ------
        NotFound
        Conflict
            ``offset`` is not where the upload stands.
        """
        ...

    def finish(self, upload: str) -> str:
        """The upload is whole: keep it under its SHA-256, which is given back. Its pieces stay until ``drop``, so that
        whoever is stopped in between can finish it again.

        Raises
        ------
        NotFound
        """
        ...

    def drop(self, upload: str) -> None:
        """Forget the upload's pieces; nothing happens where there are none."""
        ...

    def unfinished(self) -> Mapping[str, datetime]:
        """Ids of all uploads that have pieces here, and when each got the last one."""
        ...


def place_of(digest: str) -> str:
    """Where a file is kept, below the store's top.

    Raises
    ------
    NotFound
        This is no SHA-256.
    """
    if len(digest) != 64 or not set(digest) <= _HEX:
        raise NotFound("This is no name of a file.")
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def checked_upload(upload: str) -> str:
    """
    Raises
    ------
    NotFound
        This is no id of an upload.
    """
    if len(upload) != 32 or not set(upload) <= _HEX:
        raise no_upload()
    return upload


def no_file() -> NotFound:
    return NotFound("This file is not here any more.")


def no_upload() -> NotFound:
    return NotFound("There is no such upload; begin it again.")
