"""A draft from the plan in the scene: its screws, cuts and guide holes as steps, without the patient's name."""

import hashlib
import re
from typing import Any

import slicer
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.jobs.train_new import variant_of
from osteokit.mrml.text_node import kept_document
from osteokit.mrml.volume_node import volume_from_node
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import plan_of_text
from osteokit.simulation.scenarios.from_plan import PlanSource, scenario_of_plan
from osteopanels.scene_bones import DOCUMENT, bone_meshes
from SurgeryTrainerLib.draft import Draft

NAME = "planned-case"


def draft_of_plan(volume_node: Any) -> tuple[Draft, tuple[str, ...]]:
    """The draft, and one sentence for each thing of the plan that cannot be trained. ``volume_node`` is the CT of the
    bones, or None: their density is typical then.

    Raises
    ------
    OsteoError
        The scene holds no plan or none of its bones, or nothing of it can be trained.
    """
    text = kept_document(slicer.mrmlScene, DOCUMENT)
    if not text:
        raise OsteoError(_("There is no plan in the scene; open one in a planning module first."))
    plan = plan_of_text(text, _("The plan of this scene"))
    meshes = bone_meshes(slicer.mrmlScene)
    missing = [one.bone for one in plan.inputs if one.bone not in meshes]
    if missing:
        raise OsteoError(_("Bones of the plan are not in the scene: {names}.").format(names=", ".join(missing)))
    ct = None if volume_node is None else volume_from_node(volume_node)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    source = PlanSource(plan, variant_of(plan, ""), meshes, ct, plan_sha256=digest)
    scene, notes = scenario_of_plan(NAME, source)
    return Draft(scene.scenario, lambda: scene, names_of_patient(plan)), notes


def names_of_patient(plan: SurgicalPlan) -> tuple[str, ...]:
    """What may stand in no text of a scenario: parts of the name, and the number."""
    patient = plan.patient
    parts = re.split(r"[\^=\s,]+", f"{patient.name} {patient.patient_id}")
    return tuple(part for part in parts if len(part) > 1)
