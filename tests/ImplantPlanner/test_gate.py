"""The hub is asked when a plan with a hip stem is saved; an emergency goes on with a reason."""

import json
import time

import pytest

pytest.importorskip("osteohub")

from jobs.test_plan_gate import WHY, admitted
from osteohub.credentials.models import Override
from osteokit.planning.implants.catalogues import search
from osteokit.planning.plan import IDENTITY, ImplantStep
from osteokit.surface.primitives import box
from services.hub_fixtures import config, live, quickly, region_technique, sign_in, template

from .conftest import add_bones

__all__ = ["config", "live", "quickly", "region_technique", "sign_in", "template"]

pytestmark = [pytest.mark.service("qt"), pytest.mark.slow]


@pytest.fixture
def stem(config, hands, desktop, tmp_path):
    """A panel whose plan has a stem in a femur."""
    add_bones(desktop, {"femur_left": box([60.0, 60.0, 300.0])})
    hands.panel.connectParameters()
    hands.press("takeButton")
    article = next(iter(search(family="hip_stem"))).implant
    step = ImplantStep("stem", "femur_left", "generic", article.reference, IDENTITY, article=article)
    hands.widget.logic.change((step,), "stem")
    hands.ui.folderEdit.currentPath = str(tmp_path / "plan")
    hands.panel.connectParameters()
    return hands


def saved(hands):
    hands.press("saveButton")
    hands.wait()
    time.sleep(0.01)


def test_an_admitted_surgeon_saves(stem, live, sign_in, region_technique, tmp_path):
    admitted(live, region_technique)
    sign_in("county clinician")
    saved(stem)
    assert stem.told.startswith("The plan, the implants and the report are in"), stem.told
    assert json.loads((tmp_path / "plan" / "permission.json").read_text())["outcome"] == "admitted"


def test_without_an_admission_only_an_emergency_goes_on(stem, live, sign_in, region_technique, tmp_path):
    sign_in("county clinician")
    assert stem.ui.emergencyRow.isHidden()
    saved(stem)
    assert "You are not admitted" in stem.told and not (tmp_path / "plan").exists()
    assert not stem.ui.emergencyRow.isHidden()
    stem.press("emergencyButton")
    stem.wait()
    assert "at least 10 characters" in stem.told
    stem.ui.emergencyEdit.text = WHY
    stem.press("emergencyButton")
    stem.wait()
    assert stem.told.startswith("The plan, the implants and the report are in"), stem.told
    assert stem.ui.emergencyRow.isHidden()
    said = json.loads((tmp_path / "plan" / "permission.json").read_text())
    assert said["outcome"] == "overridden" and said["reason"] == WHY
    with live.hub.database.read() as session:
        assert session.query(Override).count() == 1


def test_no_answer_is_a_no(stem, live, sign_in, region_technique, tmp_path):
    sign_in("county clinician")
    live.stop()
    saved(stem)
    assert "cannot be reached" in stem.told and not (tmp_path / "plan").exists()
    assert stem.ui.emergencyRow.isHidden()  # nobody here knows what is restricted


def test_without_a_hub_nothing_is_asked(stem, tmp_path):
    stem.press("saveButton")
    assert stem.told.startswith("The plan, the implants and the report are in")
    assert not (tmp_path / "plan" / "permission.json").exists()
