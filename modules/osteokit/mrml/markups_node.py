"""Point list -> seeds: one click or more per bone, the label of a point is the name of its bone."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from osteokit.segmentation.seeds import Seed, read_seeds


def points_from_node(node: Any) -> np.ndarray:
    """Placed control points in world RAS mm, shape (n, 3)."""
    return np.array([position for _, position in _placed(node)], dtype=float).reshape(-1, 3)


def seeds_from_node(node: Any) -> tuple[Seed, ...]:
    """The seeds of a point list by the rules of :func:`osteokit.segmentation.seeds.read_seeds`; none where no point
    is placed.

    Raises
    ------
    OsteoError
        A label names no bone.
    """
    placed = _placed(node)
    if not placed:
        return ()
    points = [{"label": label, "position": position, "positionStatus": "defined"} for label, position in placed]
    markups = [{"type": "Fiducial", "coordinateSystem": "RAS", "coordinateUnits": "mm", "controlPoints": points}]
    with TemporaryDirectory(prefix="osteo-seeds-") as folder:
        file = Path(folder) / "clicks.mrk.json"  # one set of rules for names, whether clicked here or saved
        file.write_text(json.dumps({"markups": markups}, ensure_ascii=False), encoding="utf-8")
        return read_seeds(file)


def _placed(node: Any) -> list[tuple[str, list[float]]]:
    found = []
    for number in range(node.GetNumberOfControlPoints()):
        if node.GetNthControlPointPositionStatus(number) == node.PositionDefined:
            position = [0.0, 0.0, 0.0]
            node.GetNthControlPointPositionWorld(number, position)
            found.append((node.GetNthControlPointLabel(number), position))
    return found
