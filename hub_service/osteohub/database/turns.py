"""A few at a time: threads of one process that all compute take the interpreter from each other, and sixteen together
do half of what one does alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """``most`` threads have a turn at once. Whoever waits longer than ``patience_s`` goes on without one: who holds a
    turn may be waiting for something slow.
    """

    def __init__(self, most: int, patience_s: float) -> None:
        self._free, self._patience_s = threading.Semaphore(most), patience_s
        self._here = threading.local()

    @contextmanager
    def one(self) -> Iterator[None]:
        """For a block; a block inside it, in the same thread, needs no other."""
        if getattr(self._here, "has_turn", False):
            yield
            return
        has_turn = self._free.acquire(timeout=self._patience_s)
        self._here.has_turn = has_turn
        try:
            yield
        finally:
            self._here.has_turn = False
            if has_turn:
                self._free.release()
