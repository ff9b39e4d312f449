"""A generated patch of skin with a wound, on a flat bone.

RAS: the skin is the plane z = 0, the wound runs along x through the origin.
"""

from functools import cache

import numpy as np

from osteokit.simulation.scenario import Risk
from osteokit.simulation.scenarios.generated_bone import GeneratedBone
from osteokit.simulation.scenarios.shapes import AIR_HU, SOFT_HU, Filling, Points, Solid, box
from osteokit.simulation.values import Vector

WOUND: tuple[Vector, Vector] = ((-25.0, 0.0, 0.0), (25.0, 0.0, 0.0))
BITE_MM = 5.0
STITCHES = 5


@cache
def solid() -> Solid:
    """A flat bone 12 mm below the skin."""
    return box((0.0, 0.0, -16.0), (44.0, 30.0, 4.0), 2.0)


def _around(points: Points) -> np.ndarray:
    return np.where(points[..., 2] > 0.0, AIR_HU, SOFT_HU)


def bone(spacing_mm: float = 0.8) -> GeneratedBone:
    """The bone under the patch in its box."""
    return GeneratedBone(solid(), Filling(1.5, 220.0, _around), (0.0, 0.0, -6.0), (92.0, 64.0, 32.0), spacing_mm)


def risks() -> tuple[Risk, ...]:
    """A vein under the skin."""
    return (
        Risk("vein", "Subcutaneous vein", "皮下静脉", "vein", ((-30.0, 12.0, -8.0), (30.0, 10.0, -8.0)), 1.2, 20.0),
    )
