"""Recesses for the screwdriver: hexagon (ISO 5835) and hexalobular star (ISO 10664)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from osteokit.planning.implants.families.lathe import ANGLES


@dataclass(frozen=True)
class Drive:
    """A straight recess.

    Attributes
    ----------
    kind : str
        ``"hexagon"`` or ``"star"``.
    width_mm : float
        Across the flats of a hexagon; across the lobes of a star (A of ISO 10664).
    depth_mm : float
    """

    kind: Literal["hexagon", "star"]
    width_mm: float
    depth_mm: float

    @property
    def radius(self) -> np.ndarray:
        """Of the wall, one per column of the lathe."""
        if self.kind == "hexagon":
            return self.width_mm / 2 / np.cos(np.mod(ANGLES + np.pi / 6, np.pi / 3) - np.pi / 6)
        middle, wave = self._star
        return middle + wave * np.cos(6 * ANGLES)

    @property
    def widest_mm(self) -> float:
        return float(2 * self.radius.max())

    @property
    def narrowest_mm(self) -> float:
        return float(2 * self.radius.min())

    @property
    def volume_mm3(self) -> float:
        """Hexagon: sqrt(3)/2 s^2; star: the area in r = a + b cos 6 theta, pi (a^2 + b^2 / 2); times the depth."""
        if self.kind == "hexagon":
            return np.sqrt(3) / 2 * self.width_mm**2 * self.depth_mm
        middle, wave = self._star
        return np.pi * (middle**2 + wave**2 / 2) * self.depth_mm

    @property
    def _star(self) -> tuple[float, float]:
        # ISO 10664: B, across the hollows, is 0.72 A.
        return self.width_mm * (1 + 0.72) / 4, self.width_mm * (1 - 0.72) / 4
