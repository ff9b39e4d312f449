"""A teacher's button: the scenario is scored against the sessions that lie in the folder for reports."""

import pytest

from osteokit.jobs.train import TrainOrder, train
from osteokit.simulation.scenarios.references_file import read_references
from simulation.small_scenario import written

pytestmark = pytest.mark.service("qt")


def test_the_sessions_in_the_folder_become_the_reference(hands, tmp_path):
    scenario = written(tmp_path / "class")
    hands.ui.scenarioFolderEdit.currentPath = str(tmp_path / "class")
    box = hands.ui.scenarioComboBox
    assert not hands.ui.referencesButton.enabled, "one that is built in has no folder"
    box.currentIndex = [box.itemText(n) for n in range(box.count)].index("A small hole")
    hands.panel.update()
    hands.press("referencesButton")
    assert hands.told.startswith("Choose the folder with the experts' sessions")
    hands.panel.parameters.folder = str(tmp_path / "reports")
    hands.press("referencesButton")
    assert "two or more sessions" in hands.told
    for seed in (1, 2):
        train(TrainOrder(str(scenario), tmp_path / "reports" / f"expert-{seed}", seed=seed))
    hands.press("referencesButton")
    assert hands.told == "2 sessions are the reference of this scenario now."
    assert read_references(scenario)["plunge_mm"].source == "2 sessions of experts"
