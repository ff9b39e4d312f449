"""Metal in a CT: implants, screws, wires, dental fillings, and the bright streaks beside them.

Cortical bone ends below 2500 HU, enamel below 3000 HU in scans of bone; metal saturates. A seed must reach ``SEED_HU``
or, where a scan's range ends below that, lie on the plateau at its end, which enamel's single brightest voxels do not
make; from it the metal grows to where the image still exceeds half of the seed's own brightness, and dense bone.
Streaks are thinner and darker than what throws them, and so fall below the half.
"""

import numpy as np
import SimpleITK as sitk

SEED_HU = 3000.0
PLATEAU_HU = 2600.0
PLATEAU_VOXELS = 10
FLOOR_HU = 1600.0


def find_metal(voxels: np.ndarray) -> np.ndarray:
    """Boolean mask of metal in a CT array of Hounsfield units."""
    seeds = voxels >= _seed_hu(voxels)
    if not seeds.any():
        return seeds
    level = max(FLOOR_HU, 0.5 * float(np.percentile(voxels[seeds], 90)))
    grown = sitk.GetImageFromArray((voxels >= level).astype(np.uint8))
    labels = sitk.GetArrayFromImage(sitk.ConnectedComponent(grown, True))
    wanted = np.zeros(int(labels.max()) + 1, bool)
    wanted[np.unique(labels[seeds])] = True
    wanted[0] = False
    return wanted[labels]


def _seed_hu(voxels: np.ndarray) -> float:
    """``SEED_HU``, or less where the image was cut off at less: many voxels are exactly as bright as the brightest."""
    top = float(voxels.max())
    if PLATEAU_HU <= top < SEED_HU and np.count_nonzero(voxels == top) >= PLATEAU_VOXELS:
        return top
    return SEED_HU
