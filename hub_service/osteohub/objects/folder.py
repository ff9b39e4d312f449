"""Files in a folder of this machine, and uploads that are not whole yet."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from osteohub.objects.store import CHUNK, checked_upload, no_file, no_upload, place_of
from osteohub.refusals import Conflict

KEPT_FREE = 500 << 20
"""Bytes of the disk that no upload gets: referrals must go on when the library has filled the rest."""


class FolderStore:
    """Files under ``folder/ab/cd/<sha256>``, made whole elsewhere and linked there. Several workers of one machine may
    share it.

    Parameters
    ----------
    folder : Path
        ``uploads`` below it holds what is not whole yet, on the same disk so that a link is enough.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uploads = folder / "uploads"
        self._uploads.mkdir(parents=True, exist_ok=True, mode=0o700)

    def has(self, digest: str) -> bool:
        return (self._folder / place_of(digest)).is_file()

    def size(self, digest: str) -> int:
        return self.path(digest).stat().st_size

    def pieces(self, digest: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        return _read(self.path(digest), start, stop)

    def path(self, digest: str) -> Path:
        path = self._folder / place_of(digest)
        if not path.is_file():
            raise no_file()
        return path

    def add(self, chunks: Iterable[bytes], upload: str) -> str:
        self.begin(upload)
        self.append(upload, 0, chunks)
        digest = self.finish(upload)
        self.drop(upload)
        return digest

    def begin(self, upload: str) -> None:
        self._part(upload).touch(mode=0o600)

    def received(self, upload: str) -> int:
        try:
            return self._part(upload).stat().st_size
        except FileNotFoundError:
            raise no_upload() from None

    def append(self, upload: str, offset: int, chunks: Iterable[bytes]) -> int:
        if self.received(upload) != offset:
            raise Conflict(f"The upload stands at byte {self.received(upload)}, not {offset}; go on from there.")
        if shutil.disk_usage(self._uploads).free < KEPT_FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with self._part(upload).open("r+b", buffering=0) as stream:
            stream.seek(offset)  # not at the end: whoever writes the same bytes meanwhile writes them there too
            try:
                for chunk in chunks:
                    rest = memoryview(chunk)
                    while rest:
                        rest = rest[stream.write(rest) :]
            finally:  # what came before the connection broke is kept
                os.fsync(stream.fileno())
        return self.received(upload)

    def finish(self, upload: str) -> str:
        part, digest = self._part(upload), hashlib.sha256()
        try:
            for piece in _read(part, 0, None):
                digest.update(piece)
        except FileNotFoundError:
            raise no_upload() from None
        name = digest.hexdigest()
        place = self._folder / place_of(name)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.link(part, place)
        except FileExistsError:
            pass  # the same content came before
        except FileNotFoundError:
            raise no_upload() from None
        _sync_folder(place.parent)
        return name

    def drop(self, upload: str) -> None:
        self._part(upload).unlink(missing_ok=True)

    def unfinished(self) -> Mapping[str, datetime]:
        found = {}
        for one in self._uploads.iterdir():
            with suppress(FileNotFoundError):  # finished meanwhile
                found[one.name] = datetime.fromtimestamp(one.stat().st_mtime, UTC)
        return found

    def _part(self, upload: str) -> Path:
        return self._uploads / checked_upload(upload)


def _read(path: Path, start: int, stop: int | None) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as stream:
        stream.seek(start)
        left = (path.stat().st_size if stop is None else stop) - start
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
