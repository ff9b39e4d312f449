"""The chest: the lungs tell ribs, which lie on them, from the shoulder girdle, which lies further out.

Nothing else in a chest is as certain in a CT as the lungs. Around the convex hull of both in each axial slice, ribs
begin within some millimetres; scapulae, clavicles and humeri are parted from it by ribs and muscle.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid, components

AIR_HU = -400.0
SMALLEST_LUNGS_MM3 = 4e5
WIDEST_SHARE = 0.6  # of the widest slice: where the chest is as wide as that, ribs alone lie on the lungs


@dataclass(frozen=True, eq=False)
class Chest:
    """``outside`` mm from the lungs' hull, 0 within; ``depth`` mm within it, 0 outside (both ``[x, y, z]``);
    ``centre`` (3,) RAS mm of the hull; ``lowest`` RAS z, mm, above which the hull tells ribs from the girdle."""

    outside: np.ndarray
    depth: np.ndarray
    centre: np.ndarray
    lowest: float


def lungs(grid: ReasonGrid) -> np.ndarray:
    """Air (bool) in large bodies that the sides of the scan do not cut; narrow airways to the outside are severed."""
    air = grid.hu < AIR_HU
    reach = max(1, round(4.0 / grid.h))
    core = components(ndimage.binary_erosion(air, iterations=reach, border_value=1))
    sizes = np.bincount(core.ravel()) * grid.h**3
    edge = np.unique(np.r_[core[[0, -1]].ravel(), core[:, [0, -1]].ravel()])
    large = [n for n in range(1, len(sizes)) if sizes[n] > 0.15 * SMALLEST_LUNGS_MM3 and n not in edge]
    return np.asarray(ndimage.binary_dilation(np.isin(core, large), iterations=reach, mask=air), bool)


def _hull(lung: np.ndarray) -> np.ndarray:
    """The convex hull (bool) of the lungs in each axial slice."""
    out = np.zeros(lung.shape, bool)
    place = np.stack(np.meshgrid(*[np.arange(n) for n in lung.shape[:2]], indexing="ij"), -1)
    for z in range(lung.shape[2]):
        points = np.argwhere(lung[:, :, z])
        if len(points) < 12:
            continue
        try:
            sides = ConvexHull(points).equations
        except QhullError:
            continue
        out[:, :, z] = (place @ sides[:, :2].T + sides[:, 2] <= 0.01).all(-1)
    return out


def find_chest(grid: ReasonGrid) -> Chest | None:
    """The chest, or None where no lungs are in view or the scan cuts their sides."""
    lung = lungs(grid)
    if lung.sum() * grid.h**3 < SMALLEST_LUNGS_MM3:
        return None
    hull = _hull(lung)
    area = hull.sum((0, 1))
    wide = np.flatnonzero(area >= WIDEST_SHARE * area.max())
    lowest = float(grid.to_ras(np.array([[0, 0, wide[0]]]))[0, 2])
    outside = np.asarray(ndimage.distance_transform_edt(~hull), np.float32) * grid.h
    depth = np.asarray(ndimage.distance_transform_edt(hull), np.float32) * grid.h
    return Chest(outside, depth, grid.to_ras(np.argwhere(hull)).mean(0), lowest)
