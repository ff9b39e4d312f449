"""Where the pedicles bridge a vertebral body and its arch, and where the foramina between them lie open.

A pedicle leaves the upper half of its body; the foramen begins at the disc and reaches up behind the lower half of the
body above. So above a disc nothing bridges body and arch, and below it the pedicles do, also where osteoporosis has
made the bodies darker than narrow discs between dense endplates.
"""

import numpy as np

from osteokit.segmentation.anatomy_rules.arc import ArcLine, sample
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid

BRIDGED_HU = 150.0
"""Mean of the weaker side over 8 mm above a place. Measured on a pelvis and on a chest with osteoporosis: 10..94 HU at
discs, 186..265 HU in the middle of bodies."""
BRIGHT_HU = 400.0
ASIDE_MM = np.arange(8.0, 18.1, 2.0)


def bridge_hu(grid: ReasonGrid, line: ArcLine) -> np.ndarray:
    """HU (0..400) of the weakest place of the best way from body to arch beside the canal, per mm of the line.

    Of the two sides the weaker one counts: an arch that is cut obliquely may seem to bridge on one side.
    """
    hu = np.clip(grid.hu, 0, BRIGHT_HU)
    return np.array([
        _bridge_at(grid, hu, body, middle - body, normal, depth)
        for body, middle, normal, depth in zip(line.points, line.canal, line.tangent, line.depth, strict=True)
    ])  # fmt: skip


def _bridge_at(
    grid: ReasonGrid, hu: np.ndarray, body: np.ndarray, to_canal: np.ndarray, normal: np.ndarray, depth: float
) -> float:
    right = np.array([1.0, 0, 0]) - normal * normal[0]
    right /= np.linalg.norm(right)
    back = to_canal - normal * (to_canal @ normal)
    away = float(np.linalg.norm(back))
    back /= max(away, 1e-6)
    along = np.arange(min(0.5 * depth, away - 4.0) - 3.0, away + 1.0, 1.5)  # from inside the body to the canal's middle
    aside = np.outer([-1.0, 1.0], ASIDE_MM)
    points = body + aside[..., None, None] * right + along[:, None] * back
    values = sample(grid, hu, points.reshape(-1, 3)).reshape(points.shape[:-1])
    return float(values.min(axis=2).max(axis=1).min())


def bridged_above(bridge: np.ndarray) -> np.ndarray:
    """Whether pedicles lie at a place of the line and just above it: no disc is there."""
    return _mean_over(bridge, 0, 8) > BRIDGED_HU


def disc_likeness_by_pedicles(bridge: np.ndarray, profile: np.ndarray) -> np.ndarray:
    """About -1..1.7 per mm: pedicles below and open foramina above, and a dark dip between two near endplates."""
    edge = np.clip((_mean_over(bridge, -10, -1) - _mean_over(bridge, 1, 9)) / 200.0, -1.0, 1.2)
    above = np.max([np.roll(profile, -d) for d in range(2, 7)], 0)
    below = np.max([np.roll(profile, d) for d in range(2, 7)], 0)
    dip = np.clip((np.minimum(above, below) - profile) / 50.0, 0.0, 0.5)
    return np.where(bridged_above(bridge), -1.0, edge + dip)


def _mean_over(values: np.ndarray, first: int, last: int) -> np.ndarray:
    """Mean of ``values[n + first : n + last + 1]`` for every n, the ends continued."""
    index = np.arange(len(values))[:, None] + np.arange(first, last + 1)
    return values[np.clip(index, 0, len(values) - 1)].mean(1)
