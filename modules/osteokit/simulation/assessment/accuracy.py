"""What was done against what was planned: lines, depths, planes, volumes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.plunge import along_axis, path_steps
from osteokit.simulation.assessment.signals import is_cutting
from osteokit.simulation.scenario import Scenario, Step
from osteokit.simulation.values import Recording


@dataclass(frozen=True)
class LineError:
    """One hole or screw against its plan.

    Attributes
    ----------
    entry_mm : float
        From the planned entry to the line that was followed.
    tip_mm : float
        From the deepest point that was reached to the planned line.
    angle_deg : float
        Between the tool at the deepest point and the planned line.
    depth_mm : float
        Deepest point along the planned line less the planned depth; above 0 is too deep.
    """

    entry_mm: float
    tip_mm: float
    angle_deg: float
    depth_mm: float


@dataclass(frozen=True)
class PlaneError:
    """A cut against its plane: root mean square distance, and the mean angle of the blade to it."""

    rms_mm: float
    angle_deg: float


def worked(recording: Recording, number: int) -> np.ndarray:
    """Samples (n,) of step ``number`` in which the tool works: removes bone, or (screws) is inside it."""
    during = np.asarray(recording.step) == number
    cutting = during & is_cutting(recording)
    return cutting if cutting.any() else during & (np.asarray(recording.depth_mm) > 0)


def line_error(step: Step, poses: np.ndarray) -> LineError:
    """Compare the tool's poses (n, 4, 4) while it works with the line of ``step``."""
    tips, axes = poses[:, :3, 3], poses[:, :3, 2]
    entry, end = np.asarray(step.target.entry), np.asarray(step.target.end)
    along = along_axis(step, tips)
    planned = (end - entry) / np.linalg.norm(end - entry)
    deepest = int(np.argmax(along))
    tip, axis = tips[deepest], axes[deepest] / np.linalg.norm(axes[deepest])
    return LineError(
        entry_mm=float(np.linalg.norm(np.cross(entry - tip, axis))),
        tip_mm=float(np.linalg.norm(np.cross(tip - entry, planned))),
        angle_deg=float(np.degrees(np.arctan2(np.linalg.norm(np.cross(axis, planned)), axis @ planned))),
        depth_mm=float(along[deepest] - np.linalg.norm(end - entry)),
    )


def _line_errors(recording: Recording, scenario: Scenario) -> list[LineError]:
    found = []
    for number in path_steps(scenario):
        mask = worked(recording, number)
        if mask.any():
            found.append(line_error(scenario.steps[number], np.asarray(recording.tool_to_ras)[mask]))
    return found


def line_errors(recording: Recording, scenario: Scenario) -> list[LineError]:
    """Of every step with a line in which the tool worked.

    Raises
    ------
    OsteoError
        There is none.
    """
    found = _line_errors(recording, scenario)
    if not found:
        raise OsteoError("No planned line is drilled or followed; there is no deviation to tell.")
    return found


def plane_error(step: Step, poses: np.ndarray) -> PlaneError:
    """Compare a saw's poses (n, 4, 4) while it cuts with the plane of ``step``; **y** is the blade's normal."""
    normal = np.asarray(step.target.normal, dtype=np.float64)
    normal = normal / np.linalg.norm(normal)
    off = (poses[:, :3, 3] - np.asarray(step.target.entry)) @ normal
    blade = poses[:, :3, 1] / np.linalg.norm(poses[:, :3, 1], axis=1)[:, None]
    angles = np.degrees(np.arccos(np.clip(np.abs(blade @ normal), 0.0, 1.0)))
    return PlaneError(float(np.sqrt(np.mean(off**2))), float(angles.mean()))


def _plane_errors(recording: Recording, scenario: Scenario) -> list[PlaneError]:
    path, found = np.asarray(recording.tool_to_ras), []
    for number, step in enumerate(scenario.steps):
        if step.target.kind != "plane":
            continue
        mask = worked(recording, number)
        if mask.any():
            found.append(plane_error(step, path[mask]))
    return found


def plane_errors(recording: Recording, scenario: Scenario) -> list[PlaneError]:
    """Of every planned cut in which the tool worked.

    Raises
    ------
    OsteoError
        There is none.
    """
    found = _plane_errors(recording, scenario)
    if not found:
        raise OsteoError("No planned plane is cut; there is no deviation to tell.")
    return found


def angle_error_deg(recording: Recording, scenario: Scenario) -> float:
    """The largest angle of all lines and planes; OsteoError where none was worked."""
    angles = [one.angle_deg for one in (*_line_errors(recording, scenario), *_plane_errors(recording, scenario))]
    if not angles:
        raise OsteoError("No planned line or plane is worked; there is no angle to tell.")
    return max(angles)


def volume_facts(recording: Recording, scenario: Scenario) -> Mapping[str, float]:
    """What was measured on the bone, where a plane or a region of it is to go: of holes their lines tell more.

    Raises
    ------
    OsteoError
        Neither is planned.
    """
    if not any(step.target.kind in ("plane", "region") for step in scenario.steps):
        raise OsteoError("No volume of bone is planned to be removed; there is nothing to compare.")
    return recording.facts


def removed_in_plan_percent(facts: Mapping[str, float]) -> float:
    """Planned bone that was removed, of all that was planned; the facts are measured on the voxel bone.

    Raises
    ------
    OsteoError
        No volume was planned.
    """
    planned = _planned(facts)
    return 100.0 * facts.get("removed_in_plan_mm3", 0.0) / planned


def removed_match_percent(facts: Mapping[str, float]) -> float:
    """Dice coefficient of removed and planned bone, percent; OsteoError where no volume was planned."""
    planned = _planned(facts)
    inside, outside = facts.get("removed_in_plan_mm3", 0.0), facts.get("removed_outside_plan_mm3", 0.0)
    return 100.0 * 2.0 * inside / (planned + inside + outside)


def removed_outside_mm3(facts: Mapping[str, float]) -> float:
    """Bone removed outside the plan; OsteoError where no volume was planned."""
    _planned(facts)
    return facts.get("removed_outside_plan_mm3", 0.0)


def _planned(facts: Mapping[str, float]) -> float:
    planned = facts.get("planned_volume_mm3", 0.0)
    if not planned > 0.0:
        raise OsteoError("No volume of bone is planned to be removed; there is nothing to compare.")
    return planned
