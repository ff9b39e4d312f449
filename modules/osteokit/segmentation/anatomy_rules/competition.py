"""Seeds compete for the bone voxels: each voxel goes to the seed that reaches it at the least cost.

Dijkstra over the solid voxels. Dark valleys (joint spaces that the mask bridges) and the borders between pieces that
the separation found cost extra, so that a seed takes its own bone before it crosses into the next.
"""

import heapq

import numba
import numpy as np
from scipy.spatial import KDTree

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid

PIECE_CROSSING_MM = 25.0


@numba.njit(cache=True)
def _spread(seeds, solid, piece, cost, h, crossing, reach):
    nx, ny, nz = solid.shape
    owner = np.zeros(solid.shape, np.int32)
    distance = np.full(solid.shape, np.inf, np.float32)
    heap = [(np.float32(0.0), np.int64(0), np.int64(0), np.int64(0))]
    heap.pop()
    for x in range(nx):
        for y in range(ny):
            for z in range(nz):
                if seeds[x, y, z] != 0 and solid[x, y, z]:
                    owner[x, y, z] = seeds[x, y, z]
                    distance[x, y, z] = 0.0
                    heapq.heappush(heap, (np.float32(0.0), np.int64(x), np.int64(y), np.int64(z)))
    while len(heap) > 0:
        d, x, y, z = heapq.heappop(heap)
        if d > distance[x, y, z] or d > reach:
            continue
        for dx in range(-1, 2):
            for dy in range(-1, 2):
                for dz in range(-1, 2):
                    a, b, c = x + dx, y + dy, z + dz
                    if a < 0 or b < 0 or c < 0 or a >= nx or b >= ny or c >= nz or not solid[a, b, c]:
                        continue
                    length = h * np.sqrt(dx * dx + dy * dy + dz * dz)
                    step = length * 0.5 * (cost[x, y, z] + cost[a, b, c])
                    if piece[a, b, c] != piece[x, y, z]:
                        step += crossing
                    value = np.float32(d + step)
                    if value < distance[a, b, c]:
                        distance[a, b, c] = value
                        owner[a, b, c] = owner[x, y, z]
                        heapq.heappush(heap, (value, a, b, c))
    return owner, distance


def valley_cost(grid: ReasonGrid) -> np.ndarray:
    """1 in even bone, up to about 7 where it is darker than its surroundings."""
    solid = grid.solid.astype(np.float32)
    hu = np.clip(grid.hu, -50, 800)
    weight = grid.smooth(solid, 4.0)
    around = grid.smooth(hu * solid, 4.0) / np.maximum(weight, 1e-3)
    dark = np.clip((around - hu) / 100.0, 0.0, 2.0)
    dark[grid.metal] = 0.0
    return (1.0 + 3.0 * dark).astype(np.float32)


def compete(grid: ReasonGrid, seeds: np.ndarray, reach_mm: float = 400.0) -> tuple[np.ndarray, np.ndarray]:
    """Owner (int32, 0 where no seed reaches) and cost distance per voxel of ``seeds`` (int32, 0 none)."""
    return _spread(
        seeds.astype(np.int32), grid.solid, grid.piece, valley_cost(grid), grid.h, PIECE_CROSSING_MM, reach_mm
    )


def pieces_far_from(grid: ReasonGrid, seeds: np.ndarray, far_mm: float) -> list[int]:
    """Pieces that begin further than ``far_mm`` from every seed: bones of their own (a patella is no part of the femur,
    however well the mask joins them)."""
    where = np.argwhere((seeds > 0) & grid.solid)
    if not len(where):
        return []
    known = KDTree(grid.to_ras(where[::5]))
    far = []
    for number in np.setdiff1d(np.unique(grid.piece), np.r_[0, np.unique(grid.piece[tuple(where.T)])]):
        near, _ = known.query(grid.to_ras(np.argwhere(grid.piece == number)), distance_upper_bound=far_mm)
        if not np.isfinite(near).any():
            far.append(int(number))
    return far
