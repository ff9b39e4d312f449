"""The socket: ZeroMQ PUB with CURVE. It carries hints only, numbers and kinds; docs/events.md is its description."""

import json
import logging
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import zmq
import zmq.auth.thread

from osteohub.database.engine import Database
from osteohub.events.keys import may_listen, server_pair
from osteohub.events.models import Event
from osteohub.settings import Settings
from osteokit.base.errors import OsteoError

FORMAT = 1
QUEUE = 10_000
"""Hints kept for a slow listener; what is dropped beyond, it learns from the next number."""

log = logging.getLogger(__name__)


class _AllowList:
    """Answers ZAP for each key (Z85) that knocks."""

    def __init__(self, may_listen: Callable[[str], bool]) -> None:
        self._may_listen = may_listen

    def callback(self, domain: str, key: bytes) -> bool:
        try:
            return self._may_listen(key.decode("ascii"))
        except Exception:  # the database is away: nobody is let in
            log.exception("the key of a listener could not be looked up")
            return False


class Taken(OsteoError):
    """Another hub of this machine publishes at this address."""


class Wire:
    """An open PUB socket.

    Parameters
    ----------
    address : str
        ``host:port`` to bind; port 0 takes a free one.
    secret_key : bytes
        The hub's CURVE secret, Z85.
    may_listen : callable
        ``may_listen(public key)``, asked at every connection.

    Raises
    ------
    Taken
        Somebody listens at the address already.
    OsteoError
        It cannot be bound for another reason.
    """

    def __init__(self, address: str, secret_key: bytes, may_listen: Callable[[str], bool]) -> None:
        self._context = zmq.Context()
        # The authenticator lives as long as this reference: without it nobody would ask the list.
        self._authenticator = zmq.auth.thread.ThreadAuthenticator(self._context)
        self._authenticator.start()
        self._authenticator.configure_curve_callback(domain="*", credentials_provider=_AllowList(may_listen))
        self._socket = self._context.socket(zmq.PUB)
        self._socket.curve_secretkey = secret_key
        self._socket.curve_publickey = zmq.curve_public(secret_key)
        self._socket.curve_server = True
        self._socket.sndhwm = QUEUE
        self._socket.linger = 0
        host, _, port = address.rpartition(":")
        try:
            self._socket.bind(f"tcp://{host}:{port if port != '0' else '*'}")
        except zmq.ZMQError as error:
            self.close()
            kind = Taken if error.errno == zmq.EADDRINUSE else OsteoError
            raise kind(f"Events cannot be published at {address} ({error.strerror}); choose another.") from error
        self.port = urlsplit(self._socket.last_endpoint.decode("ascii")).port or 0

    def hint(self, events: Sequence[Event]) -> None:
        """Tell of published events: once for each institution that they concern, or once to all."""
        for one in events:
            body = json.dumps({"v": FORMAT, "number": one.number, "kind": one.kind}).encode()
            for topic in one.organisations or ("all",):
                self._send(topic, body)

    def beat(self, head: int) -> None:
        """Tell the highest number, so that whoever missed a hint learns of it."""
        self._send("head", json.dumps({"v": FORMAT, "number": head}).encode())

    def _send(self, topic: str, body: bytes) -> None:
        try:
            self._socket.send_multipart([topic.encode("ascii"), body], zmq.DONTWAIT)
        except zmq.Again:
            log.warning("a hint of an event was dropped; listeners learn of it from the next number")

    def close(self) -> None:
        """Hints that were not sent yet are dropped."""
        self._socket.close(linger=0)
        self._authenticator.stop()
        self._context.term()


def wire_of(settings: Settings, database: Database) -> Wire | None:
    """The wire where the settings want one.

    Raises
    ------
    Taken, OsteoError
    """
    if not settings.events:
        return None

    def allowed(public_key: str) -> bool:
        with database.read() as session:
            return may_listen(session, public_key)

    return Wire(settings.events, server_pair(settings.folder)[1], allowed)
