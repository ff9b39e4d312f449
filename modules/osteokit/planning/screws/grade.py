"""The grade of Gertzbein and Robbins (Spine 1990;15:11-14): how far a screw stands out of the cortex.

The breach is the largest of *radius minus distance to the cortex* over the part of the axis that lies in the bone: A
none, B below 2 mm, C below 4 mm, D below 6 mm, E 6 mm or more. A negative breach is the bone that is left around the
screw at its narrowest place.

Where a screw enters a bone, its axis crosses the cortex on purpose, and so does a tip that takes hold of the far
cortex. The graded part therefore begins where the whole diameter is first covered by bone and ends where it last is;
but at most ``MOUTH`` diameters of the axis are left out at either end, so that a wall that the screw scrapes along is
never taken for an entry. ``MOUTH`` covers any flat surface that is met at 19.5 degrees or more (sin = 1/3). What stands
out behind the far cortex is left out for as much, and is told as ``beyond_mm`` of the report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.bone_field import Bones
from osteokit.planning.screws.shaft import Shaft
from osteokit.surface.distance import SurfaceDistance

Grade = Literal["A", "B", "C", "D", "E"]
Vector = tuple[float, float, float]

MOUTH = 1.5
"""Diameters of the axis at an entry or exit that at most are not graded."""

HELD_MM = 3.0
"""A bone in which at least this much of the axis lies is one that the screw holds."""

BRIDGED_MM = 10.0
"""Between two bones that a screw joins (joint space, disc) its axis may be outside for this long."""


@dataclass(frozen=True)
class Breach:
    """How a screw lies in the bones that it holds.

    Attributes
    ----------
    breach_mm : float
        Above 0: how far the screw stands out; below 0: how much bone is left around it.
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


def held_depth(shaft: Shaft, bones: Sequence[str], body: Bones | None = None) -> np.ndarray:
    """Distance (n,) of the axis to the cortex of ``bones`` taken as one, positive inside.

    ``body`` is needed for two bones or more: their surfaces in the joint between them are no cortex.
    """
    depth = np.max([shaft.depth_mm[bone] for bone in bones], axis=0)
    if body is None:
        return depth
    within = (depth > 0) | bridged(shaft, bones)
    if within.any():
        points = shaft.points[within]
        depth = depth.copy()
        depth[within] = np.linalg.norm(body.surface.closest(points)[0] - points, axis=1)
    return depth


def graded_part(shaft: Shaft, depth: np.ndarray) -> tuple[int, int]:
    """The first and the last station at which a screw of this ``depth`` (n,) in its bones is graded.

    Raises
    ------
    OsteoError
        The axis does not enter the bone.
    """
    at = shaft.at_mm
    inside = np.flatnonzero(depth > 0)
    if len(inside) == 0:
        raise OsteoError("The axis of the screw does not enter the bone; place its entry and tip in it.")
    mouth = MOUTH * shaft.path.diameter_mm
    covered = np.flatnonzero(depth >= shaft.radius_mm)
    begins, ends = at[inside[0]] + mouth, at[-1] - mouth
    if len(covered):
        begins, ends = min(begins, at[covered[0]]), max(ends, at[covered[-1]])
    if begins > ends:  # too short to have a middle: its best place tells
        best = int(np.argmax(depth))
        return best, best
    return int(np.searchsorted(at, begins - 1e-9)), int(np.searchsorted(at, ends + 1e-9)) - 1


def breach(shaft: Shaft, bones: Sequence[str], surfaces: Mapping[str, SurfaceDistance], body: Bones | None) -> Breach:
    """How a screw lies in ``bones`` (keys of its depths), whose ``surfaces`` are given; ``body`` as in
    :func:`held_depth`.

    Raises
    ------
    OsteoError
        The axis does not enter the bones.
    """
    depth = held_depth(shaft, bones, body)
    start, end = graded_part(shaft, depth)
    worst = start + int(np.argmin(depth[start : end + 1]))
    point = shaft.points[worst]
    if body is None:
        places, owner = surfaces[bones[0]].closest(point[None])[0], bones[0]
    else:
        places, face = body.surface.closest(point[None])
        owner = bones[int(body.bone_of_face[face[0]])]
    return Breach(
        shaft.radius_mm - float(depth[worst]),
        float(shaft.at_mm[worst]),
        _vector(point),
        _vector(places[0]),
        owner,
        float(shaft.at_mm[start]),
        float(shaft.at_mm[end]),
    )


def _vector(point: np.ndarray) -> Vector:
    x, y, z = (float(value) for value in point)
    return x, y, z
