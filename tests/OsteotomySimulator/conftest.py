"""The module on a headless Slicer, with a generated leg of known angles: its landmarks, and solids about them."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if importlib.util.find_spec("slicer") is None:
    collect_ignore_glob = ["*"]  # slicer-core is the extra "headless"

from generated.legs import generated_leg
from planning.leg_bones import femur_solid, fibula_solid, tibia_solid

MODULE = Path(__file__).resolve().parents[2] / "modules" / "OsteotomySimulator"


@pytest.fixture(scope="session")
def leg() -> tuple[dict[str, Any], dict[str, Any]]:
    """Meshes and landmarks of a left leg in varus: MPTA 82."""
    made = generated_leg(mpta_deg=82.0, varus_deg=7.0)
    meshes = {"femur_left": femur_solid(made), "tibia_left": tibia_solid(made), "fibula_left": fibula_solid(made)}
    return meshes, {"femur_left": made.femur, "tibia_left": made.tibia, "fibula_left": made.fibula}


@pytest.fixture
def module_path() -> Iterator[Path]:
    """The module's folder on the import path, its library loaded anew for each scene."""
    sys.path.insert(0, str(MODULE))
    yield MODULE
    sys.path.remove(str(MODULE))
    for name in [name for name in sys.modules if name.split(".")[0] in ("OsteotomySimulatorLib", "osteopanels")]:
        del sys.modules[name]


@pytest.fixture
def scene(module_path: Path) -> Iterator[Any]:
    from osteokit.host.headless import headless_scene

    with headless_scene() as scene:
        yield scene


@pytest.fixture
def logic(scene: Any) -> Any:
    return importlib.import_module("OsteotomySimulatorLib.logic").OsteotomySimulatorLogic()


def take_leg(logic: Any, scene: Any, leg: tuple[dict, dict]) -> None:
    bones = importlib.import_module("OsteotomySimulatorLib.bones")
    meshes, landmarks = leg
    for key, mesh in meshes.items():
        bones.add_bone(scene, key, mesh, "en")
    logic.newPlan(landmarks, "left", "en")


@pytest.fixture
def planned(logic: Any, scene: Any, leg: tuple[dict, dict]) -> Any:
    """The logic with the leg taken and measured."""
    take_leg(logic, scene, leg)
    return logic


@pytest.fixture
def desktop():
    from harness.desktop import emulated_desktop

    with emulated_desktop() as scene:
        yield scene


@pytest.fixture
def hands(desktop, module_path):
    from harness.desktop import load_module, module_parent
    from harness.hands import Hands

    widget = load_module(module_path / "OsteotomySimulator.py").OsteotomySimulatorWidget(module_parent())
    widget.setup()
    yield Hands(widget)
    widget.cleanup()


@pytest.fixture
def measured(hands, desktop, leg):
    """The panel with the leg taken and measured."""
    take_leg(hands.widget.logic, desktop, leg)
    hands.panel.connectParameters()
    return hands
