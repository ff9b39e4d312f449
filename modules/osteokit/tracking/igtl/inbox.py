"""What came from peers, waiting to be taken: bounded, and what did not fit is counted."""

import threading
import time
from collections import deque
from dataclasses import dataclass

from osteokit.tracking.igtl.messages import Message


@dataclass(frozen=True, eq=False)
class Received:
    """A message, the ``peer`` that sent it ("host:port"), and when it was complete here (``time.time()``)."""

    message: Message
    peer: str
    at: float

    @property
    def age_s(self) -> float | None:
        """From the sender's timestamp to its arrival, by two clocks that may differ; None without a timestamp."""
        stamp = self.message.envelope.time_s
        return self.at - stamp if stamp else None


class Inbox:
    """A queue of ``size`` messages. The oldest gives way, for what is stale helps nobody.

    Attributes
    ----------
    lost : int
        How many gave way.
    """

    def __init__(self, size: int = 1000) -> None:
        self._waiting: deque[Received] = deque()
        self._size = size
        self._changed = threading.Condition()
        self.lost = 0

    def put(self, received: Received) -> None:
        with self._changed:
            if len(self._waiting) >= self._size:
                self._waiting.popleft()
                self.lost += 1
            self._waiting.append(received)
            self._changed.notify()

    def get(self, timeout_s: float | None = None) -> Received | None:
        """The oldest message; None where none came in time."""
        until = None if timeout_s is None else time.monotonic() + timeout_s
        with self._changed:
            while not self._waiting:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    return None
                self._changed.wait(left)
            return self._waiting.popleft()

    def all(self) -> list[Received]:
        """Everything that waits, at once."""
        with self._changed:
            found = list(self._waiting)
            self._waiting.clear()
            return found

    def __len__(self) -> int:
        return len(self._waiting)
