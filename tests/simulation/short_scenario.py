"""A scenario that takes seconds: the first hole of the plate, and the bone about it."""

from dataclasses import replace

import numpy as np

from osteokit.simulation.scenarios.builtin import builtin_scene
from osteokit.simulation.scenarios.scenario_file import Scene


def one_hole(count: int = 1) -> Scene:
    """The first ``count`` holes of the plate."""
    scene = builtin_scene("plate-drilling")
    steps = scene.scenario.steps[:count]
    points = np.array([point for step in steps for point in (step.target.entry, step.target.end)])
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    size = np.ptp(points, axis=0) + np.array([24.0, 16.0, 18.0])
    x, y, z = (float(value) for value in middle)
    box = tuple(float(value) for value in size)
    scenario = replace(
        scene.scenario, name="one-hole", steps=steps, region_center=(x, y, z), region_size_mm=(box[0], box[1], box[2])
    )
    return replace(scene, scenario=scenario)
