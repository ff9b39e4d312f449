"""Saving a hub while it serves: one file, encrypted with age (https://age-encryption.org).

The database is copied first, in one consistent view; the files that it names are there by then, are never changed and
never removed, so that what follows belongs together.
"""

import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import inspect, make_url, select
from sqlalchemy.orm import Session

from osteohub.backup.models import Backup
from osteohub.credentials.models import EvidenceFile
from osteohub.database.base import now
from osteohub.hub import Hub
from osteohub.library.models import VersionFile
from osteohub.previews.models import Preview
from osteohub.rights.models import ReportFile
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, silent

FORMAT = "osteo.hub.backup/1"
FILES = (VersionFile.sha256, ReportFile.sha256, EvidenceFile.sha256)
"""Where the database names files of the store, besides previews."""


@dataclass(frozen=True)
class Saved:
    """How many ``files`` are in a backup, and which the database names but the store has lost."""

    files: int
    missing: tuple[str, ...]


def save(hub: Hub, target: Path, recipient: str, progress: Progress = silent) -> Saved:
    """Write the backup. One with files missing is better than none: they are named, not refused.

    Parameters
    ----------
    recipient : str
        Public key ``age1...``; whoever has its identity can restore.

    Raises
    ------
    OsteoError
        The key is none, or the target cannot be written.
    """
    import pyrage

    try:
        key = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError as error:
        raise OsteoError("This is no public key for a backup: it begins with age1. Make one: osteo hub key.") from error
    began = now()
    with whole_file(target) as temporary, temporary.open("wb") as stream:
        saved = _encrypted(stream, key, lambda tar: _fill(hub, tar, progress))
    with hub.database.write() as session:
        session.add(Backup(at=began, files=saved.files, size=target.stat().st_size))
    return saved


def _encrypted(stream: BinaryIO, key, fill: Callable[[tarfile.TarFile], Saved]) -> Saved:
    """What ``fill`` writes goes through a pipe to the encryption, so that it is nowhere in plain."""
    import pyrage

    reading, writing = os.pipe()
    troubles: list[BaseException] = []

    def encrypt() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                pyrage.encrypt_io(source, stream, [key])
            except BaseException as error:
                troubles.append(error)

    thread = threading.Thread(target=encrypt)
    thread.start()
    try:
        with os.fdopen(writing, "wb") as sink, tarfile.open(fileobj=sink, mode="w|") as tar:
            saved = fill(tar)
    finally:
        thread.join()
    if troubles:
        raise troubles[0]
    stream.flush()
    os.fsync(stream.fileno())
    return saved


def _fill(hub: Hub, tar: tarfile.TarFile, progress: Progress) -> Saved:
    progress(0.0, "Saving the database")
    with tempfile.TemporaryDirectory(dir=hub.settings.folder, prefix="backup-") as folder:  # for the owner alone
        name = _database(hub, Path(folder))
        tar.add(Path(folder) / name, name, recursive=False)
    with hub.database.read() as session:
        named = contents(session)
    digests = [one for one in named if hub.store.has(one)]
    keys = sorted(one.name for one in (hub.settings.folder / "keys").glob("*.key"))
    for key in keys:
        _add(tar, f"keys/{key}", (hub.settings.folder / "keys" / key).read_bytes())
    for number, digest in enumerate(digests):
        progress(number / len(digests), "Saving the files")
        entry = tarfile.TarInfo(f"objects/{digest}")
        entry.size, entry.mode = hub.store.size(digest), 0o600
        tar.addfile(entry, _Reading(hub.store.pieces(digest)))
    manifest = {"format": FORMAT, "at": now().isoformat(), "database": name, "keys": keys, "objects": digests}
    _add(tar, "manifest.json", json.dumps(manifest).encode())  # last: a backup without it is not whole
    progress(1.0, "Saved")
    return Saved(len(digests), tuple(sorted({*named} - {*digests})))


def contents(session: Session) -> list[str]:
    """SHA-256 of all files that the database names."""
    there = set(inspect(session.connection()).get_table_names())  # one of an older hub has fewer
    columns = [one for one in FILES if one.class_.__tablename__ in there]
    found = {digest for column in columns for digest in session.scalars(select(column).distinct())}
    for parts in session.scalars(select(Preview.parts)):
        found.update(parts.values())
    return sorted(found)


class _Reading(io.RawIOBase):
    """Chunks as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _database(hub: Hub, folder: Path) -> str:
    """A consistent copy in ``folder``; its name there."""
    url = make_url(hub.settings.database_url)
    if hub.database.is_sqlite:
        target = folder / "database.sqlite"
        with closing(sqlite3.connect(url.database or "")) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return target.name
    command = ["pg_dump", "--format=custom", "--no-owner", url.set(drivername="postgresql").render_as_string(False)]
    command += ["--file", str(folder / "database.pgdump")]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise OsteoError("pg_dump was not found; install PostgreSQL's client programs to save this hub.") from error
    except subprocess.CalledProcessError as error:
        raise OsteoError(f"pg_dump could not save the database ({_last_line(error.stderr)}).") from error
    return "database.pgdump"


def _last_line(raw: bytes) -> str:
    lines = raw.decode("utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(content), 0o600, int(now().timestamp())
    tar.addfile(entry, io.BytesIO(content))
