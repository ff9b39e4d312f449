"""Heads of screws: from the rim of the top down to the shaft at z = 0, with their volume by formula."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.lathe import ROUND, Lathe, Shaft, Thread

ARC_STEPS = 28


class Head(Protocol):
    @property
    def height_mm(self) -> float: ...

    @property
    def volume_mm3(self) -> float:
        """Without the recess."""
        ...

    def outside(self, lathe: Lathe, rim: np.ndarray) -> np.ndarray:
        """Draw from the rim of the recess to the ring at z = 0, which it gives."""
        ...


@dataclass(frozen=True)
class SphericalHead:
    """ISO 5835: a flat top, a short cylinder, a sphere below; the sphere's radius is that of the head.

    Attributes
    ----------
    radius_mm, neck_mm : float
        Of the head, and of the shaft on which the sphere ends at z = 0.
    cylinder_mm : float
        Height of the cylinder above the sphere's equator.
    """

    radius_mm: float
    neck_mm: float
    cylinder_mm: float

    @property
    def _equator(self) -> float:
        return float(np.sqrt(self.radius_mm**2 - self.neck_mm**2))

    @property
    def height_mm(self) -> float:
        return self._equator + self.cylinder_mm

    @property
    def volume_mm3(self) -> float:
        """Cylinder with a bevel of a third of its height, and the zone of a sphere, pi (r^2 h - h^3 / 3)."""
        bevel, h, r = self.cylinder_mm / 3, self._equator, self.radius_mm
        top = np.pi * bevel / 3 * (r**2 + r * (r - bevel) + (r - bevel) ** 2)
        return float(np.pi * r**2 * (self.cylinder_mm - bevel) + top + np.pi * (r**2 * h - h**3 / 3))

    def outside(self, lathe: Lathe, rim: np.ndarray) -> np.ndarray:
        bevel, r, height = self.cylinder_mm / 3, self.radius_mm, self.height_mm
        angles = np.linspace(0, np.arccos(self.neck_mm / r), ARC_STEPS + 1)
        rings = [rim, lathe.ring(ROUND * (r - bevel), -height), lathe.ring(ROUND * r, -height + bevel)]
        rings += [lathe.ring(ROUND * r * np.cos(a), -self._equator + r * np.sin(a)) for a in angles]
        lathe.bands(rings)
        return rings[-1]


@dataclass(frozen=True)
class ConicalHead:
    """A head that locks in the plate: a cone, threaded where ``ridge_mm`` is above 0.

    Attributes
    ----------
    top_mm, neck_mm : float
        Radius of the crest at the top; of the shaft on which it ends at z = 0.
    length_mm, ridge_mm, pitch_mm : float
    """

    top_mm: float
    bottom_mm: float
    neck_mm: float
    length_mm: float
    ridge_mm: float
    pitch_mm: float

    @property
    def _shaft(self) -> Shaft:
        """Bevel, run-in, cone, run-out, end of the head, and the step down to the shaft."""
        pitch, ridge = self.pitch_mm, self.ridge_mm
        step = 0.5 * (self.bottom_mm - self.neck_mm)
        z = np.array([0, 0.4 * pitch, 1.0 * pitch, self.length_mm - step - 0.6 * pitch, self.length_mm - step])
        taper = np.interp(z, [0, self.length_mm - step], [self.top_mm - ridge, self.bottom_mm - ridge])
        core = taper - np.array([0.3 * pitch, 0, 0, 0, 0])
        height = np.array([0, 0, ridge, ridge, 0])
        return Shaft(
            np.append(z, self.length_mm) - self.length_mm,
            np.append(core, self.neck_mm),
            np.append(height, 0.0),
            Thread(pitch, (0.05, 0.4, 0.55, 0.9)),
        )

    @property
    def height_mm(self) -> float:
        return self.length_mm

    @property
    def volume_mm3(self) -> float:
        return self._shaft.volume_mm3

    def outside(self, lathe: Lathe, rim: np.ndarray) -> np.ndarray:
        shaft = self._shaft
        first = lathe.ring(ROUND * shaft.core[0], shaft.z[0])
        lathe.band(rim, first)
        return lathe.shaft(first, shaft)


def spherical_head(diameter_mm: float, neck_diameter_mm: float) -> SphericalHead:
    """The proportions of ISO 5835, whose 4.5 mm screw has a head of 8 mm width and 4.6 mm height.

    Raises
    ------
    OsteoError
        The head is not wider than the shaft.
    """
    if diameter_mm < 1.15 * neck_diameter_mm:
        raise OsteoError(
            f"The head ({diameter_mm:g} mm) must be wider than the shaft ({neck_diameter_mm:g} mm) by 15 percent or "
            "more; choose a wider head."
        )
    return SphericalHead(diameter_mm / 2, neck_diameter_mm / 2, 0.115 * diameter_mm)
