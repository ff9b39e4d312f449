"""The tracked and haptic devices of an operating room; see README.md."""

import json
import os
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.plugins import hookimpl
from osteokit.plugins.tracked_devices import DeviceSettings, Driver

VARIABLE = "OSTEO_HOSPITAL_DEVICES"


@hookimpl
def osteo_tracked_devices() -> list[DeviceSettings]:
    return [*_by_address(), _arm_with_a_driver()]


def _by_address() -> list[DeviceSettings]:
    """The hospital's list: name, kind, host, port, and what is expected of each."""
    file = Path(os.environ.get(VARIABLE) or Path(__file__).parent / "devices.json")
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OsteoError(f"{file} is no list of devices: {error}.") from error
    return [DeviceSettings(**{**entry, "tools": tuple(entry.get("tools", ()))}) for entry in entries]


def _arm_with_a_driver() -> DeviceSettings:
    """An arm whose driver speaks no OpenIGTLink: this plugin serves it. Only a person's click starts it."""
    return DeviceSettings("arm-1", "haptic", title="Haptic arm of the skills lab", tools=("Stylus",), start=_serve_arm)


def _serve_arm() -> Driver:
    """Here the maker's library would be loaded, and its poses and forces passed on. A simulated arm stands in."""
    from osteokit.tracking.devices.arm import Hand, SimulatedArm
    from osteokit.tracking.devices.simulated import SimulatedDevice

    return SimulatedDevice(SimulatedArm(Hand()), rate_hz=500.0)
