"""Which disc is L5/S1: below it the bone is as wide as a sacrum (alae on both sides), above it only as a vertebra."""

import numpy as np
from scipy import ndimage

from osteokit.segmentation.anatomy_rules.discs import Disc
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid


def _frame(disc: Disc, posterior: float) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors to the right and to the back in the plane of the disc."""
    right = np.array([1.0, 0, 0]) - disc.normal * disc.normal[0]
    right /= np.linalg.norm(right)
    back = np.cross(disc.normal, right)
    return right, back if back[1] * posterior > 0 else -back


def wing_share(grid: ReasonGrid, disc: Disc, posterior: float, below: float) -> float:
    """Share of bone beside the vertebral body, the poorer of both sides, ``below`` mm under the disc (negative: above).

    Sampled 27..39 mm to the side, 4 mm in front to 12 mm behind the middle of the body: an ala fills that, a transverse
    process crosses it.
    """
    right, back = _frame(disc, posterior)
    shares = []
    for side in (-1, 1):
        u, v, w = np.meshgrid(np.arange(27, 40, 2.0), np.arange(-4, 13, 2.0), np.arange(below - 5, below + 6, 2.0))
        points = (
            disc.centre
            + side * u.ravel()[:, None] * right
            + v.ravel()[:, None] * back
            - w.ravel()[:, None] * disc.normal
        )
        shares.append(_solid_at(grid, points).mean())
    return float(min(shares))


def _solid_at(grid: ReasonGrid, points: np.ndarray) -> np.ndarray:
    return ndimage.map_coordinates(grid.solid.astype(np.float32), grid.to_index(points).T, order=0, cval=0.0)


def lumbosacral(grid: ReasonGrid, discs: list[Disc], posterior: float) -> tuple[int | None, float]:
    """Index of the L5/S1 disc in ``discs`` (from below upwards) with its certainty 0..1, or (None, 0)."""
    best, certainty = None, 0.0
    # the uppermost disc can not be it: there must be a whole vertebra above
    for n, disc in enumerate(discs[:-1]):
        under = wing_share(grid, disc, posterior, 12.0)
        over = wing_share(grid, disc, posterior, -14.0)
        score = min(under, 0.5) / 0.5 * np.clip((under - over) / 0.2, 0, 1)
        if disc.contrast > 0.25 and under > 0.38 and under - over > 0.1 and score > certainty:
            best, certainty = n, float(score)
    return best, certainty


def _joint_line(behind: np.ndarray) -> np.ndarray:
    """Distance of the sacroiliac joint from the midline (mm), ``behind`` mm behind the middle of the L5/S1 disc.

    It runs from in front and outside (about 56 mm) to behind and inside (about 38 mm).
    """
    return 56 - 0.35 * np.clip(behind - 15, 0, 60)


def iliac_wing(grid: ReasonGrid, promontory: Disc, lowest: float, side: int, posterior: float) -> np.ndarray:
    """Indices (n, 3) of bone that can only be the ilium: above the height ``lowest`` (RAS mm, above the hip joint),
    well outside of the sacroiliac joint."""
    index = np.argwhere(grid.solid)
    ras = grid.to_ras(index)
    offset = ras - promontory.centre
    outside = offset[:, 0] * side
    level = (ras[:, 2] > lowest) & (offset[:, 2] < 45)
    return index[level & (outside > _joint_line(offset[:, 1] * posterior) + 9) & (outside < 150)]


def sacral_core(grid: ReasonGrid, promontory: Disc, posterior: float) -> np.ndarray:
    """Indices (n, 3) of bone that can only be the sacrum: under L5/S1, behind the promontory, between the joints.

    Behind the canal the processes of L5 hang over the sacrum: there only what lies well below counts.
    """
    index = np.argwhere(grid.solid)
    offset = grid.to_ras(index) - promontory.centre
    behind = offset[:, 1] * posterior
    outside = np.abs(offset[:, 0])
    between = outside < np.where(offset[:, 2] > -55, _joint_line(behind) - 10, 26)
    under = (offset @ promontory.normal < -3) & ((behind < 18) | (offset[:, 2] < -32))
    return index[between & under & (behind > -18) & (offset[:, 2] > -105)]


def promontory_between(grid: ReasonGrid, one: np.ndarray, other: np.ndarray, posterior: float) -> Disc | None:
    """Where L5/S1 must be when both femoral heads are in view and the spine above is not; None where it is not sure.

    The midline bone behind and above the heads is the sacrum if it ends 65..130 mm above them; higher up it is a lumbar
    vertebra too.
    """
    middle = (one + other) / 2
    index = np.argwhere(grid.solid)
    offset = grid.to_ras(index) - middle
    behind = offset[:, 1] * posterior
    at_midline = (np.abs(offset[:, 0]) < 9) & (behind > -15) & (behind < 100) & (offset[:, 2] > 25)
    if at_midline.sum() * grid.h**3 < 4000:
        return None
    height, depth = offset[at_midline, 2], behind[at_midline]
    top = float(np.percentile(height, 98))
    reaches_border = grid.to_ras(np.array([grid.shape]))[0, 2] - (top + middle[2]) < 8
    if not 65 < top < 130 or reaches_border:
        return None
    tip = int(np.argmax(height - depth))
    centre = middle + np.array([0.0, posterior * (depth[tip] + 15), height[tip] + 9])
    normal = np.array([0.0, -posterior * 0.6, 0.8])
    return Disc(centre, normal, 0.0, 0.0)
