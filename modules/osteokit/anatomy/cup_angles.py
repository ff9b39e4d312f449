"""The three ways to say where a cup or a socket points (Murray 1993), and how they turn into one another.

All go through the axis ``(lateral, front, down)``, unit, out of the socket, in the frame of the pelvis:

- radiographic: inclination RI is the angle of the axis to the long axis in the coronal projection, anteversion RA the
  angle to the coronal plane; axis = (sin RI cos RA, sin RA, cos RI cos RA);
- anatomic: inclination AI is the angle to the long axis, anteversion AA that to the transverse axis in the axial plane;
- operative: inclination OI is the angle to the sagittal plane, anteversion OA that to the long axis in that plane.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.angles import unit


@dataclass(frozen=True, eq=False)
class CupAngles:
    """Degrees; arrays (...) for a stack of axes (..., 3)."""

    radiographic_inclination: np.ndarray
    radiographic_anteversion: np.ndarray
    anatomic_inclination: np.ndarray
    anatomic_anteversion: np.ndarray
    operative_inclination: np.ndarray
    operative_anteversion: np.ndarray


def cup_angles(axis: np.ndarray) -> CupAngles:
    """All three pairs of a (lateral, front, down) axis (..., 3) of any length.

    Raises
    ------
    OsteoError
        The axis has no length.
    """
    lateral, front, down = np.moveaxis(unit(np.asarray(axis, np.float64), "axis of the cup"), -1, 0)
    return CupAngles(
        np.degrees(np.arctan2(lateral, down)),
        np.degrees(np.arctan2(front, np.hypot(lateral, down))),
        np.degrees(np.arctan2(np.hypot(lateral, front), down)),
        np.degrees(np.arctan2(front, lateral)),
        np.degrees(np.arctan2(lateral, np.hypot(front, down))),
        np.degrees(np.arctan2(front, down)),
    )


def axis_of_radiographic(inclination_deg: float, anteversion_deg: float) -> np.ndarray:
    """(lateral, front, down) of Murray's radiographic angles, unit (3,)."""
    i, a = np.radians([inclination_deg, anteversion_deg])
    return np.array([np.sin(i) * np.cos(a), np.sin(a), np.cos(i) * np.cos(a)])


def axis_of_anatomic(inclination_deg: float, anteversion_deg: float) -> np.ndarray:
    """(lateral, front, down) of Murray's anatomic angles, unit (3,)."""
    i, a = np.radians([inclination_deg, anteversion_deg])
    return np.array([np.sin(i) * np.cos(a), np.sin(i) * np.sin(a), np.cos(i)])


def axis_of_operative(inclination_deg: float, anteversion_deg: float) -> np.ndarray:
    """(lateral, front, down) of Murray's operative angles, unit (3,)."""
    i, a = np.radians([inclination_deg, anteversion_deg])
    return np.array([np.sin(i), np.cos(i) * np.sin(a), np.cos(i) * np.cos(a)])
