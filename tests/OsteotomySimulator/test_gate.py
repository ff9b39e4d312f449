"""The hub is asked when a plan with an osteotomy of the tibia is saved."""

import json

import pytest

pytest.importorskip("osteohub")

from jobs.test_plan_gate import WHY, admitted
from osteohub.credentials.models import Override
from services.hub_fixtures import config, live, quickly, restrict, sign_in, template

__all__ = ["config", "live", "quickly", "restrict", "sign_in", "template"]

pytestmark = [pytest.mark.service("qt"), pytest.mark.slow]


@pytest.fixture
def planned(config, measured, tmp_path):
    """A panel whose plan corrects a tibia, to be saved."""
    measured.press("planButton")
    measured.ui.folderEdit.currentPath = str(tmp_path / "plan")
    return measured


def saved(hands):
    hands.press("saveButton")
    hands.wait()


def test_only_who_is_admitted_saves_a_restricted_osteotomy(planned, live, sign_in, restrict, tmp_path):
    code = restrict("osteotomy:tibia")
    sign_in("county clinician")
    saved(planned)
    assert "You are not admitted" in planned.told and not (tmp_path / "plan").exists()
    assert not planned.ui.emergencyRow.isHidden()
    admitted(live, code)
    saved(planned)
    assert planned.told.startswith("The plan, its bones and the report are in"), planned.told
    assert planned.ui.emergencyRow.isHidden()
    assert json.loads((tmp_path / "plan" / "permission.json").read_text())["outcome"] == "admitted"


def test_an_emergency_is_declared_once_also_where_the_hub_is_away(planned, live, sign_in, restrict, tmp_path):
    restrict("osteotomy:tibia")
    sign_in("county clinician")
    saved(planned)
    live.stop()
    saved(planned)
    assert "without an answer it is not finalised" in planned.told and not (tmp_path / "plan").exists()
    planned.ui.emergencyEdit.text = WHY
    planned.press("emergencyButton")
    planned.wait()
    assert planned.told.startswith("The plan, its bones and the report are in"), planned.told
    said = json.loads((tmp_path / "plan" / "permission.json").read_text())
    assert (said["outcome"], said["reason"]) == ("override_kept", WHY)
    saved(planned)
    assert planned.told.startswith("The plan, its bones and the report are in"), planned.told
    live.start()
    from osteokit.hubclient.accounts import current_account
    from osteokit.hubclient.queue import Queue

    assert Queue(current_account()).send().done == 1
    with live.hub.database.read() as session:
        assert session.query(Override).count() == 1


def test_another_bone_is_not_restricted_and_no_answer_is_a_no(planned, live, sign_in, restrict, tmp_path):
    restrict("osteotomy:femur")
    sign_in("county clinician")
    saved(planned)
    assert planned.told.startswith("The plan, its bones and the report are in"), planned.told
    (tmp_path / "config" / "hubs").rename(tmp_path / "config" / "other")  # signed in no more, nothing known
    live.stop()
    planned.ui.folderEdit.currentPath = str(tmp_path / "second")
    saved(planned)
    assert planned.told.startswith("Sign in to") and not (tmp_path / "second").exists()
    assert planned.ui.emergencyRow.isHidden()
