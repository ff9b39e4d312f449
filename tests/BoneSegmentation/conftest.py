"""The module on a headless Slicer; its logic needs no Qt."""

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("slicer", reason="slicer-core is absent (extra: headless)")

from osteokit.imaging.volume import Patient, Volume, VolumeSource
from osteokit.segmentation.segmentation import Segment, Segmentation

MODULE = Path(__file__).resolve().parents[2] / "modules" / "BoneSegmentation"


def small_ct() -> tuple[Volume, Segmentation]:
    """Two femurs, a sacrum and a bone of no known name as blocks in soft tissue."""
    labels = np.zeros((40, 30, 60), np.uint16)
    labels[5:30, 8:22, 6:18] = 1
    labels[5:30, 8:22, 42:54] = 2
    labels[20:38, 8:22, 24:36] = 3
    labels[2:8, 2:6, 26:30] = 4
    noise = np.random.default_rng(1).normal(0, 15, labels.shape)
    voxels = (np.where(labels > 0, 700.0, 40.0) + noise).astype(np.int16)
    ijk_to_ras = np.diag([2.0, 2.0, 2.0, 1.0])
    ijk_to_ras[:3, 3] = (-59.0, -29.0, -39.0)
    segments = (
        Segment(1, "femur_left", 0.95),
        Segment(2, "femur_right", 0.93),
        Segment(3, "sacrum", 0.6, warnings=("Cut by the field of view.",)),
        Segment(4, "bone_1"),
    )
    patient = Patient("李^雷", "P-1001", "19580412", "M")
    volume = Volume(voxels, ijk_to_ras, source=VolumeSource(study_date="20260103", patient=patient))
    return volume, Segmentation(labels, ijk_to_ras, segments)


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
