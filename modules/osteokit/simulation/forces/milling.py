"""Burrs and reamers: many edges that take thin chips all round, without the chisel edge of a drill.

The work of cutting is the volume times the specific energy of the chip (``material``); the tangential force follows
from it, and the push is in a fixed proportion to the tangential force, as in grinding. For burrs this is the form of
Arbabtafti et al. (IEEE/ASME Trans Mechatronics 2008); the erosion in proportion to the push is that of Agus et al.
(Presence 2003;12:110-122), whose elastic (Hertz) part the contact loop renders while nothing is cut. The proportion is
chosen: 0.5 tangential per normal for a burr, 1 for a reamer, which is made to cut.
"""

import math
from dataclasses import dataclass

from osteokit.simulation.contact.resistance import Cut, Reaction
from osteokit.simulation.forces.material import ENERGY_FEED_MM, ENERGY_J_MM3, ENERGY_POWER, hardness
from osteokit.simulation.forces.vibration import chatter

_N_MM2 = 1000 * ENERGY_J_MM3 * ENERGY_FEED_MM**ENERGY_POWER
"""Specific energy in N/mm2 at 1 mm per turn: u(f) = _N_MM2 * f^-ENERGY_POWER."""


@dataclass(frozen=True)
class Milling:
    """A ``Resistance`` of rotating edges.

    Attributes
    ----------
    edges : int
        Flutes or rows of teeth.
    tangential_per_normal : float
        Tangential force of cutting over the push.
    lever : float
        Mean lever of the edges as a share of the radius.
    one_sided : bool
        Whether it cuts with one flank, so that the tangential force runs the tool sideways.
    largest_feed_per_turn : float
        As a share of the diameter: how deep the gullets are.
    bore_mm : float
        Diameter of the hole that is already there, along which it follows.
    """

    edges: int
    tangential_per_normal: float
    lever: float
    one_sided: bool
    largest_feed_per_turn: float
    bore_mm: float = 0.0

    def feed_mm_s(self, thrust_n: float, cut: Cut) -> float:
        """See ``Resistance``."""
        scale = self._thrust_at_one(cut)
        if scale <= 0:
            return math.inf
        if thrust_n <= 0 or cut.speed_hz <= 0:
            return 0.0
        feed = (thrust_n / scale) ** (1 / (1 - ENERGY_POWER))
        return min(feed, self.largest_feed_per_turn * cut.diameter_mm) * cut.speed_hz

    def reaction(self, feed_mm_s: float, cut: Cut) -> Reaction:
        """See ``Resistance``."""
        scale = self._thrust_at_one(cut)
        if scale <= 0 or feed_mm_s <= 0 or cut.speed_hz <= 0:
            return Reaction(0.0, 0.0, 0.0, 0.0)
        thrust = scale * (feed_mm_s / cut.speed_hz) ** (1 - ENERGY_POWER)
        tangential = self.tangential_per_normal * thrust
        torque = tangential * self._lever_mm(cut)
        power = (2 * math.pi * cut.speed_hz * torque + thrust * feed_mm_s) / 1000
        side = tangential if self.one_sided else 0.0
        return Reaction(thrust, torque, side, power, *chatter(thrust, self.edges * cut.speed_hz))

    def _lever_mm(self, cut: Cut) -> float:
        return self.lever * cut.diameter_mm / 2

    def _thrust_at_one(self, cut: Cut) -> float:
        """Push in N at a feed of 1 mm per turn: work per turn / (2 pi lever) is the tangential force."""
        area = math.pi * max(cut.diameter_mm**2 - self.bore_mm**2, 0.0) / 4 * cut.engaged
        tangential = hardness(cut) * _N_MM2 * area / (2 * math.pi * self._lever_mm(cut))
        return tangential / self.tangential_per_normal


def burr(edges: int = 8) -> Milling:
    """A round burr with ``edges`` flutes; a diamond burr has some 60."""
    return Milling(edges, 0.5, 0.5, one_sided=True, largest_feed_per_turn=0.02)


def reamer(edges: int = 6, bore_mm: float = 0.0) -> Milling:
    """A reamer of a medullary canal or of a socket; ``bore_mm`` of the hole that it widens."""
    return Milling(edges, 1.0, 2 / 3, one_sided=False, largest_feed_per_turn=0.1, bore_mm=bore_mm)
