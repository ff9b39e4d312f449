"""Holes of plates: round and oval ones for free screws, conical ones in which a screw locks."""

from dataclasses import dataclass
from typing import Literal

import manifold3d
import numpy as np

from osteokit.planning.implants.families.rings import capped, circle
from osteokit.planning.implants.families.threads import measures_for
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.solid import manifold_of

STEPS = 48
HALF_STEP = np.array([[np.cos(np.pi / STEPS), -np.sin(np.pi / STEPS)], [np.sin(np.pi / STEPS), np.cos(np.pi / STEPS)]])
FREE_ANGLE_DEG = 15.0
"""By how much a screw may lean in a hole with a seat for its round head; typical."""
LOCKING_HEAD = 0.62
"""Length of a locking screw's head over its width."""


@dataclass(frozen=True)
class Hole:
    """A hole along z through a plate whose outer side is at z = -thickness.

    Attributes
    ----------
    kind : str
        ``"free"`` (a seat for a round head; oval where ``travel_mm`` is above 0) or ``"locking"`` (a cone).
    x, y : float
        Of its middle.
    screw_mm : float
        Diameter of the thread that it takes.
    top_mm, bottom_mm : float
        Diameter at the outer side and at the bone.
    seat_mm : float
        Depth from the outer side at which the cone of the seat ends; the whole thickness for a locking hole.
    sunk_mm : float
        How deep below the outer side the origin of a screw comes to lie whose head sits in the hole.
    travel_mm : float
        Length along x by which an oval hole is longer than wide.
    lean_deg : float
        By how much the screw may lean away from z.
    """

    kind: Literal["free", "locking"]
    x: float
    y: float
    screw_mm: float
    top_mm: float
    bottom_mm: float
    seat_mm: float
    sunk_mm: float
    travel_mm: float = 0.0
    lean_deg: float = 0.0

    @property
    def ends(self) -> np.ndarray:
        """Centres (2, 2) of the round ends; both in the middle of a round hole."""
        half = self.travel_mm / 2
        return np.array([[self.x - half, self.y], [self.x + half, self.y]])

    def volume_mm3(self, thickness_mm: float) -> float:
        """The section at radius r is pi r^2 + 2 r travel; r runs linearly through the seat."""
        a, b, h = self.top_mm / 2, self.bottom_mm / 2, self.seat_mm
        seat = np.pi * h / 3 * (a**2 + a * b + b**2) + self.travel_mm * (a + b) * h
        return float(seat + (np.pi * b**2 + 2 * b * self.travel_mm) * (thickness_mm - h))

    def cutter(self, thickness_mm: float) -> manifold3d.Manifold:
        """A body that sticks out of both sides of the plate by 1 mm, with corners outside so that volumes are true."""
        # Turned by half a step, so that no corner lies on x = 0, where the two round ends part.
        around = circle(STEPS) @ HALF_STEP.T
        shift = np.where(around[:, :1] > 0, 1, -1) * np.array([self.travel_mm / 2, 0])
        levels = [(-thickness_mm - 1, self.top_mm), (-thickness_mm, self.top_mm)]
        levels.append((-thickness_mm + self.seat_mm, self.bottom_mm))
        levels.append((1.0, self.bottom_mm))
        rings = [
            np.column_stack([around * diameter / 2 + shift + [self.x, self.y], np.full(STEPS, z)])
            for z, diameter in levels
        ]
        return manifold_of(capped(rings))

    def connection(self, name: str, point: np.ndarray) -> ConnectionPoint:
        """``point`` is where the origin of a screw lies whose head sits in the hole."""
        accepts = ("cortical_screw", "cancellous_screw") if self.kind == "free" else ("locking_screw",)
        return ConnectionPoint(
            name, "screw" if self.kind == "free" else "locking", (float(point[0]), float(point[1]), float(point[2])),
            (0.0, 0.0, 1.0), self.screw_mm, self.lean_deg, accepts,
        )  # fmt: skip


def free_hole(x: float, y: float, screw_mm: float, thickness_mm: float, travel_mm: float = 0.0) -> Hole:
    """For a cortical screw with a round head: wider than the thread by an eighth, with a conical seat for the head."""
    bottom = 1.12 * screw_mm
    top = bottom + 0.45 * screw_mm
    head, neck = (measures_for("cortical", screw_mm)[name] / 2 for name in ("head_mm", "core_mm"))
    # The sphere of the head rests on the rim of the seat; its neck is where the screw has its origin.
    rim = min(top / 2, 0.98 * head)
    sunk = float(np.sqrt(head**2 - neck**2) - np.sqrt(head**2 - rim**2))
    return Hole("free", x, y, screw_mm, top, bottom, 0.55 * thickness_mm, sunk, travel_mm, FREE_ANGLE_DEG)


def locking_hole(x: float, y: float, screw_mm: float, thickness_mm: float, lean_deg: float = 0.0) -> Hole:
    """A cone with the taper of a locking screw's head, which ends flush with the outer side."""
    head = measures_for("locking", screw_mm)["head_mm"]
    return Hole(
        "locking",
        x,
        y,
        screw_mm,
        head,
        0.88 * head,
        thickness_mm,
        min(LOCKING_HEAD * head, thickness_mm),
        0.0,
        lean_deg,
    )
