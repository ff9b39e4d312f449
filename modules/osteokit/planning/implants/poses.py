"""From a screw's line to its implant's pose, and back."""

import numpy as np

from osteokit.planning.implants.values import Implant
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.transform import any_perpendicular, pose_of


def screw_pose(path: ScrewPath) -> np.ndarray:
    """The 4x4 pose (RAS mm) of a screw or wire on this path: origin at the entry, z to the tip; its turn about z is
    always the same for the same direction."""
    return pose_of(np.array(path.entry), any_perpendicular(path.axis), path.axis)


def screw_path(implant: Implant, pose: np.ndarray) -> ScrewPath:
    """The line of a screw or wire with its own length and diameter, RAS mm.

    Raises
    ------
    OsteoError
        The article lacks ``length_mm`` or ``diameter_mm``.
    """
    entry = np.asarray(pose, dtype=np.float64)[:3, 3]
    tip = entry + implant.size("length_mm") * np.asarray(pose, dtype=np.float64)[:3, 2]
    return ScrewPath(_vector(entry), _vector(tip), implant.size("diameter_mm"))


def _vector(point: np.ndarray) -> tuple[float, float, float]:
    return float(point[0]), float(point[1]), float(point[2])
