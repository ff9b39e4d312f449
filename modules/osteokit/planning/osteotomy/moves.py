"""Motions of a fragment after a cut, as 4x4 matrices in RAS mm; combine them with ``@``, the last one on the left."""

from functools import reduce

import numpy as np
from numpy.typing import ArrayLike

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.cuts import BiplanarCut, WedgeCut
from osteokit.planning.osteotomy.saw import hinge_frame
from osteokit.surface.transform import direction_of, rotation_about, translation

LARGEST_ANGLE_DEG = 90.0
LARGEST_SHIFT_MM = 200.0


def hinge_rotation(hinge_point: ArrayLike, hinge_axis: ArrayLike, angle_deg: float) -> np.ndarray:
    """Turning right-handed about the hinge line: opens or closes a wedge.

    Raises
    ------
    OsteoError
        The axis has no length, or the angle is beyond what a bone can be opened to (90 degrees).
    """
    return rotation_about(hinge_point, hinge_axis, _angle(angle_deg))


def derotation(point: ArrayLike, axis: ArrayLike, angle_deg: float) -> np.ndarray:
    """Turning right-handed about the long axis of the bone through ``point``: corrects torsion.

    Positive about an axis that points to the head turns the front of the fragment to the patient's left.
    """
    return rotation_about(point, axis, _angle(angle_deg))


def lengthening(direction: ArrayLike, length_mm: float) -> np.ndarray:
    """Shifting along ``direction``; negative shortens, or closes the kerf."""
    if not (np.isfinite(length_mm) and abs(length_mm) <= LARGEST_SHIFT_MM):
        raise OsteoError(
            f"A bone cannot be lengthened by {length_mm} mm; choose at most {LARGEST_SHIFT_MM:.0f} mm either way."
        )
    return translation(direction_of(direction) * length_mm)


def planned_move(cut: WedgeCut | BiplanarCut, moving: str = "distal") -> np.ndarray:
    """What the cut is made for: opens or closes its wedge by its own angle about its hinge.

    ``moving`` is the fragment that moves, ``"distal"`` or ``"proximal"``.
    """
    frame = hinge_frame(cut)
    opens = isinstance(cut, BiplanarCut) or cut.motion == "opening"
    sign = (1 if opens else -1) * (1 if moving == "distal" else -1)
    return rotation_about(frame[:3, 3], frame[:3, 1], sign * cut.angle_deg)


def combined(*moves: np.ndarray) -> np.ndarray:
    """One matrix for moves made one after another, the first one first."""
    return reduce(lambda done, move: move @ done, moves, np.eye(4))


def _angle(angle_deg: float) -> float:
    if not (np.isfinite(angle_deg) and abs(angle_deg) <= LARGEST_ANGLE_DEG):
        raise OsteoError(
            f"A fragment cannot be turned by {angle_deg} degrees; choose at most {LARGEST_ANGLE_DEG:.0f} either way."
        )
    return float(angle_deg)
