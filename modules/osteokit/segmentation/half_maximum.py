"""The surface at the half-maximum edge: where the image is halfway between the cortex and what lies outside it.

A scanner blurs an edge symmetrically, so that the half of the contrast marks the place of the edge (Prevrhal, Engelke
and Kalender, Phys Med Biol 1999, for cortices thicker than the blur). One threshold for a whole body cannot: halfway
is 110 HU at an osteoporotic vertebra and 570 HU at a femoral shaft.
"""

import numba as nb
import numpy as np

from osteokit.segmentation.sheetness import smooth


@nb.njit(cache=True, parallel=True, nogil=True)
def _edge(voxels, mask, occupancy, floor, reach, ceiling, share, out):
    nk, nj, ni = voxels.shape
    rk, rj, ri = reach
    for plane in nb.prange(nk):
        k = np.int64(plane)  # prange counts unsigned; -k must not wrap
        for j in range(nj):
            for i in range(ni):
                here = occupancy[k, j, i]
                out[k, j, i] = mask[k, j, i]
                if not mask[k, j, i] or here > 0.95:
                    continue
                value = min(voxels[k, j, i], ceiling)
                top, top_occupancy = value, here
                low = np.float32(1e9)
                for dk in range(max(-rk, -k), min(rk, nk - 1 - k) + 1):
                    for dj in range(max(-rj, -j), min(rj, nj - 1 - j) + 1):
                        for di in range(max(-ri, -i), min(ri, ni - 1 - i) + 1):
                            if (dk / (rk + 0.5)) ** 2 + (dj / (rj + 0.5)) ** 2 + (di / (ri + 0.5)) ** 2 > 1.0:
                                continue
                            near = min(voxels[k + dk, j + dj, i + di], ceiling)
                            if near > top:
                                top, top_occupancy = near, occupancy[k + dk, j + dj, i + di]
                            if near < low and not mask[k + dk, j + dj, i + di]:
                                low = near
                if low > 1e8:
                    continue
                level = max(floor, low + share * (top - low))
                if value < level and top_occupancy > here:
                    out[k, j, i] = False


def half_maximum_edge(
    voxels: np.ndarray,
    mask: np.ndarray,
    spacing_kji: tuple[float, float, float],
    floor_hu: float = 100.0,
    share: float = 0.5,
) -> np.ndarray:
    """A mask drawn in to the half-maximum edge, by about a voxel; nothing is added, so that gaps stay open.

    Parameters
    ----------
    voxels : float32, shape (k, j, i)
        Hounsfield units.
    mask : bool, shape (k, j, i)
        Bone, filled, up to a voxel or two too large. Its blurred copy tells the outer side of a cortex, which is cut,
        from the inner side, which is marrow and stays.
    floor_hu : float
        The edge is never below this.
    """
    out = np.empty(mask.shape, bool)
    occupancy = smooth(mask.astype(np.float32), max(spacing_kji), spacing_kji)
    size = max(spacing_kji)
    reach = tuple(max(1, round(max(2.0, 1.2 * size) / s)) for s in spacing_kji)
    _edge(voxels, mask, occupancy, floor_hu, reach, 1500.0, share, out)
    return out
