"""The grade of Gertzbein and Robbins (Spine 1990;15:11-14): how far a screw stands out of the cortex.

The breach is the largest of *radius minus distance to the cortex* over the part of the axis that lies in the bone: A
none, B below 2 mm, C below 4 mm, D below 6 mm, E 6 mm or more.

Where a screw enters a bone, its axis crosses the cortex on purpose, and so does a tip that takes hold of the far
cortex. The graded part therefore begins where the whole diameter is first covered by bone and ends where it last is;
but at most ``MOUTH`` diameters of the axis are left out at either end, so that a wall that the screw scrapes along is
never taken for an entry. ``MOUTH`` covers any flat surface that is met at 19.5 degrees or more (sin = 1/3). What stands
out behind the far cortex is left out for as much, and is told as ``beyond_mm`` of the report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.along import Along
from osteokit.planning.screws.bone_field import Bones
from osteokit.planning.screws.shaft import FAR_MM, Shaft
from osteokit.surface.distance import SurfaceDistance

Grade = Literal["A", "B", "C", "D", "E"]
Cortex = SurfaceDistance | Bones
Vector = tuple[float, float, float]

MOUTH = 1.5
"""Diameters of the axis at an entry or exit that at most are not graded."""

HELD_MM = 3.0
"""A bone in which at least this much of the axis lies is one that the screw holds."""

BRIDGED_MM = 10.0
"""Between two bones that a screw joins (joint space, disc) its axis may be outside for this long."""

FACING_MM = 5.0
"""Surfaces of two such bones that face each other within this are their joint, not cortex (sacroiliac joint spaces are
2 to 4 mm wide, Vogler 1984)."""


@dataclass(frozen=True)
class Breach:
    """How a screw lies in the bones that it holds.

    Attributes
    ----------
    breach_mm : float
        Above 0: how far the screw stands out; 0 or below: how much bone is left around it at its narrowest place that
        is ``MOUTH`` diameters or more from the entry and from the tip.
    at_mm : float
        Where along the screw that is.
    axis_point, cortex_point : Vector
        That place on the axis, and the place of the cortex that is nearest to it, RAS mm.
    bone : str
        Whose cortex it is.
    from_mm, to_mm : float
        The graded part of the screw.
    """

    breach_mm: float
    at_mm: float
    axis_point: Vector
    cortex_point: Vector
    bone: str
    from_mm: float
    to_mm: float

    @property
    def grade(self) -> Grade:
        return grade_of(self.breach_mm)


def grade_of(breach_mm: float) -> Grade:
    """The grade of a breach in mm."""
    if breach_mm <= 0.0:
        return "A"
    if breach_mm < 2.0:
        return "B"
    if breach_mm < 4.0:
        return "C"
    return "D" if breach_mm < 6.0 else "E"


def held_bones(shaft: Shaft) -> tuple[str, ...]:
    """The bones in which ``HELD_MM`` of the axis lie, in the order in which the screw meets them."""
    step = shaft.at_mm[1] - shaft.at_mm[0]
    held = [key for key, depth in shaft.depth_mm.items() if np.count_nonzero(depth > 0) * step >= HELD_MM]
    return tuple(sorted(held, key=lambda key: int(np.argmax(shaft.depth_mm[key] > 0))))


def bridged(shaft: Shaft, bones: Sequence[str]) -> np.ndarray:
    """Which stations (n,) lie between two of ``bones`` that the screw joins: the gap is no longer than ``BRIDGED_MM``,
    and another bone begins where it ends."""
    depth = np.array([shaft.depth_mm[bone] for bone in bones])
    inside = depth.max(axis=0) > 0
    owner = np.argmax(depth, axis=0)
    result = np.zeros(len(inside), bool)
    change = np.flatnonzero(np.diff(inside.astype(np.int8)))
    for leaves, returns in pairwise(change):
        if not inside[leaves] or owner[leaves] == owner[returns + 1]:
            continue
        if shaft.at_mm[returns + 1] - shaft.at_mm[leaves] <= BRIDGED_MM:
            result[leaves + 1 : returns + 1] = True
    return result


def held_depth(shaft: Shaft, bones: Sequence[str], cortex: Cortex) -> Along:
    """Distance of the axis to the cortex of ``bones`` taken as one, positive inside.

    For one bone ``cortex`` are the distances to its surface. For several it is the body that they form: their surfaces
    in the joints between them are no cortex.
    """
    if isinstance(cortex, SurfaceDistance):
        depth = Along(lambda places: -cortex.signed(places), shaft.points)
        depth.settle_between(-FAR_MM, shaft.radius_mm)
        return depth
    outer = np.max([shaft.depth_mm[bone] for bone in bones], axis=0)
    within = (outer > 0) | bridged(shaft, bones)
    surface = cortex.surface
    depth = Along(lambda places: np.linalg.norm(surface.closest(places)[0] - places, axis=1), shaft.points)
    depth.settle(within & (depth.lower <= shaft.radius_mm))
    depth.values[~within] = outer[~within]
    depth.known[~within] = True
    return depth


def graded_part(shaft: Shaft, depth: np.ndarray) -> tuple[int, int]:
    """The first and the last station at which a screw of this ``depth`` (n,) in its bones is graded.

    Raises
    ------
    OsteoError
        The axis does not enter the bone.
    """
    begins, ends = _without_mouths(shaft, depth)
    covered = shaft.at_mm[depth >= shaft.radius_mm]
    if len(covered):
        begins, ends = min(begins, float(covered[0])), max(ends, float(covered[-1]))
    return _stations(shaft, depth, begins, ends)


def _without_mouths(shaft: Shaft, depth: np.ndarray) -> tuple[float, float]:
    """From where to where a screw lies ``MOUTH`` diameters or more from its entry and from its exit or tip, mm."""
    at = shaft.at_mm
    inside = np.flatnonzero(depth > 0)
    if len(inside) == 0:
        raise OsteoError("The axis of the screw does not enter the bone; place its entry and tip in it.")
    mouth = MOUTH * shaft.path.diameter_mm
    leaves = at[inside[-1]]
    return float(at[inside[0]] + mouth), float((leaves if at[-1] - leaves <= mouth else at[-1]) - mouth)


def _stations(shaft: Shaft, depth: np.ndarray, begins: float, ends: float) -> tuple[int, int]:
    if begins > ends:  # too short to have a middle: its best place tells
        best = int(np.argmax(depth))
        return best, best
    return int(np.searchsorted(shaft.at_mm, begins - 1e-9)), int(np.searchsorted(shaft.at_mm, ends + 1e-9)) - 1


def breach(shaft: Shaft, bones: Sequence[str], cortex: Cortex) -> Breach:
    """How a screw lies in ``bones`` (keys of its depths, in the order of the body's meshes); ``cortex`` as in
    :func:`held_depth`.

    Raises
    ------
    OsteoError
        The axis does not enter the bones.
    """
    depth = held_depth(shaft, bones, cortex)
    start, end = graded_part(shaft, depth.values)
    number = np.arange(len(shaft.at_mm))
    worst = depth.lowest((number >= start) & (number <= end))
    if depth.values[worst] >= shaft.radius_mm:
        first, last = _stations(shaft, depth.values, *_without_mouths(shaft, depth.values))
        worst = depth.lowest((number >= first) & (number <= last))
    point = shaft.points[worst]
    if isinstance(cortex, SurfaceDistance):
        place, owner = cortex.closest(point[None])[0][0], bones[0]
    else:
        places, face = cortex.surface.closest(point[None])
        place, owner = places[0], bones[int(cortex.bone_of_face[face[0]])]
    return Breach(
        shaft.radius_mm - float(depth.values[worst]),
        float(shaft.at_mm[worst]),
        _vector(point),
        _vector(place),
        owner,
        float(shaft.at_mm[start]),
        float(shaft.at_mm[end]),
    )


def _vector(point: np.ndarray) -> Vector:
    x, y, z = (float(value) for value in point)
    return x, y, z
