"""Planes through a volume that no scanner took: along a screw, turned about it, and across it as a probe sees.

The straightened view holds the whole axis of the screw: entry on the left, tip on the right. Turned by 90 degrees it
shows the two walls that the first view cannot show. The probe's-eye view looks down the axis from the entry.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.imaging.interpolate import values_at
from osteokit.imaging.volume import Volume

OUTSIDE_HU = -1100.0
"""Shown where the volume ends."""


@dataclass(frozen=True, eq=False)
class ObliquePlane:
    """A plane of pixels in the patient: ``origin`` is the RAS centre of the upper left pixel; steps are in mm.

    ``right`` and ``down`` are RAS unit vectors of the picture's axes, ``size`` is (width, height) in pixels.
    """

    origin: np.ndarray
    right: np.ndarray
    down: np.ndarray
    pixel_mm: float
    size: tuple[int, int]

    @property
    def normal(self) -> np.ndarray:
        """Unit vector (3,) away from the viewer."""
        return np.cross(self.right, self.down)

    def points(self) -> np.ndarray:
        """RAS of every pixel centre, (height, width, 3)."""
        width, height = self.size
        x = np.arange(width)[None, :, None] * self.pixel_mm * self.right
        y = np.arange(height)[:, None, None] * self.pixel_mm * self.down
        return self.origin + x + y

    def pixel_of(self, ras: np.ndarray) -> tuple[float, float]:
        """Pixel ``(x, y)`` nearest to a RAS point, with fractions."""
        x, y = self.pixels_of(np.asarray(ras, float)[None])[0]
        return float(x), float(y)

    def pixels_of(self, points: np.ndarray) -> np.ndarray:
        """Pixels (n, 2) of RAS points (n, 3), seen along the normal."""
        relative = np.asarray(points, float) - self.origin
        return np.stack([relative @ self.right, relative @ self.down], axis=-1) / self.pixel_mm


def perpendicular_up(axis: np.ndarray, turn_deg: float = 0.0) -> np.ndarray:
    """The unit vector square to ``axis`` that is nearest to the head (to the front for an axis along the body),
    turned right-handed about the axis by ``turn_deg``."""
    axis = np.asarray(axis, float) / np.linalg.norm(axis)
    up = np.array([0.0, 0.0, 1.0]) if abs(axis[2]) < 0.9 else np.array([0.0, 1.0, 0.0])
    up = up - (up @ axis) * axis
    up /= np.linalg.norm(up)
    angle = np.radians(turn_deg)
    return np.cos(angle) * up + np.sin(angle) * np.cross(axis, up)


def along(
    entry: np.ndarray,
    tip: np.ndarray,
    turn_deg: float = 0.0,
    half_width_mm: float = 25.0,
    beyond_mm: float = 12.0,
    pixel_mm: float = 0.4,
) -> ObliquePlane:
    """The plane that holds the line from ``entry`` to ``tip`` (RAS mm), which runs from left to right in its middle.

    ``turn_deg`` turns the plane about the line; 0 has the head (or the front) up. It shows ``half_width_mm`` on both
    sides of the line and ``beyond_mm`` before and behind it.

    Raises
    ------
    OsteoError
        Entry and tip are one point.
    """
    start, end = np.asarray(entry, float), np.asarray(tip, float)
    length = float(np.linalg.norm(end - start))
    if not length > 1e-6:
        raise OsteoError("The entry and the tip of the screw are one point; drag them apart.")
    right = (end - start) / length
    down = -perpendicular_up(right, turn_deg)
    size = (_pixels(length + 2 * beyond_mm, pixel_mm), _pixels(2 * half_width_mm, pixel_mm))
    middle = (start + end) / 2
    return _centred(middle, right, down, pixel_mm, size)


def across(
    entry: np.ndarray, tip: np.ndarray, depth_mm: float, half_width_mm: float = 20.0, pixel_mm: float = 0.4
) -> ObliquePlane:
    """The probe's-eye plane: square to the line from ``entry`` to ``tip``, ``depth_mm`` from the entry, seen from the
    entry with the head (or the front) up.

    Raises
    ------
    OsteoError
        Entry and tip are one point.
    """
    start, end = np.asarray(entry, float), np.asarray(tip, float)
    length = float(np.linalg.norm(end - start))
    if not length > 1e-6:
        raise OsteoError("The entry and the tip of the screw are one point; drag them apart.")
    axis = (end - start) / length
    down = -perpendicular_up(axis)
    pixels = _pixels(2 * half_width_mm, pixel_mm)
    return _centred(start + depth_mm * axis, np.cross(down, axis), down, pixel_mm, (pixels, pixels))


def resliced(volume: Volume, plane: ObliquePlane, outside: float = OUTSIDE_HU) -> np.ndarray:
    """HU on a plane, (height, width), by linear interpolation; ``outside`` where the volume ends."""
    return values_at(volume.voxels, volume.ijk_to_ras, plane.points(), 1, outside)


def _pixels(extent_mm: float, pixel_mm: float) -> int:
    return max(2 * round(extent_mm / pixel_mm / 2) + 1, 1)  # odd: the line runs through the middle of a row


def _centred(
    middle: np.ndarray, right: np.ndarray, down: np.ndarray, pixel_mm: float, size: tuple[int, int]
) -> ObliquePlane:
    half = (np.array(size) - 1) / 2 * pixel_mm
    return ObliquePlane(middle - half[0] * right - half[1] * down, right, down, pixel_mm, size)
