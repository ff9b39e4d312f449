"""Hand-eye calibration: how a sensor sits on a moved body, from their motions (A X = X B).

Rotation by Park and Martin 1994 (doi:10.1109/70.326576): the rotation vectors of the two motions are turned into each
other by X; then the translation by linear least squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.tracking.poses import rigid_poses

FEWEST = 4
ALIKE = 0.05
"""Smallest share of the second singular value of the rotation axes in the first: below, all turn about one axis."""


@dataclass(frozen=True, eq=False)
class HandEye:
    """``sensor_to_hand`` (4, 4), and the root mean squares of what the pairs of motions leave."""

    sensor_to_hand: np.ndarray
    rms_deg: float
    rms_mm: float


def hand_eye(
    hand_to_base: Sequence[np.ndarray] | np.ndarray, target_to_sensor: Sequence[np.ndarray] | np.ndarray
) -> HandEye:
    """X in hand_to_base_i X target_to_sensor_i = constant, from n poses each (n, 4, 4), taken at the same moments.

    Raises
    ------
    OsteoError
        Fewer than four pairs, unequal numbers, a pose that is not rigid, or motions about one axis alone.
    """
    hands, targets = rigid_poses(hand_to_base, "pose of the hand"), rigid_poses(target_to_sensor, "pose of the target")
    if len(hands) != len(targets) or len(hands) < FEWEST:
        raise OsteoError(
            f"Hand-eye calibration needs {FEWEST} pairs of poses or more, not {len(hands)} and {len(targets)}."
        )
    first, second = np.triu_indices(len(hands), 1)
    a = np.linalg.inv(hands[second]) @ hands[first]
    b = targets[second] @ np.linalg.inv(targets[first])
    alpha = Rotation.from_matrix(a[:, :3, :3]).as_rotvec()
    beta = Rotation.from_matrix(b[:, :3, :3]).as_rotvec()
    sizes = np.linalg.svd(beta, compute_uv=False)
    if sizes[0] < np.radians(5.0) or sizes[1] < ALIKE * sizes[0]:
        raise OsteoError(
            "The poses turn about one axis alone or hardly at all; take them with turns about several axes."
        )
    turn = Rotation.align_vectors(alpha, beta)[0]
    x = np.eye(4)
    x[:3, :3] = turn.as_matrix()
    system = (a[:, :3, :3] - np.eye(3)).reshape(-1, 3)
    x[:3, 3], *_ = np.linalg.lstsq(system, ((turn.apply(b[:, :3, 3])) - a[:, :3, 3]).ravel(), rcond=None)
    left, right = a @ x, x @ b
    off_deg = np.degrees(Rotation.from_matrix(np.swapaxes(left[:, :3, :3], 1, 2) @ right[:, :3, :3]).magnitude())
    off_mm = np.linalg.norm(left[:, :3, 3] - right[:, :3, 3], axis=1)
    return HandEye(x, float(np.sqrt((off_deg**2).mean())), float(np.sqrt((off_mm**2).mean())))
