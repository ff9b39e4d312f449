"""One order of axes for every algorithm: k towards superior, j towards anterior, i towards right.

Working on the array in this order and turning the answer back makes results independent of how a file stores its
axes, exactly, not approximately.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from osteokit.imaging.volume import Volume


@dataclass(frozen=True)
class Turn:
    """How an array ``[k, j, i]`` was permuted and flipped."""

    order: tuple[int, int, int]
    flips: tuple[int, ...]

    def apply(self, array: np.ndarray) -> np.ndarray:
        """A view in the common order."""
        return np.flip(array.transpose(self.order), self.flips)

    def undo(self, array: np.ndarray) -> np.ndarray:
        """A contiguous array in the order of the file."""
        return np.ascontiguousarray(np.flip(array, self.flips).transpose(np.argsort(self.order)))


def common_order(ijk_to_ras: np.ndarray) -> Turn:
    """The turn that brings array axes nearest to (S, A, R), all ascending; any oblique orientation has one."""
    axes = np.asarray(ijk_to_ras)[:3, :3] / np.linalg.norm(np.asarray(ijk_to_ras)[:3, :3], axis=0)
    ras, ijk = linear_sum_assignment(-np.abs(axes))
    ijk_of = dict(zip(ras.tolist(), ijk.tolist(), strict=True))
    order = tuple(2 - ijk_of[r] for r in (2, 1, 0))
    flips = tuple(place for place, r in enumerate((2, 1, 0)) if axes[r, ijk_of[r]] < 0)
    return Turn((order[0], order[1], order[2]), flips)


def turned_volume(volume: Volume) -> tuple[np.ndarray, tuple[float, float, float], Turn]:
    """Voxels in the common order (float32, contiguous), their spacing (k, j, i), and the turn."""
    turn = common_order(volume.ijk_to_ras)
    spacing = volume.spacing_mm[::-1]
    voxels = np.ascontiguousarray(turn.apply(volume.voxels), np.float32)
    a, b, c = (spacing[axis] for axis in turn.order)
    return voxels, (a, b, c), turn
