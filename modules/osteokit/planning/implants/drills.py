"""How wide the hole is that is drilled for a screw."""

import math

from osteokit.planning.implants.solid import sizes_of
from osteokit.planning.implants.values import Implant

DRILLS_MM: dict[str, dict[float, float]] = {
    "cortical_screw": {1.5: 1.1, 2.0: 1.5, 2.4: 1.8, 2.7: 2.0, 3.5: 2.5, 4.5: 3.2},
    "cancellous_screw": {4.0: 2.5, 6.5: 3.2},
    "locking_screw": {2.4: 1.8, 2.7: 2.0, 3.5: 2.8, 5.0: 4.3},
}
"""By family and diameter of the thread: the drill bit for the threaded hole in common use (AO Principles of Fracture
Management, 3rd ed. 2017, ch. 3.1.2; Synthes large and small fragment sets)."""


def drill_mm(implant: Implant) -> float:
    """The diameter of the drill for a screw, or of the wire over which a cannulated one goes, or of a wire itself.

    What the article says as ``drill_mm`` counts first, then :data:`DRILLS_MM`, then its core rounded up to 0.1 mm.

    Raises
    ------
    OsteoError
        The article is no screw or wire, or lacks the sizes that this needs.
    """
    if "drill_mm" in implant.sizes:
        return implant.size("drill_mm")
    if implant.family == "k_wire":
        return implant.size("diameter_mm")
    sizes = sizes_of(implant)
    if "bore_mm" in sizes:
        return math.floor(10 * sizes["bore_mm"] + 1e-6) / 10
    usual = DRILLS_MM.get(implant.family, {}).get(round(implant.size("diameter_mm"), 2))
    if usual is not None:
        return usual
    if "core_mm" in sizes:
        return math.ceil(10 * sizes["core_mm"] - 1e-6) / 10
    return implant.size("drill_mm")  # says what to add


def goes_over_wire(implant: Implant) -> bool:
    """Whether its hole guides a wire rather than a drill."""
    return implant.family == "k_wire" or (not implant.mesh and "bore_mm" in sizes_of(implant))
