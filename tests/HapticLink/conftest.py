"""The module on a headless Slicer, with devices that are simulated and serve real sockets."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if importlib.util.find_spec("slicer") is None:
    collect_ignore_glob = ["*"]  # slicer-core is the extra "headless"

MODULE = Path(__file__).resolve().parents[2] / "modules" / "HapticLink"


@pytest.fixture
def module_path() -> Iterator[Path]:
    """The module's folder on the import path, its library loaded anew for each scene."""
    sys.path.insert(0, str(MODULE))
    yield MODULE
    sys.path.remove(str(MODULE))
    for name in [name for name in sys.modules if name.split(".")[0] in ("HapticLinkLib", "osteopanels")]:
        del sys.modules[name]


@pytest.fixture
def scene(module_path: Path) -> Iterator[Any]:
    from osteokit.host.headless import headless_scene

    with headless_scene() as scene:
        yield scene


@pytest.fixture
def logic(scene: Any) -> Iterator[Any]:
    logic = importlib.import_module("HapticLinkLib.logic").HapticLinkLogic()
    yield logic
    logic.forget()


@pytest.fixture
def tracker() -> Iterator[Any]:
    """A pointer that goes round a circle, and a reference, 60 Hz."""
    from osteokit.tracking.devices.motions import circle
    from osteokit.tracking.devices.simulated import SimulatedDevice

    with SimulatedDevice(circle, 60.0) as device:
        yield device


@pytest.fixture
def desktop():
    from harness.desktop import emulated_desktop

    with emulated_desktop() as scene:
        yield scene


@pytest.fixture
def hands(desktop, module_path):
    from harness.desktop import load_module, module_parent
    from harness.hands import Hands

    widget = load_module(module_path / "HapticLink.py").HapticLinkWidget(module_parent())
    widget.setup()
    yield Hands(widget)
    widget.cleanup()
