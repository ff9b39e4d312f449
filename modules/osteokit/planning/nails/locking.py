"""Locking screws of a nail: straight through its holes, from the cortex where the surgeon stands to the far one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.progress import Progress, silent
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.planning.plates.holes import FAR_MM, THROUGH_MM, HoleScrews, ScrewInHole, Stock
from osteokit.planning.plates.obstacles import Obstacle
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance

REACH_MM = 120.0


@dataclass(frozen=True, eq=False)
class _Through:
    """Where a line through a hole enters and leaves the bone, RAS mm."""

    entry: np.ndarray
    way: np.ndarray
    length: float


def locking_screws(
    holes: Sequence[ConnectionPoint],
    pose: np.ndarray,
    bone: SurfaceDistance,
    from_side: np.ndarray,
    stock: Stock,
    obstacles: Sequence[Obstacle] = (),
    progress: Progress = silent,
) -> HoleScrews:
    """Screws through the locking holes of a nail whose frame ``pose`` (4x4) moves to RAS.

    ``from_side`` (3,) is where the surgeon stands (RAS direction): lateral, with a little of anterior for holes from
    front to back. ``bone`` is the outer surface. Screws pass the far cortex; lengths are from the near cortex.
    """
    screws, empty = [], {}
    for number, hole in enumerate(holes):
        progress(number / max(len(holes), 1), f"Locking {hole.name}")
        through = _through(hole, pose, bone, np.asarray(from_side, np.float64))
        if through is None:
            empty[hole.name] = "The bone does not surround this hole; choose another length of the nail."
            continue
        family, diameter, length = _chosen(hole, stock, through.length)
        if not family:
            empty[hole.name] = f"No screw of {hole.diameter_mm:g} mm is as long as {through.length:.0f} mm."
            continue
        tip = through.entry + length * through.way
        clear = {one.name: float(one.clearance(through.entry[None], tip[None], diameter / 2)[0]) for one in obstacles}
        near = [one for one in obstacles if clear[one.name] < one.least_mm]
        if near:
            empty[hole.name] = f"It comes too near: {near[0].name} ({clear[near[0].name]:.1f} mm)."
            continue
        path = ScrewPath(_vector(through.entry), _vector(tip), diameter)
        screws.append(ScrewInHole(hole.name, family, path, 0.0, through.length, True, clear))
    progress(1.0, "Locked")
    return HoleScrews(tuple(screws), empty)


def _through(hole: ConnectionPoint, pose: np.ndarray, bone: SurfaceDistance, side: np.ndarray) -> _Through | None:
    middle = pose[:3, :3] @ np.asarray(hole.point) + pose[:3, 3]
    way = pose[:3, :3] @ np.asarray(hole.axis)
    way = way if way @ side < 0 else -way
    if bone.signed(middle[None])[0] > 0:
        return None
    back, _ = bone.first_hit(middle[None], -way, REACH_MM)
    ahead, _ = bone.first_hit(middle[None], way, REACH_MM)
    if not np.isfinite(back[0] + ahead[0]):
        return None
    return _Through(middle - back[0] * way, way, float(back[0] + ahead[0]))


def _chosen(hole: ConnectionPoint, stock: Stock, bone_mm: float) -> tuple[str, float, float]:
    """The first family that fits with a length that passes the far cortex by a little, its diameter and that length."""
    for family in hole.accepts:
        diameter, lengths = stock(family, hole.diameter_mm)
        long = [one for one in lengths if bone_mm + THROUGH_MM <= one <= bone_mm + THROUGH_MM + 2 * FAR_MM]
        if long:
            return family, diameter, float(min(long))
    return "", 0.0, 0.0


def _vector(values: np.ndarray) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
