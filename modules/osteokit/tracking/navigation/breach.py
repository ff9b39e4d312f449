"""A warning before the tool leaves the bone where it should not, or comes near to what must not be touched.

The wall of the bone counts once the tip is in it. Where the plan itself leaves little room (a pedicle), and at the
cortex that it means to pass, the limits shrink with the planned room: a tool that is where it was planned is quiet.
A level rises at once and falls only after the tool has gone back by some more, so that it does not flicker.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from osteokit.surface.distance import SurfaceDistance
from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget, Target, guidance
from osteokit.tracking.navigation.structures import Structure
from osteokit.tracking.navigation.tool import ToolPlace


class Level(IntEnum):
    """How near it is; a higher one is worse."""

    CLEAR = 0
    NEAR = 1
    CLOSE = 2
    BREACH = 3


@dataclass(frozen=True)
class BreachLimits:
    """Gaps below which a level begins, in mm.

    Attributes
    ----------
    near_mm, close_mm : float
        2 mm is the width of a grade of Gertzbein and Robbins (1990, doi:10.1097/00007632-199001000-00004).
    back_mm : float
        So much farther away it must be before a level falls again.
    slack_mm : float
        Of the planned room: so much less is not yet a breach.
    """

    near_mm: float = 4.0
    close_mm: float = 2.0
    back_mm: float = 0.5
    slack_mm: float = 1.0


@dataclass(frozen=True)
class BreachState:
    """``level``; ``gap_mm`` of the tool's side from what it is about (negative: beyond it), None where nothing is near;
    ``english`` and ``chinese`` name that."""

    level: Level = Level.CLEAR
    gap_mm: float | None = None
    english: str = ""
    chinese: str = ""


WALL = ("wall of the bone", "骨壁")
END = ("planned depth", "计划深度")

SHAFT_MM = 30.0
"""So much of the tool behind its tip can touch a structure."""
ENTERED_MM = 0.5
BEYOND_MM = 2.0
"""Past the planned depth nothing was planned any more."""
_STEP_MM = 0.5
_FAR = 1e9


class BreachWatch:
    """Watches one tool on its way to one target; :meth:`at` for every pose, in their order."""

    def __init__(
        self,
        target: Target,
        bone: SurfaceDistance | None,
        structures: Sequence[Structure] = (),
        limits: BreachLimits | None = None,
    ) -> None:
        self._target, self._bone, self._structures = target, bone, tuple(structures)
        self._limits = limits or BreachLimits()
        self._levels: dict[str, Level] = {}
        self._entered = False
        self._planned = self._planned_gaps()

    def at(self, place: ToolPlace) -> BreachState:
        """The worst of what is near the tool now."""
        states = [self._structure(one, place) for one in self._structures]
        if self._bone is not None:
            states.append(self._wall(self._bone, place))
        return max(states, key=lambda one: (one.level, -_FAR if one.gap_mm is None else -one.gap_mm), default=_CLEAR)

    def _structure(self, one: Structure, place: ToolPlace) -> BreachState:
        back = np.arange(0.0, SHAFT_MM, 1.0) if place.axis is not None else np.zeros(1)
        points = place.tip - back[:, None] * (np.zeros(3) if place.axis is None else place.axis)
        gap = float(one.distance_mm(points).min()) - place.radius_mm
        limits = self._limits
        level = self._settled(one.english, gap, (limits.near_mm, limits.close_mm, 0.0))
        return BreachState(level, gap, one.english, one.chinese)

    def _wall(self, bone: SurfaceDistance, place: ToolPlace) -> BreachState:
        inside = -float(bone.signed(place.tip[None])[0])
        told = guidance(self._target, place)
        if inside > ENTERED_MM:
            self._entered = True
        elif told.depth_mm < 0:
            self._entered = False  # drawn back out through the entry
        if not self._entered:
            self._levels.pop(WALL[0], None)
            self._levels.pop(END[0], None)
            return _CLEAR
        if isinstance(self._target, PlaneTarget):
            return self._depth(told.remaining_mm)
        gap = inside - place.radius_mm
        near, close, breach = self._wall_limits(told.depth_mm)
        level = self._settled(WALL[0], gap, (near, close, breach))
        if level < Level.CLOSE and told.remaining_mm < 0 and self._ends_at_cortex:
            return BreachState(Level.CLOSE, told.remaining_mm, *END)
        return BreachState(level, gap, *WALL)

    def _depth(self, remaining_mm: float) -> BreachState:
        """Of a saw, which sweeps from wall to wall: what is left to the planned depth (the hinge of a wedge)."""
        limits = self._limits
        level = self._settled(END[0], remaining_mm, (limits.near_mm, limits.close_mm, -limits.slack_mm))
        return BreachState(level, remaining_mm, *END)

    def _wall_limits(self, depth_mm: float) -> tuple[float, float, float]:
        """Gaps at which a level begins at this depth."""
        limits = self._limits
        planned = self._planned_gap(depth_mm)
        breach = min(0.0, planned - limits.slack_mm)
        room = max(planned, 0.0)
        return min(limits.near_mm, 0.75 * room) + breach, min(limits.close_mm, 0.5 * room) + breach, breach

    def _planned_gap(self, depth_mm: float) -> float:
        """The room that the plan leaves at this depth; without bound where nothing is planned."""
        if not isinstance(self._target, LineTarget) or depth_mm > self._target.length_mm + BEYOND_MM:
            return _FAR
        return float(np.interp(depth_mm, np.arange(len(self._planned)) * _STEP_MM, self._planned))

    def _planned_gaps(self) -> np.ndarray:
        target = self._target
        if self._bone is None or not isinstance(target, LineTarget):
            return np.full(1, _FAR)
        depth = np.arange(0.0, target.length_mm + BEYOND_MM + _STEP_MM, _STEP_MM)
        points = np.asarray(target.entry) + depth[:, None] * target.axis
        return -self._bone.signed(points) - target.diameter_mm / 2

    @property
    def _ends_at_cortex(self) -> bool:
        return (
            isinstance(self._target, LineTarget) and self._planned_gap(self._target.length_mm) < self._limits.close_mm
        )

    def _settled(self, name: str, gap: float, limits: tuple[float, float, float]) -> Level:
        """The level of a gap, falling only where it would fall with ``back_mm`` less too."""
        now, before = _level(gap, limits), self._levels.get(name, Level.CLEAR)
        if now < before:
            now = min(before, _level(gap - self._limits.back_mm, limits))
        self._levels[name] = now
        return now


_CLEAR = BreachState()


def _level(gap: float, limits: tuple[float, float, float]) -> Level:
    near, close, breach = limits
    if gap <= breach:
        return Level.BREACH
    if gap < close:
        return Level.CLOSE
    return Level.NEAR if gap < near else Level.CLEAR
