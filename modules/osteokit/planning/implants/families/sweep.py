"""Solids swept through oval sections along a path, and their volume by an exact quadrature.

Between two stations everything runs linearly: centre, axes and corner of the section. The section at a station is
``c + a (cos t + e cos 3t) u + b (sin t - e sin 3t) v``: an ellipse for e = 0, squarer for e below 0 (-1/9 has flat
sides).
"""

from dataclasses import dataclass

import numpy as np

from osteokit.planning.implants.families.rings import capped
from osteokit.surface.mesh import Mesh

POINTS = 72
GAUSS, WEIGHTS = np.polynomial.legendre.leggauss(4)


@dataclass(frozen=True)
class Sweep:
    """Stations along a path, from its first cap to its last.

    Attributes
    ----------
    centres, first, second : (k, 3)
        Of the sections, and their half axes a u and b v; first x second points along the path.
    squareness : (k,)
        e, from -1/9 to 0.
    """

    centres: np.ndarray
    first: np.ndarray
    second: np.ndarray
    squareness: np.ndarray

    def _section(self, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Points (k, n, 3) of all stations and their derivative by the angle."""
        e = self.squareness[:, None]
        x, y = np.cos(angles) + e * np.cos(3 * angles), np.sin(angles) - e * np.sin(3 * angles)
        dx, dy = -np.sin(angles) - 3 * e * np.sin(3 * angles), np.cos(angles) - 3 * e * np.cos(3 * angles)
        points = self.centres[:, None] + x[..., None] * self.first[:, None] + y[..., None] * self.second[:, None]
        return points, dx[..., None] * self.first[:, None] + dy[..., None] * self.second[:, None]

    @property
    def folds(self) -> bool:
        """Whether a section reaches behind the plane of the one before it."""
        points, _turn = self._section(np.arange(POINTS) * 2 * np.pi / POINTS)
        ahead = np.cross(self.first, self.second)
        behind = np.einsum("kni,ki->kn", points[1:] - self.centres[:-1, None], ahead[:-1])
        before = np.einsum("kni,ki->kn", points[:-1] - self.centres[1:, None], ahead[1:])
        return bool((behind <= 0).any() or (before >= 0).any())

    @property
    def volume_mm3(self) -> float:
        """By the divergence theorem: the integral of p . (dp/dangle x dp/dpath) / 3 over the side, which is a
        trigonometric polynomial of degree 9 around and of degree 3 along each piece, so that 32 equal angles and 4
        points of Gauss are exact; and the caps, area times height over the origin / 3."""
        angles = np.arange(32) * 2 * np.pi / 32
        points, turn = self._section(angles)
        ahead, total = np.diff(points, axis=0), 0.0
        for node, weight in zip((GAUSS + 1) / 2, WEIGHTS / 2, strict=True):
            here = points[:-1] + node * ahead
            tangent = turn[:-1] + node * np.diff(turn, axis=0)
            total += weight * np.einsum("kni,kni->", here, np.cross(tangent, ahead)) * (2 * np.pi / 32) / 3
        for end, sign in ((0, -1.0), (-1, 1.0)):
            vector = np.cross(points[end], turn[end]).sum(axis=0) * (2 * np.pi / 32) / 2
            total += sign * self.centres[end] @ vector / 3
        return float(total)

    def mesh(self) -> Mesh:
        """Corners are moved outwards so that every section keeps its area (for an ellipse exactly)."""
        angles = np.arange(POINTS) * 2 * np.pi / POINTS
        points, _turn = self._section(angles)
        middle = self.centres[:, None]
        polygon = _areas(points - middle)
        smooth = np.pi * np.linalg.norm(np.cross(self.first, self.second), axis=1) * (1 - 3 * self.squareness**2)
        points = middle + (points - middle) * np.sqrt(smooth / polygon)[:, None, None]
        return capped(list(points))


def _areas(rings: np.ndarray) -> np.ndarray:
    """Area of flat polygons (k, n, 3) around their origin."""
    return np.linalg.norm(np.cross(rings, np.roll(rings, -1, axis=1)).sum(axis=1), axis=1) / 2
