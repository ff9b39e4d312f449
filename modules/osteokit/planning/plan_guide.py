"""The guide of a plan's step, made again from its parameters and the cut of the osteotomy that it is for."""

from collections.abc import Mapping

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.from_plan import order_of_step
from osteokit.planning.plan import GuideStep, Variant
from osteokit.surface.mesh import Mesh


def guide_of_step(step: GuideStep, variant: Variant, meshes: Mapping[str, Mesh], progress: Progress = silent) -> Mesh:
    """Design the guide on the uncut bone, clear of the plan's other bones, RAS mm.

    Raises
    ------
    OsteoError
        The osteotomy that it names is not in the variant, its cut is not flat, or the guide cannot be made.
    """
    if step.bone not in meshes:
        raise OsteoError(f"the bone {step.bone!r} is not in the plan.")
    bone = meshes[step.bone]
    order = order_of_step(step, variant, bone)
    others = tuple(mesh for key, mesh in meshes.items() if key != step.bone)
    return design_guide(bone, order.cuts, order.holes, order.parameters, others, progress).mesh
