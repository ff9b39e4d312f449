"""The repositioning guide as a step of a plan: the fragments, their holes and the bones around, from the plan alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.document import order_from_json, order_or_parameters
from osteokit.planning.guides.from_plan import guide_steps, guided_osteotomy, moved_fragments, order_of_step
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.reposition import MovedFragment
from osteokit.planning.plan import GuideStep, OsteotomyStep, Variant
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import moved


@dataclass(frozen=True, eq=False)
class Reposition:
    """All that a repositioning guide is made from besides the bones around it."""

    fragments: tuple[MovedFragment, ...]
    parameters: GuideParameters
    osteotomy: OsteotomyStep


def reposition_of_step(
    step: GuideStep, variant: Variant, mesh: Mesh, implants: Mapping[str, PlacedImplant] | None = None
) -> Reposition:
    """What the step of a repositioning guide asks for, on the uncut bone ``mesh`` (RAS mm).

    ``implants`` are those of the variant by the names of their steps, for the sleeves of the cutting guide.

    Raises
    ------
    OsteoError
        It is for no osteotomy of its bone in the variant, it has cuts, or a value is wrong.
    """
    order = order_or_parameters(step.parameters)
    if order.cuts:
        raise OsteoError("a repositioning guide has no cuts; give it holes and parameters only.")
    osteotomy = guided_osteotomy(step, variant)
    if osteotomy.bone != step.bone:
        raise OsteoError(f"{osteotomy.name!r} cuts {osteotomy.bone}, not {step.bone}; name an osteotomy of this bone.")
    holes = (*order.holes, *order_from_json({"holes": list(step.holes)}).holes)
    for one in guide_steps(variant, step.bone) if not holes else ():
        if one.purpose == "cut" and one.for_step == step.for_step:
            holes = order_of_step(one, variant, mesh, implants).holes
            break
    return Reposition(moved_fragments(osteotomy, mesh, holes), order.parameters, osteotomy)


def carried_along(step: OsteotomyStep, meshes: Mapping[str, Mesh]) -> dict[str, Mesh]:
    """Whole bones where an osteotomy leaves them: what a fragment carries moves with it."""
    matrices = {key: np.array(move.matrix) for move in step.moves for key in move.carries}
    return {key: moved(mesh, matrices[key]) if key in matrices else mesh for key, mesh in meshes.items()}
