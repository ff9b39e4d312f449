"""How hard bone is to cut: by its density, and by how thin the chip is.

The energy to cut a volume of cortical bone grows as chips get thinner. From the torques of MacAvelia et al. (J Biomech
Eng 2012;134(12), human femur, 3.2 mm drill, 120 mm/min): u = T omega / (A v) = 1.213, 1.284 and 1.369 J/mm3 at 0.12,
0.096 and 0.08 mm per turn, thus u = 1.21 (f/0.12)^-0.29. Feed per turn and speed change together in these three points,
so the exponent holds both.

How cutting forces fall with density in cancellous bone has no published measurement that we could use. They are taken
to fall as the strength does, with the square of the apparent density (Carter and Hayes, J Bone Joint Surg Am
1977;59:954-962): an assumption that a scenario may replace.
"""

from osteokit.simulation.contact.resistance import Cut
from osteokit.simulation.values import TISSUES

CORTICAL_G_CM3 = 1.85
"""Apparent density of compact bone, to which all forces here refer."""
DENSITY_POWER = 2.0

ENERGY_J_MM3, ENERGY_FEED_MM, ENERGY_POWER = 1.21, 0.12, 0.29

SOFT_SHARE = 0.002
"""Of cortical bone; chosen so that soft tissue hardly slows a powered tool."""
METAL_SHARE = 20.0
"""Of cortical bone; steel for drills takes 2 to 5 J/mm3 in thick chips, and bone tools are not made for it: chosen so
that a bone drill all but stops on an implant."""

_SOFT, _METAL, _RISK = TISSUES.index("soft"), TISSUES.index("metal"), TISSUES.index("risk")


def hardness(cut: Cut) -> float:
    """How hard the cut is, as a share of cortical bone of :data:`CORTICAL_G_CM3` with sharp edges.

    A blunt edge (``wear`` 1) takes twice the force of a sharp one; chosen, published factors run from 1.3 to 3.
    """
    edge = 1.0 + min(max(cut.wear, 0.0), 1.0)
    if cut.tissue == _METAL:
        return METAL_SHARE * edge
    if cut.tissue in (_SOFT, _RISK):
        return SOFT_SHARE * edge
    return (max(cut.density_g_cm3, 0.0) / CORTICAL_G_CM3) ** DENSITY_POWER * edge


def specific_energy_j_mm3(feed_per_turn_mm: float) -> float:
    """Energy to cut a volume of cortical bone, J/mm3, at a feed per turn above 0."""
    return ENERGY_J_MM3 * (feed_per_turn_mm / ENERGY_FEED_MM) ** -ENERGY_POWER
