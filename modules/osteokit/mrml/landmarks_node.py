"""Landmarks of a bone <-> a point list that a person can drag."""

import json
from typing import Any

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks, Landmark, landmark_terms
from osteokit.base.errors import OsteoError

BONE, SIDE, FACTS = "osteo.bone", "osteo.side", "osteo.landmarks"
"""Attributes of the node."""

MOVED_MM = 1e-3
"""A point that lies farther than this from where it was found was dragged."""


def landmarks_to_node(found: BoneLandmarks, scene: Any, name: str, language: str = "en") -> Any:
    """A new vtkMRMLMarkupsFiducialNode; points are named in ``language``, a doubtful one (confidence below 0.5) ends
    in a question mark; how each was found travels in its description, so that the node alone can be read back."""
    node = scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", name)
    node.CreateDefaultDisplayNodes()
    fill_landmarks_node(node, found, language)
    return node


def fill_landmarks_node(node: Any, found: BoneLandmarks, language: str = "en") -> None:
    """Replace all points of a node."""
    modifying = node.StartModify()
    node.RemoveAllControlPoints()
    node.SetAttribute(BONE, found.bone)
    node.SetAttribute(SIDE, found.side)
    facts = {"radii_mm": dict(found.radii_mm), "missing": dict(found.missing), "warnings": list(found.warnings)}
    node.SetAttribute(FACTS, json.dumps(facts, ensure_ascii=False))
    terms = landmark_terms()
    for key, landmark in found.landmarks.items():
        term = terms.get((found.bone, key))
        text = key if term is None else term.chinese if language.startswith("zh") else term.english
        number = node.AddControlPoint(*landmark.position_ras, text + ("?" if landmark.confidence < 0.5 else ""))
        node.SetNthControlPointDescription(number, json.dumps(_origin(landmark), ensure_ascii=False))
    node.EndModify(modifying)


def landmarks_from_node(node: Any) -> BoneLandmarks:
    """The landmarks as they lie now, in world RAS; a dragged point counts as placed by hand.

    Raises
    ------
    OsteoError
        The point list was not made by :func:`landmarks_to_node`.
    """
    bone = node.GetAttribute(BONE)
    if not bone:
        raise OsteoError(f"{node.GetName()} holds no landmarks of a bone; press Find landmarks first.")
    facts = json.loads(node.GetAttribute(FACTS) or "{}")
    found: dict[str, Landmark] = {}
    dragged: dict[str, np.ndarray] = {}
    for number in range(node.GetNumberOfControlPoints()):
        description = node.GetNthControlPointDescription(number)
        if not description or node.GetNthControlPointPositionStatus(number) != node.PositionDefined:
            continue
        origin = json.loads(description)
        local, world = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
        node.GetNthControlPointPosition(number, local)
        node.GetNthControlPointPositionWorld(number, world)
        found[origin["key"]] = Landmark(
            origin["key"],
            (world[0], world[1], world[2]),
            origin["spread_mm"],
            origin["confidence"],
            origin["method"],
        )
        if np.linalg.norm(np.subtract(local, origin["found_at"])) > MOVED_MM:
            dragged[origin["key"]] = np.array(world)
    landmarks = BoneLandmarks(
        bone, node.GetAttribute(SIDE) or "", found,
        facts.get("radii_mm", {}), facts.get("missing", {}), tuple(facts.get("warnings", ())),
    )  # fmt: skip
    for key, position in dragged.items():
        landmarks = landmarks.moved(key, position)
    return landmarks


def _origin(landmark: Landmark) -> dict[str, Any]:
    return {
        "key": landmark.key,
        "found_at": list(landmark.position_ras),
        "spread_mm": landmark.spread_mm,
        "confidence": landmark.confidence,
        "method": landmark.method,
    }
