"""A lock between programs of one user, let go by the system when its holder dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osteokit.base.errors import OsteoError


class Taken(OsteoError):
    """Another program holds the lock."""


@contextmanager
def locked(file: Path, wait_s: float) -> Iterator[None]:
    """
    Raises
    ------
    Taken
        Another program held it for ``wait_s``.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        end = time.monotonic() + wait_s
        while not _try(descriptor):
            if time.monotonic() >= end:
                raise Taken("Another program is at this queue; try again in a moment.")
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
