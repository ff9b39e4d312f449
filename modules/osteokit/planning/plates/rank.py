"""Which of many plates fits best at one place: all of them settled there, the least mean gap first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.plates.shape import PlateShape
from osteokit.planning.plates.slide import PlacedPlate, PlateOnBone
from osteokit.surface.distance import SurfaceDistance

SHOWN = 3
"""How many a surgeon is shown."""

HOLES_EACH_SIDE = 3
"""Screws that hold a fragment: three bicortical ones, or as many locked (Ruedi et al., AO Principles, 2007)."""

DEEP_MM = 25.0
"""Bone is looked for so deep under a hole."""

Place = Callable[[PlateOnBone], PlacedPlate]
"""Where each plate goes: :func:`osteokit.planning.plates.place.best_at` of a site, or a picked place."""

Finish = Callable[[PlateOnBone, PlacedPlate], PlacedPlate]
"""What is done to the first of the ranking: :func:`osteokit.planning.plates.place.finished`."""

FINISHED = 6
"""How many."""

Holding = Callable[[PlateShape, np.ndarray], tuple[int, ...]]
"""``holding(plate, pose)``: how many holes lie on each part of a bone; :func:`holes_on` or :func:`holes_beside`."""


@dataclass(frozen=True, eq=False)
class RankedPlate:
    """A plate that can be used: its reference, where it lies and how it fits, and its holes on each part of the bone
    (None where that was not asked)."""

    reference: str
    placed: PlacedPlate
    holes: tuple[int, ...] | None = None


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
    place: Place,
    holding: Holding | None = None,
    finish: Finish | None = None,
    progress: Progress = silent,
) -> Ranking:
    """Put every plate of ``plates`` (by reference) in its place and rank them.

    Plates with fewer than HOLES_EACH_SIDE holes on a part that ``holding`` tells, or that find no place, are left out
    with the reason. Of two that fit alike (0.05 mm), the shorter one comes first. ``finish`` is done to the FINISHED
    best, which are then ranked anew.

    Raises
    ------
    OsteoError
        No plate is given.
    """
    if not plates:
        raise OsteoError("There is no plate to rank; choose a family or a catalogue that has some.")
    found, left_out = [], {}
    for number, (reference, shape) in enumerate(plates.items()):
        progress(0.85 * number / len(plates), f"Trying {reference}")
        on = PlateOnBone(shape, bone)
        try:
            placed = place(on)
        except OsteoError as error:
            left_out[reference] = str(error)
            continue
        holes = None if holding is None else holding(shape, placed.pose)
        if holes is not None and min(holes) < HOLES_EACH_SIDE:
            left_out[reference] = (
                f"It has {' and '.join(map(str, holes))} holes on the parts of the bone; {HOLES_EACH_SIDE} are needed "
                "on each."
            )
            continue
        found.append(RankedPlate(reference, placed, holes))

    def order(one: RankedPlate) -> tuple[int, float]:
        return round(one.placed.fit.mean_mm / 0.05), plates[one.reference].length_mm

    found.sort(key=order)
    if finish is not None:
        for number, one in enumerate(found[:FINISHED]):
            progress(0.85 + 0.15 * number / FINISHED, f"Settling {one.reference}")
            found[number] = _finished(one, PlateOnBone(plates[one.reference], bone), finish, holding)
        found.sort(key=order)
    progress(1.0, "Ranked")
    return Ranking(tuple(found), left_out)


def _finished(one: RankedPlate, on: PlateOnBone, finish: Finish, holding: Holding | None) -> RankedPlate:
    """The plate after ``finish``; as it was where that takes a hole off its part of the bone."""
    placed = finish(on, one.placed)
    holes = None if holding is None else holding(on.plate, placed.pose)
    if holes is not None and min(holes) < HOLES_EACH_SIDE:
        return one
    return RankedPlate(one.reference, placed, holes)


def holes_beside(plate: PlateShape, pose: np.ndarray, point: np.ndarray, normal: np.ndarray) -> tuple[int, int]:
    """How many holes lie whole on each side of a plane: on the plate's proximal side and on its distal one."""
    if not plate.holes:
        return 0, 0
    way = np.asarray(normal, np.float64) / np.linalg.norm(normal)
    way = way if way @ pose[:3, 0] >= 0 else -way
    centers = np.array([hole.point for hole in plate.holes]) @ pose[:3, :3].T + pose[:3, 3]
    height = (centers - np.asarray(point)) @ way
    radius = np.array([hole.diameter_mm for hole in plate.holes]) / 2
    return int((height > radius).sum()), int((height < -radius).sum())


def holes_on(pieces: Sequence[SurfaceDistance]) -> Holding:
    """Counts the holes over each of the ``pieces`` of a bone: a hole counts where the piece lies under it whole."""

    def holding(plate: PlateShape, pose: np.ndarray) -> tuple[int, ...]:
        counts = [0] * len(pieces)
        for hole in plate.holes:
            way = pose[:3, :3] @ np.asarray(hole.axis)
            across = pose[:3, 0] - (pose[:3, 0] @ way) * way
            across /= np.linalg.norm(across)
            point = pose[:3, :3] @ np.asarray(hole.point) + pose[:3, 3]
            rim = point + hole.diameter_mm / 2 * np.array([-1.0, 0.0, 1.0])[:, None] * across
            depths = np.array([piece.first_hit(rim, way, DEEP_MM)[0] for piece in pieces])
            first = np.argmin(depths, axis=0)
            if np.isfinite(depths.min(axis=0)).all() and len(set(first.tolist())) == 1:
                counts[int(first[0])] += 1
        return tuple(counts)

    return holding
