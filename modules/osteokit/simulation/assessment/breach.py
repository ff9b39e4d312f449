"""Breach of the cortex by a hole or screw, graded after Gertzbein and Robbins, and structures at risk."""

from itertools import pairwise

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.grade import breach, held_bones
from osteokit.planning.screws.shaft import shaft_in
from osteokit.planning.screws.values import ScrewPath
from osteokit.simulation.assessment.accuracy import worked
from osteokit.simulation.assessment.plunge import along_axis, path_steps
from osteokit.simulation.assessment.signals import is_cutting, tip_path
from osteokit.simulation.scenario import Risk, Scenario, Step
from osteokit.simulation.values import Recording
from osteokit.surface.distance import SurfaceDistance

RUNNING = 0.05
"""Power from which a tool counts as running."""

MOST_POINTS = 4000
"""Of a path that is compared with a structure; the tip moves less than 0.05 mm between two of them in a usual hole."""


def made_line(step: Step, poses: np.ndarray) -> ScrewPath:
    """The hole that poses (n, 4, 4) of a working tool have made, with the diameter of the step's target: along the
    tool's axis at the deepest point, as long as the tip went.

    Raises
    ------
    OsteoError
        The tip does not advance.
    """
    tips = poses[:, :3, 3]
    along = along_axis(step, tips)
    deepest = int(np.argmax(along))
    axis = poses[deepest, :3, 2] / np.linalg.norm(poses[deepest, :3, 2])
    length = float((tips[deepest] - tips[0]) @ axis)
    if length < 1.0:
        raise OsteoError(f"The tool advances less than 1 mm in the step '{step.name}'; there is no hole to grade.")
    start, end = tips[deepest] - length * axis, tips[deepest]
    return ScrewPath(_vector(start), _vector(end), step.target.diameter_mm)


def line_breach_mm(line: ScrewPath, bone: SurfaceDistance) -> float:
    """How far a hole stands out of ``bone`` between its entry and its end, mm; 0 where it does not.

    Raises
    ------
    OsteoError
        The line does not enter the bone.
    """
    shaft = shaft_in(line, {"bone": bone})
    if not held_bones(shaft):
        raise OsteoError("The hole does not enter the bone; it cannot be graded.")
    return max(0.0, breach(shaft, ("bone",), bone).breach_mm)


def breach_mm(recording: Recording, scenario: Scenario, bone: SurfaceDistance | None) -> float:
    """The largest breach: of the holes against ``bone`` where it is given, else what the session itself measured.

    Raises
    ------
    OsteoError
        Neither is there.
    """
    if bone is not None:
        return max(_graded(recording, scenario, bone))
    told = [event.value for event in recording.events if event.kind == "breach"]
    if "breach_mm" in recording.facts:
        told.append(recording.facts["breach_mm"])
    if not told:
        raise OsteoError("The session does not tell breaches and no bone is given; the holes are not graded.")
    return max([0.0, *told])


def _graded(recording: Recording, scenario: Scenario, bone: SurfaceDistance) -> list[float]:
    found = []
    for number in path_steps(scenario):
        mask = worked(recording, number)
        if mask.any():
            line = made_line(scenario.steps[number], np.asarray(recording.tool_to_ras)[mask])
            found.append(line_breach_mm(line, bone))
    if not found:
        raise OsteoError("No planned line is drilled or followed; there is no hole to grade.")
    return found


def touched_risks(recording: Recording) -> tuple[str, ...]:
    """Names of the structures that were touched, each once, in the order of their touching."""
    return tuple(dict.fromkeys(event.name for event in recording.events if event.kind == "risk_touched"))


def clearance_mm(recording: Recording, scenario: Scenario) -> float:
    """The smallest distance of the tip (as wide as the step's hole) to a structure at risk while the tool runs, in bone
    and beyond it; below 0 inside.

    Raises
    ------
    OsteoError
        The scene has no structure at risk, or nothing is cut.
    """
    if not scenario.risks:
        raise OsteoError("The scene has no structure at risk; there is no distance to tell.")
    running = np.flatnonzero(is_cutting(recording) | (np.asarray(recording.power) > RUNNING))
    if len(running) == 0:
        raise OsteoError("No tool runs; there is no distance to a structure at risk to tell.")
    chosen = running[:: max(1, len(running) // MOST_POINTS)]
    radii = np.array([step.target.diameter_mm / 2 if step.target.kind == "path" else 0.0 for step in scenario.steps])
    step = np.clip(np.asarray(recording.step)[chosen], 0, max(len(radii) - 1, 0))
    tool = radii[step] if len(radii) else np.zeros(len(chosen))
    points = tip_path(recording)[chosen]
    return min(float((distance_to(risk, points) - tool).min()) for risk in scenario.risks)


def distance_to(risk: Risk, points: np.ndarray) -> np.ndarray:
    """Distance of ``points`` (n, 3) to the side of ``risk``, (n,), mm; below 0 inside it."""
    course = np.asarray(risk.points, dtype=np.float64)
    nearest = np.linalg.norm(points - course[0], axis=1)
    for start, end in pairwise(course):
        way = end - start
        share = np.clip((points - start) @ way / max(float(way @ way), 1e-12), 0.0, 1.0)
        nearest = np.minimum(nearest, np.linalg.norm(points - start - share[:, None] * way, axis=1))
    return nearest - risk.radius_mm


def _vector(point: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in point)
    return x, y, z
