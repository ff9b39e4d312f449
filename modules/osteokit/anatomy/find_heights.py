"""The top of a surface seen along one direction, as heights over a square grid."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface


@dataclass(frozen=True, eq=False)
class HeightMap:
    """``heights[row, column]`` in mm along the direction of view, nan where there is no surface.

    Rows go along ``anterior`` and columns along ``medial`` of the frame, from ``(first_y, first_x)`` in steps of
    ``cell_mm``; ``sign`` is 1 for the surface seen from above and -1 from below.
    """

    frame: BoneFrame
    heights: np.ndarray
    first_x: float
    first_y: float
    cell_mm: float
    sign: int

    @property
    def x(self) -> np.ndarray:
        """Along medial, mm, of the columns."""
        return self.first_x + self.cell_mm * (np.arange(self.heights.shape[1]) + 0.5)

    @property
    def y(self) -> np.ndarray:
        """Along anterior, mm, of the rows."""
        return self.first_y + self.cell_mm * (np.arange(self.heights.shape[0]) + 0.5)

    def point(self, x: float, y: float) -> np.ndarray:
        """The RAS point (3,) of the surface at (x, y), of the nearest cell that has one."""
        columns, rows = np.meshgrid(self.x, self.y)
        distance = np.where(np.isfinite(self.heights), (columns - x) ** 2 + (rows - y) ** 2, np.inf)
        row, column = np.unravel_index(int(np.argmin(distance)), distance.shape)
        height = self.sign * self.heights[row, column]
        return x * self.frame.medial + y * self.frame.anterior + height * self.frame.up

    def slope(self) -> np.ndarray:
        """Tangent of the steepest inclination of each cell; nan at the border."""
        rise, run = np.gradient(self.heights, self.cell_mm)
        return np.hypot(rise, run)


def height_map(surface: BoneSurface, frame: BoneFrame, mask: np.ndarray, sign: int, cell_mm: float = 1.0) -> HeightMap:
    """The outermost surface among ``mask`` seen from above (``sign`` 1) or below (-1), smoothed by one cell."""
    points = surface.points[mask]
    x, y, z = points @ frame.medial, points @ frame.anterior, sign * (points @ frame.up)
    first_x, first_y = float(x.min()) - cell_mm, float(y.min()) - cell_mm
    columns = np.floor((x - first_x) / cell_mm).astype(int)
    rows = np.floor((y - first_y) / cell_mm).astype(int)
    heights = np.full((rows.max() + 3, columns.max() + 3), -np.inf)
    np.maximum.at(heights, (rows, columns), z)
    known = np.isfinite(heights)
    covered = np.asarray(ndimage.binary_closing(known, iterations=2))
    nearest = np.asarray(ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True))
    filled = heights[nearest[0], nearest[1]]
    smooth = ndimage.gaussian_filter(ndimage.median_filter(filled, 3), 1.0)
    return HeightMap(frame, np.where(covered, smooth, np.nan), first_x, first_y, cell_mm, sign)
