"""Plunge: how far a drill's tip goes on after it has left the bone through the far cortex."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.signals import is_cutting, tip_path
from osteokit.simulation.scenario import Scenario, Step
from osteokit.simulation.values import Recording

MAKING = ("drill", "insert")
"""Tasks that leave a hole or a screw behind; a probe that feels one does not."""


def path_steps(scenario: Scenario) -> list[int]:
    """Indices of the steps that make a hole or drive a screw along a line."""
    steps = enumerate(scenario.steps)
    return [number for number, step in steps if step.target.kind == "path" and step.task in MAKING]


def along_axis(step: Step, points: np.ndarray) -> np.ndarray:
    """How far ``points`` (n, 3) are along the step's line from its entry, mm."""
    entry, end = np.asarray(step.target.entry), np.asarray(step.target.end)
    length = np.linalg.norm(end - entry)
    if length == 0.0:
        raise OsteoError(f"The step '{step.name}' has its entry and its end at one point; move its end.")
    return (points - entry) @ ((end - entry) / length)


def plunge_of(along: np.ndarray, depth_mm: np.ndarray) -> float:
    """How far the tip got beyond the bone, mm.

    Parameters
    ----------
    along : ndarray, shape (n,)
        The tip's place along the hole in each sample, mm.
    depth_mm : ndarray, shape (n,)
        Above 0 where the tip is inside the bone (``Touch.depth_mm``). The farthest such place is where it leaves.
    """
    inside = np.flatnonzero(depth_mm > 0)
    if len(inside) == 0:
        return 0.0
    exit_at = float(along[inside].max())
    return max(0.0, float(along[inside[0] :].max()) - exit_at)


def plunge_mm(recording: Recording, scenario: Scenario) -> float:
    """The deepest plunge of all drilled holes.

    Raises
    ------
    OsteoError
        Nothing is drilled.
    """
    path, cutting, depths = tip_path(recording), is_cutting(recording), []
    for number in path_steps(scenario):
        during = np.asarray(recording.step) == number
        if scenario.steps[number].task == "drill" and (during & cutting).any():
            depth = np.asarray(recording.depth_mm)[during]
            depths.append(plunge_of(along_axis(scenario.steps[number], path[during]), depth))
    if not depths:
        raise OsteoError("No hole is drilled; there is no plunge to tell.")
    return max(depths)
