"""What a surgical plan says of a guide: the cuts of its osteotomies, the holes and parameters of its guide steps."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.document import GuideOrder, order_from_json, order_or_parameters
from osteokit.planning.guides.guided_cut import guided_cut
from osteokit.planning.guides.reposition import MovedFragment
from osteokit.planning.guides.values import GuideHole
from osteokit.planning.implants.drills import drill_mm, goes_over_wire
from osteokit.planning.osteotomy.cut_bone import Fragment, cut_bone
from osteokit.planning.osteotomy.cuts import cut_from_json
from osteokit.planning.plan import GuideStep, OsteotomyStep, SurgicalPlan, Variant
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh

_INTO_BONE_MM = 3.0


def variant_of(plan: SurgicalPlan, name: str | None) -> Variant:
    """The variant of that name; without a name the chosen one, or the only one.

    Raises
    ------
    OsteoError
        There is none of that name, or no choice was made between several.
    """
    if name or plan.chosen:
        return plan.variant(name or plan.chosen)
    if len(plan.variants) != 1:
        raise OsteoError("The plan has several variants or none, and none is chosen; name one.")
    return plan.variants[0]


def osteotomy_of(variant: Variant, bone: str) -> OsteotomyStep:
    """The osteotomy of ``bone`` that is guided: the one that a guide step names, else the first.

    Raises
    ------
    OsteoError
        The variant does not cut this bone.
    """
    steps = [step for step in variant.steps if isinstance(step, OsteotomyStep) and step.bone == bone]
    wanted = {step.for_step for step in variant.steps if isinstance(step, GuideStep) and step.bone == bone}
    named = [step for step in steps if step.name in wanted]
    if not steps:
        raise OsteoError(f"Variant {variant.name!r} does not cut {bone}; choose the bone or variant that is cut.")
    return (named or steps)[0]


def order_of_plan(
    variant: Variant, bone: str, mesh: Mesh, implants: Mapping[str, PlacedImplant] | None = None
) -> GuideOrder:
    """The cutting guide of ``bone``: its guide step's document or parameters where the variant has one; cuts that it
    lacks are those of the osteotomy. ``implants`` as in :func:`order_of_step`.

    Raises
    ------
    OsteoError
        As :func:`osteotomy_of`; a document that is wrong; a cut that cannot be guided.
    """
    guides = [step for step in guide_steps(variant, bone) if step.purpose == "cut"]
    order = order_of_step(guides[0], variant, mesh, implants) if guides else GuideOrder()
    return order if _has_cut(order) else _with_cut(order, osteotomy_of(variant, bone), mesh)


def guide_steps(variant: Variant, bone: str) -> list[GuideStep]:
    """The guides of ``bone``, in the order of the variant."""
    return [step for step in variant.steps if isinstance(step, GuideStep) and step.bone == bone]


def order_of_step(
    step: GuideStep, variant: Variant, mesh: Mesh, implants: Mapping[str, PlacedImplant] | None = None
) -> GuideOrder:
    """What the step of a cutting guide asks for: its parameters, or a whole document in their place; its holes and
    those for its screws; and the slots, or the row of drill holes, of the osteotomy that it is for, where the document
    has none of its own.

    ``implants`` are those of the variant by the names of their steps (``Outcome.implants``).

    Raises
    ------
    OsteoError
        The osteotomy that it names is not in the variant, its cut cannot be guided, or a value is wrong.
    """
    order = order_or_parameters(step.parameters)
    own = order_from_json({"holes": list(step.holes)}).holes
    order = replace(order, holes=(*order.holes, *own, *screw_holes(step, implants or {})))
    if _has_cut(order) or not step.for_step:
        return order
    return _with_cut(order, guided_osteotomy(step, variant), mesh)


def guided_osteotomy(step: GuideStep, variant: Variant) -> OsteotomyStep:
    """The osteotomy that a guide step is for.

    Raises
    ------
    OsteoError
        The variant has none of that name.
    """
    for one in variant.steps:
        if isinstance(one, OsteotomyStep) and one.name == step.for_step:
            return one
    raise OsteoError(f"the variant has no osteotomy {step.for_step!r} to guide; name one of its steps.")


def _has_cut(order: GuideOrder) -> bool:
    return bool(order.cuts) or any(hole.kind == "row" for hole in order.holes)


def _with_cut(order: GuideOrder, step: OsteotomyStep, mesh: Mesh) -> GuideOrder:
    led = guided_cut(cut_from_json(step.cut), mesh, order.parameters)
    return replace(order, cuts=led.planes, holes=(*order.holes, *led.row))


def screw_holes(step: GuideStep, implants: Mapping[str, PlacedImplant]) -> tuple[GuideHole, ...]:
    """A sleeve for each screw and wire that a guide step names, where it goes into the bone before any cut: as wide as
    its drill, or as the wire that it goes over.

    Raises
    ------
    OsteoError
        A named implant is not among ``implants``, is no screw, or says no diameter to drill.
    """
    holes = []
    for name in step.for_implants:
        if name not in implants:
            there = ", ".join(implants) or "none"
            raise OsteoError(f"the variant has no placed implant {name!r} for a sleeve; its implants: {there}.")
        screw = implants[name]
        if not screw.is_screw:
            raise OsteoError(f"{name!r} is no screw or wire, so it gets no sleeve; name its screws.")
        if screw.step.bone != step.bone:
            raise OsteoError(
                f"{name!r} goes into {screw.step.bone}, but the guide lies on {step.bone}; guide it there."
            )
        kind = "wire" if goes_over_wire(screw.article) else "drill"
        point, direction = screw.on_input[:3, 3], screw.on_input[:3, 2]
        holes.append(GuideHole(_vector(point), _vector(direction), drill_mm(screw.article), kind, name))
    return tuple(holes)


def _vector(point: np.ndarray) -> tuple[float, float, float]:
    return float(point[0]), float(point[1]), float(point[2])


def moved_fragments(step: OsteotomyStep, mesh: Mesh, holes: tuple[GuideHole, ...]) -> tuple[MovedFragment, ...]:
    """The fragments of an osteotomy with their motions, and each hole with the fragment that it goes into; holes of a
    row, which are the cut itself, are in none.

    Raises
    ------
    OsteoError
        The bone cannot be cut so, or a hole lies in no fragment.
    """
    fragments = cut_bone(mesh, cut_from_json(step.cut)).fragments
    matrices = {move.fragment: np.array(move.matrix) for move in step.moves}
    holes = tuple(hole for hole in holes if hole.kind != "row")
    owner = [_owner(fragments, hole) for hole in holes]
    return tuple(
        MovedFragment(
            fragment.mesh,
            matrices.get(fragment.name, np.eye(4)),
            tuple(hole for hole, number in zip(holes, owner, strict=True) if number == n),
        )
        for n, fragment in enumerate(fragments)
    )


def _owner(fragments: tuple[Fragment, ...], hole: GuideHole) -> int:
    """The number of the fragment that a hole goes into: the one that its tip is deepest in."""
    axis = np.asarray(hole.direction, np.float64)
    tip = np.asarray(hole.point, np.float64) + _INTO_BONE_MM * axis / np.linalg.norm(axis)
    return int(np.argmin([SurfaceDistance(fragment.mesh).signed(tip[None])[0] for fragment in fragments]))
