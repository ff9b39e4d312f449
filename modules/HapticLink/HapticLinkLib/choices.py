"""What can be connected: devices of plugins, simulated ones, and any by its address."""

import json
from dataclasses import dataclass, replace

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.plugins.tracked_devices import KINDS, DeviceSettings, all_tracked_devices


@dataclass(frozen=True)
class Choice:
    """A line of the list; without settings, the device is described by hand."""

    title: str
    settings: DeviceSettings | None = None

    @property
    def address(self) -> str:
        if self.settings is None:
            return ""
        if self.settings.start is not None:
            return _("started here")
        return f"{self.settings.host}:{self.settings.port}"


@dataclass(frozen=True)
class Kind:
    key: str
    title: str


def choices() -> list[Choice]:
    """By address first, then those of plugins, then simulated ones."""
    from osteokit.tracking.devices.simulated import SIMULATED

    found = [Choice(_("By its address"))]
    found += [Choice(f"{one.name}: {one.title}" if one.title else one.name, one) for one in all_tracked_devices()]
    titles = {"simulated-tracker": _("Simulated tracker"), "simulated-arm": _("Simulated haptic arm")}
    return found + [Choice(titles[one.name], replace(one, name=titles[one.name])) for one in SIMULATED]


def remembered(document: str) -> list[Choice]:
    """Devices that were connected by address in this scene; what makes no sense in it is left out."""
    found = []
    try:
        entries = json.loads(document or "[]")
    except ValueError:
        return []
    for entry in entries if isinstance(entries, list) else []:
        try:
            one = DeviceSettings(str(entry["name"]), entry["kind"], str(entry["host"]), int(entry["port"]))
        except (TypeError, KeyError, ValueError, OsteoError):
            continue
        found.append(Choice(f"{one.name} ({one.host}:{one.port})", one))
    return found


def remember(document: str, settings: DeviceSettings) -> str:
    """The document with this device in it; one that is started by a driver is known anyway."""
    if settings.start is not None:
        return document
    others = [one.settings for one in remembered(document) if one.settings and one.settings.name != settings.name]
    entries = [{"name": one.name, "kind": one.kind, "host": one.host, "port": one.port} for one in [*others, settings]]
    return json.dumps(entries, ensure_ascii=False)


def kinds() -> list[Kind]:
    titles = {
        "tracker": _("Tracker"),
        "plus": _("PLUS server"),
        "haptic": _("Haptic arm"),
        "simulator": _("Simulator"),
    }
    return [Kind(key, titles[key]) for key in KINDS]


def described(name: str, kind: str, address: str) -> DeviceSettings:
    """A device by hand.

    Raises
    ------
    OsteoError
        The address is none.
    """
    host, port = host_and_port(address)
    return DeviceSettings(name.strip() or host, kind, host, port)  # type: ignore[arg-type]


def host_and_port(address: str) -> tuple[str, int]:
    """``"host"`` or ``"host:port"``; the port is OpenIGTLink's where none is said.

    Raises
    ------
    OsteoError
        It is neither.
    """
    from osteokit.tracking.igtl.link import PORT

    text = address.strip()
    host, colon, port = text.rpartition(":")
    if not colon:
        host, port = text, str(PORT)
    if not host or " " in host or not port.isdigit() or not 0 < int(port) < 65536:
        raise OsteoError(_("Type the address of the device, such as 192.168.0.10:18944 or tracker:18944."))
    return host, int(port)
