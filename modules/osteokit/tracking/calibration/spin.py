"""Spin calibration: the tool is turned about its own shaft; which way does the shaft point?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.calibration.turning import still_direction
from osteokit.tracking.poses import rigid_poses, spread_deg

FEWEST = 10
STILL_DEG = 20.0
WOBBLE_DEG = 20.0


@dataclass(frozen=True, eq=False)
class SpinCalibration:
    """``axis`` (3,): unit vector along the shaft in the tool's coordinates, towards the tip; ``wobble_deg``: root mean
    square angle by which the shaft left its mean direction; ``spin_deg``: how far it was turned."""

    axis: np.ndarray
    wobble_deg: float
    spin_deg: float


def spin_calibration(poses: Sequence[np.ndarray] | np.ndarray, tip: np.ndarray) -> SpinCalibration:
    """The shaft's direction from poses (n, 4, 4), tool to tracker; ``tip`` (3,) in the tool's coordinates says which of
    the two ways along the shaft leads to it, as the tool's markers sit behind it.

    Raises
    ------
    OsteoError
        Too few poses, one not rigid, the tool was not turned, or not about one axis; or the shaft is square to the tip.
    """
    matrices = rigid_poses(poses)
    if len(matrices) < FEWEST:
        raise OsteoError(f"A spin calibration needs {FEWEST} poses or more, these are {len(matrices)}; record longer.")
    turns = matrices[:, :3, :3]
    extent = spread_deg(turns)
    if extent[0] < STILL_DEG:
        raise OsteoError(f"The tool was turned by {extent[0]:.0f} degrees only: turn it about its shaft, half round.")
    axis, wobble = still_direction(turns)
    if wobble > WOBBLE_DEG:
        raise OsteoError(f"The shaft wobbled by {wobble:.0f} degrees: turn the tool about its shaft alone.")
    ahead = float(axis @ np.asarray(tip, dtype=np.float64))
    if abs(ahead) < 1e-6:
        raise OsteoError("The shaft does not lead towards the tip; do the pivot calibration of this tool first.")
    return SpinCalibration(axis * np.sign(ahead), wobble, float(extent[0]))
