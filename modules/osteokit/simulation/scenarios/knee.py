"""A generated right proximal tibia, and the medial opening-wedge cut through it.

RAS, the joint line in the middle of the plateau is the origin; the shaft goes down; medial is -x. Sizes are typical of
adults: plateau 74 x 48 mm, shaft 28 mm. The cut begins 35 mm below the joint line on the medial side and ends 10 mm
inside the lateral cortex, 17 mm below it (after Lobenhoffer and Agneskirchner 2003).
"""

from functools import cache

import numpy as np

from osteokit.simulation.scenario import Risk
from osteokit.simulation.scenarios.generated_bone import GeneratedBone, vector
from osteokit.simulation.scenarios.shapes import (
    AIR_HU,
    MARROW_HU,
    SOFT_HU,
    Filling,
    Points,
    Solid,
    capsule,
    column,
    ellipsoid,
    surface_along,
    union,
)
from osteokit.simulation.values import Vector

LENGTH_MM = 70.0
HALF_WIDTH, HALF_DEPTH = 37.0, 24.0
SHAFT_RADIUS = 14.0
CUT_SPACING_MM = 0.4
"""A third of the saw's kerf: in larger voxels a slot is not there for the blade."""

MEDIAL_START_MM, LATERAL_END_MM, HINGE_MM = 35.0, 17.0, 10.0


def _flare(z: np.ndarray) -> np.ndarray:
    """1 at the plateau, falling to 0 in the shaft."""
    return np.exp(-((np.maximum(-z, 0.0) / 30.0) ** 1.6))


@cache
def solid() -> Solid:
    """Flaring shaft, plateau with its rounded rim, tuberosity, fibular head apart."""
    tibia = column(
        (0.0, 0.0), lambda z: SHAFT_RADIUS + (HALF_WIDTH - SHAFT_RADIUS) * _flare(z),
        lambda z: SHAFT_RADIUS + (HALF_DEPTH - SHAFT_RADIUS) * _flare(z), -200.0, 0.0,
    )  # fmt: skip
    tuberosity = ellipsoid((4.0, 16.0, -34.0), (8.0, 8.0, 16.0))
    fibula = union(
        ellipsoid((39.0, -14.0, -20.0), (8.0, 8.0, 12.0)), capsule((39.0, -14.0, -22.0), (36.0, -14.0, -120.0), 5.0)
    )
    return union(union(tibia, tuberosity, blend=6.0), fibula)


def _around(points: Points) -> np.ndarray:
    """Exposed on the medial side; the back and the lateral side are covered."""
    return np.where((points[..., 0] < 0.0) & (points[..., 1] > -12.0), AIR_HU, SOFT_HU)


def _cancellous(points: Points) -> np.ndarray:
    """Dense below the plateau, marrow in the shaft."""
    depth = -points[..., 2]
    return np.interp(depth, (0.0, 10.0, 40.0, 70.0), (420.0, 260.0, 120.0, MARROW_HU))


def _cortex(points: Points) -> np.ndarray:
    return np.interp(-points[..., 2], (0.0, 30.0, 70.0), (1.4, 1.8, 4.0))


def bone(spacing_mm: float = 0.6) -> GeneratedBone:
    """The proximal tibia and the head of the fibula in their box."""
    center, size = (2.0, -6.0, -LENGTH_MM / 2 + 9.0), (100.0, 84.0, LENGTH_MM + 18.0)
    filling = Filling(_cortex, _cancellous, _around)
    return GeneratedBone(
        solid(), filling, center, size, spacing_mm, (2.0, 0.0, -27.0), (84.0, 60.0, 62.0), CUT_SPACING_MM
    )


@cache
def cut_line() -> tuple[Vector, Vector]:
    """Where the cut enters the medial cortex and where it ends at the hinge."""
    medial = surface_along(solid(), (0.0, 0.0, -MEDIAL_START_MM), (-1.0, 0.0, 0.0))
    lateral = surface_along(_tibia_alone(), (0.0, 0.0, -LATERAL_END_MM), (1.0, 0.0, 0.0))
    way = (lateral - medial) / np.linalg.norm(lateral - medial)
    return vector(medial), vector(lateral - HINGE_MM * way)


def _tibia_alone() -> Solid:
    whole = solid()
    return lambda points: np.where(points[..., 0] > 45.0, 1.0, whole(points))


def risks() -> tuple[Risk, ...]:
    """Popliteal artery and tibial nerve behind, the joint above, the common peroneal nerve at the fibular neck."""
    return (
        Risk(
            "popliteal_artery", "Popliteal artery", "腘动脉", "artery",
            ((0.0, -34.0, 8.0), (1.0, -33.0, -20.0), (2.0, -28.0, -45.0), (2.0, -26.0, -72.0)), 3.5, 450.0,
        ),
        Risk("tibial_nerve", "Tibial nerve", "胫神经", "nerve", ((5.0, -40.0, 8.0), (6.0, -34.0, -72.0)), 2.5),
        Risk("joint", "Knee joint", "膝关节", "joint", _joint(), 5.0),
        Risk(
            "peroneal_nerve", "Common peroneal nerve", "腓总神经", "nerve",
            ((44.0, -24.0, -24.0), (47.0, -14.0, -34.0)), 2.0,
        ),
    )  # fmt: skip


def _joint() -> tuple[Vector, ...]:
    """To and fro over the plateau, near enough that its tubes leave no gap: a disc of 10 mm with its outline."""
    rows = np.linspace(-(HALF_DEPTH - 6.0), HALF_DEPTH - 6.0, 5)
    course = []
    for number, y in enumerate(rows):
        half = (HALF_WIDTH - 6.0) * float(np.sqrt(1.0 - (y / HALF_DEPTH) ** 2))
        ends = ((-half, float(y), 6.0), (half, float(y), 6.0))
        course += ends if number % 2 == 0 else ends[::-1]
    return tuple((round(x, 1), round(y, 1), z) for x, y, z in course)
