"""Which of many plates fits best at one place: all of them settled there, the least mean gap first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.plates.place import best_near
from osteokit.planning.plates.shape import PlateShape
from osteokit.planning.plates.slide import PlacedPlate, PlateOnBone
from osteokit.surface.distance import SurfaceDistance

SHOWN = 3
"""How many a surgeon is shown."""

HOLES_EACH_SIDE = 3
"""Screws that hold a fragment: three bicortical ones, or as many locked (Ruedi et al., AO Principles, 2007)."""

Start = Callable[[PlateOnBone], PlacedPlate]
"""Where each plate is put first: :func:`osteokit.planning.plates.place.placed_at` of a site, or a picked place."""


@dataclass(frozen=True)
class Bridge:
    """A gap that the plate must bridge: a plane (RAS mm), and how many holes must lie on each side of it."""

    point: tuple[float, float, float]
    normal: tuple[float, float, float]
    holes_each_side: int = HOLES_EACH_SIDE


@dataclass(frozen=True, eq=False)
class RankedPlate:
    """A plate that can be used: its reference, where it lies and how it fits, and the holes on each side of the gap
    (None without one)."""

    reference: str
    placed: PlacedPlate
    holes: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Ranking:
    """``plates`` from the best fit on; ``left_out`` by reference with one sentence why."""

    plates: tuple[RankedPlate, ...]
    left_out: Mapping[str, str]

    @property
    def best(self) -> tuple[RankedPlate, ...]:
        """The three best."""
        return self.plates[:SHOWN]


def ranked(
    plates: Mapping[str, PlateShape],
    bone: SurfaceDistance,
    start: Start,
    bridge: Bridge | None = None,
    progress: Progress = silent,
) -> Ranking:
    """Settle every plate of ``plates`` (by reference) at one place, let it find its best fit nearby, and rank them.

    Plates that leave too few holes on a side of ``bridge``, or that find no place, are left out with the reason. Of two
    that fit alike (0.05 mm), the shorter one comes first.

    Raises
    ------
    OsteoError
        No plate is given.
    """
    if not plates:
        raise OsteoError("There is no plate to rank; choose a family or a catalogue that has some.")
    found, left_out = [], {}
    for number, (reference, shape) in enumerate(plates.items()):
        progress(number / len(plates), f"Trying {reference}")
        on = PlateOnBone(shape, bone)
        try:
            placed = best_near(on, start(on))
        except OsteoError as error:
            left_out[reference] = str(error)
            continue
        holes = None if bridge is None else holes_beside(shape, placed.pose, bridge)
        if bridge is not None and holes is not None and min(holes) < bridge.holes_each_side:
            left_out[reference] = (
                f"It has {holes[0]} holes proximal and {holes[1]} distal of the gap; "
                f"{bridge.holes_each_side} on each side are needed."
            )
            continue
        found.append((round(placed.fit.mean_mm / 0.05), shape.length_mm, RankedPlate(reference, placed, holes)))
    progress(1.0, "Ranked")
    return Ranking(tuple(one for _, _, one in sorted(found, key=lambda one: one[:2])), left_out)


def holes_beside(plate: PlateShape, pose: np.ndarray, bridge: Bridge) -> tuple[int, int]:
    """How many holes lie whole on each side of a gap: on the plate's proximal side and on its distal one."""
    if not plate.holes:
        return 0, 0
    normal = np.asarray(bridge.normal, np.float64) / np.linalg.norm(bridge.normal)
    normal = normal if normal @ pose[:3, 0] >= 0 else -normal
    centers = np.array([hole.point for hole in plate.holes]) @ pose[:3, :3].T + pose[:3, 3]
    height = (centers - np.asarray(bridge.point)) @ normal
    radius = np.array([hole.diameter_mm for hole in plate.holes]) / 2
    return int((height > radius).sum()), int((height < -radius).sum())
