"""How enclosed a place is: of 26 rays, how many meet bone within a given length.

Marrow behind a cortex with small holes is enclosed almost completely, a spinal canal or a pelvic inlet much less, and
a place beside a bone half at most. Unlike filling of holes this tells a leaking cavity from an open one, and costs
26 sweeps over the grid whatever the length.
"""

import itertools

import numba as nb
import numpy as np

_DIRECTIONS = np.array([d for d in itertools.product((-1, 0, 1), repeat=3) if any(d)], np.int64)


@nb.njit(cache=True, nogil=True)
def _start_stop(direction, size):
    return (size - 1, -1, -1) if direction < 0 else (0, size, 1)


@nb.njit(cache=True, parallel=True, nogil=True)
def _sweep_plane(wall, travelled, former, k, k_from, dj, di, step, reach, hits, border_is_wall):
    """One plane of a sweep along +-k: ``travelled`` counts mm since the last wall, from the plane ``k_from``."""
    nj, ni = travelled.shape
    for j in nb.prange(nj):
        for i in range(ni):
            if wall[k, j, i]:
                travelled[j, i] = 0.0
                continue
            js, is_ = j - dj, i - di
            if k_from < 0 or js < 0 or js >= nj or is_ < 0 or is_ >= ni:
                travelled[j, i] = step if border_is_wall else 1e9
            else:
                travelled[j, i] = former[js, is_] + step
            if travelled[j, i] <= reach:
                hits[k, j, i] += 1


@nb.njit(cache=True, parallel=True, nogil=True)
def _sweep_rows(wall, dj, di, step, reach, hits):
    """Directions within a plane: every plane on its own."""
    nk, nj, ni = wall.shape
    for k in nb.prange(nk):
        travelled = np.empty((2, ni), np.float32)
        for jj in range(nj):
            j = jj if dj >= 0 else nj - 1 - jj
            row = travelled[jj % 2]
            former = travelled[(jj + 1) % 2]
            for ii in range(ni):
                i = ii if di >= 0 else ni - 1 - ii
                if wall[k, j, i]:
                    row[i] = 0.0
                    continue
                js, is_ = j - dj, i - di
                if js < 0 or js >= nj or is_ < 0 or is_ >= ni:
                    row[i] = 1e9
                elif dj == 0:
                    row[i] = row[is_] + step
                else:
                    row[i] = former[is_] + step
                if row[i] <= reach:
                    hits[k, j, i] += 1


def enclosure(wall: np.ndarray, spacing_kji: tuple[float, float, float], reach_mm: float) -> np.ndarray:
    """Hits of the 26 rays, uint8 0..26 (0 in the wall itself); a ray that leaves the grid meets nothing."""
    hits = np.zeros(wall.shape, np.uint8)
    for direction in _DIRECTIONS:
        dk, dj, di = (int(d) for d in direction)
        step = float(np.linalg.norm(direction * np.asarray(spacing_kji)))
        if dk == 0:
            _sweep_rows(wall, dj, di, step, reach_mm, hits)
            continue
        planes = range(wall.shape[0]) if dk > 0 else range(wall.shape[0] - 1, -1, -1)
        travelled = np.empty((2, *wall.shape[1:]), np.float32)
        for count, k in enumerate(planes):
            k_from = k - dk if count else -1
            _sweep_plane(
                wall, travelled[count % 2], travelled[1 - count % 2], k, k_from, dj, di, step, reach_mm, hits, False
            )
    return hits
