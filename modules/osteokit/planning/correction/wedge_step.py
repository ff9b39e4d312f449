"""A solved wedge as a step of a plan: a cut value, a move, and what was asked for."""

import numpy as np

from osteokit.planning.correction.miniaci import opening_gap_mm
from osteokit.planning.correction.wedge import SolvedWedge
from osteokit.planning.correction.wedge_intent import WedgeIntent
from osteokit.planning.osteotomy.cuts import WedgeCut, cut_to_json
from osteokit.planning.plan import FragmentMove, JsonObject, OsteotomyStep, matrix_rows


def vector_of(array: np.ndarray) -> tuple[float, float, float]:
    """Three numbers as a cut holds them."""
    return float(array[0]), float(array[1]), float(array[2])


def wedge_step(
    name: str,
    bone: str,
    solved: SolvedWedge,
    intent: WedgeIntent,
    wedge_from: str,
    carries: tuple[str, ...],
    more: JsonObject,
) -> OsteotomyStep:
    """The step; ``wedge_from`` is the side of the first cut from which a closing wedge is taken."""
    site = solved.site
    cut = WedgeCut(
        intent.motion,
        vector_of(site.hinge),
        vector_of(solved.axis),
        vector_of(site.entry - site.hinge),
        vector_of(site.frame.z),
        abs(solved.angle_deg),
        "proximal" if wedge_from == "proximal" else "distal",
        intent.blade,
    )
    move = FragmentMove("distal", matrix_rows(solved.matrix), carries)
    return OsteotomyStep(name, bone, cut_to_json(cut), (move,), {**_told(solved, intent), **more})


def _told(solved: SolvedWedge, intent: WedgeIntent) -> JsonObject:
    """What the person asked for and what came out, for the report; nothing is computed from it."""
    return {
        "wedge": intent.motion,
        "approach": intent.approach,
        "target": intent.target.key,
        "target_value": intent.target.value,
        "soft_tissue": intent.soft_tissue,
        "soft_tissue_deg": solved.soft_tissue_deg,
        "slope_change_deg": intent.slope_change_deg,
        "cut": intent.cut,
        "hinge_by_hand": intent.hinge_ras is not None,
        "hinge_turn_deg": solved.hinge_turn_deg,
        "angle_deg": solved.angle_deg,
        "expected_gap_mm": opening_gap_mm(solved.lever_mm, solved.angle_deg),
    }
