"""A tool's label map back on the volume's grid: axes may be turned, nothing may be resampled."""

import itertools

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume

TOLERANCE_VOXELS = 0.05
"""How far corners may lie apart: NIfTI keeps its matrix as float32, which costs about 1e-4 voxels."""


def on_grid(labels: np.ndarray, ijk_to_ras: np.ndarray, volume: Volume, title: str) -> np.ndarray:
    """``labels`` ``[k, j, i]`` of the grid ``ijk_to_ras``, with axes permuted and flipped to those of ``volume``.

    Raises
    ------
    OsteoError
        The two grids do not hold the same voxel centres.
    """
    tool_to_volume = np.linalg.solve(volume.ijk_to_ras, ijk_to_ras)
    turn = np.round(tool_to_volume[:3, :3])
    size = np.array(labels.shape[::-1])
    wanted = np.array(volume.voxels.shape[::-1])
    if not _is_turn(turn) or not np.array_equal(np.abs(turn) @ size, wanted):
        raise OsteoError(_sentence(title, size, wanted))
    corners = np.array(list(itertools.product(*((0, n - 1) for n in size))), dtype=float)
    landed = corners @ tool_to_volume[:3, :3].T + tool_to_volume[:3, 3]
    shift = np.where(turn.sum(axis=1) < 0, wanted - 1, 0)
    if np.abs(landed - (corners @ turn.T + shift)).max() > TOLERANCE_VOXELS:
        raise OsteoError(_sentence(title, size, wanted))
    source_axis = np.argmax(np.abs(turn), axis=1)  # volume axis (i, j, k) comes from this axis of the tool
    turned = labels.transpose(2, 1, 0).transpose(*source_axis)
    turned = np.flip(turned, axis=tuple(int(a) for a in np.nonzero(turn.sum(axis=1) < 0)[0]))
    return np.ascontiguousarray(turned.transpose(2, 1, 0))


def _is_turn(matrix: np.ndarray) -> bool:
    """Whether it is a permutation with signs."""
    return bool((np.abs(matrix).sum(axis=0) == 1).all() and (np.abs(matrix).sum(axis=1) == 1).all())


def _sentence(title: str, size: np.ndarray, wanted: np.ndarray) -> str:
    given, needed = ("x".join(str(int(n)) for n in s) for s in (size, wanted))
    return f"{title} gave labels on another grid than the image ({given}, needed {needed} at the same place); not used."
