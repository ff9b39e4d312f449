"""Files in a bucket of S3-compatible storage. Nothing of an upload is in a worker: any of them goes on with it.

A piece of an upload is an object ``uploads/<id>/<offset>-<length>-<random>``. The upload stands where the pieces that
touch or overlap reach to from the beginning, whoever wrote them. S3's own multipart uploads would not do: their parts
have at least 5 MiB each, and a client sends what it has.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import obstore
from obstore.store import S3Store

from osteohub.objects.store import CHUNK, checked_upload, no_file, no_upload, place_of
from osteohub.refusals import Conflict
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file

_BEGUN = "begun"
_AT_ONCE = 3
_PART = 8 << 20
"""Parts of a large object: of 10,000 that S3 takes, enough for 80 GB."""


@dataclass(frozen=True)
class _Piece:
    path: str
    offset: int
    length: int


class BucketStore:
    """
    Parameters
    ----------
    url : str
        ``s3://bucket/prefix``. Credentials, region and endpoint come from the usual environment (``AWS_...``).
    cache : Path
        A folder of this machine for files that a program must open by a path.
    most_cached : int, optional
        Bytes; beyond, what was not used for an hour goes, the longest unused first.
    """

    def __init__(
        self, url: str, cache: Path, most_cached: int = 20 << 30, environment: Mapping[str, str] = os.environ
    ) -> None:
        endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL", "")
        options: Any = {"client_options": {"allow_http": True}} if endpoint.startswith("http://") else {}
        try:
            self._store = S3Store.from_url(url, **options)
        except Exception as error:
            raise OsteoError(
                f"OBJECT_STORE_URL={url} cannot be used ({type(error).__name__}); see the manual."
            ) from error
        self._cache, self._most_cached = cache, most_cached
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)

    def has(self, digest: str) -> bool:
        try:
            obstore.head(self._store, place_of(digest))
        except FileNotFoundError:
            return False
        return True

    def size(self, digest: str) -> int:
        try:
            return obstore.head(self._store, place_of(digest))["size"]
        except FileNotFoundError:
            raise no_file() from None

    def pieces(self, digest: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        end = self.size(digest) if stop is None else stop
        return self._read(place_of(digest), start, end)

    def _read(self, path: str, start: int, stop: int) -> Iterator[bytes]:
        if stop <= start:
            return
        options: Any = {"range": (start, stop)}
        for chunk in obstore.get(self._store, path, options=options).stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    def path(self, digest: str) -> Path:
        kept = self._cache / digest
        if not kept.is_file():
            self._make_room(self.size(digest))
            with whole_file(kept) as temporary, temporary.open("wb") as stream:
                for chunk in self.pieces(digest):
                    stream.write(chunk)
        os.utime(kept)
        return kept

    def _make_room(self, needed: int) -> None:
        files = sorted((one.stat().st_mtime, one.stat().st_size, one) for one in self._cache.iterdir())
        too_much = sum(size for _, size, _ in files) + needed - self._most_cached
        for used_at, size, file in files:
            if too_much > 0 and used_at < time.time() - 3600:
                file.unlink(missing_ok=True)
                too_much -= size

    def add(self, chunks: Iterable[bytes], upload: str) -> str:
        self.begin(upload)
        offset = 0
        for chunk in _pieces_of(chunks):
            offset = self._put(upload, offset, chunk)
        digest = self.finish(upload)
        self.drop(upload)
        return digest

    def begin(self, upload: str) -> None:
        obstore.put(self._store, f"uploads/{checked_upload(upload)}/{_BEGUN}", b"", use_multipart=False)

    def received(self, upload: str) -> int:
        return _reach(self._pieces(upload))

    def append(self, upload: str, offset: int, chunks: Iterable[bytes]) -> int:
        stands = self.received(upload)
        if stands != offset:
            raise Conflict(f"The upload stands at byte {stands}, not {offset}; go on from there.")
        for chunk in chunks:
            offset = self._put(upload, offset, chunk)
        return offset

    def _put(self, upload: str, offset: int, chunk: bytes) -> int:
        if chunk:
            name = f"{offset:020d}-{len(chunk)}-{os.urandom(4).hex()}"
            obstore.put(self._store, f"uploads/{upload}/{name}", chunk, use_multipart=False)
        return offset + len(chunk)

    def finish(self, upload: str) -> str:
        plan = _plan(self._pieces(upload))  # once: pieces that still come do not change what is hashed
        name = self._hash(plan)
        if not self.has(name):
            self._copy(plan, name)
        return name

    def _copy(self, plan: Sequence[tuple[_Piece, int]], name: str) -> None:
        """It is there, whole, when the writer is closed, and not before."""
        writer = obstore.open_writer(self._store, place_of(name), buffer_size=_PART, max_concurrency=_AT_ONCE)
        copied = hashlib.sha256()
        for chunk in self._joined(plan):
            copied.update(chunk)
            writer.write(chunk)
        if copied.hexdigest() != name:
            raise OSError("the storage gave other bytes the second time")
        writer.close()

    def drop(self, upload: str) -> None:
        names = [one["path"] for one in self._listed(f"uploads/{checked_upload(upload)}/")]
        if names:
            obstore.delete(self._store, names)

    def unfinished(self) -> Mapping[str, datetime]:
        found: dict[str, datetime] = {}
        for one in self._listed("uploads/"):
            upload, at = one["path"].split("/")[-2], one["last_modified"]
            found[upload] = max(at, found.get(upload, at))
        return found

    def _listed(self, prefix: str) -> Iterator[Any]:
        for some in obstore.list(self._store, prefix, chunk_size=1000):
            yield from some

    def _pieces(self, upload: str) -> list[_Piece]:
        names = [one["path"] for one in self._listed(f"uploads/{checked_upload(upload)}/")]
        if not names:
            raise no_upload()
        pieces = []
        for path in names:
            words = path.rsplit("/", 1)[1].split("-")
            if len(words) == 3:
                pieces.append(_Piece(path, int(words[0]), int(words[1])))
        return pieces

    def _joined(self, plan: Sequence[tuple[_Piece, int]]) -> Iterator[bytes]:
        for piece, skipped in plan:
            yield from self._read(piece.path, skipped, piece.length)

    def _hash(self, plan: Sequence[tuple[_Piece, int]]) -> str:
        digest = hashlib.sha256()
        for chunk in self._joined(plan):
            digest.update(chunk)
        return digest.hexdigest()


def _plan(pieces: Iterable[_Piece]) -> list[tuple[_Piece, int]]:
    """The pieces that make the upload, with how many bytes of each are here already from those before."""
    found, end = [], 0
    for piece in sorted(pieces, key=lambda one: (one.offset, -one.length, one.path)):
        if piece.offset <= end < piece.offset + piece.length:
            found.append((piece, end - piece.offset))
            end = piece.offset + piece.length
    return found


def _reach(pieces: Iterable[_Piece]) -> int:
    plan = _plan(pieces)
    return plan[-1][0].offset + plan[-1][0].length if plan else 0


def _pieces_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of ``_PART``, so that a file of many small chunks has few objects on its way."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= _PART:
            yield bytes(waiting[:_PART])
            del waiting[:_PART]
    if waiting:
        yield bytes(waiting)
