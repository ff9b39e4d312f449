"""How a plate lies on a bone: the signed gap under every point of its bone side, and what sums it up."""

from dataclasses import dataclass

import numpy as np

from osteokit.planning.plates.shape import PlateShape
from osteokit.surface.distance import SurfaceDistance

NEAR_MM = 2.0
"""A plate lies on the bone where the gap is no more than this; what the share of area counts."""


@dataclass(frozen=True, eq=False)
class FitMap:
    """The gaps under a plate.

    Attributes
    ----------
    points : ndarray (n, 3)
        Of the plate's bone side, RAS mm.
    gaps : ndarray (n,)
        Signed distance to the bone, mm: positive above it, negative inside.
    areas : ndarray (n,)
        mm2 of the bone side that each point stands for.
    mean_mm, p95_mm, max_mm : float
        Of the signed gap; mean and 95th percentile by area.
    near_share : float
        Share of the area, 0..1, that is no farther than NEAR_MM from the bone, above or inside.
    penetration_mm : float
        How deep the deepest point is inside the bone; 0 where none is.
    penetration_mm3 : float
        Bone inside the plate, summed over columns through the plate.
    """

    points: np.ndarray
    gaps: np.ndarray
    areas: np.ndarray
    mean_mm: float
    p95_mm: float
    max_mm: float
    near_share: float
    penetration_mm: float
    penetration_mm3: float

    @property
    def values(self) -> dict[str, float]:
        """The figures by name, for files and tables."""
        return {
            "mean_gap_mm": self.mean_mm,
            "p95_gap_mm": self.p95_mm,
            "max_gap_mm": self.max_mm,
            "near_percent": 100.0 * self.near_share,
            "penetration_mm": self.penetration_mm,
            "penetration_mm3": self.penetration_mm3,
        }


def fit_map(plate: PlateShape, pose: np.ndarray, bone: SurfaceDistance) -> FitMap:
    """The fit of ``plate``, moved by the rigid ``pose`` (4x4, implant's frame to RAS mm), on ``bone``.

    The gap is the signed distance from the plate to the nearest bone, not the way along the plate's normal, which
    would be without bound where the plate overhangs.
    """
    points = plate.points @ pose[:3, :3].T + pose[:3, 3]
    return summed_up(plate, pose, points, bone.signed(points), bone)


def summed_up(
    plate: PlateShape, pose: np.ndarray, points: np.ndarray, gaps: np.ndarray, bone: SurfaceDistance
) -> FitMap:
    """The same where the gaps are known already."""
    weighed = plate.areas > 0
    weights, weighed_gaps = plate.areas[weighed], gaps[weighed]
    total = float(weights.sum())
    order = np.argsort(weighed_gaps)
    along = np.cumsum(weights[order]) / total
    return FitMap(
        points,
        gaps,
        plate.areas,
        float(weighed_gaps @ weights / total),
        float(weighed_gaps[order][np.searchsorted(along, 0.95)]),
        float(gaps.max()),
        float(weights[np.abs(weighed_gaps) <= NEAR_MM].sum() / total),
        max(0.0, -float(gaps.min())),
        _bone_in_plate(plate, pose, points, gaps, bone),
    )


def _bone_in_plate(
    plate: PlateShape, pose: np.ndarray, points: np.ndarray, gaps: np.ndarray, bone: SurfaceDistance
) -> float:
    """Volume in mm3: each point inside the bone carries a column, as high as the bone or the plate, if that is less."""
    inside = (gaps < 0) & (plate.areas > 0)
    if not inside.any():
        return 0.0
    outward = -(plate.normals[inside] @ pose[:3, :3].T)
    thickness = plate.thickness[inside]
    way, _ = bone.first_hit(points[inside], outward, float(thickness.max()))
    return float(plate.areas[inside] @ np.minimum(way, thickness))
