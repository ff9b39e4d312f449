"""The plan that lives in the scene: its osteotomies, its bones, and the guide step that is added to it."""

from dataclasses import dataclass, replace
from typing import Any

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.mrml.model_node import mesh_from_node
from osteokit.mrml.text_node import keep_document, kept_document
from osteokit.planning.guides.document import GuideOrder, order_to_json
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.values import GuideHole
from osteokit.planning.plan import GuideStep, OsteotomyStep, SurgicalPlan
from osteokit.planning.plan_file import plan_of_text, text_of_plan
from osteokit.planning.variants import with_variant
from osteokit.surface.mesh import Mesh
from osteopanels.scene_bones import DOCUMENT, bone_models

HOLDING = "Reposition"
"""How the names of steps begin whose guide holds the moved fragments."""


@dataclass(frozen=True)
class Osteotomy:
    """An osteotomy of a variant."""

    variant: str
    step: OsteotomyStep

    @property
    def key(self) -> str:
        return f"{self.variant}/{self.step.name}"


def plan_of_scene(scene: Any) -> SurgicalPlan | None:
    """The plan that the scene holds; None without one."""
    text = kept_document(scene, DOCUMENT)
    return plan_of_text(text, _("The plan of this scene")) if text else None


def osteotomies_of(plan: SurgicalPlan | None) -> list[Osteotomy]:
    """Every osteotomy, those of the chosen variant first."""
    if plan is None:
        return []
    variants = sorted(plan.variants, key=lambda variant: variant.name != plan.chosen)
    return [
        Osteotomy(variant.name, step)
        for variant in variants
        for step in variant.steps
        if isinstance(step, OsteotomyStep)
    ]


def other_bones(scene: Any, bone: Any) -> dict[str, Mesh]:
    """All bones of the plan but this one, by key, in world RAS mm: what its guide must not touch."""
    return {key: mesh_from_node(node) for key, node in bone_models(scene).items() if node is not bone}


def add_guide_steps(
    scene: Any, bone_key: str, osteotomy: Osteotomy | None, order: GuideOrder, holding: GuideParameters | None
) -> str:
    """Put the guide into the plan of the scene, in place of one for the same, and with sizes ``holding`` the one that
    holds the moved fragments; returns the variant's name.

    The variant is that of the osteotomy, else the chosen one. Cuts that were placed by hand go along as a whole
    document; those of the osteotomy are made again from it.

    Raises
    ------
    OsteoError
        There is no plan, no variant, or the bone is not in it.
    """
    plan = plan_of_scene(scene)
    if plan is None:
        raise OsteoError(_("There is no plan in this scene: make one in the Osteotomy Simulator first."))
    name = osteotomy.variant if osteotomy is not None else plan.chosen
    if not name:
        raise OsteoError(_("The plan has no chosen variant: choose one in the Osteotomy Simulator first."))
    if bone_key not in {one.bone for one in plan.inputs}:
        raise OsteoError(_("This bone is not one of the plan; choose the bone that the plan was made on."))
    variant = plan.variant(name)
    steps = guide_steps(bone_key, osteotomy, order, holding)
    names = {step.name for step in steps} | {f"{HOLDING} {step.for_step}" for step in steps}
    kept = tuple(one for one in variant.steps if not (isinstance(one, GuideStep) and one.name in names))
    plan = with_variant(plan, replace(variant, steps=(*kept, *steps)))
    keep_document(scene, DOCUMENT, text_of_plan(plan))
    return name


def guide_steps(
    bone_key: str, osteotomy: Osteotomy | None, order: GuideOrder, holding: GuideParameters | None
) -> list[GuideStep]:
    """The guide as a step of a plan, and with sizes ``holding`` the one that holds the moved fragments."""
    steps = [_step(bone_key, osteotomy, order)]
    if osteotomy is not None and holding is not None:
        steps.append(_holding(bone_key, osteotomy, order, holding))
    return steps


def _step(bone_key: str, osteotomy: Osteotomy | None, order: GuideOrder) -> GuideStep:
    if osteotomy is None:
        return GuideStep(f"Guide {bone_key}", bone_key, order_to_json(order))
    planned = order_to_json(replace(order, cuts=(), holes=_own_holes(order)))
    name = f"Guide {osteotomy.step.name}"
    return GuideStep(name, bone_key, planned["parameters"], osteotomy.step.name, tuple(planned["holes"]))


def _holding(bone_key: str, osteotomy: Osteotomy, order: GuideOrder, sizes: GuideParameters) -> GuideStep:
    document = order_to_json(GuideOrder((), _own_holes(order), sizes))
    name, holes = f"{HOLDING} {osteotomy.step.name}", tuple(document["holes"])
    return GuideStep(name, bone_key, document["parameters"], osteotomy.step.name, holes, "reposition")


def _own_holes(order: GuideOrder) -> tuple[GuideHole, ...]:
    """Those that were placed: the row of a dome cut is made again from the cut."""
    return tuple(hole for hole in order.holes if hole.kind != "row")
