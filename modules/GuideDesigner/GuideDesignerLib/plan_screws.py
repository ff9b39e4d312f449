"""The screws of the plan as drill holes of a guide: a line for each, from outside the bone to its tip."""

from typing import Any

import numpy as np
from slicer.i18n import tr as _

from GuideDesignerLib.placed_nodes import DIAMETER, DRILL, KIND, WIRE, use
from osteokit.base.errors import OsteoError
from osteokit.planning.implants.drills import drill_mm, goes_over_wire
from osteokit.planning.plan import SurgicalPlan, Variant
from osteokit.planning.plan_outcome import implants_of
from osteopanels.scene_bones import bone_meshes

OUTSIDE_MM = 20.0
"""So far before its entry a line begins."""


def place_plan_screws(scene: Any, plan: SurgicalPlan, variant: Variant, bone: str) -> int:
    """Add a drill line for every screw of ``variant`` in ``bone``, where it goes into the bone as it was scanned; lines
    of their names are replaced. How many there are.

    Raises
    ------
    OsteoError
        The variant has no screw in this bone, or a step cannot be done.
    """
    placed = implants_of(plan, variant, bone_meshes(scene))
    screws = {name: one for name, one in placed.items() if one.is_screw and one.step.bone == bone}
    if not screws:
        raise OsteoError(_("The plan has no screw in this bone: place some in the Implant Planner first."))
    for name, one in screws.items():
        former = scene.GetFirstNodeByName(name)
        if former is not None and former.IsA("vtkMRMLMarkupsLineNode") and former.GetAttribute(KIND):
            scene.RemoveNode(former)
        node = scene.AddNewNodeByClass("vtkMRMLMarkupsLineNode", name)
        node.CreateDefaultDisplayNodes()
        entry, way = one.on_input[:3, 3], one.on_input[:3, 2]
        for end in (entry - OUTSIDE_MM * way, entry + one.article.size("length_mm") * way):
            node.AddControlPoint(*np.asarray(end, dtype=float).tolist())
        use(node, WIRE if goes_over_wire(one.article) else DRILL)
        node.SetAttribute(DIAMETER, f"{drill_mm(one.article):g}")
    return len(screws)
