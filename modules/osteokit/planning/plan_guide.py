"""The guide of a plan's step, made again from its parameters and the osteotomy that it is for."""

from collections.abc import Mapping

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.from_plan import order_of_step
from osteokit.planning.guides.reposition import design_repositioning_guide
from osteokit.planning.guides.reposition_step import carried_along, reposition_of_step
from osteokit.planning.plan import GuideStep, Variant
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.surface.mesh import Mesh


def guide_of_step(
    step: GuideStep,
    variant: Variant,
    meshes: Mapping[str, Mesh],
    progress: Progress = silent,
    implants: Mapping[str, PlacedImplant] | None = None,
) -> Mesh:
    """Design the guide, clear of the plan's other bones, RAS mm: on the uncut bone, or for repositioning on its moved
    fragments, other bones being where they are moved.

    ``implants`` are those of the variant by the names of their steps, for the sleeves that the guide's step asks for.

    Raises
    ------
    OsteoError
        The osteotomy that it names is not in the variant, its cut cannot be guided, or the guide cannot be made.
    """
    if step.bone not in meshes:
        raise OsteoError(f"the bone {step.bone!r} is not in the plan.")
    bone = meshes[step.bone]
    others = {key: mesh for key, mesh in meshes.items() if key != step.bone}
    if step.purpose == "reposition":
        asked = reposition_of_step(step, variant, bone, implants)
        around = tuple(carried_along(asked.osteotomy, others).values())
        return design_repositioning_guide(asked.fragments, asked.parameters, around, progress).mesh
    order = order_of_step(step, variant, bone, implants)
    return design_guide(bone, order.cuts, order.holes, order.parameters, tuple(others.values()), progress).mesh
