"""Many files that appear together: written to a staging folder inside the target, then moved, one of them last."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osteokit.base.files import UNWRITABLE, refusal

_PREFIX = ".part-"


def _staging_name() -> str:
    return f"{_PREFIX}{socket.gethostname()}-{os.getpid()}"


def _process_lives(pid: int) -> bool:
    if sys.platform == "win32":  # there os.kill(pid, 0) would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove_abandoned(target: Path) -> None:
    """Remove the staging folders that killed runs of this machine left in ``target``."""
    mine = f"{_PREFIX}{socket.gethostname()}-"
    for folder in target.glob(f"{mine}*"):
        pid = folder.name.removeprefix(mine)
        if pid.isdigit() and (int(pid) == os.getpid() or not _process_lives(int(pid))):
            shutil.rmtree(folder, ignore_errors=True)


def _move_into(folder: Path, target: Path, last: str) -> None:
    (target / last).unlink(missing_ok=True)
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name == last)
    retired = folder / ".former"
    retired.mkdir()
    for entry in entries:
        destination = target / entry.name
        if destination.exists() and (destination.is_dir() or entry.is_dir()):
            os.replace(destination, retired / entry.name)
        os.replace(entry, destination)


@contextmanager
def staged(target: Path, last: str) -> Iterator[Path]:
    """Yield a folder; on success its entries replace those of the same name in ``target``, ``last`` after all others.

    ``last`` is the mark of wholeness: it is removed before anything changes and appears when all the rest is there.
    Other entries of ``target`` stay as they are. On an error or cancelling ``target`` is as before.

    Raises
    ------
    OsteoError
        The folder cannot be created or written, or the disk is full.
    """
    target = Path(target)
    existed = target.exists()
    try:
        target.mkdir(parents=True, exist_ok=True)
        remove_abandoned(target)
        folder = target / _staging_name()
        folder.mkdir()
    except OSError as error:
        raise refusal(error, target) from error
    try:
        yield folder
        _move_into(folder, target, last)
    except OSError as error:
        if error.errno in UNWRITABLE:
            raise refusal(error, target) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if not existed and not any(target.iterdir()):
            target.rmdir()
