"""The widest straight corridor through bone: the line whose least distance to the bone's walls is largest.

A line is given by where it crosses two rectangles, its *gates*: four numbers. It enters the bone where it first meets
it on the way back from the entry gate, and ends on the target gate or, where it goes through, where it leaves the bone
again. Its radius is the least distance of the axis to the bone's skin; within the field's ``run_mm`` behind the entry
(and before the exit, where it goes through) the entry cortex does not count, because there the screw leaves the bone.
So a screw of that radius with a round tip touches nothing but the entry cortex.

All pairs of places on both gates are tried on the grid; the best, clearly different ones are then refined on exact
distances (:mod:`osteokit.planning.screws.corridor_line`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.screws.bone_field import BoneField
from osteokit.planning.screws.corridor_line import (
    STEP_MM,
    Gate,
    Line,
    Rule,
    Task,
    Wish,
    clearances,
    refined,
    wished,
)
from osteokit.planning.screws.grid_search import best_pairs
from osteokit.planning.screws.values import ScrewPath, Vector

__all__ = ["Corridor", "Corridors", "Gate", "Rule", "Wish", "widest_corridor", "widest_passage"]

_STARTS = 8
_PAIRS = 600_000  # of places on both gates, at most
_FINEST_MM = 1.0
_LEAST_MM = 0.25  # of radius: the accuracy of bone surfaces; what is narrower is none
_APART_MM = 4.0  # starts closer than that on both gates are one
_OTHER = 0.6  # of the best diameter; less is no second choice


@dataclass(frozen=True)
class Corridor:
    """A straight way through bone and how much room it has.

    Attributes
    ----------
    path : ScrewPath
        From the cortex to the planned tip, with the largest diameter that fits.
    narrowest : Vector
        Where on the axis, RAS mm.
    narrowest_mm : float
        How far behind the entry that is.
    safe_length_mm : float
        From the entry, how long a screw of that diameter may be before it comes nearer to a wall than its radius.
    depths_mm, clearances_mm : tuple of float
        Every half millimetre from the entry to the cortex ahead: how far behind the entry, and how far from the walls.
    alternative : Corridor or None
        The widest one that is clearly another (by 4 mm where it crosses a gate), where it has at least 0.6 of the
        diameter.
    """

    path: ScrewPath
    narrowest: Vector
    narrowest_mm: float
    safe_length_mm: float
    depths_mm: tuple[float, ...]
    clearances_mm: tuple[float, ...]
    alternative: "Corridor | None" = None

    @property
    def diameter_mm(self) -> float:
        return self.path.diameter_mm

    @property
    def length_mm(self) -> float:
        """From the entry to the planned tip."""
        return self.path.length_mm

    def shortfall(self, least_mm: float, what: str) -> str:
        """One sentence that says why a screw that needs ``least_mm`` of room does not fit; empty where it does.

        ``what`` names the corridor: ``"left S1 iliosacral corridor"``.
        """
        if self.diameter_mm >= least_mm:
            return ""
        return (
            f"The {what} takes no {least_mm:.1f} mm: the widest found has {self.diameter_mm:.1f} mm, and is narrowest "
            f"{self.narrowest_mm:.0f} mm behind its entry."
        )


@dataclass(frozen=True)
class Corridors:
    """``found`` by name; ``missing`` by name: one sentence that says why there is none."""

    found: Mapping[str, Corridor]
    missing: Mapping[str, str]

    @staticmethod
    def of(tasks: Mapping[str, Callable[[Progress], Corridor]], least_mm: float, progress: Progress) -> "Corridors":
        """What searches by name find; those that find none, or less than ``least_mm``, are in ``missing``."""
        found, missing = {}, {}
        for number, (name, search) in enumerate(tasks.items()):
            try:
                corridor = search(part(progress, number / len(tasks), (number + 1) / len(tasks)))
            except OsteoError as error:
                missing[name] = f"There is no {name} corridor: {error}"
                continue
            short = corridor.shortfall(least_mm, f"{name} corridor")
            if short:
                missing[name] = short
            else:
                found[name] = corridor
        return Corridors(found, missing)


def widest_corridor(
    field: BoneField,
    entry: Gate,
    target: Gate,
    rules: tuple[Rule, ...] = (),
    wishes: tuple[Wish, ...] = (),
    give_mm: float = 0.0,
    among_mm: float = 0.0,
    progress: Progress = silent,
) -> Corridor:
    """The widest corridor that crosses ``entry``, then ``target``, where its tip lies.

    Of the different lines that are as wide within ``among_mm`` (of diameter) the one that suits ``wishes`` best is
    taken, after it gave up ``give_mm`` for them.

    Raises
    ------
    OsteoError
        No line between the gates stays in bone.
    """
    return _widest(Task(field, entry, target, False, rules, wishes), give_mm, among_mm, progress)


def widest_passage(
    field: BoneField,
    entry: Gate,
    target: Gate,
    rules: tuple[Rule, ...] = (),
    progress: Progress = silent,
) -> Corridor:
    """As :func:`widest_corridor`, but the screw goes on through ``target`` and out of the bone; the cortex there is
    part of the field's entry cortex."""
    return _widest(Task(field, entry, target, True, rules), 0.0, 0.0, progress)


def _widest(task: Task, give_mm: float, among_mm: float, progress: Progress) -> Corridor:
    starts = _starts(task)
    lines = []
    for number, start in enumerate(starts):
        progress(0.3 + 0.7 * number / len(starts), "Refining the corridor")
        line = refined(task, start, lines)
        if line is not None and line.radius > _LEAST_MM:
            lines.append(line)
    if not lines:
        raise OsteoError("No straight line between these places stays in bone; move them or check the bone's surface.")
    lines.sort(key=lambda line: -line.radius)
    ways = [lines[0], *(line for line in lines[1:] if _apart(line, lines[0]))]
    chosen = wished(task, ways, give_mm, among_mm)
    others = [one for one in lines if _apart(one, chosen) and one.radius > _OTHER * chosen.radius]
    best = _corridor(task, chosen)
    progress(1.0, "Corridor found")
    return replace(best, alternative=_corridor(task, others[0])) if others else best


def _apart(a: Line, b: Line) -> bool:
    return float(np.abs(a.crossings - b.crossings).max()) > _APART_MM


def _starts(task: Task) -> np.ndarray:
    """Crossings (n, 4) of the best lines of the grid, best first."""
    spacing = _FINEST_MM
    while True:
        nodes = [_gate_nodes(gate, task.field, spacing) for gate in (task.entry, task.target)]
        if len(nodes[0]) * len(nodes[1]) <= _PAIRS:
            break
        spacing *= 1.25
    if not (len(nodes[0]) and len(nodes[1])):
        which = "entry" if not len(nodes[0]) else "target"
        raise OsteoError(f"There is no bone where the {which} of the corridor is sought; check the landmarks.")
    allowed = np.ones((len(nodes[0]), len(nodes[1])), bool)
    for rule in task.rules:
        weights = np.asarray(rule.weights)
        allowed &= (nodes[0] @ weights[:2])[:, None] + (nodes[1] @ weights[2:])[None] <= rule.most_mm
    entries, targets = task.entry.at(nodes[0]), task.target.at(nodes[1])
    first, second = best_pairs(task.field, entries, targets, allowed, task.field.run_mm, task.through)
    chosen: list[np.ndarray] = []
    for a, b in zip(first, second, strict=True):
        crossings = np.concatenate([nodes[0][a], nodes[1][b]])
        if all(np.abs(crossings - one).max() > _APART_MM for one in chosen):
            chosen.append(crossings)
            if len(chosen) == _STARTS:
                break
    return np.array(chosen).reshape(-1, 4)


def _gate_nodes(gate: Gate, field: BoneField, spacing: float) -> np.ndarray:
    """Steps (n, 2) along u and v to places of the gate that lie in bone."""
    along = [np.linspace(-half, half, max(2, int(2 * half / spacing) + 1)) for half in gate.half_mm]
    steps = np.stack(np.meshgrid(*along, indexing="ij"), axis=-1).reshape(-1, 2)
    return steps[field.depth_at(gate.at(steps)) > 0.5 * field.grid.spacing_mm]


def _corridor(task: Task, line: Line) -> Corridor:
    """The corridor of a line, with its profile on to the cortex ahead."""
    tip = line.entry + line.length * line.along
    ahead = 0.0 if task.through else float(task.field.bones.surface.first_hit(tip[None], line.along)[0][0])
    reach = line.length + (ahead if np.isfinite(ahead) else 0.0)
    depths = np.linspace(0.0, reach, max(2, int(np.ceil(reach / STEP_MM)) + 1))
    points = line.entry + depths[:, None] * line.along
    leaving = depths < task.field.run_mm
    if task.through:
        leaving |= depths > line.length - task.field.run_mm
    rooms = clearances(task.field, points, leaving)
    planned = depths <= line.length
    narrowest = int(np.flatnonzero(planned)[rooms[planned].argmin()])
    too_near = np.flatnonzero(~planned & (rooms < line.radius))
    safe = line.length if task.through else float(depths[too_near[0] - 1] if len(too_near) else reach)
    path = ScrewPath(_tuple(line.entry), _tuple(tip), 2.0 * line.radius)
    return Corridor(
        path,
        _tuple(points[narrowest]),
        float(depths[narrowest]),
        max(safe, line.length),
        tuple(depths.tolist()),
        tuple(rooms.tolist()),
    )


def _tuple(point: np.ndarray) -> Vector:
    x, y, z = (float(value) for value in point)
    return x, y, z
