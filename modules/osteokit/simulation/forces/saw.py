"""The oscillating saw: push and cutting force by the tooth and the depth that it takes.

Single teeth in bovine cortical bone: a resultant of 8 to 11 N at 2.5 to 10 um (Pearlman et al., J Biomech Eng
2012;134:071001); the thrust rises by 30 % from 2 to 10 um, linearly, while the cutting force stays, and speed does
not matter (James, Pearlman and Saigal, Med Eng Phys 2013;35:1638-1644). :data:`THRUST_N` and :data:`CUTTING_N` are
chosen to meet both at once; below 2 um the thrust falls in proportion to the depth.
"""

import math
from dataclasses import dataclass

from osteokit.simulation.contact.resistance import Cut, Reaction
from osteokit.simulation.forces.material import hardness
from osteokit.simulation.forces.vibration import chatter

THRUST_N = 6.8
"""Of a tooth at :data:`FULL_UM`."""
CUTTING_N = 4.5
FULL_UM = 2.0
RISE_PER_UM = 0.3 / 8
LARGEST_UM = 50.0
"""What a gullet takes of a chip."""


@dataclass(frozen=True)
class Saw:
    """A ``Resistance``: ``pitch_mm`` from tooth to tooth, ``stroke_mm`` from end to end of the swing at the edge."""

    pitch_mm: float = 1.3
    stroke_mm: float = 4.0

    def feed_mm_s(self, thrust_n: float, cut: Cut) -> float:
        """See ``Resistance``."""
        teeth = self._hard_teeth(cut)
        if teeth <= 0:
            return math.inf
        if thrust_n <= 0 or cut.speed_hz <= 0:
            return 0.0
        return min(tooth_depth_um(thrust_n / teeth), LARGEST_UM) / 1000 * self._passes_hz(cut)

    def reaction(self, feed_mm_s: float, cut: Cut) -> Reaction:
        """See ``Resistance``. ``side_n`` swings with the strokes: it is the size, the sign is the stroke's."""
        teeth = self._hard_teeth(cut)
        if teeth <= 0 or feed_mm_s <= 0 or cut.speed_hz <= 0:
            return Reaction(0.0, 0.0, 0.0, 0.0)
        depth = 1000 * feed_mm_s / self._passes_hz(cut)
        thrust = teeth * tooth_thrust_n(depth)
        cutting = teeth * CUTTING_N * min(depth / FULL_UM, 1.0)
        power = (cutting * 2 * self.stroke_mm * cut.speed_hz + thrust * feed_mm_s) / 1000
        return Reaction(thrust, 0.0, cutting, power, *chatter(thrust, 2 * cut.speed_hz))

    def _hard_teeth(self, cut: Cut) -> float:
        return hardness(cut) * cut.engaged * cut.diameter_mm / self.pitch_mm

    def _passes_hz(self, cut: Cut) -> float:
        """How many teeth pass one place in a second."""
        return 2 * cut.speed_hz * self.stroke_mm / self.pitch_mm


def tooth_thrust_n(depth_um: float) -> float:
    """Thrust of one tooth in cortical bone."""
    if depth_um <= FULL_UM:
        return THRUST_N * depth_um / FULL_UM
    return THRUST_N * (1 + RISE_PER_UM * (depth_um - FULL_UM))


def tooth_depth_um(thrust_n: float) -> float:
    """The depth that one tooth takes under a thrust: inverse to :func:`tooth_thrust_n`."""
    if thrust_n <= THRUST_N:
        return FULL_UM * thrust_n / THRUST_N
    return FULL_UM + (thrust_n / THRUST_N - 1) / RISE_PER_UM
