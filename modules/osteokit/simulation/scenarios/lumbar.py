"""A generated third lumbar vertebra, and what lies about it.

Sizes are typical means of adults (Panjabi et al. 1992, Spine 17:299; Zindrick et al. 1987, Spine 12:160): body 46 x 34
x 28 mm, canal 24 x 17 mm, pedicle 10 x 14 mm, converging by 15 degrees. RAS, the middle of the canal is the origin.
"""

import math
from functools import cache

import numpy as np

from osteokit.simulation.scenario import Risk
from osteokit.simulation.scenarios.generated_bone import GeneratedBone, vector
from osteokit.simulation.scenarios.shapes import (
    AIR_HU,
    SOFT_HU,
    Filling,
    Points,
    Solid,
    box,
    capsule,
    column,
    ellipsoid,
    surface_along,
    union,
    without,
)
from osteokit.simulation.values import Vector

CANAL = (12.0, 8.5)
"""Half widths along R and A."""

BODY_CENTER_Y, BODY_DEPTH, BODY_HALF_HEIGHT = 25.5, 34.0, 14.0
ISTHMUS = (17.0, 4.0, 6.0)
"""Middle of the right pedicle's waist."""

PEDICLE_HALF = (5.0, 7.0)
CONVERGENCE_DEG = 15.0
CORTEX_MM, END_PLATE_MM = 1.2, 0.8
BODY_SHARE = 0.8
"""How far a screw goes into the body, of its depth."""


def _pedicle(side: float) -> Solid:
    """An ellipse of :data:`PEDICLE_HALF` swept along the converging axis: a capsule in a space squeezed along z."""
    wide, high = PEDICLE_HALF
    squeeze = wide / high
    middle = np.array([side * ISTHMUS[0], ISTHMUS[1], ISTHMUS[2] * squeeze])
    way = pedicle_axis(side)
    swept = capsule(middle - 13.0 * way, middle + 16.0 * way, wide)
    scale = np.array([1.0, 1.0, squeeze], np.float32)
    return lambda points: swept(points * scale)


def pedicle_axis(side: float) -> np.ndarray:
    """Unit direction (3,) forward along the pedicle; ``side`` is 1 on the right, -1 on the left."""
    angle = math.radians(CONVERGENCE_DEG)
    return np.array([-side * math.sin(angle), math.cos(angle), 0.0])


def _half(part: Solid) -> Solid:
    """A part given for the right, on both sides."""
    mirror = np.array([-1.0, 1.0, 1.0], np.float32)
    return lambda points: np.minimum(part(points), part(points * mirror))


def _waist(z: np.ndarray) -> np.ndarray:
    """How much narrower the body is at height z than at its ends."""
    return 2.0 * (1.0 - (z / BODY_HALF_HEIGHT) ** 2)


@cache
def solid() -> Solid:
    """Body, pedicles, articular masses, laminae, spinous and transverse processes, less the canal."""
    body = column(
        (0.0, BODY_CENTER_Y), lambda z: 24.0 - _waist(z), lambda z: BODY_DEPTH / 2 + 1.0 - _waist(z) / 2,
        -BODY_HALF_HEIGHT, BODY_HALF_HEIGHT,
    )  # fmt: skip
    behind = box((0.0, -18.0, 0.0), (26.0, 14.0, 10.0))
    ring = column((0.0, -1.0), lambda z: CANAL[0] + 5.0 + 0 * z, lambda z: CANAL[1] + 5.0 + 0 * z, -9.0, 9.0)
    laminae = _both(ring, behind)
    masses = _half(ellipsoid((19.5, -9.0, 4.0), (7.5, 6.5, 11.0)))
    upper = _half(ellipsoid((18.0, -9.0, 13.0), (5.5, 5.0, 8.0)))
    lower = _half(ellipsoid((13.0, -13.0, -11.0), (5.0, 4.5, 9.0)))
    spinous = box((0.0, -25.0, -3.0), (3.2, 13.0, 8.5), 3.0)
    transverse = _half(capsule((21.0, -5.0, 5.0), (40.0, -8.0, 7.0), 3.6))
    bone = union(
        body, union(_pedicle(1.0), _pedicle(-1.0)), laminae, masses, upper, lower, spinous, transverse, blend=2.5
    )
    hole = column((0.0, 0.0), lambda z: CANAL[0] + 0 * z, lambda z: CANAL[1] + 0 * z, -60.0, 60.0)
    return without(bone, hole)


def _both(one: Solid, other: Solid) -> Solid:
    return lambda points: np.maximum(one(points), other(points))


def _around(points: Points) -> np.ndarray:
    """The surgeon's exposure is behind the vertebra; soft tissue fills canal and front."""
    in_canal = np.linalg.norm(points[..., :2] / np.array(CANAL), axis=-1) < 1.1
    return np.where((points[..., 1] < -4.0) & ~in_canal, AIR_HU, SOFT_HU)


def _cancellous(points: Points) -> np.ndarray:
    """Denser in the pedicles and behind than in the body."""
    return np.where(points[..., 1] > 9.0, 180.0, 320.0)


def _cortex(points: Points) -> np.ndarray:
    return np.where(np.abs(points[..., 2]) > BODY_HALF_HEIGHT - 2.0, END_PLATE_MM, CORTEX_MM)


def bone(spacing_mm: float = 0.5) -> GeneratedBone:
    """The vertebra in its box."""
    filling = Filling(_cortex, _cancellous, _around)
    return GeneratedBone(solid(), filling, (0.0, 6.0, 1.0), (96.0, 96.0, 52.0), spacing_mm)


@cache
def pedicle_line(side: float) -> tuple[Vector, Vector]:
    """Entry on the surface behind the pedicle, and the end at :data:`BODY_SHARE` of the body; ``side`` as above."""
    way = pedicle_axis(side)
    middle = np.array([side * ISTHMUS[0], ISTHMUS[1], ISTHMUS[2]])
    entry = surface_along(solid(), middle, -way, 40.0)
    back = BODY_CENTER_Y - BODY_DEPTH / 2
    end = middle + (back + BODY_SHARE * BODY_DEPTH - middle[1]) / way[1] * way
    return vector(entry), vector(end)


def risks() -> tuple[Risk, ...]:
    """The dural sac, the roots below both pedicles, aorta and vena cava before the body (aorta on the left)."""
    roots = tuple(
        Risk(
            f"root_{word}", f"L3 root, {word}", f"{chinese}侧 L3 神经根", "nerve",
            tuple((side * x, y, z) for x, y, z in ((9.0, 2.0, 0.0), (15.0, 5.0, -6.5), (24.0, 10.0, -12.0))), 2.5,
        )
        for word, chinese, side in (("left", "左", -1.0), ("right", "右", 1.0))
    )  # fmt: skip
    return (
        Risk("dura", "Dural sac", "硬膜囊", "canal", ((0.0, 0.0, -24.0), (0.0, 0.0, 26.0)), 8.0),
        *roots,
        Risk("aorta", "Aorta", "腹主动脉", "artery", ((-9.0, 54.0, -24.0), (-9.0, 54.0, 26.0)), 9.0, 900.0),
        Risk("vena_cava", "Vena cava", "下腔静脉", "vein", ((13.0, 54.0, -24.0), (13.0, 54.0, 26.0)), 9.5, 600.0),
    )
