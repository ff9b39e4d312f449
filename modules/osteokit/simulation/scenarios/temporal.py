"""A generated block of temporal bone, opened from its lateral surface as in a mastoidectomy.

RAS, the surface over the antrum is the origin; the drill works toward the middle, -x (a right ear). Behind lies the
sigmoid sinus, deep the facial nerve, above the dura. Distances are typical, its air cells are a smooth noise.
"""

from functools import cache

import numpy as np

from osteokit.simulation.scenario import Risk
from osteokit.simulation.scenarios.generated_bone import GeneratedBone
from osteokit.simulation.scenarios.shapes import AIR_HU, SOFT_HU, Filling, Points, Solid, box
from osteokit.simulation.values import Vector

CAVITY_CENTER: Vector = (-6.0, 0.0, 0.0)
CAVITY_DIAMETER_MM = 18.0


@cache
def solid() -> Solid:
    """A block with rounded edges, 32 mm deep."""
    return box((-16.0, 0.0, 0.0), (16.0, 21.0, 20.0), 4.0)


def _around(points: Points) -> np.ndarray:
    return np.where(points[..., 0] > -4.0, AIR_HU, SOFT_HU)


def _cells(points: Points) -> np.ndarray:
    """Bony walls between air cells of about 3 mm."""
    x, y, z = (points[..., n] * 2.1 for n in range(3))
    x, y, z = x + 1.9 * np.sin(0.31 * z + 1.0), y + 2.3 * np.sin(0.27 * x), z + 2.1 * np.sin(0.23 * y + 2.0)
    wave = np.sin(x + 0.7 * np.sin(z)) * np.cos(y + 0.5 * np.sin(x)) + np.sin(y) * np.cos(z) + np.sin(z) * np.cos(x)
    return np.interp(wave, (-0.2, 0.35), (700.0, -300.0))


def bone(spacing_mm: float = 0.4) -> GeneratedBone:
    """The block in its box."""
    return GeneratedBone(solid(), Filling(2.0, _cells, _around), (-14.0, 0.0, 0.0), (40.0, 44.0, 42.0), spacing_mm)


def risks() -> tuple[Risk, ...]:
    """Sigmoid sinus, facial nerve, dura of the middle fossa."""
    return (
        Risk(
            "sigmoid_sinus", "Sigmoid sinus", "乙状窦", "vein",
            ((-11.0, -17.0, 18.0), (-12.0, -16.0, 0.0), (-14.0, -15.0, -18.0)), 4.5, 350.0,
        ),
        Risk("facial_nerve", "Facial nerve", "面神经", "nerve", ((-19.0, 4.0, 10.0), (-20.0, 3.0, -18.0)), 1.5),
        Risk(
            "dura", "Dura of the middle fossa", "中颅窝硬脑膜", "canal",
            ((-10.0, -16.0, 18.0), (-10.0, 16.0, 18.0)), 4.0,
        ),
    )  # fmt: skip
