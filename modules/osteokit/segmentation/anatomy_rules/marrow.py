"""Marrow that the bone mask left out: soft voxels that one and the same bone closes in on nearly all sides.

Fatty marrow of an old sacrum, trochanter or iliac wing is as dark as fat. Once it is known whose bone is around it, the
cavity is that bone's; between two bones (a joint, the pelvis, the spinal canal) no single bone closes it in.
"""

import numba
import numpy as np

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid

DIRECTIONS = np.array([(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1) if (x, y, z) != (0, 0, 0)])
REACH_MM = 28.0
ENOUGH = 20  # of 26 directions; one more for a bone that must do it alone
PASSES = 3  # what a pass fills closes in more for the next


@numba.njit(cache=True)
def _enclosing(owner, candidate, wanted, directions, steps, enough):
    """Label of the bone that closes a candidate voxel in, 0 where none does.

    Directions that leave the grid upwards or downwards count as closed (a shaft cut by the field of view); so do those
    that meet another bone, as long as one bone makes up most of what is met.
    """
    nx, ny, nz = owner.shape
    out = np.zeros(owner.shape, np.int32)
    met = np.zeros(len(directions), np.int32)
    for x in range(nx):
        for y in range(ny):
            for z in range(nz):
                if not candidate[x, y, z]:
                    continue
                count, cut, missed = 0, 0, 0
                for d in range(len(directions)):
                    a, b, c = x, y, z
                    closed = False
                    for _ in range(steps):
                        a += directions[d, 0]
                        b += directions[d, 1]
                        c += directions[d, 2]
                        if a < 0 or b < 0 or a >= nx or b >= ny:
                            break
                        if c < 0 or c >= nz:
                            cut += 1
                            closed = True
                            break
                        if owner[a, b, c] > 0:
                            met[count] = owner[a, b, c]
                            count += 1
                            closed = True
                            break
                    if not closed:
                        missed += 1
                        if missed > len(directions) - enough:
                            break
                if missed > len(directions) - enough or count < 12:
                    continue
                best, most = 0, 0
                for m in range(count):
                    same = 0
                    for n in range(count):
                        if met[n] == met[m]:
                            same += 1
                    if same > most:
                        best, most = met[m], same
                if wanted[best] > 0 and most >= wanted[best] * (count + cut) - cut:
                    out[x, y, z] = best
    return out


def marrow(grid: ReasonGrid, owner: np.ndarray, shares: dict[int, float], forbidden: np.ndarray) -> np.ndarray:
    """Owner (int32) of voxels that are not solid but closed in by a bone; 0 elsewhere.

    ``shares`` says for each bone that may be filled how much of what closes the voxel in must be that bone (the sacrum
    is closed by the hip bones at its sides). ``forbidden`` (bool) is never marrow: the spinal canal.
    """
    wanted = np.zeros(int(owner.max()) + 1, np.float32)
    for number, share in shares.items():
        if number < len(wanted):
            wanted[number] = share
    candidate = ~grid.solid & ~forbidden & (grid.hu > -100) & (grid.hu < 500) & grid.inside
    near = np.zeros(grid.shape, bool)
    boxes = np.argwhere(wanted[owner] > 0)
    if not len(boxes):
        return np.zeros(grid.shape, np.int32)
    near[tuple(slice(lo, hi + 1) for lo, hi in zip(boxes.min(0), boxes.max(0), strict=True))] = True
    steps = max(2, int(REACH_MM / grid.h / 1.3))
    filled = np.zeros(grid.shape, np.int32)
    for _ in range(PASSES):
        everything = np.where(filled > 0, filled, owner).astype(np.int32)
        new = _enclosing(everything, candidate & near & (filled == 0), wanted, DIRECTIONS, steps, ENOUGH)
        if not new.any():
            break
        filled = np.where(new > 0, new, filled)
    return filled
