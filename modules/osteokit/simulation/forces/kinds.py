"""Which model answers for which kind of tool."""

import math

from osteokit.base.errors import OsteoError
from osteokit.simulation.contact.resistance import Cut, Reaction, Resistance
from osteokit.simulation.forces.drilling import HUMAN_FEMUR, fitted
from osteokit.simulation.forces.milling import burr, reamer
from osteokit.simulation.forces.saw import Saw
from osteokit.simulation.forces.screw import Screw


class Blunt:
    """What does not cut bone, a needle or a probe: it never gets on, the loop's contact holds it."""

    def feed_mm_s(self, thrust_n: float, cut: Cut) -> float:
        """See ``Resistance``."""
        return math.inf if cut.engaged <= 0 else 0.0

    def reaction(self, feed_mm_s: float, cut: Cut) -> Reaction:
        """See ``Resistance``."""
        return Reaction(0.0, 0.0, 0.0, 0.0)


def usual_resistance(kind: str, diameter_mm: float = 0.0) -> Resistance:
    """The model for a kind of tool (``values.ToolKind``) in human bone, with usual teeth and threads.

    ``diameter_mm`` is needed for a screw, whose usual thread has a pitch of 0.4 and a depth of 0.2 diameters (ISO 5835:
    HA 4.5 0.39 and 0.17, HB 6.5 0.42 and 0.27).

    Raises
    ------
    OsteoError
        No such kind, or a screw without diameter.
    """
    if kind == "drill":
        return fitted(HUMAN_FEMUR)
    if kind == "burr":
        return burr()
    if kind == "reamer":
        return reamer()
    if kind == "saw":
        return Saw()
    if kind == "screwdriver":
        if not diameter_mm > 0:
            raise OsteoError(f"A screw needs a diameter above 0 mm to be driven, not {diameter_mm:g}.")
        return Screw(0.4 * diameter_mm, 0.2 * diameter_mm, head_radius_mm=0.65 * diameter_mm)
    if kind in ("needle", "probe"):
        return Blunt()
    raise OsteoError(f"There is no tool of kind {kind}; use drill, burr, saw, reamer, screwdriver, needle or probe.")
