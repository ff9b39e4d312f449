"""No energy out of nothing: the passivity observer and controller of Hannaford and Ryu (IEEE Trans Robot Autom
2002;18:1).

The observer adds up what the hand put in, ``-F . dx`` per tick with the force that answers that motion. Where the sum
would fall below zero, the controller takes from the force just the part along the motion that is too much.
"""

import numba as nb
import numpy as np

from osteokit.simulation.contact.solve import rotation_between

ARM_MM = 50.0
"""How a rotation is compared with a translation: by the way of a point this far from the tip."""


@nb.njit(cache=True, nogil=True)
def passive(energy, moved, wrench):
    """Correct ``wrench`` (6,), the force and torque on the hand, in place; return the energy that is stored, N mm.

    ``energy`` is what was stored before, ``moved`` (6,) the hand's motion since the last tick, mm and rad.
    """
    given, size = 0.0, 0.0
    for a in range(6):
        given += wrench[a] * moved[a]
        size += moved[a] ** 2 * (1.0 if a < 3 else ARM_MM**2)
    left = energy - given
    if left >= 0.0 or size < 1e-24:
        return max(left, 0.0) if size < 1e-24 else left
    for a in range(6):
        wrench[a] += left / size * moved[a] * (1.0 if a < 3 else ARM_MM**2)
    return 0.0


@nb.njit(cache=True, nogil=True)
def motion_between(start, end, out):
    """Translation and rotation vector from one pose to the next, RAS axes, into ``out`` (6,)."""
    for a in range(3):
        out[a] = end[a, 3] - start[a, 3]
    rotation_between(start, end, out)


def stored_energy(start: float, motions: np.ndarray, wrenches: np.ndarray) -> np.ndarray:
    """Energy that the hand has put in after each tick, N mm, of recorded ``motions`` and ``wrenches`` (n, 6)."""
    return start - np.cumsum(np.einsum("ij,ij->i", motions, wrenches))
