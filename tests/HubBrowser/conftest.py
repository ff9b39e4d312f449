"""The module on a headless Slicer, with a real hub on loopback."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("osteohub")
if importlib.util.find_spec("slicer") is None:
    collect_ignore_glob = ["*"]  # slicer-core is the extra "headless"

from services.hub_fixtures import config, live, quickly, region_technique, sign_in, template

__all__ = ["config", "live", "quickly", "region_technique", "sign_in", "template"]

MODULE = Path(__file__).resolve().parents[2] / "modules" / "HubBrowser"


@pytest.fixture
def module_path() -> Iterator[Path]:
    """The module's folder on the import path, its library loaded anew for each scene."""
    sys.path.insert(0, str(MODULE))
    yield MODULE
    sys.path.remove(str(MODULE))
    for name in [name for name in sys.modules if name.split(".")[0] in ("HubBrowserLib", "osteopanels")]:
        del sys.modules[name]


@pytest.fixture
def scene(module_path: Path) -> Iterator[Any]:
    from osteokit.host.headless import headless_scene

    with headless_scene() as scene:
        yield scene


@pytest.fixture
def logic(scene: Any) -> Iterator[Any]:
    logic = importlib.import_module("HubBrowserLib.logic").HubBrowserLogic()
    yield logic
    logic.forget()


@pytest.fixture
def desktop():
    from harness.desktop import emulated_desktop

    with emulated_desktop() as scene:
        yield scene


@pytest.fixture
def hands(desktop, module_path, config, monkeypatch):
    """A panel at which nobody is signed in; pages that it opens are in ``hands.pages``."""
    from harness.desktop import load_module, module_parent
    from harness.hands import Hands

    widget = load_module(module_path / "HubBrowser.py").HubBrowserWidget(module_parent())
    widget.setup()
    hands = Hands(widget)
    hands.pages = []
    monkeypatch.setattr(sys.modules["HubBrowserLib.hub_panel"], "open_page", hands.pages.append)
    yield hands
    widget.cleanup()
