"""Which vertebrae carry ribs: a second count, to doubt the one that starts at the sacrum."""

import numpy as np

from osteokit.segmentation.anatomy_rules.discs import Disc
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid
from osteokit.segmentation.anatomy_rules.spine import SpineLine

BEARING = 0.012  # share of bone where a rib must cross; transverse processes of lumbar vertebrae end before it
LUMBAR = 5


def rib_share(grid: ReasonGrid, spine: SpineLine, below: Disc, posterior: float) -> float:
    """Share of bone 48..60 mm beside the spine at the height of the vertebra on the disc ``below``, the poorer side."""
    canal = spine.canal[int(np.abs(spine.canal[:, 2] - below.centre[2] - 15).argmin())]
    shares = []
    for side in (-1, 1):
        u, v, w = np.meshgrid(np.arange(48, 60, 2.0), np.arange(-15, 31, 2.0), np.arange(-10, 26, 2.0))
        points = np.stack(
            [
                below.centre[0] + side * u.ravel(),
                canal[1] + posterior * v.ravel(),
                below.centre[2] + w.ravel(),
            ],
            1,
        )
        index = np.round(grid.to_index(points)).astype(int)
        inside = ((index >= 0) & (index < np.array(grid.shape))).all(1)
        if inside.mean() < 0.6:
            return 0.0
        shares.append(float(grid.solid[tuple(index[inside].T)].mean()))
    return min(shares)


def lowest_rib_bearing(grid: ReasonGrid, spine: SpineLine, discs: list[Disc], posterior: float) -> int | None:
    """How many vertebrae (0..) lie between the sacrum (under ``discs[0]``) and the lowest that carries ribs, or None.

    The two lowest are left out: the iliac crests stand beside them.
    """
    for number, disc in enumerate(discs):
        if number >= 2 and rib_share(grid, spine, disc, posterior) >= BEARING:
            return number
    return None


def transitional_warning(free_of_ribs: int | None) -> str | None:
    """What to tell where the number of vertebrae without ribs is not five."""
    if free_of_ribs is None or free_of_ribs == LUMBAR:
        return None
    return (
        f"There seem to be {free_of_ribs} vertebrae without ribs above the sacrum where five are usual: "
        "possibly a transitional vertebra; check the numbers of the vertebrae."
    )
