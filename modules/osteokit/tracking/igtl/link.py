"""One connection in the caller's own thread: the quickest way, for a loop that waits for its answer.

Where many peers or a user's interface are served, :mod:`~osteokit.tracking.igtl.server` and
:mod:`~osteokit.tracking.igtl.client` do the same in a thread of theirs.
"""

import contextlib
import socket
import time
from collections import deque
from typing import Self

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.awake import Awake
from osteokit.tracking.igtl.messages import Message, encode_parts
from osteokit.tracking.igtl.stream import StreamDecoder

PORT = 18944
"""Registered with IANA for OpenIGTLink."""


class LinkLostError(OsteoError):
    """The peer closed the connection, or it broke."""


def connected_socket(host: str, port: int, timeout_s: float) -> socket.socket:
    """A TCP connection without Nagle's delay.

    Raises
    ------
    LinkLostError
        Nobody answers there.
    """
    try:
        connection = socket.create_connection((host, port), timeout_s)
    except OSError as error:
        reason = error.strerror or "no answer in time"
        raise LinkLostError(
            f"No OpenIGTLink peer answers at {host}:{port} ({reason}); check address and port."
        ) from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class Link:
    """Messages over one socket; not for several threads at once."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self.decoder = StreamDecoder()
        self._ready: deque[Message] = deque()
        self._awake = Awake()

    @classmethod
    def to(cls, host: str, port: int = PORT, timeout_s: float = 5.0) -> Self:
        """Connect to a peer.

        Raises
        ------
        LinkLostError
            Nobody answers there.
        """
        return cls(connected_socket(host, port, timeout_s))

    def send(self, message: Message, timeout_s: float | None = 5.0) -> None:
        """All of the message, or an error.

        Raises
        ------
        LinkLostError
            The peer is gone, or takes nothing for ``timeout_s``; the connection is closed, for half a message is none.
        """
        try:
            self._socket.settimeout(timeout_s)
            for part in encode_parts(message):
                self._socket.sendall(part)
        except OSError as error:
            self.close()
            raise LinkLostError(f"The peer does not take messages any more ({error}); connect again.") from error

    def receive(self, timeout_s: float | None = None) -> Message | None:
        """The next message; None where none is complete in time.

        Raises
        ------
        LinkLostError
            The peer closed the connection.
        MalformedMessageError
            The peer does not speak OpenIGTLink; the connection is closed.
        """
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while not self._ready:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                return None
            self._read(left)
        return self._ready.popleft()

    def _read(self, timeout_s: float | None) -> None:
        try:
            count = self._count(timeout_s)
        except TimeoutError:
            return
        except OSError as error:
            self.close()
            raise LinkLostError(f"The connection to the peer broke ({error}); connect again.") from error
        if not count:
            self.close()
            raise LinkLostError("The peer closed the connection.")
        try:
            self._ready.extend(self.decoder.filled(count))
        except OsteoError:
            self.close()
            raise

    def _count(self, timeout_s: float | None) -> int:
        """Bytes that came."""
        space = self.decoder.space()
        began = time.perf_counter()
        if look_s := self._awake.look_s:
            self._socket.setblocking(False)
            while time.perf_counter() - began < look_s:
                with contextlib.suppress(BlockingIOError):
                    return self._socket.recv_into(space)
            self._awake.missed()
        self._socket.settimeout(timeout_s)
        count = self._socket.recv_into(space)
        self._awake.slept(time.perf_counter() - began)
        return count

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
