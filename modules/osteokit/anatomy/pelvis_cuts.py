"""Where the field of view has cut a flat-ended bone: planes that touch it from outside over a whole section."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from osteokit.anatomy.bone_axes import BoneSurface
from osteokit.anatomy.sections import section

_AT_CUT_MM = 4.0
_TRIED = 8
_HULL_POINTS = 8000
_THICKNESS = 0.004  # of the extent; what counts as in the plane
_DEPTH = 0.02  # of the extent; where the section behind is taken
_LEAST_PART = 0.45  # of the section behind that lies in the plane; whole bones have up to 0.3, cuts 0.6 to 1.1
_LEAST_AREA = 0.003  # of the extent squared


@dataclass(frozen=True, eq=False)
class Cut:
    """A plane ``outward @ p = height_mm`` that ends a bone; ``outward`` (3,) is unit, away from the bone."""

    outward: np.ndarray
    height_mm: float

    def depth_mm(self, point: np.ndarray) -> float:
        """How far a point of the bone is behind the plane."""
        return self.height_mm - float(self.outward @ point)


def is_cut(point: np.ndarray, cuts: Sequence[Cut]) -> bool:
    """Whether a landmark lies so near a cut that it may be the cut's edge."""
    return any(cut.depth_mm(point) < _AT_CUT_MM for cut in cuts)


def find_cuts(surface: BoneSurface) -> list[Cut]:
    """The planes where a bone is cut off, largest first; none for a whole bone."""
    points = surface.points
    hull = ConvexHull(points[:: max(1, len(points) // _HULL_POINTS)])
    extent = float(np.linalg.norm(np.ptp(points, axis=0)))
    cuts = []
    for direction in _flattest_directions(hull):
        if any(direction @ cut.outward > 0.95 for cut in cuts):
            continue
        height = points @ direction
        near = height[height > height.max() - 0.01 * extent]
        top = float(np.percentile(near, 90))
        in_plane = (height > top - _THICKNESS * extent) & (surface.normals @ direction > 0.9)
        flat = float(surface.areas[in_plane].sum())
        behind = sum(c.area_mm2 for c in section(surface.mesh, direction * (top - _DEPTH * extent), direction))
        if behind > 0 and flat > _LEAST_PART * behind and flat > _LEAST_AREA * extent**2:
            cuts.append(Cut(direction, top))
    return cuts


def _flattest_directions(hull: ConvexHull) -> np.ndarray:
    """Normals of the largest facets, those of nearly the same direction counted together; (n, 3)."""
    corners = hull.points[hull.simplices]
    doubled = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(doubled, axis=1)
    normals = hull.equations[:, :3]
    largest = np.argsort(-areas)[:200]
    together = (normals[largest] @ normals.T > 0.999) @ areas
    order = largest[np.argsort(-together)]
    chosen: list[np.ndarray] = []
    for n in order:
        if len(chosen) == _TRIED:
            break
        if all(normals[n] @ other < 0.99 for other in chosen):
            chosen.append(normals[n])
    return np.array(chosen)
