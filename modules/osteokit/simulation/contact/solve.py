"""The proxy: where the tool is, held by a spring to where the hand asks it to be, and kept out of the bone.

The spring is the virtual coupling of Colgate, Stanley and Brown (1995); the tool has no mass, so that each tick is one
implicit step towards the balance of spring, contact, friction and cutting (the static virtual coupling of Wan and
McNeely 2003).
"""

from dataclasses import dataclass

import numba as nb
import numpy as np


@dataclass(frozen=True)
class Coupling:
    """The spring between hand and tool.

    Attributes
    ----------
    stiffness_n_mm, stiffness_nmm_rad : float
        Along and about every axis. True newtons: a device that cannot give them scales what it is told.
    largest_n, largest_nmm : float
        The spring's force and torque stop growing there.
    slowness : float
        Drag on the tool, as a share of the spring's stiffness per tick: it takes the edge off single ticks.
    friction : float
        Coefficient of a smooth tool on wet bone.
    """

    stiffness_n_mm: float = 40.0
    stiffness_nmm_rad: float = 100_000.0
    largest_n: float = 400.0
    largest_nmm: float = 20_000.0
    slowness: float = 1.0
    friction: float = 0.1


@nb.njit(cache=True, nogil=True)
def spring(pose, hand, stiffness, turning, largest, largest_turning, wrench):
    """Force and torque on the tool, into ``wrench`` (6,), of the spring from ``pose`` to ``hand``; both capped."""
    size2 = 0.0
    for axis in range(3):
        wrench[axis] = stiffness * (hand[axis, 3] - pose[axis, 3])
        size2 += wrench[axis] ** 2
    if size2 > largest * largest:
        for axis in range(3):
            wrench[axis] *= largest / np.sqrt(size2)
    rotation_between(pose, hand, wrench)
    size2 = 0.0
    for axis in range(3, 6):
        wrench[axis] *= turning
        size2 += wrench[axis] ** 2
    if size2 > largest_turning * largest_turning:
        for axis in range(3, 6):
            wrench[axis] *= largest_turning / np.sqrt(size2)


@nb.njit(cache=True, nogil=True)
def rotation_between(start, end, out):
    """The vector of the rotation from ``start`` to ``end``, rad, RAS axes, into ``out[3:]``."""
    turn = np.empty((3, 3))
    for a in range(3):
        for b in range(3):
            turn[a, b] = end[a, 0] * start[b, 0] + end[a, 1] * start[b, 1] + end[a, 2] * start[b, 2]
    x, y, z = turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]
    sine = 0.5 * np.sqrt(x * x + y * y + z * z)
    cosine = 0.5 * (turn[0, 0] + turn[1, 1] + turn[2, 2] - 1.0)
    angle = np.arctan2(sine, cosine)
    scale = 0.5 * angle / sine if sine > 1e-9 else 0.5
    out[3], out[4], out[5] = scale * x, scale * y, scale * z
    if sine <= 1e-9 and cosine < 0.0:  # half a turn: any axis that both share
        column = 0
        for m in range(1, 3):
            if turn[m, m] > turn[column, column]:
                column = m
        size = 0.0
        for m in range(3):
            out[3 + m] = turn[m, column] + (1.0 if m == column else 0.0)
            size += out[3 + m] ** 2
        for m in range(3):
            out[3 + m] *= np.pi / np.sqrt(size)


@nb.njit(cache=True, nogil=True)
def advance(pose, pull, stiffness, turning, slowness, held, wrench, limit, reach, motion):
    """One implicit step of the tool; ``pose`` is moved in place, ``motion`` (6,) gets what it moved by.

    ``held`` and ``wrench`` are stiffness and force of all that acts besides the spring's ``pull``. The tip moves by no
    more than ``limit`` mm, nor does a point ``reach`` mm from it by the turn; a large turn does not hold up the tip.
    """
    for a in range(3):
        held[a, a] += stiffness * (1.0 + slowness)
        held[a + 3, a + 3] += turning * (1.0 + slowness)
        motion[a], motion[a + 3] = pull[a] + wrench[a], pull[a + 3] + wrench[a + 3]
    shift, both = held[:3, :3].copy(), held[:3, 3:].copy()
    force = motion[:3].copy()
    _solve(held, motion)
    turned = reach * np.sqrt(motion[3] ** 2 + motion[4] ** 2 + motion[5] ** 2)
    if turned > limit:  # the best place for the turn that is allowed
        for a in range(3):
            motion[a + 3] *= limit / turned
        for a in range(3):
            for b in range(3):
                force[a] -= both[a, b] * motion[b + 3]
        _solve(shift, force)
        motion[:3] = force
    far = np.sqrt(motion[0] ** 2 + motion[1] ** 2 + motion[2] ** 2)
    if far > limit:
        for a in range(3):
            motion[a] *= limit / far
    _turn(pose, motion)
    for a in range(3):
        pose[a, 3] += motion[a]


@nb.njit(cache=True, nogil=True)
def _solve(matrix, vector):
    """Cholesky's solution of a symmetric positive definite system; both arguments are overwritten."""
    size = len(vector)
    for a in range(size):
        for b in range(a):
            for c in range(b):
                matrix[a, b] -= matrix[a, c] * matrix[b, c]
            matrix[a, b] /= matrix[b, b]
            matrix[a, a] -= matrix[a, b] * matrix[a, b]
        matrix[a, a] = np.sqrt(max(matrix[a, a], 1e-12))
    for a in range(size):
        for b in range(a):
            vector[a] -= matrix[a, b] * vector[b]
        vector[a] /= matrix[a, a]
    for a in range(size - 1, -1, -1):
        for b in range(a + 1, size):
            vector[a] -= matrix[b, a] * vector[b]
        vector[a] /= matrix[a, a]


@nb.njit(cache=True, nogil=True)
def _turn(pose, motion):
    """Rotate ``pose`` about its origin by the rotation vector ``motion[3:]`` (Rodrigues), and keep it a rotation."""
    x, y, z = motion[3], motion[4], motion[5]
    angle = np.sqrt(x * x + y * y + z * z)
    if angle < 1e-12:
        return
    x, y, z = x / angle, y / angle, z / angle
    s, c = np.sin(angle), np.cos(angle)
    for column in range(3):
        vx, vy, vz = pose[0, column], pose[1, column], pose[2, column]
        along = (x * vx + y * vy + z * vz) * (1.0 - c)
        pose[0, column] = vx * c + (y * vz - z * vy) * s + x * along
        pose[1, column] = vy * c + (z * vx - x * vz) * s + y * along
        pose[2, column] = vz * c + (x * vy - y * vx) * s + z * along
    orthonormalise(pose)


@nb.njit(cache=True, nogil=True)
def is_rigid(pose):
    """Whether a 4x4 is a rotation and a translation of finite numbers, to a thousandth."""
    for a in range(3):
        for b in range(3):
            product = 0.0
            for c in range(3):
                product += pose[c, a] * pose[c, b]
            if not abs(product - (1.0 if a == b else 0.0)) <= 1e-3:  # this way round for what is no number
                return False
    x = pose[1, 0] * pose[2, 1] - pose[2, 0] * pose[1, 1]
    y = pose[2, 0] * pose[0, 1] - pose[0, 0] * pose[2, 1]
    z = pose[0, 0] * pose[1, 1] - pose[1, 0] * pose[0, 1]
    last = abs(pose[3, 0]) + abs(pose[3, 1]) + abs(pose[3, 2]) + abs(pose[3, 3] - 1.0)
    if not np.isfinite(pose[0, 3] + pose[1, 3] + pose[2, 3]):
        return False
    return x * pose[0, 2] + y * pose[1, 2] + z * pose[2, 2] > 0.0 and last < 1e-9


@nb.njit(cache=True, nogil=True)
def orthonormalise(pose):
    """Gram-Schmidt on the rotation, z first: the way of the tool counts most."""
    for order in range(2):
        column = 2 if order == 0 else 0
        if order == 1:
            along = pose[0, 0] * pose[0, 2] + pose[1, 0] * pose[1, 2] + pose[2, 0] * pose[2, 2]
            for a in range(3):
                pose[a, 0] -= along * pose[a, 2]
        size = np.sqrt(pose[0, column] ** 2 + pose[1, column] ** 2 + pose[2, column] ** 2)
        for a in range(3):
            pose[a, column] /= size
    pose[0, 1] = pose[1, 2] * pose[2, 0] - pose[2, 2] * pose[1, 0]
    pose[1, 1] = pose[2, 2] * pose[0, 0] - pose[0, 2] * pose[2, 0]
    pose[2, 1] = pose[0, 2] * pose[1, 0] - pose[1, 2] * pose[0, 0]
