"""As which plan the guides of the panel are asked for at the hub before they are written."""

from typing import Any

import slicer
from slicer.i18n import tr as _

from GuideDesignerLib.guide_nodes import CUTTING, REPOSITIONING, Guides, Shown
from GuideDesignerLib.plan_of_scene import Osteotomy, guide_steps, plan_of_scene
from osteokit.base.errors import OsteoError
from osteokit.jobs.guide_asked import plan_of_guide, plan_with_guides
from osteokit.jobs.guide_tasks import step_of
from osteokit.jobs.plan_folder import as_written
from osteokit.mrml.model_node import mesh_from_node
from osteokit.planning.guides.document import order_to_json
from osteokit.planning.plan import SurgicalPlan
from osteopanels.scene_bones import KEY, bone_meshes


def asked_plan(guides: Guides) -> SurgicalPlan:
    """The plan of the scene with these guides in it, as it would be saved; where it does not hold what they were
    designed for, a plan of the bone alone.

    Raises
    ------
    OsteoError
        The bone is gone, or the plan of the scene cannot be read.
    """
    shown = guides[CUTTING]
    bone = slicer.mrmlScene.GetNodeByID(shown.bone)
    if bone is None:
        raise OsteoError(_("The bone of this guide is no longer in the scene; design it again."))
    key, osteotomy, order = bone.GetAttribute(KEY) or "", _osteotomy_of(shown), shown.designed.order
    plan = plan_of_scene(slicer.mrmlScene)
    name = "" if plan is None else _variant_for(plan, key, osteotomy)
    if plan is None or not name:
        before = () if osteotomy is None else (osteotomy.step,)
        return plan_of_guide(key, mesh_from_node(bone), order_to_json(order), before)
    holding = guides.get(REPOSITIONING)
    steps = guide_steps(key, osteotomy, order, None if holding is None else holding.designed.order.parameters)
    return as_written(plan_with_guides(plan, name, steps), bone_meshes(slicer.mrmlScene))


def _osteotomy_of(shown: Shown) -> Osteotomy | None:
    """The one that the guide was designed for, as it was then."""
    said: Any = shown.asked.get("osteotomy")
    return None if said is None else Osteotomy(said[0].rpartition("/")[0], step_of(said[1]))


def _variant_for(plan: SurgicalPlan, bone: str, osteotomy: Osteotomy | None) -> str:
    """Name of the variant that the guide is of; empty where it is of none."""
    name = plan.chosen if osteotomy is None else osteotomy.variant
    there = name in {one.name for one in plan.variants} and bone in {one.bone for one in plan.inputs}
    if there and osteotomy is not None:
        there = osteotomy.step in plan.variant(name).steps
    return name if there else ""
