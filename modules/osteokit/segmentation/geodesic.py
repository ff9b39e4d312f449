"""Competing fronts: every voxel goes to the seed that reaches it at the least cost.

Shortest paths on the 26-neighbourhood (Dijkstra 1959) with whole-number costs, so that a ring of buckets (Dial, CACM
1969) replaces the heap.
"""

import itertools
from collections.abc import Sequence

import numba as nb
import numpy as np


@nb.njit(cache=True, nogil=True)
def _fronts(labels, cost, allowed, steps, lengths, limit, arrival):
    """Fill ``labels`` and ``arrival`` in place; seeds are the voxels with a label."""
    nk, nj, ni = labels.shape
    flat, price, free = labels.ravel(), cost.ravel(), allowed.ravel()
    time = arrival.ravel()
    longest = 0
    for v in range(price.size):
        if free[v] and price[v] > longest:
            longest = price[v]
    ring = int(longest * lengths.max()) + 2
    heads = np.full(ring, -1, np.int64)
    capacity = 1024
    voxel = np.empty(capacity, np.int64)
    after = np.empty(capacity, np.int64)
    spare, used, waiting = -1, 0, 0
    for v in range(flat.size):
        if flat[v] != 0:
            time[v] = 0
    now = 0
    first = True
    while first or waiting > 0:
        bucket = now % ring
        if first:
            entries = flat.size
        else:
            entries = 0
        source = 0
        while True:
            if first:
                while source < entries and time[source] != 0:
                    source += 1
                if source >= entries:
                    break
                v = source
                source += 1
            else:
                e = heads[bucket]
                if e < 0:
                    break
                heads[bucket] = after[e]
                v = voxel[e]
                after[e] = spare
                spare = e
                waiting -= 1
                if time[v] != now:
                    continue
            k, rest = v // (nj * ni), v % (nj * ni)
            j, i = rest // ni, rest % ni
            for s in range(steps.shape[0]):
                a, b, c = k + steps[s, 0], j + steps[s, 1], i + steps[s, 2]
                if a < 0 or b < 0 or c < 0 or a >= nk or b >= nj or c >= ni:
                    continue
                w = (a * nj + b) * ni + c
                if not free[w]:
                    continue
                reached = now + max(1, int(0.5 * (price[v] + price[w]) * lengths[s] + 0.5))
                if reached >= time[w] or reached > limit:
                    continue
                time[w] = reached
                flat[w] = flat[v]
                if spare >= 0:
                    e = spare
                    spare = after[e]
                else:
                    if used == capacity:
                        grown_voxel = np.empty(2 * capacity, np.int64)
                        grown_after = np.empty(2 * capacity, np.int64)
                        grown_voxel[:capacity] = voxel
                        grown_after[:capacity] = after
                        voxel, after, capacity = grown_voxel, grown_after, 2 * capacity
                    e = used
                    used += 1
                voxel[e] = w
                after[e] = heads[reached % ring]
                heads[reached % ring] = e
                waiting += 1
        if first:
            first = False
        now += 1


def spread(
    seeds: np.ndarray,
    cost: np.ndarray,
    allowed: np.ndarray,
    spacing_kji: Sequence[float],
    limit: float = np.inf,
) -> tuple[np.ndarray, np.ndarray]:
    """Grow labels over ``allowed`` voxels along cheapest paths.

    Parameters
    ----------
    seeds : int32, shape (k, j, i)
        0 where undecided, else the label; seed voxels keep their label.
    cost : float, shape (k, j, i)
        Price per millimetre, positive (resolved to 1/20, at most 1000).
    allowed : bool, shape (k, j, i)
        Where fronts may go.
    limit : float
        Fronts stop at this total price.

    Returns
    -------
    labels : int32, shape (k, j, i)
        0 where no front came.
    price : float32, shape (k, j, i)
        Price of the cheapest path (inf where no front came).
    """
    scale = 20.0
    steps = np.array([s for s in itertools.product((-1, 0, 1), repeat=3) if any(s)], np.int64)
    lengths = np.linalg.norm(steps * np.asarray(spacing_kji, float), axis=1)
    labels = np.ascontiguousarray(seeds, np.int32).copy()
    prices = np.ascontiguousarray(np.clip(np.round(np.asarray(cost) * scale), 1, 1000 * scale), np.int32)
    arrival = np.full(labels.shape, np.iinfo(np.int32).max, np.int32)
    top = int(min(limit * scale, np.iinfo(np.int32).max - 1))
    _fronts(labels, prices, np.ascontiguousarray(allowed), steps, lengths, top, arrival)
    price = arrival.astype(np.float32) / np.float32(scale)
    price[arrival == np.iinfo(np.int32).max] = np.inf
    return labels, price
