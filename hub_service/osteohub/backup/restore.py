"""Making a hub from its backup, in a folder that is not there yet; every file is checked against its name."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import make_url

from osteohub.backup.save import FORMAT
from osteohub.database.base import new_id
from osteohub.hub import open_store
from osteohub.settings import Settings
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder
from osteokit.base.progress import Progress, silent

_CHUNK = 1 << 20
_KEY = re.compile(r"^keys/[a-z]+\.key$")


def restore(backup: Path, settings: Settings, identity: str, progress: Progress = silent) -> int:
    """Restore into ``settings.folder`` and its database; how many files of the library came back.

    Parameters
    ----------
    identity : str
        ``AGE-SECRET-KEY-1...``, the private half of the key that the backup was made for.

    Raises
    ------
    OsteoError
        The folder is not empty, the identity is another one's, or the backup is damaged or cut short: nothing is left.
    """
    import pyrage

    if settings.folder.exists() and any(settings.folder.iterdir()):
        raise OsteoError(f"{settings.folder} is not empty: restore into a new folder, then put it in place.")
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip())
    except pyrage.IdentityError as error:
        raise OsteoError("This is no identity: it begins with AGE-SECRET-KEY-1.") from error
    with whole_folder(settings.folder) as folder, _opened(backup) as stream:
        manifest, count = _unpack(_decrypted(stream, key), folder, progress)
        _check(folder, manifest)
        if settings.object_store_url:
            _put_into_bucket(folder / "objects", manifest["objects"], settings, progress)
        dump = folder / "database.pgdump"
        if dump.exists():
            _load(dump, settings)
            dump.unlink()
        else:
            os.replace(folder / "database.sqlite", folder / "hub.sqlite")
    return count


def _opened(backup: Path) -> BinaryIO:
    try:
        return backup.open("rb")
    except OSError as error:
        raise OsteoError(f"{backup} cannot be read ({error.strerror}); check the path.") from error


def _decrypted(stream: BinaryIO, key) -> BinaryIO:
    """The plain content as it is decrypted, through a pipe. Damage ends it early, and the manifest is then missing."""
    import pyrage

    reading, writing = os.pipe()

    def decrypt() -> None:
        with os.fdopen(writing, "wb") as sink:
            try:
                pyrage.decrypt_io(stream, sink, [key])
            except (pyrage.DecryptError, OSError):
                pass  # the reader finds no manifest and says so

    threading.Thread(target=decrypt, daemon=True).start()
    return os.fdopen(reading, "rb")


def _unpack(source: BinaryIO, folder: Path, progress: Progress) -> tuple[dict, int]:
    manifest, count = None, 0
    try:
        with source, tarfile.open(fileobj=source, mode="r|") as tar:
            for entry in tar:
                content = tar.extractfile(entry)
                if content is None:
                    continue
                if entry.name == "manifest.json":
                    manifest = json.loads(content.read())
                else:
                    target = _place(folder, entry.name)
                    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
                        for chunk in _chunks(content):
                            written.write(chunk)
                    count += entry.name.startswith("objects/")
                    progress(0.5, f"Restoring the files ({count})")
    except (tarfile.TarError, ValueError) as error:
        raise _damaged() from error
    if manifest is None or manifest.get("format") != FORMAT:
        raise _damaged()
    return manifest, count


def _damaged() -> OsteoError:
    return OsteoError(
        "The backup is damaged, cut short, or made for another key; take another one. Nothing was restored."
    )


def _place(folder: Path, name: str) -> Path:
    """Only the names that a backup has."""
    kind, _, digest = name.partition("/")
    if kind == "objects" and len(digest) == 64 and set(digest) <= set("0123456789abcdef"):
        return folder / "objects" / digest[:2] / digest[2:4] / digest
    if name in ("database.sqlite", "database.pgdump") or _KEY.match(name):
        return folder / name
    raise ValueError(name)


def _chunks(content) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk


def _check(folder: Path, manifest: dict) -> None:
    """
    Raises
    ------
    OsteoError
        A file is missing or is not what its name says.
    """
    for name in (manifest["database"], "keys/ledger.key", *(f"keys/{one}" for one in manifest.get("keys", ()))):
        if not (folder / name).is_file():
            raise _damaged()
    for digest in manifest["objects"]:
        path = folder / "objects" / digest[:2] / digest[2:4] / digest
        if not path.is_file():
            raise _damaged()
        found = hashlib.sha256()
        with path.open("rb") as stream:
            for chunk in _chunks(stream):
                found.update(chunk)
        if found.hexdigest() != digest:
            raise OsteoError(f"The file {digest[:12]}… in the backup is not what its name says. Nothing was restored.")


def _put_into_bucket(objects: Path, digests: list[str], settings: Settings, progress: Progress) -> None:
    """Content that is there already stays as it is, so that this may be done again where it was stopped."""
    store = open_store(replace(settings, folder=objects.parent))
    for number, digest in enumerate(digests):
        progress(number / len(digests), "Storing the files")
        path = objects / digest[:2] / digest[2:4] / digest
        if not store.has(digest):
            with path.open("rb") as stream:
                store.add(_chunks(stream), new_id())
        path.unlink()
    shutil.rmtree(objects, ignore_errors=True)


def _load(dump: Path, settings: Settings) -> None:
    url = make_url(settings.database_url).set(drivername="postgresql").render_as_string(False)
    command = ["pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", "--dbname", url, str(dump)]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise OsteoError("pg_restore was not found; install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise OsteoError(
            f"The database could not be restored ({lines[-1] if lines else 'no reason given'}); it must be empty."
        ) from error
