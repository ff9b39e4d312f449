"""Axes and size of the upper sacrum, and the outer side of the ilium: what sacroiliac screws are planned by."""

from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.frames import Frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError

_PAIRS = ("asis", "acetabulum_center", "psis", "aiis", "ischial_spine", "pubic_tubercle")
"""Landmarks of both hip bones, the farthest apart first: the first pair that is known tells left from right."""

_PROPER = (12.0, 60.0)  # mm, depth of an S1 endplate from a child's to the largest adult's


@dataclass(frozen=True, eq=False)
class SacralFrame:
    """``frame``: origin amid the S1 endplate, x right, y along the endplate to the front, z out of it;
    ``depth_mm`` of the endplate from back to front, by which all else is scaled."""

    frame: Frame
    depth_mm: float


def sacral_frame(sacrum: BoneLandmarks, pelvis: BoneLandmarks) -> SacralFrame:
    """From the S1 endplate and the hip bones, which tell left from right.

    Raises
    ------
    OsteoError
        The endplate or the same landmark of both hip bones is missing, or they contradict each other.
    """
    front, back = sacrum.point("promontory"), sacrum.point("endplate_posterior")
    pair = next((key for key in _PAIRS if f"{key}_left" in pelvis and f"{key}_right" in pelvis), None)
    if pair is None:
        raise OsteoError("No landmark is known on both hip bones, so left and right are not sure; give both hip bones.")
    right = unit(pelvis.point(f"{pair}_right") - pelvis.point(f"{pair}_left"), "line between both hip bones")
    depth = float(np.linalg.norm(front - back))
    if not _PROPER[0] < depth < _PROPER[1]:
        raise OsteoError(f"An S1 endplate is not {depth:.0f} mm deep; check the landmarks of the sacrum.")
    y = unit(front - back, "S1 endplate")
    if abs(float(y @ right)) > 0.5:
        raise OsteoError("The S1 endplate does not point forward between the hip bones; check both sets of landmarks.")
    x = unit(right - (right @ y) * y)
    return SacralFrame(Frame((front + back) / 2, x, y, np.cross(x, y), "", "S1 endplate"), depth)
