"""Drilling: thrust and torque with feed and speed, chips that pack the flutes, and the moment of breaking through.

Thrust and torque of a 3.2 mm twist drill at 120 mm/min are those that MacAvelia et al. measured (J Biomech Eng
2012;134(12)). Between and above their feeds per turn both follow a power law fitted to them, the form that Wiggins
and Malkin (J Biomech 1976;9:553-559, doi:10.1016/0021-9290(76)90095-6) found for three kinds of bit. What those
measurements do not say is said here as what it is, a choice:

- below the lowest feed per turn the thrust falls in proportion to the feed (one chip, half as thick, half the thrust);
- thrust grows with the diameter (length of the lips, width of the chisel edge), torque with its square;
- torque grows by :data:`CLOGGING` per diameter of bone gone through beyond :data:`FREE_DIAMETERS`. That clogged flutes
  raise it with depth is Wiggins and Malkin's; their coefficients are not public.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.simulation.contact.resistance import Cut, Reaction
from osteokit.simulation.forces.material import hardness
from osteokit.simulation.forces.vibration import chatter

MEASURED_DIAMETER_MM = 3.2
MEASURED_FEED_MM_S = 2.0
HUMAN_FEMUR: Mapping[float, tuple[float, float]] = {
    1000: (198.4, 186.3),
    1250: (180.6, 157.8),
    1500: (176.3, 140.2),
}
ARTIFICIAL_FEMUR: Mapping[float, tuple[float, float]] = {1000: (87.2, 67.2), 1250: (82.2, 61.0), 1500: (75.7, 53.3)}
"""Thrust in N and torque in N mm by turns per minute (MacAvelia 2012)."""

FREE_DIAMETERS = 3.0
CLOGGING = 0.15
RELIEF_DEG = 9.0
"""Of the lips at half the radius: a drill that is fed faster rubs on its heels and gets on no faster."""
LIPS = 2


@dataclass(frozen=True)
class PowerLaw:
    """value = ``at_one`` * feed^``power``; ``lowest`` is the smallest feed per turn that was measured, mm."""

    at_one: float
    power: float
    lowest: float

    def __call__(self, feed: float) -> float:
        return self.at_one * feed**self.power


@dataclass(frozen=True)
class Drilling:
    """Twist drill in bone, a ``Resistance``; its laws hold for the measured diameter and cortical bone."""

    thrust: PowerLaw
    torque: PowerLaw
    clogging: float = CLOGGING

    def feed_mm_s(self, thrust_n: float, cut: Cut) -> float:
        """See ``Resistance``. Limited by the relief of the lips, 0 while the drill does not turn."""
        scale = self._scale(cut)
        if scale <= 0:
            return math.inf
        if thrust_n <= 0 or cut.speed_hz <= 0:
            return 0.0
        share = thrust_n / scale
        law = self.thrust
        corner = law(law.lowest)
        feed = law.lowest * share / corner if share < corner else (share / law.at_one) ** (1 / law.power)
        return min(feed, largest_feed_per_turn(cut.diameter_mm)) * cut.speed_hz

    def reaction(self, feed_mm_s: float, cut: Cut) -> Reaction:
        """See ``Resistance``."""
        scale = self._scale(cut)
        if scale <= 0 or feed_mm_s <= 0 or cut.speed_hz <= 0:
            return Reaction(0.0, 0.0, 0.0, 0.0)
        feed = feed_mm_s / cut.speed_hz
        law = self.thrust
        thrust = scale * (law(law.lowest) * feed / law.lowest if feed < law.lowest else law(feed))
        wide = cut.diameter_mm / MEASURED_DIAMETER_MM
        torque = scale * wide * self.torque(feed) * self.clogged(cut)
        power = (2 * math.pi * cut.speed_hz * torque + thrust * feed_mm_s) / 1000
        return Reaction(thrust, torque, 0.0, power, *chatter(thrust, LIPS * cut.speed_hz))

    def clogged(self, cut: Cut) -> float:
        """By how much the chips in the flutes raise the torque: 1 for free flutes."""
        return 1.0 + self.clogging * max(0.0, cut.packed_mm / cut.diameter_mm - FREE_DIAMETERS)

    def _scale(self, cut: Cut) -> float:
        return hardness(cut) * cut.engaged * cut.diameter_mm / MEASURED_DIAMETER_MM


def largest_feed_per_turn(diameter_mm: float) -> float:
    """mm: at half the radius the lip's relief just clears the helix that it cuts."""
    return 2 * math.pi * diameter_mm / 4 * math.tan(math.radians(RELIEF_DEG))


def fitted(table: Mapping[float, tuple[float, float]]) -> Drilling:
    """The laws through measurements like :data:`HUMAN_FEMUR`, by least squares of their logarithms."""
    feeds = np.array([60 * MEASURED_FEED_MM_S / speed for speed in table])
    values = np.log(np.array(list(table.values())))
    terms = np.column_stack([np.ones(len(feeds)), np.log(feeds)])
    (base, power), *_ = np.linalg.lstsq(terms, values, rcond=None)
    thrust, torque = (
        PowerLaw(math.exp(float(b)), float(p), float(feeds.min())) for b, p in zip(base, power, strict=True)
    )
    return Drilling(thrust, torque)
