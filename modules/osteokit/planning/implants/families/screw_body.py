"""A screw of a head, a drive, a shaft and perhaps a bore: one closed surface, and its volume by formula."""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.drives import Drive
from osteokit.planning.implants.families.heads import Head
from osteokit.planning.implants.families.lathe import ROUND, Lathe, Shaft
from osteokit.surface.mesh import Mesh


@dataclass(frozen=True)
class ScrewBody:
    """What a screw is made of; z = 0 is where it enters the bone.

    Attributes
    ----------
    head, drive, shaft
        See there.
    length_mm : float
        From z = 0 to the tip.
    head_mm : float
        The head's width at its top, that the recess must leave whole.
    bore_mm : float
        Diameter of the bore for a wire; 0 for none.
    """

    head: Head
    drive: Drive
    shaft: Shaft
    length_mm: float
    head_mm: float
    bore_mm: float = 0.0

    def checked(self) -> "ScrewBody":
        """Itself, where drive and bore leave a wall.

        Raises
        ------
        OsteoError
            The recess is as wide as the head or as deep, or the bore as wide as the recess or the core.
        """
        if self.drive.widest_mm > 0.9 * self.head_mm:
            raise OsteoError(
                f"The drive is {self.drive.widest_mm:.2f} mm wide in a head of {self.head_mm:g} mm; choose a smaller "
                "drive or a wider head."
            )
        if self.drive.depth_mm > 0.9 * self.head.height_mm:
            raise OsteoError("The drive is as deep as the head is high; choose a shallower drive or a higher head.")
        if self.bore_mm > 0.9 * self.drive.narrowest_mm:
            raise OsteoError(f"The bore ({self.bore_mm:g} mm) is as wide as the drive; choose a thinner bore.")
        if self.bore_mm > 0.75 * 2 * float(self.shaft.core[:-1].min()):
            raise OsteoError(
                f"The bore ({self.bore_mm:g} mm) leaves too thin a wall in a core of "
                f"{2 * float(self.shaft.core[:-1].min()):g} mm; choose a thinner bore or a thicker screw."
            )
        return self

    def mesh(self) -> Mesh:
        """From the bottom of the recess over the head and along the shaft to the tip."""
        lathe, top, bore = Lathe(), -self.head.height_mm, ROUND * self.bore_mm / 2
        floor = top + self.drive.depth_mm
        inner = lathe.ring(bore, floor) if self.bore_mm else lathe.pole(floor)
        rings = [inner, lathe.ring(self.drive.radius, floor), lathe.ring(self.drive.radius, top)]
        lathe.bands(rings)
        end = lathe.shaft(self.head.outside(lathe, rings[-1]), self.shaft)
        if self.bore_mm:
            lathe.bands([end, lathe.ring(bore, self.length_mm), inner])
        else:
            lathe.band(end, lathe.pole(self.length_mm))
        return lathe.mesh()

    @property
    def volume_mm3(self) -> float:
        """Head, shaft and the cone of the tip, less the recess and what the bore takes below it."""
        rim, end = float(self.shaft.core[-1]), float(self.shaft.z[-1])
        solid = self.head.volume_mm3 + self.shaft.volume_mm3 - self.drive.volume_mm3
        if self.bore_mm:
            bored = self.length_mm + self.head.height_mm - self.drive.depth_mm
            return solid - np.pi * (self.bore_mm / 2) ** 2 * bored
        return solid + np.pi * rim**2 * (self.length_mm - end) / 3
