"""Files that are whole or absent: write to a temporary name beside the target, then rename."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osteokit.base.errors import OsteoError

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)


def refusal(error: OSError, target: Path) -> OsteoError:
    """The sentence for an operating-system error at ``target``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OsteoError(f"The disk is full: {target} was not written; free some space and run again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OsteoError(f"{target} cannot be written (read-only or not permitted); choose another output folder.")
    return OsteoError(f"{target} cannot be written ({error.strerror}); choose another output folder.")


@contextmanager
def whole_file(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path with the target's full suffix; on success it replaces ``target``, on error it vanishes.

    Raises
    ------
    OsteoError
        The folder cannot be created or written, or the disk is full.
    """
    target = Path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
    except OSError as error:
        raise refusal(error, target) from error
    try:
        temporary = folder / target.name
        yield temporary
        os.replace(temporary, target)
    except OSError as error:
        if error.errno in UNWRITABLE:
            raise refusal(error, target) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def whole_folder(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary folder; on success it replaces ``target`` (a former one goes), on error it vanishes."""
    target = Path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
    except OSError as error:
        raise refusal(error, target) from error
    try:
        content = folder / target.name
        content.mkdir()
        yield content
        if target.exists():
            os.replace(target, folder / "former")
        os.replace(content, target)
    except OSError as error:
        if error.errno in UNWRITABLE:
            raise refusal(error, target) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
