"""A patch of tissue: its sheet, what it is made of, and places on it."""

import math
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError


@dataclass(frozen=True)
class Tissue:
    """What a sheet is made of; the defaults are for skin of the trunk at small stretch.

    Attributes
    ----------
    youngs_mpa, poisson : float
        In the plane of the sheet. Skin at small stretch: 0.05 to 0.3 MPa by method and place.
    thickness_mm : float
    density_g_cm3 : float
    bed_n_mm3 : float
        Force per area and displacement by which what is below holds the sheet sideways; 0 for a free sheet. Chosen so
        that a wound of 50 mm gapes by some 5 mm.
    bed_press_n_mm3 : float
        The same square to the sheet: how hard it is to press in. Chosen so that a needle dents it by about 3 mm.
    stretch : float
        By which living tissue is stretched where it lies: why wounds gape. 0.08 with the rest of the defaults is
        40 N/m; natural tension in skin is reported between 5 and 40 N/m.
    damping_hz : float
        Rate at which motion dies away.
    pierced_at_n : float
        Force at which a needle goes through (about 1 N for sharp needles of suturing, more for blunt ones).
    needle_drag_n : float
        Friction on a needle that stands in it.
    tears_at_mpa : float
        Shear at which a thread cuts out toward the edge of a wound: force / (2 thickness times bite). Chosen.
    """

    youngs_mpa: float = 0.25
    poisson: float = 0.45
    thickness_mm: float = 2.0
    density_g_cm3: float = 1.1
    bed_n_mm3: float = 5e-4
    bed_press_n_mm3: float = 5e-3
    stretch: float = 0.08
    damping_hz: float = 30.0
    pierced_at_n: float = 1.0
    needle_drag_n: float = 0.3
    tears_at_mpa: float = 1.0

    def __post_init__(self) -> None:
        positive = ("youngs_mpa", "thickness_mm", "density_g_cm3", "pierced_at_n", "tears_at_mpa")
        for name in positive:
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise OsteoError(f"Tissue needs a {name} above 0, not {getattr(self, name)}.")
        for name in ("bed_n_mm3", "bed_press_n_mm3", "stretch", "damping_hz", "needle_drag_n"):
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise OsteoError(f"Tissue needs a {name} of 0 or more, not {getattr(self, name)}.")
        if not 0 <= self.poisson < 0.5:
            raise OsteoError(f"Tissue needs a poisson ratio from 0 to below 0.5, not {self.poisson}.")


@dataclass(frozen=True, eq=False)
class Sheet:
    """A triangulated sheet as it lies in the body.

    Attributes
    ----------
    points : ndarray, shape (n, 3)
        RAS mm.
    triangles : ndarray of int, shape (m, 3)
        Wound the same way all over; the outside is where they run counter-clockwise.
    held : ndarray of bool, shape (n,)
        Vertices that do not move: where the patch goes over into the body around it.
    """

    points: np.ndarray
    triangles: np.ndarray
    held: np.ndarray

    def __post_init__(self) -> None:
        shapes = self.points.ndim == 2 and self.points.shape[1] == 3 and self.triangles.ndim == 2
        if not shapes or self.triangles.shape[1] != 3 or self.held.shape != (len(self.points),):
            raise OsteoError("A sheet of tissue needs points (n, 3), triangles (m, 3) and held (n,); check its shapes.")
        if not np.isfinite(self.points).all():
            raise OsteoError("A sheet of tissue has points that are no numbers; make it again from a sound surface.")
        if len(self.triangles) == 0 or self.triangles.min() < 0 or self.triangles.max() >= len(self.points):
            raise OsteoError(
                "A sheet of tissue has no triangles, or some name points that are not there; make it again."
            )
        if (areas(self.points, self.triangles) <= 1e-9).any():
            raise OsteoError("A sheet of tissue has triangles without area; make it again from a sound surface.")


@dataclass(frozen=True, eq=False)
class Spot:
    """A place on a sheet: in a triangle, by weights of its corners that sum to 1."""

    triangle: int
    weights: np.ndarray

    def at(self, points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
        """Where it is, given where the points are."""
        return self.weights @ points[triangles[self.triangle]]


def areas(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """mm2, one a triangle."""
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2


def flat_sheet(
    center: np.ndarray, along: np.ndarray, across: np.ndarray, size_mm: tuple[float, float], spacing_mm: float
) -> Sheet:
    """A rectangle of nearly equilateral triangles, held at its rim; its outside is ``along`` x ``across``.

    Parameters
    ----------
    center, along, across : ndarray, shape (3,)
        RAS mm; two unit vectors square to each other.
    size_mm : tuple of float
        Along and across.
    spacing_mm : float
        From point to point.
    """
    columns = max(2, round(size_mm[0] / spacing_mm))
    rows = max(2, round(size_mm[1] / (spacing_mm * math.sqrt(3) / 2)))
    u, v = np.meshgrid(np.linspace(-0.5, 0.5, columns + 1), np.linspace(-0.5, 0.5, rows + 1))
    shift = np.where(np.arange(rows + 1) % 2 == 1, 0.5 / columns, 0.0)[:, None]
    inner = (u > -0.5 + 1e-9) & (u < 0.5 - 1e-9)
    u = np.where(inner, u + shift - 0.25 / columns, u)
    flat = np.stack([u.ravel() * size_mm[0], v.ravel() * size_mm[1]], axis=1)
    points = np.asarray(center, float) + flat[:, :1] * along + flat[:, 1:] * across
    index = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    odd = (np.arange(rows) % 2 == 1)[:, None]
    first = np.where(odd[..., None], np.stack([a, b, c], -1), np.stack([a, b, d], -1))
    second = np.where(odd[..., None], np.stack([a, c, d], -1), np.stack([b, c, d], -1))
    rim = (np.abs(u.ravel()) > 0.5 - 1e-9) | (np.abs(v.ravel()) > 0.5 - 1e-9)
    return Sheet(points, np.concatenate([first.reshape(-1, 3), second.reshape(-1, 3)]), rim)
