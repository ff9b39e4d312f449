"""The devices that are connected, and what they show: no widget, no scene."""

from collections.abc import Callable
from typing import Any

import numpy as np
from slicer.i18n import tr as _

from HapticLinkLib import choices as known
from osteokit.base.errors import OsteoError
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.live import LiveDevice
from osteokit.tracking.devices.values import DeviceStatus

USER = "HapticLink"


class DeviceSession:
    """Devices by name. ``devices`` holds :class:`~osteokit.tracking.devices.live.LiveDevice` or what acts as one."""

    def __init__(self) -> None:
        self.devices: dict[str, Any] = {}
        self._listeners: list[Callable[[str, str, np.ndarray, float], None]] = []

    def choices(self) -> list[known.Choice]:
        """What can be connected."""
        return known.choices()

    def kinds(self) -> list[known.Kind]:
        return known.kinds()

    def described(self, name: str, kind: str, address: str) -> DeviceSettings:
        """A device that a person described; OsteoError where the address is none."""
        return known.described(name, kind, address)

    def follow(self, settings: DeviceSettings, make: Callable[[DeviceSettings], Any]) -> Any:
        """Connect a device.

        Raises
        ------
        OsteoError
            One of this name is connected, somebody else uses it, or its driver cannot be started.
        """
        if settings.name in self.devices:
            raise OsteoError(_("{name} is connected already; disconnect it first.").format(name=settings.name))
        device = make(settings)
        self.devices[settings.name] = device
        for listener in self._listeners:
            self._listen(settings.name, device, listener)
        return device

    def disconnect(self, name: str) -> None:
        """Let a device go; its force is zero from then on."""
        device = self.devices.pop(name, None)
        if device is not None:
            device.close()

    def statuses(self) -> list[DeviceStatus]:
        """All devices now, in the order in which they were connected."""
        return [device.status() for device in self.devices.values()]

    def tools(self) -> list[str]:
        """Names of all tools that any device has shown."""
        return list(dict.fromkeys(tool.name for status in self.statuses() for tool in status.tools))

    def pose(self, tool: str, reference: str = "") -> np.ndarray | None:
        """Pose (4, 4) of a tool now, by whichever device sees it; None where none does."""
        for device in self.devices.values():
            pose = device.pose(tool, reference)
            if pose is not None:
                return pose
        return None

    def listen(self, listener: Callable[[str, str, np.ndarray, float], None]) -> None:
        """``listener(device, tool, matrix, arrived_s)`` for every good pose of every device, in a thread of theirs."""
        self._listeners.append(listener)
        for name, device in self.devices.items():
            self._listen(name, device, listener)

    @staticmethod
    def _listen(name: str, device: Any, listener: Callable[[str, str, np.ndarray, float], None]) -> None:
        device.listen(lambda tool, matrix, arrived_s: listener(name, tool, matrix, arrived_s))

    def forget(self) -> None:
        """Let all devices go."""
        for name in list(self.devices):
            self.disconnect(name)


def live_device(settings: DeviceSettings) -> LiveDevice:
    """A device that this program connects to itself."""
    return LiveDevice(settings, USER)
