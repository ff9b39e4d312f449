"""What happens at the hub, as it happens: hints over ZeroMQ where the hub sends them, else answers that wait.

Either way the events themselves are asked for by number, so that none is missed; see docs/events.md.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.hubclient.accounts import Account, read_json, write_private
from osteokit.hubclient.http import Connection, HubRefusal, SignInNeeded, Unreachable

WAIT_S = 25
SILENCE_S = 120.0
"""Without a beat the hints' connection is taken for gone."""

RETRY_S = (1.0, 2.0, 5.0, 15.0, 60.0)


@dataclass(frozen=True)
class HubEvent:
    """Something that happened, named by ids; nothing of a patient."""

    number: int
    kind: str
    at: str
    subject_kind: str
    subject_id: str
    organisations: tuple[str, ...] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class News:
    """What ``follow`` gives: events, or how the connection is (``live``, with a sentence where it is not)."""

    events: tuple[HubEvent, ...] = ()
    live: bool = True
    trouble: str = ""


def events_after(connection: Connection, after: int, wait_s: int = 0, limit: int = 100) -> tuple[list[HubEvent], int]:
    """Events that this person may read, oldest first, and the number to ask after next.

    Raises
    ------
    Unreachable, HubRefusal
    """
    params = {"after": after, "limit": limit, **({"wait": wait_s} if wait_s else {})}
    raw = connection.ask("GET", "/api/v1/events", params=params, read_s=30.0 + wait_s)
    try:
        said = json.loads(raw)
        found = [
            HubEvent(
                int(one["number"]), str(one["kind"]), str(one["at"]), str(one["subject_kind"]), str(one["subject_id"]),
                tuple(one["organisations"]), dict(one["payload"]),
            )
            for one in said["events"]
        ]  # fmt: skip
        return found, int(said["after"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unreachable("The hub's answer is of another edition than this program; update the older one.") from error


class Follower:
    """Follows one hub for one person. Where it has read to is kept: what happened while it was off comes first.

    Parameters
    ----------
    stopped : callable
        Asked at least every half a second of waiting for hints, and after each answer that waits (at most 25 s).
    """

    def __init__(self, account: Account, stopped: Callable[[], bool], wait_s: int = WAIT_S) -> None:
        self._account, self._stopped, self._wait_s = account, stopped, wait_s
        self._connection = account.connection()
        self._file = account.folder / "events.json"
        said = read_json(self._file)
        known = isinstance(said, dict) and said.get("person_id") == account.person_id
        self._after = int(said["after"]) if known else -1

    def follow(self) -> Iterator[News]:
        """Events as they come, until stopped. A hub that is away is said once, and tried again with pauses."""
        tries = 0
        while not self._stopped():
            try:
                for news in self._connected():
                    tries = 0
                    yield news
            except SignInNeeded as refusal:
                yield News(live=False, trouble=str(refusal))
                return
            except OsteoError as trouble:
                if tries == 0:
                    yield News(live=False, trouble=str(trouble))
                self._pause(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1

    def _connected(self) -> Iterator[News]:
        yield self._begin()
        hints = self._hints()
        if hints is None:
            while not self._stopped():
                found = self._replay(self._wait_s)
                yield News(tuple(found))
            return
        with hints:
            heard = time.monotonic()
            while not self._stopped():
                number = hints.heard(0.5)
                if number is not None:
                    heard = time.monotonic()
                    if number > self._after:
                        yield News(tuple(self._replay(0)))
                elif time.monotonic() - heard > SILENCE_S:
                    raise Unreachable(f"The hub at {self._account.address} sends no hints any more.")

    def _begin(self) -> News:
        """On the first run only what comes from now on; later all that came meanwhile."""
        if self._after >= 0:
            return News(tuple(self._replay(0)))
        nothing = {"after": 0, "kind": "nothing", "limit": 1}
        self._after = int(self._connection.json("GET", "/api/v1/events", params=nothing)["after"])
        self._keep()
        return News()

    def _replay(self, wait_s: int) -> list[HubEvent]:
        found: list[HubEvent] = []
        while True:
            former = self._after
            page, self._after = events_after(self._connection, self._after, wait_s if not found else 0)
            found += page
            if self._after != former:
                self._keep()
            if len(page) < 100:
                return found

    def _keep(self) -> None:
        write_private(self._file, json.dumps({"after": self._after, **self._whose()}).encode())

    def _whose(self) -> dict[str, str]:
        return {"person_id": self._account.person_id}

    def _hints(self) -> "Hints | None":
        """None where the hub sends none, or ZeroMQ is not here."""
        try:
            import zmq  # noqa: F401
        except ModuleNotFoundError:
            return None
        try:
            feed = self._connection.json("GET", "/api/v1/events/feed")
        except HubRefusal as refusal:
            if refusal.status == 404:
                return None
            raise
        places = sorted({one["organisation_id"] for one in self._account.roles})
        return Hints(str(feed["address"]), str(feed["server_key"]), self._keys(), places)

    def _keys(self) -> tuple[str, str]:
        """This machine's pair for the person, registered at the hub once."""
        file = self._account.folder / "events.key"
        said = read_json(file)
        if isinstance(said, dict) and said.get("person_id") == self._account.person_id:
            registered = [one["public_key"] for one in self._connection.json("GET", "/api/v1/events/keys")]
            if said["public"] in registered:
                return said["public"], said["secret"]
        import platform

        import zmq

        public, secret = (one.decode() for one in zmq.curve_keypair())
        body = {"name": f"3D Slicer, {platform.node()}"[:100], "public_key": public}
        self._connection.json("POST", "/api/v1/events/keys", body)
        pair = {"public": public, "secret": secret, **self._whose()}
        write_private(file, json.dumps(pair).encode())
        return public, secret

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._stopped():
            time.sleep(min(0.2, seconds))


class Hints:
    """A SUB socket for the institutions of one person."""

    def __init__(self, address: str, server_key: str, pair: tuple[str, str], places: list[str]) -> None:
        import zmq

        self._context = zmq.Context()
        socket = self._socket = self._context.socket(zmq.SUB)
        socket.linger, socket.rcvhwm = 0, 1000
        socket.curve_publickey, socket.curve_secretkey = (one.encode() for one in pair)
        socket.curve_serverkey = server_key.encode()
        for topic in ("head", "all", *places):
            socket.subscribe(topic)
        socket.connect(address)

    def heard(self, seconds: float) -> int | None:
        """The number of the next hint or beat; None where none comes. What is no hint is passed over."""
        if not self._socket.poll(int(1000 * seconds)):
            return None
        try:
            return int(json.loads(self._socket.recv_multipart()[1])["number"])
        except (ValueError, KeyError, TypeError, IndexError):
            return None

    def __enter__(self) -> "Hints":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._context.term()
