"""The plan that is navigated: of the scene, or of a file, which brings its bones into the scene."""

from pathlib import Path
from typing import Any

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.jobs.navigate import NavigationCase, open_case
from osteokit.mrml.text_node import kept_document
from osteokit.planning.guides.from_plan import variant_of
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import plan_of_text, read_plan
from osteokit.tracking.navigation.targets import targets_of_plan
from osteopanels.scene_bones import DOCUMENT, add_bone, bone_meshes


def case_of_scene(scene: Any) -> NavigationCase:
    """The plan that other modules left in the scene, on its bones.

    Raises
    ------
    OsteoError
        There is none, or a bone of it is not in the scene.
    """
    text = kept_document(scene, DOCUMENT)
    if not text:
        raise OsteoError(_("There is no plan in the scene: choose its file."))
    plan = plan_of_text(text, _("The plan of this scene"))
    there = bone_meshes(scene)
    missing = [one.bone for one in plan.inputs if one.bone not in there]
    if missing:
        raise OsteoError(_("The bone {bone} of the plan is not in the scene.").format(bone=missing[0]))
    meshes = {one.bone: there[one.bone] for one in plan.inputs}
    variant = variant_of(plan, first_variant(plan))
    return NavigationCase(plan, meshes, targets_of_plan(plan, variant, meshes), variant.name)


def case_of_file(scene: Any, path: Path, language: str) -> NavigationCase:
    """The plan in a file; its bones are put into the scene.

    Raises
    ------
    OsteoError
        The plan or a bone cannot be read.
    """
    case = open_case(path, first_variant(read_plan(path)))
    for key, mesh in case.meshes.items():
        add_bone(scene, key, mesh, language)
    return case


def first_variant(plan: SurgicalPlan) -> str | None:
    """The chosen variant, else the first; None where the plan has none."""
    return plan.chosen or next((one.name for one in plan.variants), None)


def variant_told(case: NavigationCase) -> str:
    """One sentence where what is navigated is not what the plan chose, else empty."""
    plan = case.plan
    if case.variant == plan.chosen or len(plan.variants) < 2:
        return ""
    if not plan.chosen:
        return _("No variant of the plan is chosen: {name} is navigated.").format(name=case.variant)
    return _("Variant {name} is navigated; the plan chose {chosen}.").format(name=case.variant, chosen=plan.chosen)
