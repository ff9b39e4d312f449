"""What a tool cuts away: the solid of its cutting end, as a few numbers that a compiled loop can read.

Each solid is given by a signed distance in the tool's frame (exact on its faces and for the ball everywhere; along
edges the largest of the distances to the faces, a lower bound).
"""

from dataclasses import dataclass

import numba as nb
import numpy as np

BALL, CONE, BLADE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class CuttingShape:
    """The cutting end of a tool.

    ``code`` is BALL, CONE or BLADE; ``sizes`` (4,) are the radius for a ball; the radius, sine and cosine of half the
    point's angle and the length for a cone; half width, half kerf and length for a blade. ``low`` and ``high`` (3,)
    bound it in the tool's frame, mm.
    """

    code: int
    sizes: np.ndarray
    low: np.ndarray
    high: np.ndarray


def ball(radius_mm: float) -> CuttingShape:
    """A ball that touches the origin from behind."""
    r = float(radius_mm)
    return CuttingShape(BALL, np.array([r, 0, 0, 0]), np.array([-r, -r, -2 * r]), np.array([r, r, 0.0]))


def cone(radius_mm: float, point_deg: float, length_mm: float) -> CuttingShape:
    """A cylinder of ``length_mm`` with its point at the origin."""
    r, half = float(radius_mm), np.radians(point_deg / 2)
    sizes = np.array([r, np.sin(half), np.cos(half), length_mm])
    return CuttingShape(CONE, sizes, np.array([-r, -r, -length_mm]), np.array([r, r, 0.0]))


def blade(width_mm: float, kerf_mm: float, length_mm: float) -> CuttingShape:
    """A flat box behind the origin, ``width_mm`` along x and ``kerf_mm`` along y."""
    w, t = width_mm / 2, kerf_mm / 2
    return CuttingShape(BLADE, np.array([w, t, length_mm, 0]), np.array([-w, -t, -length_mm]), np.array([w, t, 0.0]))


@nb.njit(cache=True, nogil=True, inline="always")
def shape_distance(code, a, b, c, d, x, y, z):
    """Signed distance, mm, at a place in the tool's frame; ``a`` to ``d`` are ``sizes``."""
    if code == BALL:
        return np.sqrt(x * x + y * y + (z + a) * (z + a)) - a
    if code == CONE:
        rho = np.sqrt(x * x + y * y)
        return max(max(rho - a, rho * c + z * b), -z - d)
    return max(max(abs(x) - a, abs(y) - b), max(z, -z - c))
