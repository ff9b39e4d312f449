"""The spines and tubercles of a hip bone: each the outermost place of its region in one direction of the pelvis.

Directions are by the meaning of each landmark (a spine that points forward is its most anterior place; one at a corner
is outermost between the two directions that meet there); all are in the frame of the anterior pelvic plane, laterally
mirrored for the left side. Regions are in parts of the height of the anterior superior spine above the socket, so
that they grow with the pelvis.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.find_extremes import Found, extreme
from osteokit.anatomy.frames import Frame, lateral_sign
from osteokit.anatomy.pelvis_frame import HipBone

Region = Callable[[np.ndarray, float, float], np.ndarray]
"""``region(local, height_mm, radius_mm)``: which of the points (n, 3), lateral, front, up from the socket's centre."""

RADII_PER_HEIGHT = 3.2
"""Height of the anterior superior spine above the centre of the socket, in radii of the socket: what is assumed while
that spine is not found (36 percent of the spines' distance, Seidel 1995, over 10 to 11 percent for the radius)."""

LEAST_ASIS_RADII = 2.2
"""An anterior superior spine lies at least this far above the socket's centre; what is lower is the inferior one."""

_SUMMIT_MM = 5.0


@dataclass(frozen=True)
class Spine:
    """How one landmark of a hip bone is found; ``direction`` is lateral, front, up (any length)."""

    key: str
    direction: tuple[float, float, float]
    region: Region
    method: str


ASIS = Spine(
    "asis",
    (0.0, 1.0, 0.0),
    lambda p, height, radius: p[:, 2] > LEAST_ASIS_RADII * radius,
    "most anterior place of the iliac crest",
)
PUBIC_TUBERCLE = Spine(
    "pubic_tubercle",
    (0.45, 0.8, -0.4),
    lambda p, height, radius: (p[:, 2] < 0.0) & (p[:, 0] < -radius),
    "outermost place of the pubic body to the front, side and below",
)
OTHERS = (
    Spine(
        "aiis",
        (0.25, 0.95, -0.25),
        lambda p, height, radius: (p[:, 2] > 0.25 * height) & (p[:, 2] < 0.75 * height),
        "most anterior place of the lower half of the ilium's front edge",
    ),
    Spine(
        "psis",
        (-0.25, -0.95, 0.0),
        lambda p, height, radius: (p[:, 2] > 0.3 * height) & (p[:, 1] < -2.5 * radius),
        "most posterior place of the iliac crest",
    ),
    Spine(
        "piis",
        (0.0, -0.6, -0.8),
        lambda p, height, radius: (p[:, 2] > 0.3 * height) & (p[:, 1] < -0.6 * height),
        "corner of the ilium above the greater sciatic notch",
    ),
    Spine(
        "ischial_spine",
        (-0.5, -0.8, 0.2),
        lambda p, height, radius: (np.abs(p[:, 2]) < 0.35 * height) & (p[:, 1] < -radius) & (p[:, 0] < -0.25 * radius),
        "outermost place between the sciatic notches to behind and medial",
    ),
)


def find_spine(hip: HipBone, frame: Frame, spine: Spine, height_mm: float) -> Found | None:
    """The landmark of one hip bone in a frame of the pelvis; None where its region is empty."""
    inside = spine.region(hip.coordinates(frame), height_mm, hip.socket.radius_mm)
    return extreme(hip.surface, _direction(hip, frame, spine), inside)


def is_inside(hip: HipBone, frame: Frame, spine: Spine, height_mm: float, place: Found) -> bool:
    """Whether a place found is a summit, and not only where its region ends on a slope."""
    inside = spine.region(hip.coordinates(frame), height_mm, hip.socket.radius_mm)
    outside = ~inside & (np.linalg.norm(hip.surface.points - place.point, axis=1) < _SUMMIT_MM)
    direction = _direction(hip, frame, spine)
    return not bool((hip.surface.points[outside] @ direction > place.point @ direction).any())


def _direction(hip: HipBone, frame: Frame, spine: Spine) -> np.ndarray:
    lateral, front, up = unit(np.array(spine.direction))
    return lateral * lateral_sign(hip.side) * frame.x + front * frame.y + up * frame.z
