"""A server for any number of OpenIGTLink clients."""

import contextlib
import socket
from collections.abc import Callable
from typing import Self

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.inbox import Inbox, Received
from osteokit.tracking.igtl.link import PORT
from osteokit.tracking.igtl.loop import Loop
from osteokit.tracking.igtl.messages import Message, encode_parts
from osteokit.tracking.igtl.peer import OUTBOX_BYTES, Peer


class Server:
    """Listens on a port and serves all who come.

    Parameters
    ----------
    port : int
        0 takes a free one, see :attr:`port`.
    host : str
        Only this machine by default; ``"0.0.0.0"`` lets the network in, where OpenIGTLink protects nothing.
    on_message : callable, optional
        Called with every message in the serving thread, in place of the inbox.
    on_change : callable, optional
        Called with a peer that came or went.

    Raises
    ------
    OsteoError
        The port is taken or forbidden.
    """

    def __init__(
        self,
        port: int = PORT,
        host: str = "127.0.0.1",
        on_message: Callable[[Received, Peer], None] | None = None,
        on_change: Callable[[Peer], None] | None = None,
        inbox_size: int = 1000,
        outbox_bytes: int = OUTBOX_BYTES,
    ) -> None:
        self.inbox = Inbox(inbox_size)
        listener = _listener(host, port)
        self.host, self.port = host, int(listener.getsockname()[1])
        self._loop = Loop(
            on_message or (lambda received, _: self.inbox.put(received)),
            on_change or (lambda _: None),
            lambda: None,
            outbox_bytes,
        )
        self._loop.listen(listener)
        self._loop.start()

    @property
    def peers(self) -> tuple[Peer, ...]:
        """Those that are connected now."""
        return self._loop.peers

    def send(self, message: Message) -> int:
        """To all peers; how many there are. It is encoded once.

        Raises
        ------
        OsteoError
            Something does not fit into the fields of the protocol.
        """
        parts = encode_parts(message)
        return sum(peer.send_parts(parts) for peer in self.peers)

    def close(self) -> None:
        self._loop.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _listener(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise OsteoError(f"A port is a number from 0 to 65535, not {port}.")
    listener = socket.socket()
    try:
        with contextlib.suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(64)
    except OSError as error:
        listener.close()
        raise OsteoError(f"Port {port} of {host} cannot be listened on ({error.strerror}); choose another.") from error
    return listener
