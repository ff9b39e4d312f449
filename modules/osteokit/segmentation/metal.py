"""Metal in a CT: implants, screws, wires, dental fillings, and the bright streaks beside them.

Cortical bone and enamel end below 2500 HU except where a scan is saturated; metal saturates. A seed must reach
``SEED_HU``; from it the metal grows to where the image still exceeds halfway between dense bone and the seed's own
brightness. Streaks are thinner and darker than what throws them, and so fall below the half.
"""

import numpy as np
import SimpleITK as sitk

SEED_HU = 2600.0
FLOOR_HU = 1600.0


def find_metal(voxels: np.ndarray) -> np.ndarray:
    """Boolean mask of metal in a CT array of Hounsfield units."""
    seeds = voxels >= SEED_HU
    if not seeds.any():
        return seeds
    level = max(FLOOR_HU, 0.5 * float(np.percentile(voxels[seeds], 90)))
    grown = sitk.GetImageFromArray((voxels >= level).astype(np.uint8))
    labels = sitk.GetArrayFromImage(sitk.ConnectedComponent(grown, True))
    wanted = np.zeros(int(labels.max()) + 1, bool)
    wanted[np.unique(labels[seeds])] = True
    wanted[0] = False
    return wanted[labels]
