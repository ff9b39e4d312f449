"""A generated shaft of the radius with an oblique fracture, for the holes of a plate.

RAS, the middle of the shaft is the origin, its axis is z; the plate lies in front (+y), the drill goes back.
Outer diameters 15 x 13 mm, cortex 3 mm, four holes of 2.5 mm for screws of 3.5 mm, 12 mm apart as in such plates.
"""

from functools import cache

import numpy as np

from osteokit.simulation.scenario import Risk
from osteokit.simulation.scenarios.generated_bone import GeneratedBone, vector
from osteokit.simulation.scenarios.shapes import (
    AIR_HU,
    CORTICAL_HU,
    MARROW_HU,
    SOFT_HU,
    Filling,
    Points,
    Solid,
    column,
    surface_along,
    without,
)
from osteokit.simulation.values import Vector

HOLES_Z = (-26.0, -14.0, 14.0, 26.0)
HOLE_MM = 2.5
FAR_MM = 1.0
"""How far beyond the far cortex a hole must go."""


@cache
def shaft() -> Solid:
    """The shaft before it broke."""
    return column((0.0, 0.0), lambda z: 7.5 + 0 * z, lambda z: 6.5 + 0 * z, -200.0, 200.0)


@cache
def solid() -> Solid:
    """The shaft with a gap of 0.8 mm."""
    normal = np.array([0.0, 0.5, 0.866], np.float32)
    return without(shaft(), lambda points: np.abs(points @ normal) - 0.4)


def _around(points: Points) -> np.ndarray:
    return np.where((points[..., 1] > 0.0), AIR_HU, SOFT_HU)


def _wall(points: Points) -> np.ndarray:
    """Cortex all the way through the wall of the shaft, at the fracture too; marrow inside."""
    return np.interp(-shaft()(points), (2.8, 3.2), (CORTICAL_HU, MARROW_HU))


def bone(spacing_mm: float = 0.4) -> GeneratedBone:
    """The shaft in its box."""
    return GeneratedBone(solid(), Filling(0.0, _wall, _around), (0.0, -3.0, 0.0), (30.0, 32.0, 72.0), spacing_mm)


@cache
def hole_line(z: float) -> tuple[Vector, Vector]:
    """Of the hole at height ``z``: its entry in front and its end behind the far cortex."""
    middle = (0.0, 0.0, z)
    front = surface_along(shaft(), middle, (0.0, 1.0, 0.0))
    back = surface_along(shaft(), middle, (0.0, -1.0, 0.0))
    return vector(front), vector(back - (0.0, FAR_MM, 0.0))


def risks() -> tuple[Risk, ...]:
    """Vessel and nerve behind the far cortex."""
    return (
        Risk(
            "interosseous_artery", "Posterior interosseous artery", "骨间后动脉", "artery",
            ((0.5, -11.5, -36.0), (0.0, -11.0, 36.0)), 1.5, 80.0,
        ),
        Risk(
            "interosseous_nerve", "Posterior interosseous nerve", "骨间后神经", "nerve",
            ((-3.5, -12.5, -36.0), (-3.0, -12.0, 36.0)), 1.2,
        ),
    )  # fmt: skip
