"""The coarse look: every line between two sets of places, on a grid of distances."""

import numba as nb
import numpy as np

from osteokit.planning.screws.bone_field import BoneField

_STEP = 1.0  # along a line, in nodes
_KEPT = 4000
_LOOSE = 0.6  # of the best radius so far; lines below it are not followed to their end


def best_pairs(
    field: BoneField, entries: np.ndarray, targets: np.ndarray, allowed: np.ndarray, run_mm: float, through: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Which lines from ``entries`` (n, 3) to ``targets`` (m, 3), RAS mm, have the largest radius: indices, best first.

    ``allowed`` (n, m) says which are looked at. Lines that leave the bone between the two are left out.
    """
    radius = np.zeros((len(entries), len(targets)), np.float32)
    scale = field.grid.spacing_mm
    starts, ends = field.grid.local(entries) / scale, field.grid.local(targets) / scale
    _radii(field.depth, field.wall, starts, ends, allowed, run_mm / scale, through, radius)
    order = np.argsort(-radius, axis=None, kind="stable")[:_KEPT]
    order = order[radius.ravel()[order] > 0.0]
    first, second = np.unravel_index(order, radius.shape)
    return first, second


@nb.njit(cache=True, nogil=True)
def sample(field, u, v, w):
    """Trilinear value at a place in nodes; very far outside beyond the grid."""
    shape = field.shape
    i, j, k = int(np.floor(u)), int(np.floor(v)), int(np.floor(w))
    if i < 0 or j < 0 or k < 0 or i + 1 >= shape[2] or j + 1 >= shape[1] or k + 1 >= shape[0]:
        return -1e6
    a, b, c = u - i, v - j, w - k
    low = (field[k, j, i] * (1 - a) + field[k, j, i + 1] * a) * (1 - b)
    low += (field[k, j + 1, i] * (1 - a) + field[k, j + 1, i + 1] * a) * b
    high = (field[k + 1, j, i] * (1 - a) + field[k + 1, j, i + 1] * a) * (1 - b)
    high += (field[k + 1, j + 1, i] * (1 - a) + field[k + 1, j + 1, i + 1] * a) * b
    return low * (1 - c) + high * c


@nb.njit(cache=True, nogil=True)
def _radii(depth, wall, starts, ends, allowed, run, through, radius):
    """The radius of every allowed line in place; lengths in nodes, radii as in the fields."""
    best = 0.0
    for n in range(len(starts)):
        for m in range(len(ends)):
            if not allowed[n, m]:
                continue
            p = starts[n]
            d = ends[m] - p
            between = np.sqrt(d[0] ** 2 + d[1] ** 2 + d[2] ** 2)
            if between == 0.0:
                continue
            d = d / between
            least = 1e6
            t = 0.0
            while t < between and least > _LOOSE * best:
                least = min(least, sample(depth, p[0] + t * d[0], p[1] + t * d[1], p[2] + t * d[2]))
                t += _STEP
            if least <= _LOOSE * best:
                continue
            least = min(least, _to_skin(depth, wall, p, -d, run))
            least = min(least, _to_skin(depth, wall, ends[m], d, run) if through else _at(depth, ends[m]))
            if least > 0.0:
                radius[n, m] = least
                best = max(best, least)


@nb.njit(cache=True, nogil=True)
def _at(field, p):
    return sample(field, p[0], p[1], p[2])


@nb.njit(cache=True, nogil=True)
def _to_skin(depth, wall, p, d, run):
    """The least distance on the way from ``p`` out of the bone along ``d``; the last ``run`` of it counts walls."""
    end = 0.0
    while True:
        value = sample(depth, p[0] + end * d[0], p[1] + end * d[1], p[2] + end * d[2])
        if value <= -1e5:
            return 0.0  # the grid ends before the bone does
        if value <= 0.0:
            break
        end += _STEP
    least = 1e6
    t = 0.0
    while t < end:
        field = wall if t > end - run else depth
        least = min(least, sample(field, p[0] + t * d[0], p[1] + t * d[1], p[2] + t * d[2]))
        t += _STEP
    return least
