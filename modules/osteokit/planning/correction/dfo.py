"""Distal femoral osteotomy: opening or closing, medial or lateral."""

from osteokit.anatomy.leg import Leg
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.hinge import femur_site
from osteokit.planning.correction.wedge import solve_wedge
from osteokit.planning.correction.wedge_intent import WedgeIntent
from osteokit.planning.correction.wedge_step import wedge_step
from osteokit.planning.plan import OsteotomyStep
from osteokit.surface.mesh import Mesh

CARRIED = ("tibia", "fibula", "patella")
"""What hangs on the distal femur."""


def plan_dfo(leg: Leg, femur: Mesh, bone: str, intent: WedgeIntent, carries: tuple[str, ...] = ()) -> OsteotomyStep:
    """The cut and the move of a distal femoral osteotomy that does what ``intent`` says.

    Parameters are those of :func:`osteokit.planning.correction.hto.plan_hto`; ``carries`` holds tibia, fibula, patella
    and foot.

    Raises
    ------
    OsteoError
        Landmarks are missing, the hinge is outside the bone, no wedge does it, or the intent belongs to the tibia.
    """
    if leg.femur is None:
        raise OsteoError("A distal femoral osteotomy needs the femur; add it to the plan.")
    if intent.cut != "plane" or intent.slope_change_deg is not None:
        raise OsteoError("Slope and the cut behind the tuberosity belong to the tibia; leave them out for the femur.")
    site = femur_site(femur, leg.femur, intent)
    solved = solve_wedge(leg, "femur", CARRIED, site, intent)
    return wedge_step("DFO", bone, solved, intent, "proximal", carries, {})
