"""Where the bone between the sacral foramina is: the heights at which screws cross from the ala into S1 and S2.

Seen from the side, in the planes of the foramina, the sacrum is thick above the first foramen (S1), thin at it, thick
again between the first and the second (S2), and so on. The thickness is the largest ball that fits at each height.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks

from osteokit.anatomy.frames import lateral_sign
from osteokit.anatomy.landmark import Side
from osteokit.base.errors import OsteoError
from osteokit.planning.screws.pelvic_frame import SacralFrame
from osteokit.surface.distance import SurfaceDistance

FORAMINA = 0.7
"""Of the endplate's depth: how far from the midline the foramina are."""

_PLANES = (0.55, 0.65, 0.75, 0.85)
_HEIGHTS = np.arange(-2.6, 0.3, 0.03)
_DEPTHS = np.arange(-1.8, 0.9, 0.04)
_PROMINENT_MM = 0.7
_SMOOTH = 1.5  # steps of height
_FIRST = (-1.5, -0.45)  # the first foramen


@dataclass(frozen=True)
class SacralLevels:
    """Heights, in mm along the sacral frame's z, between which a screw is in each level at the foramina."""

    s1: tuple[float, float]
    s2: tuple[float, float]


def sacral_levels(sacrum: SurfaceDistance, frame: SacralFrame, side: Side) -> SacralLevels:
    """From the thickness of one side of the sacrum.

    Raises
    ------
    OsteoError
        Two foramina one above the other are not to be seen on that side.
    """
    thickness = _thickness(sacrum, frame, lateral_sign(side))
    low, _ = find_peaks(-gaussian_filter1d(thickness, _SMOOTH), prominence=_PROMINENT_MM)
    heights = _HEIGHTS[low][::-1]  # from the top
    first = heights[(heights > _FIRST[0]) & (heights < _FIRST[1])]
    below = heights[heights < first[0] - 0.3] if len(first) else first
    if not len(below):
        raise OsteoError(
            f"The foramina of the {side} side of the sacrum are not to be seen in its surface, so S1 and S2 cannot be "
            "told apart; segment it more finely or place the screw by hand."
        )
    one, two = float(first[0]) * frame.depth_mm, float(below[0]) * frame.depth_mm
    return SacralLevels((one, 0.1 * frame.depth_mm), (two, one))


def _thickness(sacrum: SurfaceDistance, frame: SacralFrame, lateral: float) -> np.ndarray:
    """For each height the largest ball that fits in the sacrum there, in the plane where that is smallest (mm)."""
    local = np.stack(np.meshgrid(lateral * np.array(_PLANES), _DEPTHS, _HEIGHTS, indexing="ij"), axis=-1)
    points = frame.frame.origin + frame.depth_mm * local.reshape(-1, 3) @ frame.frame.matrix[:3, :3].T
    depth = -sacrum.signed(points).reshape(local.shape[:-1])
    return depth.max(axis=1).min(axis=0)
