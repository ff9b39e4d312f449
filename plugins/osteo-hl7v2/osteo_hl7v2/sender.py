"""Hands a message to the hospital's system over MLLP and waits for its acknowledgement."""

import contextlib
import socket
import ssl
import time

from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.mllp import Deframer, framed
from osteo_hl7v2.syntax import parse
from osteokit.base.errors import OsteoError

ANSWER_S = 30.0


class NotNow(OsteoError):
    """The system is away or too busy: try again later."""


class Refused(OsteoError):
    """The system does not want this message, now or later; it says why."""


class Sender:
    """One connection, opened when it is needed and kept.

    Parameters
    ----------
    charset : str
        Of answers whose MSH-18 is empty.
    tls : SSLContext, optional
    """

    def __init__(self, host: str, port: int, charset: str, tls: ssl.SSLContext | None = None) -> None:
        self._host, self._port, self._charset, self._tls = host, port, charset, tls
        self._socket: socket.socket | None = None
        self._deframer = Deframer()

    def send(self, content: bytes, control_id: str, answer_s: float = ANSWER_S) -> None:
        """Return once the system has taken it (AA or CA).

        Raises
        ------
        NotNow
            It cannot be reached, does not answer, or rejects for reasons of its own (AR).
        Refused
            It finds the content at fault (AE).
        """
        try:
            connection = self._connected(answer_s)
            connection.sendall(framed(content))
            code, words = self._answer(connection, control_id, time.monotonic() + answer_s)
        except (OSError, Hl7Error) as error:
            self.close()
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise NotNow(f"The system at {self._host}:{self._port} did not take the message: {reason}.") from error
        if code in ("AE", "CE"):
            raise Refused(f"The system refuses the message: {words or 'it does not say why'}.")
        if code not in ("AA", "CA"):
            raise NotNow(f"The system rejects the message for now ({code}): {words or 'it does not say why'}.")

    def close(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket, self._deframer = None, Deframer()

    def _connected(self, answer_s: float) -> socket.socket:
        if self._socket is None:
            plain = socket.create_connection((self._host, self._port), timeout=answer_s)
            self._socket = self._tls.wrap_socket(plain, server_hostname=self._host) if self._tls else plain
        return self._socket

    def _answer(self, connection: socket.socket, control_id: str, until: float) -> tuple[str, str]:
        """What MSA says of this message; one that belongs to an earlier message is passed over."""
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError("no answer in time")
            connection.settimeout(left)
            data = connection.recv(65536)
            if not data:
                raise ConnectionError("the connection was closed without an answer")
            for content in self._deframer.feed(data):
                answer = parse(content, self._charset)
                said = answer.need("MSA")
                if said.value(2) == control_id:
                    error = answer.first("ERR")
                    words = said.value(3) or (error.value(8) or error.value(3, 2) if error else "")
                    return said.value(1), words[:300]
