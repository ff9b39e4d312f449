"""From owners on the coarse grid back to labels on the scan's own grid."""

import numpy as np

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid, nearest_index

NEARLY_ALL = 0.97


def _to_index(grid: ReasonGrid, k: int, j: np.ndarray, i: np.ndarray, ijk_to_ras: np.ndarray) -> np.ndarray:
    """Index (n, 3) on the coarse grid of the voxels (i, j) of slice k."""
    step = (ijk_to_ras[:3, :3] / grid.h).astype(np.float32)
    start = ((ijk_to_ras[:3, 3] - grid.origin) / grid.h).astype(np.float32)
    index = np.stack([i, j, np.full(len(i), k)], 1).astype(np.float32) @ step.T + start
    return np.clip(np.round(index).astype(np.int32), 0, np.array(grid.shape) - 1)


def owners_of_whole_pieces(grid: ReasonGrid, owner: np.ndarray, pieces: np.ndarray) -> np.ndarray:
    """For each number in ``pieces``, the one bone that owns nearly all of it on the coarse grid, else 0."""
    count = max(int(pieces.max()), int(grid.piece.max())) + 1
    sizes = np.bincount(grid.piece[grid.solid], minlength=count)
    owners = int(owner.max()) + 1
    pairs = np.bincount(grid.piece[grid.solid].astype(np.int64) * owners + owner[grid.solid], minlength=count * owners)
    pairs = pairs.reshape(count, owners)
    best = pairs.argmax(1)
    best[pairs.max(1) < NEARLY_ALL * np.maximum(sizes, 1)] = 0
    best[0] = 0
    return best.astype(np.int32)


def to_full_grid(grid: ReasonGrid, owner: np.ndarray, pieces: np.ndarray, ijk_to_ras: np.ndarray) -> np.ndarray:
    """Owner (int32 ``[k, j, i]``) of every voxel of ``pieces`` (int32 ``[k, j, i]``, 0 outside of bone).

    It is that of the nearest owned coarse voxel, but a piece that is nearly all one bone's goes to it whole: the
    separation drew its border more finely than the coarse grid can. Bone that nobody owns, or further away than two
    coarse voxels from any owner, stays 0: it is too small to show.
    """
    out = np.zeros(pieces.shape, np.int32)
    if not (owner > 0).any():
        return out
    away, nearest = nearest_index(owner == 0)
    everywhere = owner[tuple(nearest)]
    everywhere[(away > 2.5) | (grid.solid & (owner == 0))] = 0
    whole = owners_of_whole_pieces(grid, owner, pieces)
    for k in range(pieces.shape[0]):
        j, i = np.nonzero(pieces[k])
        if len(j):
            own = everywhere[tuple(_to_index(grid, k, j, i, ijk_to_ras).T)]
            of_piece = whole[pieces[k, j, i]]
            out[k, j, i] = np.where(of_piece > 0, of_piece, own)
    return out


def fill_full_grid(grid: ReasonGrid, filled: np.ndarray, labels: np.ndarray, ijk_to_ras: np.ndarray) -> np.ndarray:
    """``labels`` with the coarse voxels ``filled`` added where there is no label yet."""
    out = labels.copy()
    if not (filled > 0).any():
        return out
    corner = np.linalg.inv(ijk_to_ras)[:3]
    ras = np.c_[grid.to_ras(np.argwhere(filled > 0)), np.ones((filled > 0).sum())]
    ijk = ras @ corner.T
    margin = grid.h / np.linalg.norm(ijk_to_ras[:3, :3], axis=0)
    lo = np.maximum(np.floor(ijk.min(0) - margin).astype(int), 0)
    hi = np.minimum(np.ceil(ijk.max(0) + margin).astype(int) + 1, labels.shape[::-1])
    for k in range(lo[2], hi[2]):
        window = out[k, lo[1] : hi[1], lo[0] : hi[0]]
        j, i = np.nonzero(window == 0)
        window[j, i] = filled[tuple(_to_index(grid, k, j + lo[1], i + lo[0], ijk_to_ras).T)]
    return out
