"""Taking bone away: the tool's cutting end is cut out of the distance field, and each voxel remembers how much is left.

A voxel that the tool's surface crosses is gone by the share ``1/2 - (d + b)/h`` of it: ``d`` the distance of its middle
to that surface, ``h`` its edge, and ``b = h^2 / (24 r)`` for a round tool of radius ``r``. This is exact for a plane
along the axes and unbiased for any other; ``b`` makes the sum over the wall of a cylinder exact to the second order
in ``h``. Volumes are sums of these shares. The distance becomes the larger of what it was and of minus the distance
to the tool (the constructive intersection), which is exact on the surface.
"""

import numba as nb
import numpy as np

from osteokit.simulation.values import TISSUES
from osteokit.simulation.voxel_bone.bone import BRICK, FULL, STEPS, VoxelBone
from osteokit.simulation.voxel_bone.shape import BALL, BLADE, CONE, CuttingShape, shape_distance

UPDATED_VOXELS = 2.5
"""How far from the cutting end distances are renewed; deeper ones stay too deep, where no tool gets."""

_METAL = TISSUES.index("metal")


def remove(
    bone: VoxelBone, shape: CuttingShape, tool_to_ras: np.ndarray, travel: np.ndarray | None = None
) -> np.ndarray:
    """Cut the tool's end at a rigid pose (4, 4) out of the bone; return the mm3 taken, by tissue, (len(TISSUES),).

    ``travel`` (3,) is how the tip came there, RAS mm: a ball is then swept along it. Metal stays. Other shapes are cut
    at the pose only, so step by less than a voxel.
    """
    way = np.zeros(3) if travel is None else np.ascontiguousarray(travel, np.float64)
    taken = np.zeros(len(TISSUES))
    remove_into(
        bone.distance, bone.tissue, bone.removed, bone.dirty, bone.version, bone.origin, bone.spacing_mm, bone.step_mm,
        shape.code, shape.sizes, shape.low, shape.high, np.ascontiguousarray(tool_to_ras, np.float64), way, taken,
    )  # fmt: skip
    return taken


@nb.njit(cache=True, nogil=True)
def remove_into(
    distance, tissue, removed, dirty, version, origin, spacing, step, code, sizes, low, high, pose, travel, taken
):
    """:func:`remove` on plain arrays; adds to ``taken``."""
    reach = UPDATED_VOXELS * spacing
    first, last = _box(distance.shape, origin, spacing, low, high, reach, pose, travel)
    if (last < first).any():
        return
    version[0] += 1
    length = np.sqrt(travel[0] ** 2 + travel[1] ** 2 + travel[2] ** 2)
    bend = 0.0 if code == BLADE else spacing**2 / (24.0 * sizes[0])
    counts = np.zeros(len(taken), np.int64)
    changed_low, changed_high = last + 1, first - 1
    away = np.empty(last[0] - first[0] + 1, np.float32)
    start = np.empty(3)
    for k in range(first[2], last[2] + 1):
        for j in range(first[1], last[1] + 1):
            start[0] = origin[0] + first[0] * spacing - pose[0, 3]
            start[1] = origin[1] + j * spacing - pose[1, 3]
            start[2] = origin[2] + k * spacing - pose[2, 3]
            if code == BALL:
                a, b, c, d = _ball_row(sizes[0], pose, travel, length, reach, start, spacing, away)
            else:
                a, d = _other_row(code, sizes, low, high, pose, reach, start, spacing, away)
                b, c = d, d + 1
            for part in range(2):  # what lies between was cut through and through before
                one, other = _update_row(
                    distance, tissue, removed, k, j, first[0], a if part == 0 else c, b if part == 0 else d,
                    away, spacing, step, reach, bend, counts,
                )  # fmt: skip
                if other >= 0:
                    changed_low[0], changed_high[0] = min(changed_low[0], one), max(changed_high[0], other)
                    changed_low[1], changed_high[1] = min(changed_low[1], j), max(changed_high[1], j)
                    changed_low[2], changed_high[2] = min(changed_low[2], k), max(changed_high[2], k)
    for t in range(len(taken)):
        taken[t] += counts[t] * spacing**3 / FULL
    if changed_high[2] >= first[2]:
        _mark(dirty, changed_low, changed_high)
    version[0] += 1


@nb.njit(cache=True, nogil=True)
def _box(shape, origin, spacing, low, high, reach, pose, travel):
    """First and last voxel (i, j, k) of the box about the tool's end and its way."""
    first, last = np.empty(3, np.int64), np.empty(3, np.int64)
    for axis in range(3):
        middle, extent = pose[axis, 3] - travel[axis] / 2 - origin[axis], abs(travel[axis]) / 2
        for m in range(3):
            middle += pose[axis, m] * (low[m] + high[m]) / 2
            extent += abs(pose[axis, m]) * ((high[m] - low[m]) / 2 + reach)
        first[axis] = max(0, int(np.ceil((middle - extent) / spacing)))
        last[axis] = min(shape[2 - axis] - 1, int(np.floor((middle + extent) / spacing)))
    return first, last


@nb.njit(cache=True, nogil=True, fastmath=True)
def _ball_row(radius, pose, travel, length, reach, start, spacing, away):
    """Distances of a row of voxels to a ball swept along ``travel``; the two parts of the row that can be new: first
    and last voxel of each."""
    x, y, z = start[0] + radius * pose[0, 2], start[1] + radius * pose[1, 2], start[2] + radius * pose[2, 2]
    wide = radius + reach + length
    rest = wide * wide - y * y - z * z
    if rest < 0.0:
        return 0, -1, 0, -1
    half = np.sqrt(rest)
    low, high = (-x - half) / spacing, (-x + half) / spacing
    tx = ty = tz = 0.0
    if length > 0.0:
        tx, ty, tz = travel[0] / length, travel[1] / length, travel[2] / length
        # behind the middle of the ball's last place nothing is new
        at = (-length - spacing - x * tx - y * ty - z * tz) / spacing
        if abs(tx) < 1e-9:
            if at > 0.0:
                return 0, -1, 0, -1
        elif tx > 0.0:
            low = max(low, at / tx)
        else:
            high = min(high, at / tx)
    first, last = max(0, int(np.ceil(low))), min(len(away) - 1, int(np.floor(high)))
    base = x * tx + y * ty + z * tz
    square = y * y + z * z
    inner = max(radius - reach - length, 0.0)
    before, behind = last, last + 1
    if length > 0.0 and inner * inner > square:
        half = np.sqrt(inner * inner - square)
        before = max(first - 1, min(last, int(np.floor((-x - half) / spacing))))
        behind = min(last + 1, max(before + 1, int(np.ceil((-x + half) / spacing))))
    for n in range(first, last + 1):
        px = x + n * spacing
        along = base + n * spacing * tx
        back = min(max(along, -length), 0.0)
        # the square of the distance to the nearest middle: |p|^2 - 2 back (p.t) + back^2
        away[n] = np.sqrt(max(px * px + square - 2.0 * back * along + back * back, 0.0)) - radius
    return first, before, behind, last


@nb.njit(cache=True, nogil=True)
def _other_row(code, sizes, low, high, pose, reach, start, spacing, away):
    """Distances of a row of voxels to a cone or blade; the part of the row that is near its box."""
    at, by = np.empty(3), np.empty(3)
    first, last = 0.0, len(away) - 1.0
    for axis in range(3):
        at[axis] = pose[0, axis] * start[0] + pose[1, axis] * start[1] + pose[2, axis] * start[2]
        by[axis] = pose[0, axis] * spacing
        bottom, top = low[axis] - reach - at[axis], high[axis] + reach - at[axis]
        if abs(by[axis]) < 1e-9:
            if bottom > 0.0 or top < 0.0:
                return 0, -1
        else:
            one, two = bottom / by[axis], top / by[axis]
            first, last = max(first, min(one, two)), min(last, max(one, two))
    a, b = int(np.ceil(first)), int(np.floor(last))
    _along_row(code, sizes[0], sizes[1], sizes[2], sizes[3], at[0], at[1], at[2], by[0], by[1], by[2], a, b, away)
    return a, b


@nb.njit(cache=True, nogil=True, fastmath=True)
def _along_row(code, p, q, r, s, x, y, z, ux, uy, uz, first, last, away):
    if code == CONE:
        for n in range(first, last + 1):
            away[n] = shape_distance(CONE, p, q, r, s, x + n * ux, y + n * uy, z + n * uz)
    else:
        for n in range(first, last + 1):
            away[n] = shape_distance(BLADE, p, q, r, s, x + n * ux, y + n * uy, z + n * uz)


@nb.njit(cache=True, nogil=True)
def _update_row(distance, tissue, removed, k, j, i0, first, last, away, spacing, step, reach, bend, counts):
    """Renew voxels ``i0 + first`` to ``i0 + last`` of a row; return the first and last whose distance changed, or
    (0, -1)."""
    low, high = 0, -1
    per_voxel, per_step, half = np.float32(1.0 / spacing), np.float32(-1.0 / step), np.float32(0.5 - bend / spacing)
    edge, reached, most = np.float32(0.5 * spacing), np.float32(reach), np.float32(STEPS)
    for n in range(first, last + 1):
        near = away[n]
        if near >= reached:
            continue
        i = i0 + n
        new = min(near * per_step, most)
        if new > distance[k, j, i] and tissue[k, j, i] != _METAL:
            distance[k, j, i] = np.int16(np.rint(new))
            if high < 0:
                low = i
            high = i
        if near < edge and removed[k, j, i] < FULL and tissue[k, j, i] != _METAL:
            gone = np.int64(np.rint(min(half - near * per_voxel, np.float32(1.0)) * np.float32(FULL)))
            if gone > removed[k, j, i]:
                counts[tissue[k, j, i]] += gone - removed[k, j, i]
                removed[k, j, i] = gone
    return low, high


@nb.njit(cache=True, nogil=True)
def _mark(dirty, low, high):
    """Set the bricks whose surface the changed voxels touch: a brick reaches one voxel into the next."""
    for k in range(max(low[2] - 1, 0) // BRICK, high[2] // BRICK + 1):
        for j in range(max(low[1] - 1, 0) // BRICK, high[1] // BRICK + 1):
            for i in range(max(low[0] - 1, 0) // BRICK, high[0] // BRICK + 1):
                dirty[k, j, i] = 1
