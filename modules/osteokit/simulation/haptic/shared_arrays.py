"""Named arrays in one block of memory that several processes see."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import resource_tracker, shared_memory

import numpy as np

from osteokit.base.errors import OsteoError

_ALIGNED = 64


@dataclass(frozen=True)
class Handle:
    """What another process needs to see the arrays: the block's name, which process made it, and the place of each."""

    block: str
    maker: int
    places: Mapping[str, tuple[int, tuple[int, ...], str]]


class SharedArrays:
    """Arrays in shared memory; :meth:`close` when they are no longer used.

    Attributes
    ----------
    handle : Handle
        For :func:`attached`; it can be pickled.
    arrays : dict of str to ndarray
    """

    def __init__(self, memory: shared_memory.SharedMemory, handle: Handle, owner: bool) -> None:
        self._memory, self.handle, self._owner = memory, handle, owner
        self.arrays = {
            name: np.ndarray(shape, kind, memory.buf, offset) for name, (offset, shape, kind) in handle.places.items()
        }

    def close(self) -> None:
        """Let go of the block; who made it also removes it. Arrays that somebody still holds keep the memory mapped."""
        self.arrays = {}
        try:
            self._memory.close()
        except BufferError:  # an array is still in use; the block goes with the process
            pass
        if self._owner:
            self._owner = False
            self._memory.unlink()

    def __enter__(self) -> "SharedArrays":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def shared(arrays: Mapping[str, np.ndarray]) -> SharedArrays:
    """A copy of ``arrays`` in a new block.

    Raises
    ------
    OsteoError
        There is not enough shared memory.
    """
    places, end = {}, 0
    for name, array in arrays.items():
        places[name] = (end, array.shape, array.dtype.str)
        end += -(-array.nbytes // _ALIGNED) * _ALIGNED
    try:
        memory = shared_memory.SharedMemory(create=True, size=max(end, 1))
    except OSError as error:
        raise OsteoError(
            f"{end / 2**20:.0f} MiB of shared memory are not to be had ({error}); choose a smaller bone or a coarser "
            "spacing."
        ) from error
    result = SharedArrays(memory, Handle(memory.name, os.getpid(), places), True)
    for name, array in arrays.items():
        result.arrays[name][...] = array
    return result


def attached(handle: Handle) -> SharedArrays:
    """The arrays of another process.

    Raises
    ------
    OsteoError
        That process has removed them.
    """
    try:
        if sys.version_info >= (3, 13):
            memory = shared_memory.SharedMemory(handle.block, track=False)
        else:
            memory = shared_memory.SharedMemory(handle.block)
            if (
                os.name == "posix" and handle.maker != os.getpid()
            ):  # else the block would be removed when this process ends
                resource_tracker.unregister("/" + memory.name.lstrip("/"), "shared_memory")
    except FileNotFoundError:
        raise OsteoError("The session that shared this bone has ended; begin a new one.") from None
    return SharedArrays(memory, handle, False)
