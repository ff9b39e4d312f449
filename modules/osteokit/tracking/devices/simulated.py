"""Devices without hardware: a tracker and a haptic arm that speak OpenIGTLink over a socket, as PLUS does."""

import threading
import time
from typing import Any, Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.arm import STYLUS, Hand, SimulatedArm
from osteokit.tracking.devices.faults import Fault, spoiled
from osteokit.tracking.devices.force_safety import ForceLimits, SafeForce
from osteokit.tracking.devices.motions import POINTER, Motion, wander, with_noise
from osteokit.tracking.igtl.contents.poses import Transform
from osteokit.tracking.igtl.contents.queries import Query, StartTracking, reply_to
from osteokit.tracking.igtl.contents.texts import Capability, Status
from osteokit.tracking.igtl.header import Envelope, timestamp_of
from osteokit.tracking.igtl.inbox import Received
from osteokit.tracking.igtl.messages import Message
from osteokit.tracking.igtl.peer import Peer
from osteokit.tracking.igtl.server import Server

FORCE = "Force"
_NOT_AUTHORISED = 3
"""Of OpenIGTLink's status codes: the peer may not do that."""

_HOUR_S = 3600.0
_FLOOD = 50
_STATUS = {
    False: {"TransformValid": "True", "TransformStatus": "OK"},
    True: {"TransformValid": "False", "TransformStatus": "MISSING"},
}
"""What PLUS adds to a TRANSFORM: whether the tool was seen."""


class SimulatedDevice:
    """Serves a motion until :meth:`close`. What it sees is sent to all; force is taken from one peer at a time.

    Parameters
    ----------
    motion : Motion or SimulatedArm
        An arm also takes ``Force``.
    rate_hz : float
        Frames a second.
    port : int
        0 takes a free one, see :attr:`port`.
    fault : Fault, optional
        What goes wrong, and when.

    Raises
    ------
    OsteoError
        The rate makes no sense, or the port is taken.
    """

    def __init__(
        self,
        motion: Motion,
        rate_hz: float = 60.0,
        port: int = 0,
        host: str = "127.0.0.1",
        limits: ForceLimits | None = None,
        fault: Fault | None = None,
    ) -> None:
        if not 0 < rate_hz <= 2000:
            raise OsteoError(f"A simulated device sends more than 0 and up to 2000 frames a second, not {rate_hz:g}.")
        self.motion, self.rate_hz, self._fault = motion, rate_hz, fault
        self._force = SafeForce(limits or ForceLimits())
        self._pusher: Peer | None = None
        self._server: Server | None = Server(port, host, self._answer, self._changed)
        self.host, self.port = self._server.host, self._server.port
        self._numbers: dict[str, int] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated device", daemon=True)
        self._thread.start()

    @property
    def peers(self) -> int:
        """How many are connected."""
        return len(self._server.peers) if self._server is not None else 0

    @property
    def force_n(self) -> np.ndarray:
        """The force (3,) that is on the stylus now."""
        return self._force.at(time.monotonic())

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        if self._server is not None:
            self._server.close()

    def _run(self) -> None:
        began = time.monotonic()
        frame = 0
        while not self._stopping.is_set():
            now = time.monotonic()
            fault = self._fault.kind if self._fault is not None and self._fault.is_on(now - began) else ""
            if self._is_up(fault):
                self._frame(now - began, fault)
            frame += 1
            late = time.monotonic() - (began + frame / self.rate_hz)
            if late > 0.1:  # the machine stood still: go on from here, do not hurry after
                began += late
            self._stopping.wait(max(0.0, -late))

    def _is_up(self, fault: str) -> bool:
        """Whether it can be reached; while it has vanished it cannot, and comes back at the same port."""
        if fault == "vanish":
            if self._server is not None:
                self._server.close()
                self._server = None
            return False
        if self._server is None:
            try:
                self._server = Server(self.port, self.host, self._answer, self._changed)
            except OsteoError:
                return False  # somebody took the port meanwhile: try again with the next frame
        return True

    def _frame(self, time_s: float, fault: str) -> None:
        if isinstance(self.motion, SimulatedArm):
            self.motion.push(self.force_n)
        poses = self.motion(time_s)
        if fault in ("stall", "lost"):
            return
        stamp = timestamp_of(time.time() - (_HOUR_S if fault == "clock" else 0.0))
        for name, matrix in poses.items():
            if matrix is None:
                continue
            for _ in range(_FLOOD if fault == "flood" else 1):
                self._numbers[name] = self._numbers.get(name, 0) + 1
                envelope = Envelope(name, stamp, message_id=self._numbers[name], metadata=_STATUS[fault == "frozen"])
                assert self._server is not None
                self._server.send(Message(Transform(spoiled(matrix, fault)), envelope))

    def _answer(self, received: Received, peer: Peer) -> None:
        content = received.message.content
        if isinstance(content, Transform) and received.message.device == FORCE:
            self._take_force(content.matrix[:3, 3], peer)
        elif isinstance(content, StartTracking):
            peer.send(Message(reply_to(content.type_name, True), Envelope()))
        elif isinstance(content, Query) and content.type_name == "GET_CAPABIL":
            peer.send(Message(Capability(("TRANSFORM", "STATUS", "CAPABILITY")), Envelope()))

    def _take_force(self, force_n: np.ndarray, peer: Peer) -> None:
        """Only from one: two who push the same hand would fight."""
        if self._pusher is None or self._pusher.ended:
            self._pusher = peer
        if self._pusher is not peer:
            text = f"{self._pusher.name} gives the force of this device already; let it go there first."
            peer.send(Message(Status(_NOT_AUTHORISED, 0, "InUse", text), Envelope(FORCE)))
            return
        self._force.ask(force_n, time.monotonic())

    def _changed(self, peer: Peer) -> None:
        if peer.ended and peer is self._pusher:
            self._pusher = None
            self._force.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def _tracker() -> SimulatedDevice:
    return SimulatedDevice(with_noise(wander, 0.1), 60.0)


def _arm() -> SimulatedDevice:
    return SimulatedDevice(SimulatedArm(Hand()), 200.0)


SIMULATED: tuple[DeviceSettings, ...] = (
    DeviceSettings(
        "simulated-tracker", "simulator", title="A pointer that wanders", tools=(POINTER,), rate_hz=60.0, start=_tracker
    ),
    DeviceSettings(
        "simulated-arm", "simulator", title="A haptic arm without one", tools=(STYLUS,), rate_hz=200.0, start=_arm
    ),
)
"""Devices that start with the press of a button."""
