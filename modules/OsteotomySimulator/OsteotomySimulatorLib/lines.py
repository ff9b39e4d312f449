"""Axes and joint lines of the leg as markups in the views."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks

LINE = "osteo.line"

LINES = (
    ("load line", "femur.femoral_head_center", "tibia.ankle_center", (0.85, 0.2, 0.2)),
    ("mechanical axis of the femur", "femur.femoral_head_center", "femur.knee_center", (0.2, 0.4, 0.85)),
    ("mechanical axis of the tibia", "tibia.knee_center", "tibia.ankle_center", (0.2, 0.4, 0.85)),
    ("femoral joint line", "femur.medial_condyle_distal", "femur.lateral_condyle_distal", (0.2, 0.65, 0.3)),
    ("tibial joint line", "tibia.plateau_medial_center", "tibia.plateau_lateral_center", (0.2, 0.65, 0.3)),
    ("ankle joint line", "tibia.plafond_medial", "tibia.plafond_lateral", (0.2, 0.65, 0.3)),
)


def clear_lines(scene: Any) -> None:
    for number in reversed(range(scene.GetNumberOfNodesByClass("vtkMRMLMarkupsLineNode"))):
        node = scene.GetNthNodeByClass(number, "vtkMRMLMarkupsLineNode")
        if node.GetAttribute(LINE):
            scene.RemoveNode(node)


def show_lines(scene: Any, landmarks: Mapping[str, BoneLandmarks], side: str) -> int:
    """Draw every line whose two ends were found; returns how many."""
    clear_lines(scene)
    drawn = 0
    for name, start, end, color in LINES:
        ends = [_point(landmarks, side, which) for which in (start, end)]
        if ends[0] is None or ends[1] is None:
            continue
        node = scene.AddNewNodeByClass("vtkMRMLMarkupsLineNode", name)
        node.SetAttribute(LINE, name)
        node.CreateDefaultDisplayNodes()
        node.GetDisplayNode().SetSelectedColor(*color)
        node.GetDisplayNode().SetPropertiesLabelVisibility(False)
        for point in ends:
            node.AddControlPoint(*point.tolist())
        node.SetLocked(True)
        drawn += 1
    return drawn


def _point(landmarks: Mapping[str, BoneLandmarks], side: str, which: str) -> np.ndarray | None:
    bone, key = which.split(".")
    found = landmarks.get(f"{bone}_{side}")
    return found.point(key) if found is not None and key in found else None
