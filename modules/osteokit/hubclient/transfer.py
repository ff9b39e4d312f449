"""Files to and from a hub: whatever breaks, they go on where they stood, and are checked by their SHA-256."""

import base64
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.hubclient.http import Connection, HubRefusal, Unreachable
from osteokit.hubclient.library import HubFile, HubVersion, version

CHUNK = 1 << 16
"""At most so much of what came is lost when the connection breaks."""

PIECE = 8 << 20
"""Bytes that one request carries up."""

TRIES = 5
"""That one piece may fail before the whole does; what came is kept for the next time."""

_TUS = {"Tus-Resumable": "1.0.0"}


def download(
    connection: Connection,
    version_id: str,
    file: HubFile,
    folder: Path,
    progress: Progress = silent,
    pause: Callable[[float], None] = time.sleep,
) -> Path:
    """The file in ``folder``, whole and as it was published. An interrupted one goes on where it stood.

    Raises
    ------
    OsteoError
        Its name is a path, its content another one than was published, or the folder cannot be written.
    Unreachable, HubRefusal
    """
    target = folder / safe_name(file.name)
    waiting = folder / f".{target.name}.{file.sha256[:12]}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.is_file() and target.stat().st_size == file.size and _digest(target) == file.sha256:
            return target
        _fetch(connection, f"/api/v1/versions/{version_id}/files/{quote(file.name)}", file, waiting, progress, pause)
        if _digest(waiting) != file.sha256:
            waiting.unlink()
            raise OsteoError(f"{file.name} is not what was published (its SHA-256 differs); it was thrown away.")
        os.replace(waiting, target)
    except OSError as error:
        raise OsteoError(f"{target} cannot be written ({error.strerror}); choose another folder.") from error
    return target


def safe_name(name: str) -> str:
    """
    Raises
    ------
    OsteoError
        It would lead out of the folder, or is hidden.
    """
    if not name or Path(name).name != name or name.startswith(".") or any(sign in name for sign in '\\/:*?"<>|\0'):
        raise OsteoError(f"The hub names a file {name[:80]!r}, which cannot be written here; tell its operator.")
    return name


def _fetch(
    connection: Connection, path: str, file: HubFile, waiting: Path, progress: Progress, pause: Callable[[float], None]
) -> None:
    tries = 0
    while True:
        begin = waiting.stat().st_size if waiting.exists() else 0
        if begin > file.size:
            waiting.unlink()
            begin = 0
        if begin == file.size and waiting.exists():
            return
        try:
            _append(connection, path, file, waiting, begin, progress)
        except Unreachable:
            gone_on = waiting.exists() and waiting.stat().st_size > begin
            tries = 1 if gone_on else tries + 1
            if tries >= TRIES:
                raise
            pause(min(2.0**tries * 0.25, 10.0))


def _append(connection: Connection, path: str, file: HubFile, waiting: Path, begin: int, progress: Progress) -> None:
    headers = {"Range": f"bytes={begin}-", "If-Range": f'"{file.sha256}"'} if begin else {}
    with connection.stream("GET", path, headers=headers) as answer:
        goes_on = answer.status_code == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {begin}-")
        place = begin if goes_on else 0
        with waiting.open("ab" if goes_on else "wb") as stream:
            for piece in answer.iter_content(CHUNK):
                place += len(piece)
                if place > file.size:
                    raise OsteoError(f"{file.name} is longer than was published; it was thrown away.")
                stream.write(piece)
                progress(place / max(file.size, 1), file.name)
    if place < file.size:
        raise Unreachable(f"The connection broke while {file.name} came; try again, it goes on where it stood.")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def begin_upload(connection: Connection, version_id: str, name: str, length: int) -> str:
    """Room for a file in a draft: its path at the hub, by which it goes on another day.

    Raises
    ------
    Unreachable, HubRefusal
    """
    said = {"version": version_id, "name": name}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    headers = {**_TUS, "Upload-Length": str(length), "Upload-Metadata": metadata}
    with connection.stream("POST", "/api/v1/uploads", headers=headers) as answer:
        place = answer.headers.get("Location", "")
    if not place.startswith("/api/v1/uploads/"):  # the token goes nowhere else
        raise Unreachable("The hub's answer is of another edition than this program; update the older one.")
    return place


def upload(
    connection: Connection,
    version_id: str,
    path: Path,
    place: str,
    progress: Progress = silent,
    pause: Callable[[float], None] = time.sleep,
) -> HubFile:
    """Send a file into the room ``place`` from where it stands; what the hub has then.

    Raises
    ------
    OsteoError
        The file cannot be read, was changed meanwhile, or the hub keeps another content.
    Unreachable, HubRefusal
    """
    try:
        length, tries = path.stat().st_size, 0
        while True:
            try:
                offset = _offset(connection, place)
                if offset is None or offset >= length:
                    break
                _send(connection, place, path, offset, length, progress)
                tries = 0
            except Unreachable:
                tries += 1
                if tries >= TRIES:
                    raise
                pause(min(2.0**tries * 0.25, 10.0))
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}).") from error
    return kept(version(connection, version_id), path)


def _offset(connection: Connection, place: str) -> int | None:
    """How much the hub has; None where the upload is over."""
    try:
        with connection.stream("HEAD", place, headers=_TUS) as answer:
            return int(answer.headers["Upload-Offset"])
    except HubRefusal as refusal:
        if refusal.status == 404:
            return None
        raise
    except (KeyError, ValueError) as error:
        raise Unreachable("The hub's answer is of another edition than this program; update the older one.") from error


def _send(connection: Connection, place: str, path: Path, offset: int, length: int, progress: Progress) -> None:
    """One piece; a refusal because the offset moved meanwhile is no trouble: it is asked again."""
    size = min(PIECE, length - offset)
    headers = {
        **_TUS,
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(size),
    }
    body = _Piece(path, offset, size, lambda sent: progress((offset + sent) / length, path.name))
    try:
        connection.ask("PATCH", place, headers=headers, data=body, read_s=600.0)  # the last one is hashed there
    except HubRefusal as refusal:
        if refusal.status == 409:
            raise Unreachable(str(refusal)) from refusal
        raise


class _Piece:
    """A part of a file, read as it is sent."""

    def __init__(self, path: Path, offset: int, size: int, sent: Callable[[int], None]) -> None:
        self._path, self._offset, self._size, self._sent = path, offset, size, sent

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as stream:
            stream.seek(self._offset)
            left = self._size
            while left:
                piece = stream.read(min(CHUNK, left))
                if not piece:
                    raise OsteoError(f"{self._path.name} became shorter while it was sent; begin again.")
                left -= len(piece)
                yield piece
                self._sent(self._size - left)


def kept(draft: HubVersion, path: Path) -> HubFile:
    """The file of a draft that is the one at ``path``.

    Raises
    ------
    OsteoError
        There is none of its name, or one with another content.
    """
    try:
        digest = _digest(path)
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}).") from error
    for one in draft.files:
        if one.name == path.name:
            if one.sha256 == digest:
                return one
            raise OsteoError(f"The hub keeps another content of {one.name} than is here: remove it there, send again.")
    raise OsteoError(f"The hub gave up the upload of {path.name}; send it again.")
