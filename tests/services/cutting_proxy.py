"""A network that breaks: passes bytes on to a port, and cuts connections where it is told."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class CuttingProxy:
    """``up`` and ``down`` are how many bytes may still pass in each direction of new connections; None: all."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.up: int | None = None
        self.down: int | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                hub = socket.create_connection(("127.0.0.1", self._target))
                for source, sink, way in ((client, hub, "up"), (hub, client, "down")):
                    threading.Thread(target=self._pass, args=(source, sink, way, client, hub), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, way: str, *both: socket.socket) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while True:
                piece = source.recv(1 << 16)
                left = getattr(self, way)
                if not piece:
                    break
                if left is not None and passed + len(piece) > left:
                    sink.sendall(piece[: max(0, left - passed)])
                    break
                sink.sendall(piece)
                passed += len(piece)
        for one in both:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self) -> None:
        self._listener.close()


@contextmanager
def cutting_proxy(port: int) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
