"""A hospital's system on loopback: a socket that takes messages and one that sends them. It knows MLLP by itself."""

import contextlib
import socket
import threading
import time


def fields(content: bytes, name: str) -> list[str]:
    """Fields of the first segment of this name, split by ``|`` alone."""
    for line in content.decode("gb18030").split("\r"):
        if line.startswith(name):
            return line.split("|")
    return []


class FakeHis:
    """Takes messages and answers AA; ``go`` and ``come`` are what a dead system looks like: the port stays."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self._open: set[socket.socket] = set()
        self._listen(0)
        self.port = self._socket.getsockname()[1]

    def _listen(self, port: int) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(self._socket,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            self._open.add(client)
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        rest = b""
        with client, contextlib.suppress(OSError):
            while data := client.recv(4096):
                *whole, rest = (rest + data).split(b"\x1c\r")
                for one in whole:
                    content = one.lstrip(b"\x0b")
                    self.got.append(content)
                    number = fields(content, "MSH")[9]
                    answer = f"MSH|^~\\&|HIS|5309|||1||ACK|A{number}|P|2.4\rMSA|AA|{number}\r"
                    client.sendall(b"\x0b" + answer.encode() + b"\x1c\r")
        self._open.discard(client)

    def kinds(self) -> list[str]:
        return [fields(one, "MSH")[8] for one in self.got]

    def numbers(self) -> set[str]:
        return {fields(one, "MSH")[9] for one in self.got}

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Until so many different messages came."""
        end = time.monotonic() + seconds
        while len(self.numbers()) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.numbers())} of {count} messages came: {self.kinds()}")
            time.sleep(0.02)

    def go(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def come(self) -> None:
        self._listen(self.port)


def tell(port: int, content: bytes, seconds: float = 60) -> bytes:
    """Send a message until it is answered, as a system does that does not hear an answer; gives the answer."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as client:
            client.settimeout(20)
            client.sendall(b"\x0b" + content + b"\x1c\r")
            found = b""
            while data := client.recv(4096):
                found += data
                if found.endswith(b"\x1c\r"):
                    return found[1:-2]
        if time.monotonic() > end:
            raise TimeoutError("the message was not answered")
        time.sleep(0.05)
