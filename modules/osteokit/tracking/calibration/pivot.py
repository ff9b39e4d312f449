"""Pivot calibration: the tip rests in a dimple, the tool is tilted about it; where is the tip?

Algebraic least squares over all poses at once (the "algebraic one step" of Yaniv 2015, doi:10.1117/12.2081348): for a
tip t in the tool's and a pivot c in the tracker's coordinates, R_i t + p_i = c.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.poses import rigid_poses, spread_deg

FEWEST = 10
STILL_DEG = 5.0
COVERED_DEG = 20.0
"""Below this second-largest extent of the tilts the tip's depth is a guess."""


@dataclass(frozen=True, eq=False)
class PivotCalibration:
    """What came of it.

    Attributes
    ----------
    tip : ndarray (3,)
        In the tool's coordinates, mm.
    pivot : ndarray (3,)
        Where the dimple is, in the tracker's coordinates, mm.
    rms_mm : float
        Root mean square over the poses of the distance between pivot and tip. Others divide by the coordinates too,
        which gives 1/sqrt(3) of it (:attr:`rms_per_coordinate_mm`).
    residuals_mm : ndarray (n,)
        That distance for each pose.
    tip_error_mm : float
        Expected error of the tip (1 standard deviation, all axes together), from residuals and tilts. It takes the
        errors of the poses as independent; what a tracker gets wrong for a whole sweep is not told by it.
    tilts_deg : ndarray (3,)
        Extents of the tilts along their principal axes.
    """

    tip: np.ndarray
    pivot: np.ndarray
    rms_mm: float
    residuals_mm: np.ndarray
    tip_error_mm: float
    tilts_deg: np.ndarray

    @property
    def rms_per_coordinate_mm(self) -> float:
        return self.rms_mm / float(np.sqrt(3))

    @property
    def advice(self) -> str:
        """What to do better, one sentence; empty where the tool was tilted enough."""
        if self.tilts_deg[1] >= COVERED_DEG:
            return ""
        return (
            f"The coverage is too small ({self.tilts_deg[0]:.0f} by {self.tilts_deg[1]:.0f} degrees): "
            "tilt the tool more, in all directions."
        )


def pivot_calibration(poses: Sequence[np.ndarray] | np.ndarray) -> PivotCalibration:
    """The tip of a tool from its poses (n, 4, 4), tool to tracker, mm.

    Raises
    ------
    OsteoError
        There are fewer than ten poses, one is not rigid, or the tool was held still or turned about one axis alone.
    """
    matrices = rigid_poses(poses)
    if len(matrices) < FEWEST:
        raise OsteoError(f"A pivot calibration needs {FEWEST} poses or more, these are {len(matrices)}; record longer.")
    turns, places = matrices[:, :3, :3], matrices[:, :3, 3]
    tilts = spread_deg(turns)
    if tilts[0] < STILL_DEG:
        raise OsteoError(f"The tool was held still ({tilts[0]:.1f} degrees): tilt it about its tip while recording.")
    if tilts[1] < STILL_DEG:
        raise OsteoError(
            f"The tool was turned about one axis alone ({tilts[0]:.0f} by {tilts[1]:.1f} degrees), which does not tell "
            "how long it is: tilt it in all directions."
        )
    system = np.concatenate([turns, np.broadcast_to(-np.eye(3), turns.shape)], axis=2).reshape(-1, 6)
    solution, *_ = np.linalg.lstsq(system, -places.ravel(), rcond=None)
    tip, pivot = solution[:3], solution[3:]
    residuals = np.linalg.norm(turns @ tip + places - pivot, axis=1)
    variance = float((residuals**2).sum()) / (system.shape[0] - 6)
    covariance = variance * np.linalg.inv(system.T @ system)
    error = float(np.sqrt(np.trace(covariance[:3, :3])))
    return PivotCalibration(tip, pivot, float(np.sqrt((residuals**2).mean())), residuals, error, tilts)
