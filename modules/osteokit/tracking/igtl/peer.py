"""A connection that a background thread serves: what waits to go out is bounded, and what gives way is counted."""

import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.inbox import Received
from osteokit.tracking.igtl.messages import Message, encode_parts
from osteokit.tracking.igtl.stream import StreamDecoder

OUTBOX_BYTES = 64 << 20


@dataclass
class PeerCounts:
    """What passed through a connection, in messages; ``lost`` are those that gave way to newer ones."""

    sent: int = 0
    lost: int = 0
    received: int = 0
    damaged: int = 0


class Peer:
    """The other end of a connection.

    Any thread may send. What the network does not take at once waits; where more than ``outbox_bytes`` wait, the
    oldest whole messages give way and are counted.

    Attributes
    ----------
    name : str
        ``"host:port"``.
    ended : str
        Why it ended, one sentence; empty while it lives.
    """

    def __init__(
        self,
        connection: socket.socket,
        name: str,
        wants_writing: Callable[["Peer"], None],
        outbox_bytes: int = OUTBOX_BYTES,
    ) -> None:
        connection.setblocking(False)
        self.socket = connection
        self.name = name
        self.ended = ""
        self.heard_at = time.monotonic()
        self._wants_writing = wants_writing
        self._decoder = StreamDecoder()
        self._counts = PeerCounts()
        self._outbox: deque[list[memoryview]] = deque()
        self._begun = False  # whether part of the first one is sent already, so that it must not give way
        self._waiting = 0
        self._limit = outbox_bytes
        self._lock = threading.Lock()

    @property
    def counts(self) -> PeerCounts:
        """As they are now."""
        stream = self._decoder.counts
        return replace(self._counts, received=stream.messages, damaged=stream.damaged)

    @property
    def last_damage(self) -> str:
        """The sentence of the last damaged message."""
        return self._decoder.last_damage

    def send(self, message: Message) -> bool:
        """Hand a message over; False where the peer is gone.

        Raises
        ------
        OsteoError
            Something does not fit into the fields of the protocol.
        """
        return self.send_parts(encode_parts(message))

    def send_parts(self, parts: Sequence[bytes | memoryview]) -> bool:
        """As :meth:`send`, of the parts of one message that is encoded already."""
        with self._lock:
            if self.ended:
                return False
            self._counts.sent += 1
            waiting = [memoryview(part) for part in parts]
            if not self._outbox:
                before = sum(map(len, waiting))
                waiting = self._unsent(waiting)
                if not waiting:
                    return True
                self._begun = sum(map(len, waiting)) < before
            self._outbox.append(waiting)
            self._waiting += sum(map(len, waiting))
            self._make_room()
        self._wants_writing(self)
        return True

    def _unsent(self, parts: list[memoryview]) -> list[memoryview]:
        """What is left of the parts after the network took what it takes now."""
        while parts:
            count = self._try(parts[0])
            if count < len(parts[0]):
                return [parts[0][count:], *parts[1:]]
            parts = parts[1:]
        return parts

    def _make_room(self) -> None:
        while self._waiting > self._limit and len(self._outbox) > 1 + self._begun:
            place = 1 if self._begun else 0
            self._waiting -= sum(map(len, self._outbox[place]))
            del self._outbox[place]
            self._counts.lost += 1
            self._counts.sent -= 1

    def _try(self, piece: memoryview) -> int:
        """Bytes that the network takes now."""
        try:
            return self.socket.send(piece)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            self.ended = f"The connection to {self.name} broke ({error.strerror or error})."
            return 0

    def write(self) -> bool:
        """Send what waits, as much as goes; whether something is left. Called by the serving thread."""
        with self._lock:
            while self._outbox:
                before = sum(map(len, self._outbox[0]))
                rest = self._unsent(self._outbox[0])
                left = sum(map(len, rest))
                self._waiting -= before - left
                if rest:
                    self._begun = self._begun or left < before
                    self._outbox[0] = rest
                    return not self.ended
                self._outbox.popleft()
                self._begun = False
        return False

    def read(self) -> list[Received]:
        """What came. Called by the serving thread; sets :attr:`ended` where the connection is over."""
        try:
            count = self.socket.recv_into(self._decoder.space())
        except (BlockingIOError, InterruptedError):
            return []
        except OSError as error:
            self.ended = f"The connection to {self.name} broke ({error.strerror or error})."
            return []
        if not count:
            self.ended = f"{self.name} closed the connection."
            return []
        self.heard_at = time.monotonic()
        try:
            messages = self._decoder.filled(count)
        except OsteoError as error:
            self.ended = f"{self.name}: {error}"
            return []
        now = time.time()
        return [Received(message, self.name, now) for message in messages]

    def end(self, why: str) -> None:
        """Close it; what waits is lost and counted."""
        with self._lock:
            self.ended = self.ended or why
            self._counts.lost += len(self._outbox)
            self._counts.sent -= len(self._outbox)
            self._outbox.clear()
            self._waiting = 0
        self.socket.close()
