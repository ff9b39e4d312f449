"""One thread that serves any number of connections, shared by server and client."""

import contextlib
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable

from osteokit.tracking.igtl.awake import Awake
from osteokit.tracking.igtl.inbox import Received
from osteokit.tracking.igtl.peer import OUTBOX_BYTES, Peer

_TICK_S = 0.2


class Loop:
    """Reads from and writes to peers in a thread of its own.

    Parameters
    ----------
    on_message : callable
        Called with every message in the serving thread: it must be quick. What it raises ends that peer, not the loop.
    on_change : callable
        Called with a peer that came (``ended`` empty) or went.
    each_tick : callable
        Called some five times a second.
    """

    def __init__(
        self,
        on_message: Callable[[Received, Peer], None],
        on_change: Callable[[Peer], None],
        each_tick: Callable[[], None],
        outbox_bytes: int = OUTBOX_BYTES,
    ) -> None:
        self._on_message = on_message
        self._on_change = on_change
        self._each_tick = each_tick
        self._outbox_bytes = outbox_bytes
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        self._asked: deque[Callable[[], None]] = deque()
        self._peers: dict[int, Peer] = {}
        self._listener: socket.socket | None = None
        self._running = True
        self._awake = Awake()
        self._thread = threading.Thread(target=self._run, name="OpenIGTLink", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def peers(self) -> tuple[Peer, ...]:
        """Those that are connected now."""
        return tuple(self._peers.values())

    def listen(self, listener: socket.socket) -> None:
        """Accept connections of this socket. Before :meth:`start`."""
        listener.setblocking(False)
        self._listener = listener
        self._selector.register(listener, selectors.EVENT_READ)

    def add(self, connection: socket.socket, name: str) -> None:
        """Serve a connection. From any thread."""
        self._ask(lambda: self._add(connection, name))

    def stop(self) -> None:
        """End all peers and the thread."""
        self._running = False
        self._wake()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _ask(self, what: Callable[[], None]) -> None:
        self._asked.append(what)
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):  # full: it is awake already; closed: it is over
            self._wake_in.send(b"\0")

    def _run(self) -> None:
        try:
            while self._running:
                for key, events in self._next():
                    self._serve(key.fileobj, events)
                while self._asked:
                    self._asked.popleft()()
                self._each_tick()
        finally:
            for peer in self.peers:
                self._drop(peer, "The connection was closed here.")
            for one in (self._listener, self._wake_in, self._wake_out, self._selector):
                if one is not None:
                    one.close()

    def _next(self) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready, or nothing after a while."""
        began = time.perf_counter()
        if look_s := self._awake.look_s:
            while time.perf_counter() - began < look_s:
                if events := self._selector.select(0):
                    return events
            self._awake.missed()
        events = self._selector.select(_TICK_S)
        self._awake.slept(time.perf_counter() - began)
        return events

    def _serve(self, source: object, events: int) -> None:
        if source is self._listener:
            self._accept()
        elif source is self._wake_out:
            with contextlib.suppress(BlockingIOError):
                while self._wake_out.recv(4096):
                    pass
        else:
            peer = self._peers.get(source.fileno())  # pyright: ignore[reportAttributeAccessIssue]
            if peer is None:
                return
            if events & selectors.EVENT_WRITE and not peer.write():
                self._selector.modify(peer.socket, selectors.EVENT_READ)
            if events & selectors.EVENT_READ:
                self._read(peer)
            if peer.ended:
                self._drop(peer, peer.ended)

    def _read(self, peer: Peer) -> None:
        for received in peer.read():
            try:
                self._on_message(received, peer)
            except Exception as error:  # the peer's own handler failed, and the others must not suffer
                peer.ended = f"Serving {peer.name} failed: {error}"
                return

    def _accept(self) -> None:
        assert self._listener is not None
        try:
            connection, address = self._listener.accept()
        except OSError:
            return  # it gave up before we came to it
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._add(connection, f"{address[0]}:{address[1]}")

    def _add(self, connection: socket.socket, name: str) -> None:
        peer = Peer(connection, name, lambda one: self._ask(lambda: self._want(one)), self._outbox_bytes)
        self._peers[connection.fileno()] = peer
        self._selector.register(connection, selectors.EVENT_READ)
        self._on_change(peer)

    def _want(self, peer: Peer) -> None:
        if peer in self._peers.values():
            self._selector.modify(peer.socket, selectors.EVENT_READ | selectors.EVENT_WRITE)

    def _drop(self, peer: Peer, why: str) -> None:
        self._peers.pop(peer.socket.fileno(), None)
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(peer.socket)
        peer.end(why)
        self._on_change(peer)
