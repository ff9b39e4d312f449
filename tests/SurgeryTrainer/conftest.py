"""The module on a headless Slicer, with a small scenario on a generated block of bone."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import osteokit.planning.plan  # noqa: F401  before Qt: PySide's import hook and pydantic's lazy modules do not get on

if importlib.util.find_spec("slicer") is None:
    collect_ignore_glob = ["*"]  # slicer-core is the extra "headless"

MODULE = Path(__file__).resolve().parents[2] / "modules" / "SurgeryTrainer"


@pytest.fixture
def module_path() -> Iterator[Path]:
    """The module's folder on the import path, its library loaded anew for each scene."""
    sys.path.insert(0, str(MODULE))
    yield MODULE
    sys.path.remove(str(MODULE))
    for name in [name for name in sys.modules if name.split(".")[0] in ("SurgeryTrainerLib", "osteopanels")]:
        del sys.modules[name]


@pytest.fixture
def scene(module_path: Path) -> Iterator[Any]:
    from osteokit.host.headless import headless_scene

    with headless_scene() as scene:
        yield scene


@pytest.fixture
def logic(scene: Any) -> Any:
    return importlib.import_module("SurgeryTrainerLib.logic").SurgeryTrainerLogic()


@pytest.fixture
def desktop():
    from harness.desktop import emulated_desktop

    with emulated_desktop() as scene:
        yield scene


@pytest.fixture
def hands(desktop, module_path):
    from harness.desktop import load_module, module_parent
    from harness.hands import Hands

    widget = load_module(module_path / "SurgeryTrainer.py").SurgeryTrainerWidget(module_parent())
    widget.setup()
    yield Hands(widget)
    widget.cleanup()


@pytest.fixture
def trainee(hands, tmp_path):
    """A person whose panel offers the small scenario and whose time is told by the test."""
    from simulation.small_scenario import written

    from .walking import Clock, choose

    hands.clock = hands.panel._clock = Clock()
    written(tmp_path / "class")
    hands.ui.scenarioFolderEdit.currentPath = str(tmp_path / "class")
    hands.panel.parameters.folder = str(tmp_path / "reports")
    choose(hands, "A small hole")
    return hands
