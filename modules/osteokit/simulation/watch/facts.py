"""What the bone says at the end: planned, removed as planned, removed beside the plan."""

import numpy as np

from osteokit.simulation.scenario import Scenario
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import TISSUES
from osteokit.simulation.voxel_bone.bone import VoxelBone
from osteokit.simulation.watch.geometry import inside

REMOVING = ("drill", "cut", "burr")
"""Tasks whose targets are bone that is to go."""

_BONE = [TISSUES.index("cortical"), TISSUES.index("cancellous")]


def removal_facts(scenario: Scenario, tools: dict[str, Tool], bone: VoxelBone) -> dict[str, float]:
    """``removed_mm3`` of bone, and where bone is planned to go ``planned_volume_mm3``, ``removed_in_plan_mm3`` and
    ``removed_outside_plan_mm3``; counted on the voxels of ``bone``."""
    parts = [
        inside(step.target, tools[step.tool].kerf_mm or bone.spacing_mm)
        for step in scenario.steps
        if step.task in REMOVING and step.target.kind != "patch"
    ]
    removed = float(bone.removed_mm3()[_BONE].sum())
    facts = {"removed_mm3": removed}
    if not parts:
        return facts

    def planned(points: np.ndarray) -> np.ndarray:
        return np.logical_or.reduce([part(points) for part in parts])

    in_plan = float(bone.removed_mm3(planned)[_BONE].sum())
    facts["planned_volume_mm3"] = float(bone.tissue_mm3(planned)[_BONE].sum())
    facts["removed_in_plan_mm3"] = in_plan
    facts["removed_outside_plan_mm3"] = max(0.0, removed - in_plan)
    return facts
