"""A device on the network, watched: what it shows now, and nothing that is old."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Self
from weakref import WeakSet

import numpy as np

from osteokit.plugins.tracked_devices import DeviceSettings, Driver
from osteokit.tracking.devices.force_safety import ForceLimits, SafeForce
from osteokit.tracking.devices.judge import PATIENCE_S
from osteokit.tracking.devices.monitor import DeviceMonitor, Listener
from osteokit.tracking.devices.users import claim_device
from osteokit.tracking.devices.values import DeviceStatus, HapticState
from osteokit.tracking.igtl.client import NOT_YET, Client
from osteokit.tracking.igtl.contents.poses import Transform
from osteokit.tracking.igtl.contents.queries import StartTracking
from osteokit.tracking.igtl.contents.texts import STATUS_OK, Status
from osteokit.tracking.igtl.header import Envelope, timestamp_of
from osteokit.tracking.igtl.inbox import Received
from osteokit.tracking.igtl.messages import Message
from osteokit.tracking.igtl.peer import Peer

_LOOK_S = 0.02
"""So much later than its limit the dead man's zero may leave."""

_ASK_AFTER_S = 1.0
_AGAIN_AFTER_S = 5.0
"""A connection that is silent for so long is made anew: where a cable was pulled, the old one may never wake up."""

FORCE = "Force"

_OPEN: "WeakSet[LiveDevice]" = WeakSet()


def open_devices() -> list["LiveDevice"]:
    """Every device that this program follows now, whoever connected it, by name."""
    return sorted(_OPEN, key=lambda device: device.settings.name)


class LiveDevice:
    """Follows a device from now until :meth:`close`; it may come, go and come back meanwhile.

    Only one LiveDevice in this process may use a device at a time. ``force_limits`` bound what :meth:`send_force`
    lets out.

    Raises
    ------
    OsteoError
        Its driver cannot be started, or somebody else uses it.
    """

    def __init__(
        self, settings: DeviceSettings, user: str = "SlicerOsteo", force_limits: ForceLimits | None = None
    ) -> None:
        self.settings = settings
        self.monitor = DeviceMonitor(settings)
        self._claim = claim_device(settings, user)
        self._driver: Driver | None = None
        self._client: Client | None = None
        try:
            self._driver = settings.start() if settings.start is not None else None
        except BaseException:
            self._claim.release()
            raise
        self._force = SafeForce(force_limits or ForceLimits())
        self._asked = False
        self._damaged_before = 0
        self._client = self._connected()
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._watched, name=f"watch {settings.name}", daemon=True)
        self._watch.start()
        _OPEN.add(self)

    def status(self) -> DeviceStatus:
        """The device now: light, sentence, and every tool with its rate, age, jitter and losses."""
        now = time.monotonic()
        return self.monitor.status(now, self._trouble(now), now - self._opened_at)

    def pose(self, tool: str, reference: str = "") -> np.ndarray | None:
        """Pose (4, 4) of a tool now, in the frame of ``reference`` where one is named; None where it is not seen.

        A pose older than the settings' ``stale_s`` counts as not seen.
        """
        return self.monitor.pose(tool, time.monotonic(), reference)

    def haptic(self) -> HapticState | None:
        """Stylus, its velocity and buttons; None where the stylus is not seen."""
        return self.monitor.haptic(time.monotonic())

    @property
    def reached_at(self) -> DeviceSettings:
        """Settings by which another process follows the same device: of a driver that was started here, its address.
        Poses go to all who follow; force is taken from one."""
        if self._driver is None:
            return self.settings
        return replace(self.settings, host=self._driver.host, port=self._driver.port, start=None)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """``listener(tool, matrix, arrived_s)`` is called with every good pose, in the receiving thread; returns what
        ends that."""
        return self.monitor.listen(listener)

    def send_force(self, force_n: np.ndarray) -> np.ndarray:
        """Ask for a force (3,) N; returns what is let out, which limits, slew rate and faults bound.

        It is to be asked for again and again: without a word for the limits' ``dead_man_s`` the force is zero, whether
        or not anybody calls. Zero too while the device is not seen.
        """
        now = time.monotonic()
        self._force.ask(force_n, now)
        out = self._force.at(now) if self.haptic() is not None else self._force.stop()
        self._send(out)
        return out

    def close(self) -> None:
        """Force to zero, end the connection, let others use the device."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        _OPEN.discard(self)
        self._watch.join()
        if self._force.was_used:
            self._send(self._force.stop())
        if self._client is not None:
            _close(self._client)
        if self._driver is not None:
            self._driver.close()
        self._claim.release()

    def _trouble(self, now_s: float) -> str:
        """Why it is not connected; a host that was asked just now may take its time."""
        client = self._client
        if client is None or client.trouble != NOT_YET:
            return client.trouble if client is not None else NOT_YET
        if now_s - self._opened_at < PATIENCE_S:
            return ""
        return f"No OpenIGTLink peer answers at {client.host}:{client.port} (no answer yet); check address and port."

    def _connected(self) -> Client:
        where = self._driver or self.settings
        self._asked = False
        self._opened_at = time.monotonic()
        return Client(where.host, where.port, self._take, self._changed, again_after_s=0.5)

    def _take(self, received: Received, peer: Peer) -> None:
        content = received.message.content
        if isinstance(content, Status):
            if content.code != STATUS_OK and received.message.device == FORCE:
                self.monitor.refused(content.text or content.error_name, time.monotonic())
            return
        self.monitor.take(received.message, time.monotonic(), time.time())
        if peer.counts.damaged:
            self.monitor.damaged(self._damaged_before + peer.counts.damaged, peer.last_damage, time.monotonic())

    def _changed(self, peer: Peer) -> None:
        if peer.ended:
            self._damaged_before += peer.counts.damaged
            self._force.stop()
        else:
            self._asked = False
            self._opened_at = time.monotonic()
            self.monitor.reconnected()

    def _watched(self) -> None:
        while not self._stopping.wait(_LOOK_S):
            now = time.monotonic()
            if self._force.was_used and not self._force.is_zero:
                self._send(self._force.at(now))  # the dead man: nobody asks any more, and it sinks to zero
            self._wake_up(min(now - self._opened_at, self.monitor.silent_s(now)))

    def _wake_up(self, silent_s: float) -> None:
        """Ask a silent device to send; give up a connection that stays silent."""
        client = self._client
        if client is None or not client.is_connected:
            return
        if silent_s > _ASK_AFTER_S and not self._asked:
            self._asked = True
            interval = int(1000 / self.settings.rate_hz) if self.settings.rate_hz else 20
            client.send(Message(StartTracking("STT_TDATA", interval), Envelope("")))
        if silent_s > _AGAIN_AFTER_S:
            _close(client)
            self._client = self._connected()

    def _send(self, force_n: np.ndarray) -> None:
        matrix = np.eye(4)
        matrix[:3, 3] = force_n
        if self._client is not None:
            self._client.send(Message(Transform(matrix), Envelope(FORCE, timestamp_of(time.time()))))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _close(client: Client) -> None:
    """End a client; one that waits for a host that does not answer is left to end by itself."""
    if client.is_connected:
        client.close()
    else:
        threading.Thread(target=client.close, name="OpenIGTLink close", daemon=True).start()
