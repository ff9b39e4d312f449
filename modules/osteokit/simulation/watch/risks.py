"""Whether a tool is in a structure that must not be touched."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.simulation.scenario import Risk
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import Vector

ON = 0.05
"""Power from which a tool counts as running."""

TORN = 0.25
"""Of a vessel's wall that a running tool tears open as soon as it takes hold (chosen)."""

_SHAFT_MM, _EVERY_MM = 30.0, 2.0


@dataclass(frozen=True)
class Meeting:
    """A tool in a structure: ``depth_mm`` how far, ``share`` of its thickness, ``place`` of the deepest point, and
    whether the tool cuts there."""

    risk: Risk
    depth_mm: float
    share: float
    place: Vector
    is_cut: bool


class RiskWatch:
    """Finds the structures of a scenario that a tool is in."""

    def __init__(self, risks: Sequence[Risk]) -> None:
        self._risks = tuple(risks)
        starts, ends, owners = [], [], []
        for number, risk in enumerate(self._risks):
            points = risk.points if len(risk.points) > 1 else risk.points * 2
            starts += points[:-1]
            ends += points[1:]
            owners += [number] * (len(points) - 1)
        self._start = np.array(starts, np.float64).reshape(-1, 3)
        self._way = np.array(ends, np.float64).reshape(-1, 3) - self._start
        self._length2 = np.maximum((self._way**2).sum(axis=1), 1e-12)
        self._owner = np.array(owners, int)
        self._radius = np.array([self._risks[n].radius_mm for n in owners])

    def meetings(self, tool_to_ras: np.ndarray, tool: Tool, power: float) -> list[Meeting]:
        """Every structure that the tool is in now."""
        if not self._risks:
            return []
        local, radius = cutting_points(tool)
        points = local @ tool_to_ras[:3, :3].T + tool_to_ras[:3, 3]
        along = ((points[:, None] - self._start) * self._way).sum(axis=-1) / self._length2
        nearest = self._start + np.clip(along, 0.0, 1.0)[..., None] * self._way
        depth = self._radius + radius - np.linalg.norm(points[:, None] - nearest, axis=-1)
        is_cut = is_sharp(tool, power)
        found = []
        for number in np.unique(self._owner[(depth > 0).any(axis=0)]):
            mine = np.where(self._owner == number, depth, -np.inf)
            at = int(mine.max(axis=1).argmax())
            most, risk = float(mine[at].max()), self._risks[number]
            x, y, z = (float(value) for value in points[at])
            share = min(1.0, TORN + most / (2 * risk.radius_mm))
            found.append(Meeting(risk, most, share, (x, y, z), is_cut))
        return found


def is_sharp(tool: Tool, power: float) -> bool:
    """Whether the tool injures what it touches: one that runs, a needle or a scalpel."""
    return tool.kind in ("needle", "scalpel") or (tool.kind != "probe" and power > ON)


def cutting_points(tool: Tool) -> tuple[np.ndarray, float]:
    """Points (n, 3) in the tool's frame and a radius about them: about what cuts."""
    if tool.tip == "ball":
        return np.array([[0.0, 0.0, -tool.diameter_mm / 2]]), tool.diameter_mm / 2
    back = -np.arange(0.0, min(tool.reach_mm, _SHAFT_MM), _EVERY_MM)
    if tool.tip == "cone":
        radius = tool.diameter_mm / 2
        return np.stack([0 * back, 0 * back, back - radius], axis=1), radius
    thick = max(tool.kerf_mm, tool.shank_mm) / 2
    half = np.arange(-tool.diameter_mm / 2, tool.diameter_mm / 2 + 1e-9, _EVERY_MM)
    x, z = np.meshgrid(half, back[:: max(1, len(back) // 4)])
    return np.stack([x.ravel(), 0 * x.ravel(), z.ravel() - thick], axis=1), thick
