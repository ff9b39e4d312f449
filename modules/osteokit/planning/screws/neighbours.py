"""How near a screw comes to what it should keep away from: other screws, other bones, joints."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.planning.screws.along import Along
from osteokit.planning.screws.shaft import stations
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance

Vector = tuple[float, float, float]
Kind = Literal["screw", "bone", "joint", "canal"]

NEAR_MM = 40.0
"""What is farther away is not measured."""

HEAD_REACH = 1.5
"""Within this many radii of its centre a tip is in the head, or was driven out of it."""


@dataclass(frozen=True)
class Clearance:
    """The free space between a screw and one thing near it.

    Attributes
    ----------
    kind, name : str
        What it is, and which: a screw's name, the key of a bone, ``"hip_left"`` for a joint.
    distance_mm : float
        From the screw's surface; below 0 it reaches in by so much.
    at_mm : float
        Where along the screw.
    point : Vector
        That place on the screw's axis, RAS mm.
    """

    kind: Kind
    name: str
    distance_mm: float
    at_mm: float
    point: Vector


def screw_clearance(path: ScrewPath, other: ScrewPath, name: str) -> Clearance:
    """The gap between two screws: the distance of their axes less both radii (ends counted as round, which is at most
    a radius on the safe side)."""
    along, distance = nearest_on_segments(path, other)
    gap = distance - (path.diameter_mm + other.diameter_mm) / 2
    return Clearance("screw", name, gap, along, _on(path, along))


def nearest_on_segments(path: ScrewPath, other: ScrewPath) -> tuple[float, float]:
    """Where along ``path`` (mm) the axis of ``other`` is nearest, and how far it is there.

    Ericson, Real-Time Collision Detection (2005), section 5.1.9.
    """
    p, u, a = np.asarray(path.entry), path.axis, path.length_mm
    q, v, b = np.asarray(other.entry), other.axis, other.length_mm
    w = p - q
    cosine = float(u @ v)
    square = 1.0 - cosine**2
    s = 0.0 if square < 1e-12 else float(np.clip((cosine * (v @ w) - u @ w) / square, 0.0, a))
    t = float(v @ w) + cosine * s
    if not 0.0 <= t <= b:
        t = float(np.clip(t, 0.0, b))
        s = float(np.clip(cosine * t - u @ w, 0.0, a))
    return s, float(np.linalg.norm(w + s * u - t * v))


def bone_clearances(
    path: ScrewPath,
    bones: Iterable[str],
    surface: Callable[[str], SurfaceDistance],
    boxes: Mapping[str, np.ndarray],
) -> list[Clearance]:
    """The gap to each of ``bones`` within ``NEAR_MM``; ``surface`` gives a bone's distances, ``boxes`` (2, 3) hold
    them all."""
    at, points = stations(path)
    reach = NEAR_MM + path.diameter_mm / 2
    low, high = points.min(axis=0) - reach, points.max(axis=0) + reach
    found = []
    for key in bones:
        if (boxes[key][0] > high).any() or (boxes[key][1] < low).any():
            continue
        along = Along(surface(key).signed, points)
        if along.values.min() > reach:
            continue
        nearest = along.lowest(np.ones(len(at), bool))
        gap = float(along.values[nearest]) - path.diameter_mm / 2
        found.append(Clearance("bone", key, gap, float(at[nearest]), _on(path, float(at[nearest]))))
    return found


def joint_clearances(path: ScrewPath, landmarks: Mapping[str, BoneLandmarks], held: Sequence[str]) -> list[Clearance]:
    """The gap to the ball joints whose centre and radius the landmarks know.

    A screw in a femur is in its head on purpose: there the tip's distance to the head's surface counts. To any other
    screw the whole ball is forbidden.
    """
    found = []
    for key, bone in landmarks.items():
        for name, radius in bone.radii_mm.items():
            if name == "femoral_head_center" and key in held:
                away = float(np.linalg.norm(np.subtract(path.tip, bone.point(name))))
                if away < HEAD_REACH * radius:  # the tip of a screw in the shaft has nothing to do with the head
                    found.append(Clearance("joint", key, radius - away, path.length_mm, path.tip))
            elif name.startswith("acetabulum_center") and not any(one.startswith("femur") for one in held):
                side = name.removeprefix("acetabulum_center").strip("_") or bone.side
                found.append(_ball_clearance(path, bone.point(name), radius, f"hip_{side}"))
    return [one for one in found if one.distance_mm < NEAR_MM]


def _ball_clearance(path: ScrewPath, center: np.ndarray, radius: float, name: str) -> Clearance:
    along = float(np.clip((center - np.asarray(path.entry)) @ path.axis, 0.0, path.length_mm))
    point = _on(path, along)
    gap = float(np.linalg.norm(np.subtract(point, center))) - radius - path.diameter_mm / 2
    return Clearance("joint", name, gap, along, point)


def _on(path: ScrewPath, along: float) -> Vector:
    x, y, z = (float(value) for value in np.asarray(path.entry) + along * path.axis)
    return x, y, z
