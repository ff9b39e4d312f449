"""Where along its axis a tool is in the bone."""

import numba as nb
import numpy as np

from osteokit.simulation.values import TISSUES
from osteokit.simulation.voxel_bone.bone import FULL

DEPTH, WALLED, TIP_TISSUE = 0, 1, 2
"""Places in the result: mm from the tip back to where the axis enters the bone; how many of these are walled by
bone; the tissue (index in TISSUES) before the tip."""

MARROW_MG_CM3 = 100
"""Apparent density below which a voxel of a bone is marrow: it rubs on no shaft and holds no thread."""

_CORTICAL, _CANCELLOUS, _METAL = TISSUES.index("cortical"), TISSUES.index("cancellous"), TISSUES.index("metal")


@nb.njit(cache=True, nogil=True)
def axis_way(tissue, density, removed, origin, spacing, pose, reach, out):
    """Walk from the tip back along the tool, through the bone as it was at the start, into ``out`` (3,).

    The depth is 0 where the tip itself is in no bone, before the near cortex and beyond the far one. Marrow is
    inside the bone, but walls nothing.
    """
    walled, last = 0, -1
    for n in range(int(reach / spacing) + 1):
        inside, k, j, i = _voxel(tissue.shape, origin, spacing, pose, -n * spacing)
        if inside and (tissue[k, j, i] == _CORTICAL or tissue[k, j, i] == _CANCELLOUS or tissue[k, j, i] == _METAL):
            walled += density[k, j, i] >= MARROW_MG_CM3
            last = n
    inside, outside = last * spacing, (last + 1) * spacing
    for _ in range(5):  # to a thirtieth of a voxel, so that the depth grows as smoothly as the tool moves
        middle = 0.5 * (inside + outside)
        if _hard(tissue, origin, spacing, pose, middle):
            inside = middle
        else:
            outside = middle
    out[WALLED] = min(walled * spacing, inside) if last >= 0 else 0.0
    out[DEPTH] = inside if last >= 0 and _hard(tissue, origin, spacing, pose, 0.0) else 0.0
    out[TIP_TISSUE] = _present(tissue, removed, origin, spacing, pose, 0.75 * spacing)


@nb.njit(cache=True, nogil=True, inline="always")
def _voxel(shape, origin, spacing, pose, z):
    i = int(np.floor((pose[0, 3] + z * pose[0, 2] - origin[0]) / spacing + 0.5))
    j = int(np.floor((pose[1, 3] + z * pose[1, 2] - origin[1]) / spacing + 0.5))
    k = int(np.floor((pose[2, 3] + z * pose[2, 2] - origin[2]) / spacing + 0.5))
    inside = 0 <= i < shape[2] and 0 <= j < shape[1] and 0 <= k < shape[0]
    return inside, k, j, i


@nb.njit(cache=True, nogil=True)
def _hard(tissue, origin, spacing, pose, back):
    """Whether there was bone ``back`` mm behind the tip."""
    inside, k, j, i = _voxel(tissue.shape, origin, spacing, pose, -back)
    kind = tissue[k, j, i] if inside else 0
    return kind == _CORTICAL or kind == _CANCELLOUS or kind == _METAL


@nb.njit(cache=True, nogil=True)
def _present(tissue, removed, origin, spacing, pose, z):
    inside, k, j, i = _voxel(tissue.shape, origin, spacing, pose, z)
    return tissue[k, j, i] if inside and removed[k, j, i] <= FULL // 2 else 0
