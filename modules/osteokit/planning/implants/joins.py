"""Which screw sits in which hole: the connection points of one placed implant and the axis of another."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from osteokit.planning.implants.values import ConnectionPoint, Implant

SLACK_MM = 0.6
"""By how much a screw's axis may miss the middle of a hole beyond the room in it."""

WIDEST_DEG = 60.0
"""A screw that leans more goes past a hole, not through it."""


class Placed(Protocol):
    """An article, its pose (4x4 RAS mm) and its connection points in its own frame, as they are in the end."""

    @property
    def article(self) -> Implant: ...

    @property
    def pose(self) -> np.ndarray: ...

    @property
    def connections(self) -> Sequence[ConnectionPoint]: ...

    @property
    def is_screw(self) -> bool: ...


def taken_by(host: Placed, screw: Placed) -> ConnectionPoint | None:
    """The hole of ``host`` through which the axis of ``screw`` goes; None where there is none.

    The axis must pass the middle of the hole by no more than the room that the screw has in it.
    """
    if not screw.is_screw or host.is_screw:
        return None
    diameter = screw.article.sizes.get("diameter_mm", 0.0)
    entry, axis = screw.pose[:3, 3], screw.pose[:3, 2]
    length = screw.article.sizes.get("length_mm", 0.0)
    best, nearest = None, np.inf
    for hole in host.connections:
        if hole.kind not in ("screw", "locking") or diameter > hole.diameter_mm + SLACK_MM:
            continue
        point = host.pose[:3, :3] @ np.array(hole.point) + host.pose[:3, 3]
        along = float((point - entry) @ axis)
        away = float(np.linalg.norm(point - entry - along * axis))
        room = (hole.diameter_mm - diameter) / 2 + SLACK_MM
        reaches = -2 * hole.diameter_mm <= along <= length
        if reaches and away <= max(room, SLACK_MM) and away < nearest and leaning_deg(hole, screw, host) <= WIDEST_DEG:
            best, nearest = hole, away
    return best


def leaning_deg(hole: ConnectionPoint, screw: Placed, host: Placed) -> float:
    """The angle between a screw and the axis of a hole, 0 to 90 degrees: a nail's hole is entered from either side."""
    axis = host.pose[:3, :3] @ np.array(hole.axis)
    return float(np.degrees(np.arccos(np.clip(abs(axis @ screw.pose[:3, 2]), 0.0, 1.0))))
