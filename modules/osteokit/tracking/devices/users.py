"""Who uses which device: one at a time, or two would fight over a hand."""

import threading

from osteokit.base.errors import OsteoError
from osteokit.plugins.tracked_devices import DeviceSettings

_lock = threading.Lock()
_users: dict[tuple[object, ...], str] = {}


class Claim:
    """The right to use a device, until it is released."""

    def __init__(self, key: tuple[object, ...]) -> None:
        self._key: tuple[object, ...] | None = key

    def release(self) -> None:
        """Let others use it; twice does no harm."""
        with _lock:
            if self._key is not None:
                _users.pop(self._key, None)
                self._key = None


def claim_device(settings: DeviceSettings, user: str) -> Claim:
    """Take a device for ``user``.

    Two settings are one device where they have the same address, or the same name where a driver is started for it.

    Raises
    ------
    OsteoError
        Somebody else in this program uses it.
    """
    key = ("driver", settings.name) if settings.start is not None else (settings.host.lower(), settings.port)
    with _lock:
        if key in _users:
            raise OsteoError(f"The device {settings.name} is in use by {_users[key]}; let it go there first.")
        _users[key] = user
    return Claim(key)
