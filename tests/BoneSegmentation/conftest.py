"""The module on a headless Slicer; its logic needs no Qt."""

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

if importlib.util.find_spec("slicer") is None:
    collect_ignore_glob = ["*"]  # slicer-core is the extra "headless"

from harness.small_case import small_ct
from osteokit.segmentation.segmentation import Segmentation

MODULE = Path(__file__).resolve().parents[2] / "modules" / "BoneSegmentation"


@pytest.fixture
def module_path() -> Iterator[Path]:
    """The module's folder on the import path, its library loaded anew for each scene."""
    sys.path.insert(0, str(MODULE))
    yield MODULE
    sys.path.remove(str(MODULE))
    for name in [name for name in sys.modules if name.split(".")[0] == "BoneSegmentationLib"]:
        del sys.modules[name]


@pytest.fixture
def scene(module_path: Path) -> Iterator[Any]:
    from osteokit.host.headless import headless_scene

    with headless_scene() as scene:
        yield scene


@pytest.fixture
def logic(scene: Any) -> Any:
    return importlib.import_module("BoneSegmentationLib.logic").BoneSegmentationLogic()


@pytest.fixture
def case(logic: Any) -> tuple[Any, Any, Segmentation]:
    """Logic, its parameters with a CT and its bones in the scene, and the truth."""
    volume, bones = small_ct()
    parameters = logic.getParameterNode()
    parameters.volume = logic.addVolume(volume)
    from osteokit.mrml.segmentation_node import segmentation_to_node

    parameters.segmentation = segmentation_to_node(bones, parameters.volume.GetScene(), "Bones")
    return logic, parameters, replace(bones)


@pytest.fixture
def desktop():
    from harness.desktop import emulated_desktop

    with emulated_desktop() as scene:
        yield scene


@pytest.fixture
def hands(desktop, module_path):
    from harness.desktop import load_module, module_parent

    widget = load_module(module_path / "BoneSegmentation.py").BoneSegmentationWidget(module_parent())
    widget.setup()
    from harness.hands import Hands

    yield Hands(widget)
    widget.cleanup()


@pytest.fixture
def loaded(hands):
    """A CT and its bones in the scene, chosen in the panel."""
    from harness.small_case import small_ct
    from osteokit.mrml.segmentation_node import segmentation_to_node

    volume, bones = small_ct()
    parameters = hands.panel.parameters
    parameters.volume = hands.widget.logic.addVolume(volume)
    parameters.segmentation = segmentation_to_node(bones, parameters.volume.GetScene(), "Bones")
    hands.truth = bones
    return hands
