"""Blade calibration: a saw's blade lies flat on a table and is turned and slid there; which way does it face?

The table lets it turn about the blade's own normal alone, so the normal is found as the shaft is by a spin. Neither
the tip nor where the table stands is needed; table and reference must not turn against each other meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.calibration.turning import still_direction
from osteokit.tracking.poses import rigid_poses, spread_deg

FEWEST = 10
STILL_DEG = 20.0
WOBBLE_DEG = 5.0
"""A blade that lies on a table is held by it: it wobbles less than a shaft that is turned by hand."""
SQUARE_DEG = 15.0
"""So far from square to the shaft a blade is not mounted."""


@dataclass(frozen=True, eq=False)
class BladeCalibration:
    """``normal`` (3,): unit vector square to the blade in the tool's coordinates; of its two signs, as a plane has two
    sides, the one whose largest coordinate is positive. ``wobble_deg``: root mean square angle by which it left its
    mean direction; ``turned_deg``: how far it was turned."""

    normal: np.ndarray
    wobble_deg: float
    turned_deg: float


def blade_calibration(poses: Sequence[np.ndarray] | np.ndarray) -> BladeCalibration:
    """The normal of a blade from poses (n, 4, 4), tool to tracker, while it lay flat.

    Raises
    ------
    OsteoError
        Too few poses, one not rigid, the blade was not turned, or did not lie flat.
    """
    matrices = rigid_poses(poses)
    if len(matrices) < FEWEST:
        raise OsteoError(f"A blade calibration needs {FEWEST} poses or more, these are {len(matrices)}; record longer.")
    turns = matrices[:, :3, :3]
    turned = float(spread_deg(turns)[0])
    if turned < STILL_DEG:
        raise OsteoError(
            f"The blade was turned by {turned:.0f} degrees only: turn it on the table, a quarter round or more."
        )
    normal, wobble = still_direction(turns)
    if wobble > WOBBLE_DEG:
        raise OsteoError(f"The blade wobbled by {wobble:.0f} degrees: keep it flat on the table while it is turned.")
    return BladeCalibration(normal * np.sign(normal[np.abs(normal).argmax()]), wobble, turned)


def check_square(normal: np.ndarray, shaft: np.ndarray) -> None:
    """Refuse a blade's unit normal (3,) that is not about square to the unit ``shaft`` (3,).

    Raises
    ------
    OsteoError
        One of the two was found while the tool was turned about something else.
    """
    off = float(np.degrees(np.arcsin(np.clip(abs(normal @ shaft), 0.0, 1.0))))
    if off > SQUARE_DEG:
        raise OsteoError(
            f"Shaft and blade do not fit: the blade's normal is {off:.0f} degrees from square to the shaft; "
            "spin the tool about its shaft, then turn the blade flat on a table."
        )
