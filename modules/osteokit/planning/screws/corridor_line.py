"""Lines through bone, exactly: how far a line is from what bounds a screw, and the best line near another.

A line is refined by sequential linear programming: the distance to the nearest wall of every place along the axis,
linearised, bounds the radius, and a trust region keeps the steps honest (Fletcher 1987, ch. 14: minimax).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from osteokit.planning.screws.bone_field import BoneField

STEP_MM = 0.5
"""Between places along the axis: at a radius of 3 mm it hides 0.01 mm."""

_TRUST_MM = 2.0
_SETTLED_MM = 0.004
_SUITS_MM = 0.1
_SAME_MM = 0.5
_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Gate:
    """A rectangle that the axis crosses: ``center`` (3,), unit ``u`` and ``v`` (3,) and half its sides, RAS mm."""

    center: np.ndarray
    u: np.ndarray
    v: np.ndarray
    half_mm: tuple[float, float]

    def at(self, steps: np.ndarray) -> np.ndarray:
        """RAS points (..., 3) of steps (..., 2) along u and v."""
        return self.center + steps[..., :1] * self.u + steps[..., 1:] * self.v


@dataclass(frozen=True, eq=False)
class Rule:
    """``weights`` @ (entry u, entry v, target u, target v) must be at most ``most_mm``."""

    weights: tuple[float, float, float, float]
    most_mm: float


@dataclass(frozen=True, eq=False)
class Wish:
    """``weights`` @ (entry u, entry v, target u, target v) should be ``value_mm``, where that costs next to nothing."""

    weights: tuple[float, float, float, float]
    value_mm: float


@dataclass(frozen=True, eq=False)
class Line:
    """A line on exact distances: crossings (4,), its entry, direction and end, and how far its places are from walls.

    ``shares`` (n,) of the way from the entry gate (0) to the target gate (1); ``away`` (n, 3) unit, from the wall.
    """

    crossings: np.ndarray
    entry: np.ndarray
    along: np.ndarray
    length: float
    distances: np.ndarray
    shares: np.ndarray
    away: np.ndarray

    @property
    def radius(self) -> float:
        return float(self.distances.min())


@dataclass(frozen=True, eq=False)
class Task:
    """What is looked for: a line through both gates, that ends on the second or goes through the bone."""

    field: BoneField
    entry: Gate
    target: Gate
    through: bool
    rules: tuple[Rule, ...]
    wishes: tuple[Wish, ...] = ()


def line_at(task: Task, crossings: np.ndarray, step_mm: float = STEP_MM) -> Line | None:
    """None where the line is not in bone all the way between the gates."""
    a, b = task.entry.at(crossings[:2]), task.target.at(crossings[2:])
    between = float(np.linalg.norm(b - a))
    if between < 1e-6 or task.field.depth_at(np.stack([a, b])).min() <= 0.0:
        return None
    along = (b - a) / between
    skin = task.field.bones.surface
    back, ahead = skin.first_hit(np.stack([a, a]), np.stack([-along, along]))[0]
    if ahead < between or not np.isfinite(back) or (task.through and not np.isfinite(ahead)):
        return None
    end = float(ahead) if task.through else between
    where = np.linspace(-back, end, max(2, int(np.ceil((back + end) / step_mm)) + 1))
    points = a + where[:, None] * along
    leaving = where < task.field.run_mm - back
    if task.through:
        leaving |= where > end - task.field.run_mm
    away = points - _nearest(task.field, points, leaving)
    distances = np.linalg.norm(away, axis=1)
    away = away / np.maximum(distances, 1e-9)[:, None]
    return Line(crossings, a - back * along, along, float(back) + end, distances, where / between, away)


def refined(task: Task, start: np.ndarray, known: Sequence[Line] = ()) -> Line | None:
    """The best line near ``start`` (4,); None where it is, or becomes, one of the ``known`` ones."""
    line = line_at(task, start)
    if line is None:
        return None
    trust = _TRUST_MM
    for _ in range(_ROUNDS):
        step, hoped = _step(task, line, trust)
        if step is None or hoped < _SETTLED_MM / 4:
            break
        following = line_at(task, line.crossings + step)
        gained = -1.0 if following is None else following.radius - line.radius
        if following is not None and gained > 0.1 * hoped:
            line = following
            if any(np.abs(line.crossings - one.crossings).max() < _SAME_MM for one in known):
                return None
            trust = min(2.0 * trust, _TRUST_MM) if gained > 0.7 * hoped else trust
        else:
            trust *= 0.4
            if trust < _SETTLED_MM:
                break
    return line


def wished(task: Task, lines: Sequence[Line], give_mm: float, among_mm: float) -> Line:
    """Of ``lines`` (widest first) that are narrower than the first by no more than ``among_mm`` (of diameter), each
    changed for the task's wishes at a cost of no more than ``give_mm``, the one that comes nearest to these."""
    if not task.wishes or max(give_mm, among_mm) <= 0.0:
        return lines[0]
    among = [line for line in lines if line.radius >= lines[0].radius - among_mm / 2.0]
    changed = [_near(task, line, line.radius - give_mm / 2.0) for line in among]
    return min(changed, key=lambda one: _missed(task, one))


def _near(task: Task, line: Line, least: float) -> Line:
    """The line near ``line``, of at least that radius, that misses the wishes least."""
    trust, missed = _TRUST_MM, _missed(task, line)
    for _ in range(_ROUNDS):
        step = _step_to_wishes(task, line, least, trust)
        following = None if step is None else line_at(task, line.crossings + step)
        if following is not None and following.radius >= least and _missed(task, following) < missed - _SUITS_MM:
            line, missed = following, _missed(task, following)
        else:
            trust *= 0.4
            if trust < _SUITS_MM:
                break
    return line


def _missed(task: Task, line: Line) -> float:
    return float(sum(abs(np.dot(wish.weights, line.crossings) - wish.value_mm) for wish in task.wishes))


def _step(task: Task, line: Line, trust: float) -> tuple[np.ndarray | None, float]:
    """The step (4,) within ``trust`` after which the radius should be largest, and by how much it should grow."""
    slopes, distances = _slopes(task, line, line.radius + 4.0 * trust)
    rule_rows, rule_limits = _rule_rows(task, line)
    rows = np.concatenate(
        [np.column_stack([-slopes, np.ones(len(slopes))]), np.column_stack([rule_rows, np.zeros(len(rule_rows))])]
    )
    bounds = [*_reach(task, line, trust), (None, None)]
    limits = np.concatenate([distances, rule_limits])
    found = linprog([0.0, 0.0, 0.0, 0.0, -1.0], rows, limits, bounds=bounds, method="highs")
    if found.status != 0:
        return None, 0.0
    return found.x[:4], float(found.x[4]) - line.radius


def _step_to_wishes(task: Task, line: Line, least: float, trust: float) -> np.ndarray | None:
    """The step (4,) within ``trust`` that misses the wishes least while the radius should stay above ``least``."""
    slopes, distances = _slopes(task, line, least + 4.0 * trust)
    rule_rows, rule_limits = _rule_rows(task, line)
    count = len(task.wishes)
    wishes = np.array([wish.weights for wish in task.wishes])
    off = wishes @ line.crossings - np.array([wish.value_mm for wish in task.wishes])
    none = np.zeros((len(slopes) + len(rule_rows), count))
    rows = np.concatenate(
        [
            np.column_stack([np.concatenate([-slopes, rule_rows]), none]),
            np.column_stack([wishes, -np.eye(count)]),
            np.column_stack([-wishes, -np.eye(count)]),
        ]
    )
    limits = np.concatenate([distances - least, rule_limits, -off, off])
    cost = np.concatenate([np.zeros(4), np.ones(count)])
    bounds = [*_reach(task, line, trust), *[(0.0, None)] * count]
    found = linprog(cost, rows, limits, bounds=bounds, method="highs")
    return found.x[:4] if found.status == 0 else None


def _slopes(task: Task, line: Line, up_to_mm: float) -> tuple[np.ndarray, np.ndarray]:
    """Of the places less than ``up_to_mm`` from a wall: how that changes with the crossings (n, 4), and it (n,)."""
    near = line.distances < up_to_mm
    share, away = line.shares[near][:, None], line.away[near]
    gates = ((task.entry, 1.0 - share), (task.target, share))
    slopes = np.concatenate([part * (away @ np.stack([gate.u, gate.v], axis=1)) for gate, part in gates], axis=1)
    return slopes, line.distances[near]


def _rule_rows(task: Task, line: Line) -> tuple[np.ndarray, np.ndarray]:
    """Rows (n, 4) and limits (n,) that keep a step within the rules."""
    rows = np.array([rule.weights for rule in task.rules]).reshape(-1, 4)
    most = np.array([rule.most_mm for rule in task.rules])
    return rows, np.maximum(0.0, most - rows @ line.crossings)


def _reach(task: Task, line: Line, trust: float) -> list[tuple[float, float]]:
    """Bounds of a step within ``trust`` that stays on the gates."""
    half = np.array([*task.entry.half_mm, *task.target.half_mm])
    low = np.clip(-half - line.crossings, -trust, 0.0)
    high = np.clip(half - line.crossings, 0.0, trust)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def clearances(field: BoneField, points: np.ndarray, leaving: np.ndarray) -> np.ndarray:
    """How far points (n, 3) are from what bounds the screw there: walls where ``leaving`` (n,), else all skin."""
    return np.linalg.norm(points - _nearest(field, points, leaving), axis=1)


def _nearest(field: BoneField, points: np.ndarray, leaving: np.ndarray) -> np.ndarray:
    nearest = np.empty_like(points)
    nearest[leaving] = field.walls.closest(points[leaving])[0]
    nearest[~leaving] = field.bones.surface.closest(points[~leaving])[0]
    return nearest
