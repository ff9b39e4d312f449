"""The hub is asked when a guide is written: once for both guides, and for what they were designed for."""

import json
from dataclasses import replace

import pytest

pytest.importorskip("osteohub")

import numpy as np

from harness.small_guide import GRID_MM, fill_scene
from jobs.test_plan_gate import WHY
from osteohub.credentials.models import Override
from osteokit.planning.restricted import kinds_of
from services.hub_fixtures import config, live, quickly, restrict, sign_in, template

__all__ = ["config", "live", "quickly", "restrict", "sign_in", "template"]

pytestmark = [pytest.mark.service("qt"), pytest.mark.slow]


@pytest.fixture
def designed(config, hands, desktop, tmp_path):
    """A panel with a small guide for the osteotomy of the plan, as the worker would have left it."""
    fill_scene(desktop)
    hands.panel.connectParameters()
    hands.ui.osteotomyComboBox.currentIndex = 1
    parameters, logic = hands.panel.parameters, hands.widget.logic
    parameters.grid_mm = GRID_MM
    hands.ui.folderEdit.currentPath = str(tmp_path / "guide")
    hands.ui.draftCheckBox.checked = True
    from GuideDesignerLib.guide_nodes import CUTTING, Shown

    from osteokit.jobs.guide_tasks import Designed
    from osteokit.mrml.model_node import mesh_from_node
    from osteokit.planning.guides.values import Guide
    from osteokit.surface.primitives import box

    order = logic.order(parameters, mesh_from_node(parameters.bone))
    guide = Guide(box((30.0, 20.0, 12.0)), np.array([0.0, 1.0, 0.0]), (), (), order.parameters)
    asked = json.loads(json.dumps(logic.asked(parameters)))
    logic._done({CUTTING: Shown(Designed(guide, order), asked, None, parameters.bone.GetID())}, "designed")
    hands.panel.update()
    return hands


def written(hands):
    hands.press("writeButton")
    hands.wait()


def test_without_an_admission_only_an_emergency_goes_on(designed, live, sign_in, restrict, tmp_path):
    restrict("osteotomy:tibia")
    sign_in("county clinician")
    assert designed.ui.emergencyRow.isHidden()
    written(designed)
    assert "You are not admitted" in designed.told and not (tmp_path / "guide").exists()
    assert not designed.ui.emergencyRow.isHidden()
    designed.ui.emergencyEdit.text = WHY
    designed.press("emergencyButton")
    designed.wait()
    assert designed.told.startswith("The files are in"), designed.told
    said = json.loads((tmp_path / "guide" / "permission.json").read_text())
    assert (said["outcome"], said["reason"]) == ("overridden", WHY)
    written(designed)  # the same guide again: nobody is asked for the reason again
    assert designed.told.startswith("The files are in") and designed.ui.emergencyRow.isHidden()
    with live.hub.database.read() as session:
        assert session.query(Override).count() == 1


def test_no_answer_is_a_no_and_a_folder_is_asked_for_first(designed, live, sign_in, restrict, tmp_path):
    restrict("osteotomy:femur")
    sign_in("county clinician")
    designed.ui.folderEdit.currentPath = ""
    written(designed)
    assert designed.told == "Choose the folder for the guide first."
    designed.ui.folderEdit.currentPath = str(tmp_path / "guide")
    live.stop()
    written(designed)
    assert "Nobody can say whether this plan needs an admission" in designed.told
    assert not (tmp_path / "guide").exists() and designed.ui.emergencyRow.isHidden()


def test_what_is_asked_about_is_what_the_guide_was_designed_for(designed, desktop):
    from GuideDesignerLib.plan_of_scene import plan_of_scene

    from osteokit.mrml.text_node import keep_document
    from osteokit.planning.plan_file import text_of_plan
    from osteopanels.scene_bones import DOCUMENT

    asked = designed.widget.logic.askedPlan(designed.panel.parameters)
    assert asked.chosen == "A" and {"osteotomy:tibia", "guide:tibia"} <= kinds_of(asked)
    plan = plan_of_scene(desktop)
    emptied = replace(plan, variants=tuple(replace(one, steps=()) for one in plan.variants))
    keep_document(desktop, DOCUMENT, text_of_plan(emptied))
    assert {"osteotomy:tibia", "guide:tibia"} <= kinds_of(designed.widget.logic.askedPlan(designed.panel.parameters))
    keep_document(desktop, DOCUMENT, "{damaged")
    designed.press("writeButton")
    designed.wait()
    assert "plan" in designed.told.lower() and not designed.told.startswith("The files are in")
