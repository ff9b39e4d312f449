"""A zip from a stranger, opened safely: what climbs out, explodes or hides is refused.

Limits: at most 50 000 files, 32 GiB in all, and a ratio of unpacked to packed size of at most 200 (CT packs about 2:1;
a zip bomb 1000:1) once an archive unpacks to more than 100 MiB.
"""

import atexit
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent

MAX_FILES = 50_000
MAX_BYTES = 32 * 2**30
MAX_RATIO = 200
RATIO_FROM_BYTES = 100 * 2**20
_BLOCK = 2**20

_unpacked: dict[tuple[str, int, int], Path] = {}


def is_zip(path: Path) -> bool:
    """Whether ``path`` is a file that begins like a zip archive (an ordinary, an empty or a split one)."""
    try:
        with open(path, "rb") as stream:
            return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
    except OSError:
        return False


def unpacked(path: Path, progress: Progress = silent) -> Path:
    """Unpack a zip into a private temporary folder, removed when the program ends; a second call finds the first's.

    The folder outlives the call because a volume remembers the files of its slices.

    Raises
    ------
    OsteoError
        Not a zip, encrypted, damaged, beyond a limit, or an entry that would land outside the folder.
    """
    state = path.stat()
    key = (str(path.resolve()), state.st_size, state.st_mtime_ns)
    folder = _unpacked.get(key)
    if folder is not None and folder.is_dir():
        return folder
    folder = Path(tempfile.mkdtemp(prefix="osteo-zip-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        unpack(path, folder, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _unpacked[key] = folder
    return folder


def unpack(path: Path, folder: Path, progress: Progress = silent) -> None:
    """Unpack the zip ``path`` into the existing ``folder``; see :func:`unpacked` for what is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(path, entries)
            total = sum(entry.file_size for entry in entries) or 1
            done = 0
            for entry in entries:
                progress(done / total, f"Unpacking {path.name}")
                done += _unpack_entry(path, archive, entry, folder, progress, done / total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise OsteoError(f"{path} is not a whole zip archive ({error}); copy or export it again.") from error
    except RuntimeError as error:  # how zipfile says "encrypted"
        raise OsteoError(f"{path} is encrypted; unpack it with its password and give the folder.") from error
    except OSError as error:
        raise OsteoError(f"{path} could not be unpacked ({error.strerror or error}); free some space.") from error


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise OsteoError(f"{path} holds {len(entries)} files (limit {MAX_FILES}); unpack it and give one folder.")
    for entry in entries:
        _check_name(path, entry)
    total = sum(entry.file_size for entry in entries)
    packed = path.stat().st_size
    if total > MAX_BYTES or (total > RATIO_FROM_BYTES and total > MAX_RATIO * packed):
        raise OsteoError(
            f"{path} would unpack to {total / 2**20:.0f} MiB from {packed / 2**20:.1f} MiB, which looks like a zip "
            f"bomb; it was not opened (limits: {MAX_BYTES // 2**30} GiB, {MAX_RATIO} times its size)."
        )


def _check_name(path: Path, entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    climbs = name.startswith("/") or ".." in parts or any(":" in part for part in parts) or not parts
    linked = stat.S_ISLNK(entry.external_attr >> 16)
    if climbs or linked:
        raise OsteoError(f"{path} holds an entry that would land outside its folder ({entry.filename!r}); refused.")


def _unpack_entry(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, progress: Progress, fraction: float
) -> int:
    """Write one entry; the size is counted, for the one in the header may lie."""
    target = folder.joinpath(*PurePosixPath(entry.filename.replace("\\", "/")).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise OsteoError(f"{path} holds {entry.filename!r} twice; unpack it and give the folder.")
    written = 0
    with archive.open(entry) as source, open(target, "wb") as sink:
        while block := source.read(_BLOCK):
            written += len(block)
            if written > entry.file_size:
                raise OsteoError(f"{path} lies about the size of {entry.filename!r}, as a zip bomb does; refused.")
            sink.write(block)
            progress(fraction, f"Unpacking {path.name}")
    os.chmod(target, 0o600)
    return written
