"""No energy out of nothing: the passivity observer and controller of Hannaford and Ryu (IEEE Trans Robot Autom
2002;18:1).

The observer adds up what the hand put in, ``-F . dx`` per tick with the force that answers that motion. Where the sum
would fall below zero, the controller takes from force and torque just the part along the motion that is too much.
"""

import numba as nb
import numpy as np

from osteokit.simulation.contact.solve import rotation_between


@nb.njit(cache=True, nogil=True)
def passive(energy, moved, wrench):
    """Correct ``wrench`` (6,), the force and torque on the hand, in place; return the energy that is stored, N mm.

    ``energy`` is what was stored before, ``moved`` (6,) the hand's motion since the last tick, mm and rad. The parts of
    force and torque that push along their motion are made smaller by the same share; neither ever grows.
    """
    by_force = wrench[0] * moved[0] + wrench[1] * moved[1] + wrench[2] * moved[2]
    by_torque = wrench[3] * moved[3] + wrench[4] * moved[4] + wrench[5] * moved[5]
    left = energy - by_force - by_torque
    if left >= 0.0:
        return left
    share = -left / (max(by_force, 0.0) + max(by_torque, 0.0))
    for first, given in ((0, by_force), (3, by_torque)):
        if given > 0.0:
            size2 = moved[first] ** 2 + moved[first + 1] ** 2 + moved[first + 2] ** 2
            for a in range(first, first + 3):
                wrench[a] -= share * given / size2 * moved[a]
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
