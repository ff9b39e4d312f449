"""What a tool's shell feels of the bone at one pose: penalty forces with their stiffness, and what its cutting end
meets.

Points of the shell are tested against the distance field (McNeely, Puterbaugh and Troy 1999; with signed distances
Barbic and James 2008). The force of a point grows smoothly from nothing as bone comes nearer than its rest distance
and pushes along the field's gradient.
"""

import numba as nb
import numpy as np

from osteokit.simulation.tools.pointshell import CONTACT, CUTTING, THREAD
from osteokit.simulation.values import TISSUES
from osteokit.simulation.voxel_bone.bone import FULL, STEPS

ENGAGED, DENSITY, CLEARANCE, CONTACTS, NORMAL, READ, SHARES = 0, 1, 2, 3, 4, 7, 8
"""Places in the sums: share of the cutting end in bone; the least distance to bone that is sure, mm; number of
points held off; mean outward normal of the engaged cutting end (3); share of the engaged points whose bone was read,
and that times its density, g/cm3; share by tissue (len(TISSUES))."""

SUMS = SHARES + len(TISSUES)

STIFFNESS_N_MM = 1000.0
"""Of one point, as large as keeps tools out of bone by hundredths of a millimetre; the proxy is solved implicitly,
so that it costs no stability."""

_AHEAD = 0.75  # voxels before the cutting surface, where what it meets is read
_LEAD = 0.25  # voxels; the cutting end is engaged where bone is nearer
_READ = 4  # of so many cutting points one looks what bone it meets, which costs more than where it is
_BALL = 0.87  # half the diagonal of a voxel: how much nearer than a voxel's middle bone can be


@nb.njit(cache=True, nogil=True)
def feel(
    distance, density, tissue, removed, origin, spacing, step,
    points, normals, role, share, rest, pose, friction, held, wrench, cut, sums,
):  # fmt: skip
    """Sum up over the shell; the arrays of the last line are overwritten.

    ``rest`` (n,) is the distance in mm at which a point begins to be held off. ``friction`` is the coefficient over the
    slip of the last tick, 1/mm. ``held`` (6, 6) is the stiffness (N/mm, N, N mm; translation first, about the tip),
    ``wrench`` (6,) the force and torque, ``cut`` (6, 6) the sum over the engaged cutting end of ``J J^T share`` with
    ``J = (n, r x n)``, and ``sums`` as named above.
    """
    held[:] = 0.0
    wrench[:] = 0.0
    cut[:] = 0.0
    sums[:] = 0.0
    sums[CLEARANCE] = STEPS * step
    nk, nj, ni = distance.shape
    ox, oy, oz = origin[0], origin[1], origin[2]
    r00, r01, r02, r10, r11, r12, r20, r21, r22 = (
        pose[0, 0], pose[0, 1], pose[0, 2], pose[1, 0], pose[1, 1], pose[1, 2], pose[2, 0], pose[2, 1], pose[2, 2]
    )  # fmt: skip
    tx, ty, tz = pose[0, 3], pose[1, 3], pose[2, 3]
    per = 1.0 / spacing
    row, arm = np.empty(6), np.empty(3)
    gradient, normal = np.empty(3), np.empty(3)
    for n in range(len(points)):
        x, y, z = points[n, 0], points[n, 1], points[n, 2]
        ax = r00 * x + r01 * y + r02 * z
        ay = r10 * x + r11 * y + r12 * z
        az = r20 * x + r21 * y + r22 * z
        u, v, w = (ax + tx - ox) * per, (ay + ty - oy) * per, (az + tz - oz) * per
        i, j, k = int(np.floor(u)), int(np.floor(v)), int(np.floor(w))
        if i < 0 or j < 0 or k < 0 or i + 1 >= ni or j + 1 >= nj or k + 1 >= nk:
            continue
        kj, jj, ij = int(w + 0.5), int(v + 0.5), int(u + 0.5)
        near = distance[kj, jj, ij] * step - _BALL * spacing
        kind = role[n]
        if near > rest[n] and near > _LEAD * spacing and kind != THREAD:
            sums[CLEARANCE] = min(sums[CLEARANCE], near)
            if kind == CUTTING and n % _READ == 0 and removed[kj, jj, ij] <= FULL // 2:
                sums[SHARES + tissue[kj, jj, ij]] += _READ * share[n]
            continue
        d = _value(distance, step, k, j, i, w - k, v - j, u - i)
        arm[0], arm[1], arm[2] = ax, ay, az
        x, y, z = normals[n, 0], normals[n, 1], normals[n, 2]
        normal[0] = r00 * x + r01 * y + r02 * z
        normal[1] = r10 * x + r11 * y + r12 * z
        normal[2] = r20 * x + r21 * y + r22 * z
        if kind != THREAD:
            sums[CLEARANCE] = min(sums[CLEARANCE], d)
        if kind == CONTACT:
            if d < rest[n]:
                sums[CONTACTS] += 1.0
                _slope(distance, step * per, k, j, i, w - k, v - j, u - i, gradient)
                _held_off(d, rest[n], gradient, normal, arm, friction, row, held, wrench)
            continue
        engaged = d < (_LEAD * spacing if kind == CUTTING else 0.0)
        if engaged:
            sums[ENGAGED] += share[n]
            for axis in range(3):
                sums[NORMAL + axis] += share[n] * normal[axis]
        if n % _READ != 0:
            continue
        ahead = _AHEAD if kind == CUTTING else 0.0
        k, j, i = int(w + ahead * normal[2] + 0.5), int(v + ahead * normal[1] + 0.5), int(u + ahead * normal[0] + 0.5)
        if i < 0 or j < 0 or k < 0 or i >= ni or j >= nj or k >= nk:
            continue
        if removed[k, j, i] <= FULL // 2:
            sums[SHARES + tissue[k, j, i]] += _READ * share[n]
        if engaged:
            sums[READ] += share[n]
            sums[DENSITY] += share[n] * density[k, j, i] * 1e-3
            _row(normal, arm, row)
            _add(cut, row, _READ * share[n])
    for a in range(6):
        for b in range(a):
            held[a, b], cut[a, b] = held[b, a], cut[b, a]


@nb.njit(cache=True, nogil=True, inline="always")
def _value(distance, step, k, j, i, c, b, a):
    """Trilinear distance in mm between eight voxels."""
    x00 = distance[k, j, i] * (1 - a) + distance[k, j, i + 1] * a
    x01 = distance[k, j + 1, i] * (1 - a) + distance[k, j + 1, i + 1] * a
    x10 = distance[k + 1, j, i] * (1 - a) + distance[k + 1, j, i + 1] * a
    x11 = distance[k + 1, j + 1, i] * (1 - a) + distance[k + 1, j + 1, i + 1] * a
    return step * ((x00 * (1 - b) + x01 * b) * (1 - c) + (x10 * (1 - b) + x11 * b) * c)


@nb.njit(cache=True, nogil=True, inline="always")
def _slope(distance, scale, k, j, i, c, b, a, gradient):
    """Gradient of the trilinear distance; ``scale`` is mm per step over mm per voxel."""
    d000, d001 = distance[k, j, i], distance[k, j, i + 1]
    d010, d011 = distance[k, j + 1, i], distance[k, j + 1, i + 1]
    d100, d101 = distance[k + 1, j, i], distance[k + 1, j, i + 1]
    d110, d111 = distance[k + 1, j + 1, i], distance[k + 1, j + 1, i + 1]
    x00, x01 = d000 + a * (d001 - d000), d010 + a * (d011 - d010)
    x10, x11 = d100 + a * (d101 - d100), d110 + a * (d111 - d110)
    gradient[0] = scale * (
        (1 - c) * ((1 - b) * (d001 - d000) + b * (d011 - d010)) + c * ((1 - b) * (d101 - d100) + b * (d111 - d110))
    )
    gradient[1] = scale * ((1 - c) * (x01 - x00) + c * (x11 - x10))
    gradient[2] = scale * ((1 - b) * (x10 - x00) + b * (x11 - x01))


@nb.njit(cache=True, nogil=True, inline="always")
def _row(direction, arm, row):
    """``(n, r x n)``: how a small motion of the tool moves the point along ``n``."""
    row[0], row[1], row[2] = direction[0], direction[1], direction[2]
    row[3] = arm[1] * direction[2] - arm[2] * direction[1]
    row[4] = arm[2] * direction[0] - arm[0] * direction[2]
    row[5] = arm[0] * direction[1] - arm[1] * direction[0]


@nb.njit(cache=True, nogil=True, inline="always")
def _add(matrix, row, weight):
    """The upper half of ``weight row^T row``."""
    for a in range(6):
        for b in range(a, 6):
            matrix[a, b] += weight * row[a] * row[b]


@nb.njit(cache=True, nogil=True, inline="always")
def _add_all_ways(matrix, arm, weight):
    """The same for the rows of all three axes at once."""
    x, y, z = arm[0], arm[1], arm[2]
    for axis in range(3):
        matrix[axis, axis] += weight
    matrix[0, 4] += weight * z
    matrix[0, 5] -= weight * y
    matrix[1, 3] -= weight * z
    matrix[1, 5] += weight * x
    matrix[2, 3] += weight * y
    matrix[2, 4] -= weight * x
    matrix[3, 3] += weight * (y * y + z * z)
    matrix[3, 4] -= weight * x * y
    matrix[3, 5] -= weight * x * z
    matrix[4, 4] += weight * (x * x + z * z)
    matrix[4, 5] -= weight * y * z
    matrix[5, 5] += weight * (x * x + y * y)


@nb.njit(cache=True, nogil=True)
def _held_off(d, rest, gradient, normal, arm, friction, row, held, wrench):
    """Add the force of one point: quadratic over the first stretch, then linear; friction as a stiffness across."""
    size = np.sqrt(gradient[0] ** 2 + gradient[1] ** 2 + gradient[2] ** 2)
    if size > 0.2:
        for axis in range(3):
            gradient[axis] /= size
    else:  # deep inside, where distances are cut off, the tool's own surface says the way back
        for axis in range(3):
            gradient[axis] = -normal[axis]
    deep, soft = rest - d, 0.1
    if deep < soft:
        force, stiff = 0.5 * STIFFNESS_N_MM * deep * deep / soft, STIFFNESS_N_MM * deep / soft
    else:
        force, stiff = STIFFNESS_N_MM * (deep - 0.5 * soft), STIFFNESS_N_MM
    _row(gradient, arm, row)
    for a in range(6):
        wrench[a] += force * row[a]
    across = friction * force
    _add(held, row, stiff - across)
    if across > 0.0:  # friction in every direction; the line above took away that along the normal
        _add_all_ways(held, arm, across)
