"""A client that stays connected: where the server goes away, it comes back to it."""

import threading
import time
from collections.abc import Callable
from typing import Self

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.inbox import Inbox, Received
from osteokit.tracking.igtl.link import PORT, connected_socket
from osteokit.tracking.igtl.loop import Loop
from osteokit.tracking.igtl.messages import Message
from osteokit.tracking.igtl.peer import OUTBOX_BYTES, Peer

NOT_YET = "It was not connected yet."


class Client:
    """Connects in the background and keeps trying.

    Attributes
    ----------
    inbox : Inbox
        What came, unless ``on_message`` takes it.
    trouble : str
        Why it is not connected, one sentence; empty while it is.
    """

    def __init__(
        self,
        host: str,
        port: int = PORT,
        on_message: Callable[[Received, Peer], None] | None = None,
        on_change: Callable[[Peer], None] | None = None,
        inbox_size: int = 1000,
        outbox_bytes: int = OUTBOX_BYTES,
        again_after_s: float = 1.0,
    ) -> None:
        self.host, self.port = host, port
        self.inbox = Inbox(inbox_size)
        self.trouble = NOT_YET
        self._again_after_s = again_after_s
        self._told = on_change or (lambda _: None)
        self._connected = threading.Event()
        self._stopping = threading.Event()
        self._lost = threading.Event()
        self._loop = Loop(
            on_message or (lambda received, _: self.inbox.put(received)), self._changed, lambda: None, outbox_bytes
        )
        self._loop.start()
        self._connector = threading.Thread(target=self._connect, name="OpenIGTLink connect", daemon=True)
        self._connector.start()

    @property
    def peer(self) -> Peer | None:
        """The server, None while it is not connected."""
        return next(iter(self._loop.peers), None)

    @property
    def is_connected(self) -> bool:
        return self._connected.is_set()

    def wait(self, timeout_s: float) -> bool:
        """Whether it is connected, at the latest after ``timeout_s``."""
        return self._connected.wait(timeout_s)

    def send(self, message: Message) -> bool:
        """Hand a message over; False while it is not connected.

        Raises
        ------
        OsteoError
            Something does not fit into the fields of the protocol.
        """
        peer = self.peer
        return peer is not None and peer.send(message)

    def close(self) -> None:
        self._stopping.set()
        self._lost.set()
        self._connector.join()
        self._loop.stop()

    def _changed(self, peer: Peer) -> None:
        if peer.ended:
            self.trouble = peer.ended
            self._connected.clear()
            self._lost.set()
        else:
            self.trouble = ""
            self._connected.set()
        self._told(peer)

    def _connect(self) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                connection = connected_socket(self.host, self.port, 5.0)
            except OsteoError as error:
                self.trouble = str(error)
            else:
                self._lost.clear()
                self._loop.add(connection, f"{self.host}:{self.port}")
                self._lost.wait()
            self._stopping.wait(max(0.0, self._again_after_s - (time.monotonic() - began)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
