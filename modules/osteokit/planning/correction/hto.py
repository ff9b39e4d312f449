"""High tibial osteotomy: opening or closing, medial or lateral, in one plane or two."""

import numpy as np

from osteokit.anatomy.leg import Leg
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.hinge import TUBEROSITY_THICKNESS, WedgeSite, tibia_site
from osteokit.planning.correction.miniaci import miniaci
from osteokit.planning.correction.wedge import SolvedWedge, solve_wedge
from osteokit.planning.correction.wedge_intent import WedgeIntent
from osteokit.planning.correction.wedge_step import vector_of, wedge_step
from osteokit.planning.osteotomy.cuts import BiplanarCut
from osteokit.planning.plan import OsteotomyStep
from osteokit.surface.mesh import Mesh

RISING_DEG = 135.0
"""Between the two cuts (Lobenhoffer and Agneskirchner 2003). At 110 degrees the rising cut would reach the rim of the
plateau before it comes out in front, as the transverse cut runs down to the medial side."""


def plan_hto(leg: Leg, tibia: Mesh, bone: str, intent: WedgeIntent, carries: tuple[str, ...] = ()) -> OsteotomyStep:
    """The cut and the move of a high tibial osteotomy that does what ``intent`` says.

    Parameters
    ----------
    leg : Leg
        Before; with femur and tibia.
    tibia : Mesh
        RAS mm.
    bone : str
        Key of the tibia in the plan.
    carries : tuple of str
        Keys of bones that go with the distal tibia: fibula and foot.

    Raises
    ------
    OsteoError
        Landmarks are missing, the hinge is outside the bone, or no wedge does it.
    """
    if leg.tibia is None:
        raise OsteoError("A high tibial osteotomy needs the tibia; add it to the plan.")
    site = tibia_site(tibia, leg.tibia, intent)
    carried = tuple(one.rpartition("_")[0] or one for one in carries)
    solved = solve_wedge(leg, "tibia", carried, site, intent)
    step = wedge_step(
        "HTO", bone, solved, intent, "distal", carries, {"miniaci_deg": closed_form_deg(leg, site, intent)}
    )
    if intent.cut == "plane":
        return step
    return OsteotomyStep(step.name, bone, _biplanar(leg, solved, intent), step.moves, step.intent)


def closed_form_deg(leg: Leg, site: WedgeSite, intent: WedgeIntent) -> float | None:
    """Miniaci's angle for this hinge in the leg's coronal plane, valgus positive: what the search is compared with.

    None where the target is no point of the plateau.
    """
    if intent.target.key != "WBL_percent" or leg.femur is None or leg.tibia is None:
        return None
    flat = leg.geometry().leg.coronal
    head, ankle, medial, lateral = (
        flat(bone.point(key))
        for bone, key in (
            (leg.femur, "femoral_head_center"),
            (leg.tibia, "ankle_center"),
            (leg.tibia, "plateau_medial_edge"),
            (leg.tibia, "plateau_lateral_edge"),
        )
    )
    return miniaci(head, ankle, medial, lateral, flat(site.hinge), intent.target.value).angle_deg


def _biplanar(leg: Leg, solved: SolvedWedge, intent: WedgeIntent) -> dict:
    from osteokit.planning.osteotomy.cuts import cut_to_json

    if intent.motion != "opening" or leg.tibia is None:
        raise OsteoError(
            "The second cut behind the tuberosity belongs to an opening wedge; choose opening, or one plane."
        )
    site = solved.site
    behind = leg.tibia.point("tuberosity") - site.frame.y * TUBEROSITY_THICKNESS * site.width_mm
    arm = site.entry - site.hinge
    normal = np.cross(arm, solved.axis)
    onto_plane = site.frame.z * float(((site.hinge - behind) @ normal) / (site.frame.z @ normal))
    cut = BiplanarCut(
        vector_of(site.hinge), vector_of(solved.axis), vector_of(arm), vector_of(site.frame.z), abs(solved.angle_deg),
        vector_of(behind + onto_plane), vector_of(site.frame.y), RISING_DEG, intent.blade,
    )  # fmt: skip
    return cut_to_json(cut)
