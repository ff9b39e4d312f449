"""Structures at risk from a label map: a vessel's or nerve's course and radius."""

from itertools import pairwise

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.simulation.scenario import Risk

STEP_MM = 8.0
"""From point to point of a course."""

FLOW_ML_MIN_MM2 = {"artery": 10.0, "vein": 5.0}
"""Bleeding per cross-section of the opened vessel (chosen: an artery of 7 mm bleeds about 400 mL/min)."""

MOST_ML_MIN = 1500.0
_KINDS = ("artery", "vein", "nerve", "canal", "joint")


def risk_of_word(word: str, labels: Volume, near: tuple[np.ndarray, np.ndarray]) -> Risk:
    """A structure told as ``LABEL=KIND:NAME`` (or ``LABEL=KIND:NAME:CHINESE``).

    Parameters
    ----------
    near : pair of ndarray (3,)
        Corners of a box, RAS mm: what lies farther is left out.

    Raises
    ------
    OsteoError
        The word is not of that form, or the label is not there.
    """
    number, _, rest = word.partition("=")
    kind, _, names = rest.partition(":")
    english, _, chinese = names.partition(":")
    if not number.isdigit() or kind not in _KINDS or not english.strip():
        raise OsteoError(f"--risk is LABEL=KIND:NAME with KIND of {', '.join(_KINDS)}, not {word[:60]!r}.")
    points, radius = course_of(labels, int(number), near)
    flow = FLOW_ML_MIN_MM2.get(kind, 0.0) * np.pi * radius**2
    key = f"{kind}_{number}"
    return Risk(key, english, chinese or english, kind, points, radius, round(min(flow, MOST_ML_MIN), 0))  # type: ignore[arg-type]


def course_of(labels: Volume, number: int, near: tuple[np.ndarray, np.ndarray]):
    """Middle line (points, RAS mm) and mean radius of a tube with this label: slabs along its longest direction.

    Raises
    ------
    OsteoError
        The label has no voxel there.
    """
    k, j, i = np.nonzero(labels.voxels == number)
    points = np.column_stack([i, j, k]) @ labels.ijk_to_ras[:3, :3].T + labels.ijk_to_ras[:3, 3]
    points = points[((points >= near[0]) & (points <= near[1])).all(axis=1)]
    if len(points) < 8:
        raise OsteoError(f"Label {number} is not near the planned steps; leave it out or give another.")
    middle = points.mean(axis=0)
    axis = np.linalg.svd(points - middle, full_matrices=False)[2][0]
    along = (points - middle) @ axis
    count = max(int(np.ptp(along) / STEP_MM), 1)
    slab = np.minimum(((along - along.min()) / max(np.ptp(along), 1e-6) * count).astype(int), count - 1)
    course = [points[slab == n].mean(axis=0) for n in range(count) if (slab == n).any()]
    length = sum(float(np.linalg.norm(b - a)) for a, b in pairwise(course)) + STEP_MM / 2
    voxel = abs(float(np.linalg.det(labels.ijk_to_ras[:3, :3])))
    radius = float(np.sqrt(len(points) * voxel / (np.pi * max(length, 1.0))))
    return tuple((float(p[0]), float(p[1]), float(p[2])) for p in np.round(course, 3)), round(radius, 2)
