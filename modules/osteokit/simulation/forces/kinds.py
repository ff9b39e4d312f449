"""Which model answers for which tool."""

import math

from osteokit.simulation.contact.resistance import Cut, Reaction, Resistance
from osteokit.simulation.forces.drilling import HUMAN_FEMUR, fitted
from osteokit.simulation.forces.heat import SAW_BONE_SHARE, SAW_IN_CORTEX, SAW_WATER_SHARE, TipHeat
from osteokit.simulation.forces.milling import burr, reamer
from osteokit.simulation.forces.saw import Saw
from osteokit.simulation.forces.screw import Screw
from osteokit.simulation.tools.values import Tool

TOOTH_PITCH_MM = 1.3
"""Of common saw blades."""
USUAL_STROKE_MM = 4.0
USUAL_PITCH = 0.4
"""Of a screw's diameter, where its pitch is not said (ISO 5835: HA 4.5 0.39, HB 6.5 0.42)."""
HEAD_RUBS_AT = 0.4
"""Mean radius of the seat of a head, in diameters of the head."""


class Blunt:
    """What does not cut bone, a needle or a probe: it never gets on, the loop's contact holds it."""

    def feed_mm_s(self, thrust_n: float, cut: Cut) -> float:
        """See ``Resistance``."""
        return math.inf if cut.engaged <= 0 else 0.0

    def reaction(self, feed_mm_s: float, cut: Cut) -> Reaction:
        """See ``Resistance``."""
        return Reaction(0.0, 0.0, 0.0, 0.0)


def resistance_of(tool: Tool) -> Resistance:
    """The model that answers for ``tool`` in human bone."""
    if tool.kind == "drill":
        return fitted(HUMAN_FEMUR)
    if tool.kind == "burr":
        return burr()
    if tool.kind == "reamer":
        return reamer()
    if tool.kind == "saw":
        return Saw(TOOTH_PITCH_MM, tool.stroke_mm or USUAL_STROKE_MM)
    if tool.kind == "screwdriver":
        pitch = tool.pitch_mm or USUAL_PITCH * tool.diameter_mm
        return Screw(pitch, (tool.diameter_mm - tool.shank_mm) / 2, HEAD_RUBS_AT * tool.head_mm)
    return Blunt()


def heat_of(tool: Tool, irrigated: bool) -> TipHeat:
    """The temperature at the tip of ``tool``; a saw heats a strip of its slot, taken as a disc of the same area."""
    if tool.kind != "saw":
        return TipHeat(tool.diameter_mm, irrigated)
    area = SAW_IN_CORTEX * tool.diameter_mm * tool.kerf_mm
    return TipHeat(math.sqrt(4 * area / math.pi), irrigated, SAW_BONE_SHARE, SAW_WATER_SHARE)
