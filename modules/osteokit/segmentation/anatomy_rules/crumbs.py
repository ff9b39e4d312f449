"""What looks like bone but shows nothing to a surgeon: specks, calcified cartilage and vessels, dense contrast."""

import numpy as np
from scipy import ndimage

from osteokit.segmentation.anatomy_rules.chest import Chest
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid
from osteokit.segmentation.anatomy_rules.spine import SpineLine

SPECK_MM3 = 300.0
LARGE_MM3 = 5000.0
FAR_MM = 10.0
CARTILAGE_MM3 = 2500.0
WITHIN_MM = 12.0  # no bone but the spine lies that deep within the hull of the lungs
WITHIN_LARGEST_MM3 = 8000.0
MEDIASTINUM_MM = 11.0
VERTEBRA_MM = 42.0  # bodies and processes are nearer to the middle of the body or of the canal


def between_lungs(grid: ReasonGrid, spine: SpineLine, chest: Chest) -> np.ndarray:
    """Where no bone can be (bool): deep between the lungs and further from the spine than any vertebra reaches."""
    index = np.argwhere(grid.solid & (chest.depth > MEDIASTINUM_MM))
    ras = grid.to_ras(index)
    level = np.clip(np.searchsorted(spine.body[:, 2], ras[:, 2]), 0, len(spine.body) - 1)
    away = np.minimum(
        np.linalg.norm((ras - spine.body[level])[:, :2], axis=1),
        np.linalg.norm((ras - spine.canal[level])[:, :2], axis=1),
    )
    out = np.zeros(grid.shape, bool)
    out[tuple(index[away > VERTEBRA_MM].T)] = True
    return out


def without_crumbs(grid: ReasonGrid, owner: np.ndarray, unnamed: set[int], chest: Chest | None) -> np.ndarray:
    """``owner`` (int32) without the unnamed bones that are crumbs.

    A crumb is a speck far from any large bone; in a chest also a small thing in front (calcified rib cartilage) or deep
    between the lungs (calcified or contrast-filled vessels).
    """
    sizes = np.bincount(owner.ravel()) * grid.h**3
    large = np.isin(owner, np.flatnonzero(sizes >= LARGE_MM3)) & (owner > 0)
    if not large.any():
        return owner
    away = ndimage.distance_transform_edt(~large) * grid.h  # type: ignore[operator]
    drop = np.zeros(len(sizes), bool)
    for number, box in enumerate(ndimage.find_objects(owner), start=1):
        if box is None or number not in unnamed or sizes[number] >= WITHIN_LARGEST_MM3:
            continue
        mine = owner[box] == number
        drop[number] = sizes[number] < SPECK_MM3 and away[box][mine].min() > FAR_MM
        if chest is not None:
            drop[number] |= _in_chest(grid, chest, box, mine, float(sizes[number]))
    return np.where(drop[owner], 0, owner)


def _in_chest(grid: ReasonGrid, chest: Chest, box: tuple[slice, ...], mine: np.ndarray, size: float) -> bool:
    """Whether a small bone lies where only cartilage or vessels are."""
    centre = grid.to_ras(np.argwhere(mine) + [s.start for s in box]).mean(0)
    deep = float(np.median(chest.depth[box][mine])) > WITHIN_MM
    front = (centre[1] - chest.centre[1]) > 35 and abs(centre[0] - chest.centre[0]) < 110
    below_clavicles = centre[2] < chest.centre[2] + 60
    return deep or (front and below_clavicles and size < CARTILAGE_MM3)
