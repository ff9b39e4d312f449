"""Are these numbers Hounsfield units? What a picture, an inverted, raw, PET or MR image looks like instead."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume

_SAMPLES = 2_000_000


def hounsfield_problem(voxels: np.ndarray) -> str:
    """Why an array (k, j, i) cannot be a CT in Hounsfield units, in words; empty where it can.

    Air is -1000, fat -100, water 0, cortical bone above 300, metal up to 30 000: a CT of a patient has negative values
    (noise in water alone has some) and values above 150 (bone).
    """
    sample = voxels.reshape(-1)[:: max(1, voxels.size // _SAMPLES)]
    low, high = float(sample.min()), float(sample.max())
    if low == high:
        return f"every voxel is {low:g}"
    if low >= 0 and high <= 255:
        return f"values lie between {low:g} and {high:g}: an 8-bit picture or a label map, not Hounsfield units"
    if low >= 0:
        return f"no value lies below {low:g}: neither air nor fat, so these are raw or shifted values"
    if high < 150:
        return f"no value lies above {high:g}: no bone"
    if low < -40_000 or high > 70_000:
        return f"values reach from {low:g} to {high:g}, far beyond any CT"
    return ""


def looks_inverted(voxels: np.ndarray) -> bool:
    """Whether the rim of the slices (air in a CT) is brighter than their middle."""
    _, rows, columns = voxels.shape
    r, c = max(1, rows // 16), max(1, columns // 16)
    rim = np.concatenate([voxels[:, :r, :c].ravel(), voxels[:, -r:, -c:].ravel(), voxels[:, :r, -c:].ravel()])
    middle = voxels[:, rows // 3 : 2 * rows // 3 + 1, columns // 3 : 2 * columns // 3 + 1]
    return bool(np.median(rim) > np.median(middle) + 200)


def require_hounsfield(volume: Volume) -> None:
    """Refuse what is not a CT in Hounsfield units, before looking for bone in it.

    Raises
    ------
    OsteoError
        Another modality (MR, PT, ...), or values that cannot be Hounsfield units.
    """
    where = volume.source.path or "The volume"
    if volume.modality != "CT":
        raise OsteoError(f"{where} is {volume.modality}, not CT; bone is found by its Hounsfield units: give a CT.")
    problem = hounsfield_problem(volume.voxels)
    if problem:
        raise OsteoError(f"{where} is not a CT in Hounsfield units ({problem}); give the original CT.")
