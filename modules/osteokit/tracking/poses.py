"""Poses of tracked tools: 4x4 matrices, mm, checked where they come in."""

from collections.abc import Sequence

import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError

RIGID = 1e-3
"""How far a rotation may be from one; trackers round to three digits or more."""


def rigid_poses(poses: Sequence[np.ndarray] | np.ndarray, what: str = "pose") -> np.ndarray:
    """Poses as (n, 4, 4) float64.

    Raises
    ------
    OsteoError
        One is not finite or not rigid; the sentence names the first.
    """
    array = np.asarray(poses, dtype=np.float64).reshape(-1, 4, 4) if len(poses) else np.empty((0, 4, 4))
    if not np.isfinite(array).all():
        number = int(np.flatnonzero(~np.isfinite(array).all(axis=(1, 2)))[0])
        raise OsteoError(f"The {what} number {number + 1} is not finite; the tracker lost the tool. Leave it out.")
    turns = array[:, :3, :3]
    off = np.abs(turns @ turns.transpose(0, 2, 1) - np.eye(3)).max(axis=(1, 2)) if len(array) else np.empty(0)
    bad = (
        (off > RIGID) | (np.linalg.det(turns) < 0) | (np.abs(array[:, 3] - [0, 0, 0, 1]).max(axis=1, initial=0) > RIGID)
    )
    if bad.any():
        number = int(np.flatnonzero(bad)[0])
        raise OsteoError(
            f"The {what} number {number + 1} is no rigid motion (it scales, shears or mirrors); leave it out."
        )
    return array


def spread_deg(rotations: np.ndarray) -> np.ndarray:
    """How far rotations (n, 3, 3) are spread about their mean, in degrees: the extents (3,) along the principal axes of
    their rotation vectors, largest first. A tool turned about one axis alone has one extent that is not near 0."""
    if len(rotations) < 2:
        return np.zeros(3)
    turns = Rotation.from_matrix(rotations)
    away = np.degrees((turns.mean().inv() * turns).as_rotvec())
    _, _, axes = np.linalg.svd(away - away.mean(axis=0), full_matrices=False)
    along = away @ axes.T
    extent = np.zeros(3)
    extent[: along.shape[1]] = np.ptp(along, axis=0)
    return np.sort(extent)[::-1]
