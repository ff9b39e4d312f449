"""Small parts -> whole bones: which neighbours belong together.

Every face between two parts is judged by the image along its own axis: between two bones the brightness falls into a
valley and rises again, inside a bone it does not. The *bond* of two parts is the mean over their faces (mean-affinity
agglomeration, as for neurons in electron microscopy: Lee et al. 2017), lowered where they meet in a neck that is narrow
against both. Parts join in the order of falling bonds; bonds are updated as parts grow.
"""

import heapq
from dataclasses import dataclass

import numba as nb
import numpy as np


@dataclass(frozen=True, eq=False)
class Contacts:
    """Which parts touch: ``pairs`` (n, 2), faces' ``area_mm2``, ``affinity`` (mean, 0 valley .. 1 none) and
    ``saddle_mm``, the greatest depth in the contact."""

    pairs: np.ndarray
    area_mm2: np.ndarray
    affinity: np.ndarray
    saddle_mm: np.ndarray


@nb.njit(cache=True, inline="always")
def _rim(voxels, labels, k, j, i, dk, dj, di, steps, near, ceiling):
    """From a face on: the greatest brightness within ``steps`` voxels of bone, and the least within ``near``."""
    top = low = min(voxels[k, j, i], ceiling)
    for step in range(1, steps):
        k, j, i = k + dk, j + dj, i + di
        if k < 0 or j < 0 or i < 0 or k >= labels.shape[0] or j >= labels.shape[1] or i >= labels.shape[2]:
            break
        if labels[k, j, i] == 0:
            break
        value = min(voxels[k, j, i], ceiling)
        top = max(top, value)
        if step < near:
            low = min(low, value)
    return top, low


@nb.njit(cache=True, nogil=True)
def _faces(voxels, labels, depth, axis, steps, near, floor, ceiling, code, affinity, saddle):
    dk, dj, di = (1, 0, 0) if axis == 0 else ((0, 1, 0) if axis == 1 else (0, 0, 1))
    nk, nj, ni = labels.shape
    count = 0
    parts = np.int64(labels.max()) + 1
    for k in range(nk - dk):
        for j in range(nj - dj):
            for i in range(ni - di):
                a = labels[k, j, i]
                b = labels[k + dk, j + dj, i + di]
                if a == b or a == 0 or b == 0:
                    continue
                if code.size > count:
                    top_a, low_a = _rim(voxels, labels, k, j, i, -dk, -dj, -di, steps, near, ceiling)
                    top_b, low_b = _rim(voxels, labels, k + dk, j + dj, i + di, dk, dj, di, steps, near, ceiling)
                    low = min(low_a, low_b)
                    height = max(min(top_a, top_b) - floor, np.float32(50.0))
                    valley = (min(top_a, top_b) - low) / height
                    affinity[count] = 1.0 - min(max(valley, 0.0), 1.0)
                    code[count] = np.int64(min(a, b)) * parts + max(a, b)
                    saddle[count] = min(depth[k, j, i], depth[k + dk, j + dj, i + di])
                count += 1
    return count


def contacts(
    voxels: np.ndarray,
    labels: np.ndarray,
    depth_mm: np.ndarray,
    spacing_kji: tuple[float, float, float],
    reach_mm: float = 5.0,
    soft_hu: float = 40.0,
) -> Contacts:
    """Contacts of neighbouring parts.

    Parameters
    ----------
    voxels : float32, shape (k, j, i)
        Hounsfield units.
    labels : int32, shape (k, j, i)
        Parts 1..n, 0 outside.
    depth_mm : float32, shape (k, j, i)
        Distance to the bone's surface.
    reach_mm : float
        How far on either side a valley's rims are looked for.
    """
    codes, affinities, saddles, areas = [], [], [], []
    nothing = (np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.float32))
    for axis in range(3):
        steps = max(1, round(reach_mm / spacing_kji[axis]))
        near = max(1, round(0.3 * reach_mm / spacing_kji[axis]))
        arguments = (voxels, labels, depth_mm, axis, steps, near, np.float32(soft_hu), np.float32(1200.0))
        n = _faces(*arguments, *nothing)
        code, affinity, saddle = np.empty(n, np.int64), np.empty(n, np.float32), np.empty(n, np.float32)
        _faces(*arguments, code, affinity, saddle)
        codes.append(code)
        affinities.append(affinity)
        saddles.append(saddle)
        areas.append(np.full(n, np.prod(spacing_kji) / spacing_kji[axis], np.float32))
    return _summed(*map(np.concatenate, (codes, affinities, saddles, areas)), parts=int(labels.max()) + 1)


def _summed(code, affinity, saddle, area, parts: int) -> Contacts:
    unique, inverse = np.unique(code, return_inverse=True)
    total = np.bincount(inverse, area, len(unique))
    mean = np.bincount(inverse, area * affinity, len(unique)) / np.maximum(total, 1e-9)
    deepest = np.zeros(len(unique), np.float32)
    np.maximum.at(deepest, inverse, saddle)
    return Contacts(np.stack([unique // parts, unique % parts], axis=1), total, mean, deepest)


def agglomerate(touching: Contacts, peak_mm: np.ndarray, least_bond: float) -> np.ndarray:
    """For every part (0..n) the number of the group that it belongs to.

    ``peak_mm[p]`` is a part's greatest depth. Two groups join while their bond, the mean affinity times the neck's
    share ``min(1, 2 saddle / smaller peak)``, is at least ``least_bond``.
    """
    parent = np.arange(len(peak_mm))
    peak = peak_mm.astype(float).copy()
    edges: list[dict[int, list[float]]] = [{} for _ in parent]
    for (a, b), area, affinity, saddle in zip(
        touching.pairs.tolist(), touching.area_mm2, touching.affinity, touching.saddle_mm, strict=True
    ):
        edges[a][b] = edges[b][a] = [float(area), float(area * affinity), float(saddle)]

    def bond(a: int, b: int) -> float:
        area, sum_, saddle = edges[a][b]
        return sum_ / area * min(1.0, 2.0 * saddle / max(min(peak[a], peak[b]), 1e-6))

    queue = [(-bond(a, b), a, b) for a in range(len(parent)) for b in edges[a] if a < b]
    heapq.heapify(queue)
    while queue:
        value, a, b = heapq.heappop(queue)
        if -value < least_bond:
            break
        if parent[a] != a or parent[b] != b or b not in edges[a] or bond(a, b) < -value - 1e-9:
            continue
        if len(edges[a]) < len(edges[b]):
            a, b = b, a
        parent[b] = a
        peak[a] = max(peak[a], peak[b])
        for other, link in edges[b].items():
            del edges[other][b]
            if other == a:
                continue
            former = edges[a].get(other)
            if former is not None:
                link = [former[0] + link[0], former[1] + link[1], max(former[2], link[2])]
            edges[a][other] = edges[other][a] = link
        edges[b] = {}
        for other in edges[a]:
            heapq.heappush(queue, (-bond(a, other), a, other))
    return _roots(parent)


def _roots(parent: np.ndarray) -> np.ndarray:
    while True:
        up = parent[parent]
        if (up == parent).all():
            return parent
        parent = up
