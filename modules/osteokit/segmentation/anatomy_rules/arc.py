"""The spine's line by arc length, and values of a field at points."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid
from osteokit.segmentation.anatomy_rules.spine import SpineLine


@dataclass(frozen=True, eq=False)
class ArcLine:
    """The line of bodies by arc length: ``s`` (n,) every 1 mm, ``points``, ``tangent`` (n, 3), ``depth`` (n,) mm;
    ``canal`` (n, 3) is the canal's middle beside each point."""

    s: np.ndarray
    points: np.ndarray
    tangent: np.ndarray
    depth: np.ndarray
    canal: np.ndarray


def arc_line(spine: SpineLine) -> ArcLine:
    steps = np.r_[0, np.cumsum(np.linalg.norm(np.diff(spine.body, axis=0), axis=1))]
    s = np.arange(0, steps[-1], 1.0)
    points = np.stack([np.interp(s, steps, spine.body[:, c]) for c in range(3)], 1)
    canal = np.stack([np.interp(s, steps, spine.canal[:, c]) for c in range(3)], 1)
    tangent = np.gradient(ndimage.gaussian_filter1d(points, 10, axis=0, mode="nearest"), axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    return ArcLine(s, points, tangent, np.interp(s, steps, spine.depth), canal)


def sample(grid: ReasonGrid, field: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Values (n,) of a field of the grid at points (n, 3), RAS mm, linearly between voxels."""
    return ndimage.map_coordinates(field, grid.to_index(points).T, order=1, mode="nearest")
