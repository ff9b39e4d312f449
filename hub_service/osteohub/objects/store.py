"""The folder of files, and uploads that are not whole yet."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from osteohub.refusals import Conflict, NotFound

_CHUNK = 1 << 20


class ObjectStore:
    """Files under ``folder/ab/cd/<sha256>``, made whole elsewhere and renamed.

    Parameters
    ----------
    folder : Path
        ``uploads`` below it holds what is not whole yet, on the same disk so that renaming is enough.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uploads = folder / "uploads"
        self._uploads.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, digest: str) -> Path:
        """
        Raises
        ------
        NotFound
            No file has this SHA-256.
        """
        path = self._place(digest)
        if not path.is_file():
            raise NotFound("This file is not here any more.")
        return path

    def has(self, digest: str) -> bool:
        return self._place(digest).is_file()

    def add(self, chunks: Iterable[bytes], upload: str) -> str:
        """Keep the content of ``chunks``; its SHA-256."""
        self.begin(upload)
        for chunk in chunks:
            self.append(upload, self.received(upload), [chunk])
        return self.finish(upload)

    def begin(self, upload: str) -> None:
        """Make room for an upload with this id."""
        self._part(upload).touch(mode=0o600)

    def received(self, upload: str) -> int:
        """How many bytes are safely here.

        Raises
        ------
        NotFound
            No such upload was begun, or it was finished or dropped.
        """
        try:
            return self._part(upload).stat().st_size
        except FileNotFoundError:
            raise NotFound("There is no such upload; begin it again.") from None

    def append(self, upload: str, offset: int, chunks: Iterable[bytes]) -> int:
        """Write at ``offset``, which must be the end; how many bytes are here then.

        Raises
        ------
        Conflict
            ``offset`` is not where the upload stands.
        """
        if self.received(upload) != offset:
            raise Conflict(f"The upload stands at byte {self.received(upload)}, not {offset}; go on from there.")
        with self._part(upload).open("ab") as stream:
            try:
                for chunk in chunks:
                    stream.write(chunk)
            finally:  # what came before the connection broke is kept
                stream.flush()
                os.fsync(stream.fileno())
        return self.received(upload)

    def finish(self, upload: str) -> str:
        """The upload is whole: keep it under its SHA-256, which is given back."""
        part, digest = self._part(upload), hashlib.sha256()
        with part.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
        name = digest.hexdigest()
        place = self._place(name)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(part, place)
        _sync_folder(place.parent)
        return name

    def drop(self, upload: str) -> None:
        self._part(upload).unlink(missing_ok=True)

    def _place(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise NotFound("This is no name of a file.")
        return self._folder / digest[:2] / digest[2:4] / digest

    def _part(self, upload: str) -> Path:
        if len(upload) != 32 or not set(upload) <= set("0123456789abcdef"):
            raise NotFound("There is no such upload; begin it again.")
        return self._uploads / upload


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
