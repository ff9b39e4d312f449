"""Double level: as much in the tibia as its joint line bears, the rest in the femur."""

from dataclasses import replace

import numpy as np

from osteokit.anatomy.leg import Leg
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.dfo import CARRIED, plan_dfo
from osteokit.planning.correction.hto import plan_hto
from osteokit.planning.correction.leg_move import below_plane, leg_moved, measured
from osteokit.planning.correction.wedge_intent import Target, WedgeIntent
from osteokit.planning.plan import OsteotomyStep
from osteokit.surface.mesh import Mesh

LARGEST_MPTA_DEG = 90.0
SMALLEST_MLDFA_DEG = 85.0
"""Where the joint line begins to tilt too far (PMC8458209)."""


def plan_double_level(
    leg: Leg,
    tibia: tuple[str, Mesh],
    femur: tuple[str, Mesh],
    tibial: WedgeIntent,
    femoral: WedgeIntent,
    carries: tuple[str, ...] = (),
) -> tuple[OsteotomyStep, OsteotomyStep]:
    """A tibial and a femoral wedge that bring the leg to the target of ``femoral`` together, in this order.

    The tibia is brought to an MPTA of 90 degrees, the femur does the rest; both are told in the coordinates before any
    move, which is right because the tibia is done first and then goes with the femur.

    Parameters
    ----------
    tibia, femur : (str, Mesh)
        Key in the plan, and the mesh in RAS mm.
    tibial, femoral : WedgeIntent
        The way of each wedge; the target of ``tibial`` is not used.
    carries : tuple of str
        Keys of fibula, patella and foot; each goes with what it hangs on.

    Raises
    ------
    OsteoError
        One level is enough, or not even two keep the joint line within its limits.
    """
    if leg.tibia is None or leg.femur is None:
        raise OsteoError("Two levels need femur and tibia; add both to the plan.")
    _refuse_if_one_is_enough(leg, tibia, tibial, femoral.target, carries)
    below_knee = tuple(one for one in carries if not one.startswith("patella"))
    first = plan_hto(leg, tibia[1], tibia[0], replace(tibial, target=Target("MPTA_deg", LARGEST_MPTA_DEG)), below_knee)
    between = after_wedge(leg, "tibia", first, ("fibula",))
    second = plan_dfo(between, femur[1], femur[0], femoral, (tibia[0], *carries))
    reached = measured(after_wedge(between, "femur", second, CARRIED), "mLDFA_deg")
    if femoral.makes_valgus and reached < SMALLEST_MLDFA_DEG:
        raise OsteoError(
            f"Not even two levels do it: with an MPTA of {LARGEST_MPTA_DEG:g} the mLDFA would be {reached:.1f} "
            f"degrees, below {SMALLEST_MLDFA_DEG:g}; aim at less."
        )
    return first, second


def after_wedge(leg: Leg, bone: str, step: OsteotomyStep, carried: tuple[str, ...]) -> Leg:
    """The leg's landmarks after a wedge step: those beyond the plane of its first cut are moved."""
    hinge, axis, arm, proximal = (
        np.array(step.cut[name]) for name in ("hinge_point", "hinge_axis", "toward_entry", "proximal")
    )
    normal = np.cross(arm, axis)
    down = -normal if normal @ proximal > 0 else normal
    return leg_moved(leg, below_plane(leg, bone, hinge, down, carried), np.array(step.moves[0].matrix))


def _refuse_if_one_is_enough(
    leg: Leg, tibia: tuple[str, Mesh], tibial: WedgeIntent, target: Target, carries: tuple[str, ...]
) -> None:
    try:
        alone = plan_hto(leg, tibia[1], tibia[0], replace(tibial, target=target), carries)
    except OsteoError:  # the tibia alone cannot do it at all
        return
    mpta = measured(after_wedge(leg, "tibia", alone, ("fibula",)), "MPTA_deg")
    if mpta <= LARGEST_MPTA_DEG:
        raise OsteoError(
            f"One level is enough: the tibia alone reaches {target.key} {target.value:g} with an MPTA of {mpta:.1f} "
            "degrees; plan a high tibial osteotomy."
        )
