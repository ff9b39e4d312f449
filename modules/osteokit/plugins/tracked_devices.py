"""Tracked and haptic devices by name: where they are, what they send, and how their driver is started."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from osteokit.base.errors import OsteoError

DeviceKind = Literal["tracker", "plus", "haptic", "simulator"]
"""A tracker that speaks OpenIGTLink, a PLUS server, an arm that gives force, or a simulation of these."""

KINDS: tuple[str, ...] = get_args(DeviceKind)


class Driver(Protocol):
    """A driver that serves a device by OpenIGTLink while it is used."""

    host: str
    port: int

    def close(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True)
class DeviceSettings:
    """A device.

    Attributes
    ----------
    name : str
        What a person calls it.
    kind : str
        One of :data:`KINDS`.
    host, port : str, int
        Of its OpenIGTLink server; not used where ``start`` is given.
    title : str
        What it is, for the list.
    tools : tuple of str
        Tools that it must show, by the names in its messages; empty where every tool that comes is welcome.
    rate_hz : float
        How often it should send each; 0 where that is not known.
    stale_s : float
        After so long without a word a tool is lost and no longer shown. Panels look ten times a second, so that 0.8 s
        is told within a second.
    start : callable, optional
        ``start() -> Driver``: begins to serve a device that has no server of its own; OsteoError where it cannot.

    Raises
    ------
    OsteoError
        Something of it makes no sense.
    """

    name: str
    kind: DeviceKind
    host: str = "127.0.0.1"
    port: int = 18944
    title: str = ""
    tools: tuple[str, ...] = ()
    rate_hz: float = 0.0
    stale_s: float = 0.8
    start: Callable[[], Driver] | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise OsteoError("The device has no name; give it one.")
        if self.kind not in KINDS:
            raise OsteoError(f"{self.kind!r} is no kind of device; there are {', '.join(KINDS)}.")
        if self.start is None and not self.host.strip():
            raise OsteoError(f"The device {self.name} has no address; give the host that its server runs on.")
        if not 0 < self.port < 65536:
            raise OsteoError(f"A port is a number from 1 to 65535, not {self.port}.")
        if not 0 < self.stale_s <= 60 or not 0 <= self.rate_hz <= 1e5:
            raise OsteoError(
                f"The device {self.name} needs a rate of 0 to 100,000 Hz and a patience of more than 0 and up to 60 s."
            )


def all_tracked_devices() -> tuple[DeviceSettings, ...]:
    """Every device of every working plugin, by name."""
    from osteokit.plugins.manager import plugin_manager

    return plugin_manager().tracked_devices()


def find_tracked_device(name: str) -> DeviceSettings:
    """The device of this name.

    Raises
    ------
    OsteoError
        No working plugin brings it; the sentence lists those that there are.
    """
    devices = {one.name: one for one in all_tracked_devices()}
    if name in devices:
        return devices[name]
    there = f"there are: {', '.join(devices)}" if devices else "no plugin brings any"
    raise OsteoError(f"There is no device named {name!r} ({there}); `osteo plugins` lists plugins and their faults.")
