"""The arithmetic of a cut within a tick, compiled: numpy's calls on three numbers would take longer than the shell."""

import numba as nb
import numpy as np

from osteokit.simulation.contact.feel import NORMAL


@nb.njit(cache=True, nogil=True)
def push_along(pose, pull, sums, sideways, axis, spin):
    """How hard ``pull`` (6,) pushes along the feed, N, not below 0; the feed's direction goes into ``axis`` (3,).

    The feed goes along the tool (``spin``, its third column) or, where ``sideways``, against the bone that the cutting
    end touches.
    """
    size = 0.0
    for a in range(3):
        spin[a] = pose[a, 2]
        axis[a] = pose[a, 2]
        size += sums[NORMAL + a] ** 2
    if sideways and size > 1e-18:
        for a in range(3):
            axis[a] = sums[NORMAL + a] / np.sqrt(size)
    return max(pull[0] * axis[0] + pull[1] * axis[1] + pull[2] * axis[2], 0.0)


@nb.njit(cache=True, nogil=True)
def resist_cut(drag, side_n, axis, spin, cut, held, wrench):
    """Add the drag of a cut to stiffness (6, 6) and wrench (6,), and what its turning edge pushes off from."""
    wrench[0] -= side_n * (spin[1] * axis[2] - spin[2] * axis[1])
    wrench[1] -= side_n * (spin[2] * axis[0] - spin[0] * axis[2])
    wrench[2] -= side_n * (spin[0] * axis[1] - spin[1] * axis[0])
    along = 0.0
    for a in range(3):
        for b in range(3):
            along += axis[a] * cut[a, b] * axis[b]
    if along > 1e-9:
        for a in range(6):
            for b in range(6):
                held[a, b] += drag / along * cut[a, b]


@nb.njit(cache=True, nogil=True)
def lead_thread(drag, drive, axis, held, wrench):
    """Add what leads a screw along its thread to stiffness (6, 6) and wrench (6,)."""
    for a in range(3):
        wrench[a] += drive * axis[a]
        for b in range(3):
            held[a, b] += drag * axis[a] * axis[b]


@nb.njit(cache=True, nogil=True)
def on_hand(pull, pose, torque_nmm, swing_n, wrench):
    """What the hand feels, into ``wrench`` (6,): the spring's pull back, the motor's torque, the texture of the cut."""
    for a in range(3):
        wrench[a] = -pull[a] - swing_n * pose[a, 2]
        wrench[a + 3] = -pull[a + 3] - torque_nmm * pose[a, 2]


@nb.njit(cache=True, nogil=True)
def spring_energy(pull, stiffness, turning):
    """Energy in the coupling, N mm."""
    force2 = pull[0] ** 2 + pull[1] ** 2 + pull[2] ** 2
    turn2 = pull[3] ** 2 + pull[4] ** 2 + pull[5] ** 2
    return 0.5 * (force2 / stiffness + turn2 / turning)
