"""Soft tissue: a lax knee straightens when the axis does, and a plan on the bones alone would correct too much."""

import math

from osteokit.base.errors import OsteoError

NORMAL_JLCA_DEG = 2.0
"""Joint line convergence up to here is no laxity (Micicoi G et al. 2020, as cited for Miniaci with JLCA)."""


def soft_tissue_share_deg(jlca_deg: float) -> float:
    """Degrees to take off a varus correction: (JLCA - 2) / 2, and nothing at 2 degrees or less (Micicoi).

    ``jlca_deg`` is positive where the joint opens laterally, as in varus.

    Raises
    ------
    OsteoError
        The angle is not finite.
    """
    if not math.isfinite(jlca_deg):
        raise OsteoError("The JLCA is not known; measure it, or plan without the soft-tissue correction.")
    return max(0.0, (jlca_deg - NORMAL_JLCA_DEG) / 2.0)
