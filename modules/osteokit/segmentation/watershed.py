"""Floods over the voxels of a mask: basins of a relief, and growth of labels into what is left.

Both walk a list of the mask's own voxels (union-find, Meyer 1994 for the order of flooding), so that their time is that
of the bone, not of the box around it.
"""

import numba as nb
import numpy as np


@nb.njit(cache=True, inline="always")
def _root(parent, x):
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@nb.njit(cache=True, nogil=True)
def _flood(order, height, labels, shape, dynamics, parent, peak):
    nk, nj, ni = shape
    basins = 0
    for v in order:
        k, rest = v // (nj * ni), v % (nj * ni)
        j, i = rest // ni, rest % ni
        best = 0
        for dk in range(-1, 2):
            for dj in range(-1, 2):
                for di in range(-1, 2):
                    kk, jj, ii = k + dk, j + dj, i + di
                    if kk < 0 or jj < 0 or ii < 0 or kk >= nk or jj >= nj or ii >= ni:
                        continue
                    near = labels[(kk * nj + jj) * ni + ii]
                    if near == 0:
                        continue
                    near = _root(parent, near)
                    if best == 0 or near == best:
                        best = near
                        continue
                    high, low = (best, near) if peak[best] >= peak[near] else (near, best)
                    if peak[low] - height[v] < dynamics:
                        parent[low] = high
                    best = high
        if best == 0:
            basins += 1
            best = basins
            parent[best] = best
            peak[best] = height[v]
        labels[v] = best
    number = np.zeros(basins + 1, np.int32)
    count = 0
    for b in range(1, basins + 1):
        if parent[b] == b:
            count += 1
            number[b] = count
    for v in order:
        labels[v] = number[_root(parent, labels[v])]
    return count


def basins(height: np.ndarray, mask: np.ndarray, dynamics: float) -> np.ndarray:
    """Parts of a mask around the summits of ``height`` (int32, 1..n; 0 outside).

    A summit that rises less than ``dynamics`` above its pass to a higher one belongs to that one.
    """
    inside = np.flatnonzero(mask)
    order = inside[np.argsort(-height.ravel()[inside], kind="stable")]
    labels = np.zeros(mask.size, np.int32)
    size = len(order) + 1
    flat = np.ascontiguousarray(height, np.float32).ravel()
    _flood(order, flat, labels, mask.shape, dynamics, np.zeros(size, np.int32), np.zeros(size, np.float32))
    return labels.reshape(mask.shape)


@nb.njit(cache=True, nogil=True)
def _grow(labels, mask, queue):
    nk, nj, ni = labels.shape
    head = tail = 0
    for v in range(labels.size):
        k, rest = v // (nj * ni), v % (nj * ni)
        j, i = rest // ni, rest % ni
        if labels[k, j, i] <= 0:  # negative: reached in this pass, no seed
            continue
        for axis in range(3):
            for sign in (-1, 1):
                kk, jj, ii = k + sign * (axis == 0), j + sign * (axis == 1), i + sign * (axis == 2)
                if kk < 0 or jj < 0 or ii < 0 or kk >= nk or jj >= nj or ii >= ni:
                    continue
                if mask[kk, jj, ii] and labels[kk, jj, ii] == 0:
                    labels[kk, jj, ii] = -labels[k, j, i]
                    queue[tail] = (kk * nj + jj) * ni + ii
                    tail += 1
    while head < tail:
        v = queue[head]
        head += 1
        k, rest = v // (nj * ni), v % (nj * ni)
        j, i = rest // ni, rest % ni
        own = abs(labels[k, j, i])
        labels[k, j, i] = own
        for axis in range(3):
            for sign in (-1, 1):
                kk, jj, ii = k + sign * (axis == 0), j + sign * (axis == 1), i + sign * (axis == 2)
                if kk < 0 or jj < 0 or ii < 0 or kk >= nk or jj >= nj or ii >= ni:
                    continue
                if mask[kk, jj, ii] and labels[kk, jj, ii] == 0:
                    labels[kk, jj, ii] = own
                    queue[tail] = (kk * nj + jj) * ni + ii
                    tail += 1


def grown(labels: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Labels (int32) spread over the mask, step by step in all directions at once; 0 outside the mask."""
    out = np.where(mask, labels, 0).astype(np.int32)
    _grow(out, np.ascontiguousarray(mask), np.empty(int(mask.sum()) + 1, np.int64))
    return out
