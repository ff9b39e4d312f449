"""The panel in the emulated desktop (see harness): it loads, its buttons work, every state says what to do next."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from osteokit.mrml.segmentation_node import segmentation_from_node

pytestmark = pytest.mark.service("qt")


def test_an_empty_scene_says_how_to_begin(hands):
    assert hands.told.startswith("Start: choose a CT")
    for name in ("findButton", "mergeButton", "deleteButton", "exportButton", "storeButton", "editorButton"):
        assert not getattr(hands.ui, name).enabled, name
    assert hands.ui.deidentifyCheckBox.checked
    assert "Not a cleared medical device" in hands.ui.disclaimerLabel.text


def test_a_ct_shows_who_it_is_at_once(loaded):
    assert loaded.ui.identityLabel.text.startswith("李 雷 · ID P-1001")
    assert "right is on the left" in loaded.ui.sidesLabel.text
    assert loaded.told.startswith("4 bones found; amber rows to check: 2.")


def test_the_whole_walk(hands, tmp_path):
    """Load, find, look, hide, export: with the real worker."""
    from harness.small_case import small_ct

    volume, truth = small_ct()
    hands.panel.parameters.volume = hands.widget.logic.addVolume(volume)
    assert hands.told.startswith("Compare name and sides")
    hands.press("findButton")
    assert hands.told.startswith("Finding the bones:") and not hands.ui.findButton.enabled
    assert not hands.ui.progressRow.isHidden()
    hands.wait()
    assert "bones found" in hands.told, hands.told
    parameters = hands.panel.parameters
    found = segmentation_from_node(parameters.segmentation, parameters.volume)
    assert len(hands.names()) == len(found.segments) >= 3
    both = np.count_nonzero((found.labels > 0) & (truth.labels > 0))
    assert 2 * both / (np.count_nonzero(found.labels) + np.count_nonzero(truth.labels)) > 0.9
    hands.ui.folderEdit.currentPath = str(tmp_path)
    hands.ui.glbCheckBox.checked = True
    hands.press("exportButton")
    hands.wait()
    assert "files are in" in hands.told, hands.told
    written = sorted(file.name for file in tmp_path.iterdir())
    assert {"bones.3mf", "bones.glb"} <= set(written)
    assert sum(name.endswith(".stl") for name in written) == len(found.segments)


def test_a_job_can_be_cancelled_and_nothing_changes(loaded):
    before = loaded.names()
    loaded.press("findButton")
    process = loaded.panel.runner._task._process
    folder = loaded.panel.runner._task.folder
    loaded.press("cancelButton")
    assert process.poll() is not None and not folder.exists()
    assert loaded.names() == before and loaded.ui.findButton.enabled


def test_a_job_ends_well_while_another_module_is_shown(loaded):
    loaded.press("findButton")
    loaded.widget.exit()
    loaded.wait()
    loaded.widget.enter()
    assert "bones found" in loaded.told and len(loaded.names()) >= 3


def test_interactive_plugins_get_the_clicks(loaded, monkeypatch):
    from osteokit.jobs.exchange import load_seeds

    started = []

    class Recorded:
        stdout = stderr = ()

        def poll(self):
            return 1

    def start(command):
        started.append(load_seeds(Path(command[-1])))
        return Recorded()

    loaded.widget.logic._start = start
    parameters = loaded.panel.parameters
    loaded.widget.logic.seedNode(parameters).AddControlPoint(1.0, 2.0, 3.0, "Sacrum")
    parameters.method = "segmenter:interactive"
    assert not loaded.ui.seedsRow.isHidden()
    loaded.press("findButton")
    loaded.wait()
    assert [(seed.key, seed.points_ras.tolist()) for (seed,) in started] == [("sacrum", [[1.0, 2.0, 3.0]])]


def test_correcting_by_hand(loaded):
    table = loaded.ui.bonesTable
    table.item(3, 2).setText("Left patella")
    assert loaded.names()[3] == "Left patella"
    table.item(3, 2).setText("nonsense")
    assert loaded.told.startswith("No bone is called nonsense.") and loaded.names()[3] == "Left patella"
    loaded.select(3)
    loaded.press("flipButton")
    assert loaded.names()[3] == "Right patella"
    loaded.select(2, 3)
    loaded.press("mergeButton")
    assert loaded.names() == ["Left femur", "Right femur", "Sacrum"]
    loaded.select(2)
    loaded.press("deleteButton")
    assert loaded.names() == ["Left femur", "Right femur"]
    loaded.select(0, 1)
    loaded.press("mergeButton")
    loaded.press("splitButton")
    for x in (-35.0, 37.0):
        loaded.click_in_view(x, 1.0, -5.0)
    assert len(loaded.names()) == 2


def test_hiding_a_bone(loaded):
    import qt

    loaded.ui.bonesTable.item(1, 0).setCheckState(qt.Qt.Unchecked)
    display = loaded.panel.parameters.segmentation.GetDisplayNode()
    assert not display.GetSegmentVisibility("femur_right_2") and display.GetSegmentVisibility("femur_left_1")


def test_the_way_chosen_shows_what_it_needs(loaded):
    ui = loaded.ui
    for index, shown in ((1, "seedsRow"), (2, "coarseSelector"), (0, "thresholdSlider")):
        ui.methodComboBox.currentIndex = index
        for name in ("seedsRow", "coarseSelector", "thresholdSlider"):
            assert getattr(ui, name).isHidden() == (name != shown)
    ui.methodComboBox.currentIndex = 1
    ui.placeSeedsButton.checked = True
    assert loaded.widget.logic.isPlacing() and loaded.told.startswith("Click once on each bone")
    ui.placeSeedsButton.checked = False
    assert not loaded.widget.logic.isPlacing() and loaded.told == "Now press Find the bones."
    loaded.press("findButton")
    assert loaded.told.startswith("Click once on each bone first")


def test_preview_follows_the_slider(loaded, desktop):
    loaded.ui.previewCheckBox.checked = True
    loaded.panel.find.preview()
    node = desktop.GetFirstNodeByName("Bone preview")
    assert node.GetSegmentation().GetNumberOfSegments() == 1
    loaded.ui.thresholdSlider.value = 1500.0
    assert loaded.panel.parameters.thresholdHu == 1500.0
    loaded.panel.find.preview()
    assert node.GetSegmentation().GetNumberOfSegments() == 0
    loaded.ui.previewCheckBox.checked = False
    loaded.panel.find.preview()
    assert desktop.GetFirstNodeByName("Bone preview") is None


def test_sending_identified_is_said_plainly(loaded):
    loaded.ui.deidentifyCheckBox.checked = False
    assert "Send only to your own hospital" in loaded.ui.identifiedLabel.text
    assert not loaded.panel.parameters.pacs.deidentify


def test_an_unreachable_pacs_is_told_in_one_sentence(loaded):
    loaded.ui.urlEdit.text = "http://127.0.0.1:9/dicom-web"
    loaded.press("queryButton")
    loaded.wait()
    assert "127.0.0.1:9" in loaded.told and "Traceback" not in loaded.told


def test_closing_the_scene_starts_anew(loaded, desktop):
    desktop.Clear(0)
    assert loaded.told.startswith("Start: choose a CT")
    assert loaded.names() == []


def test_missing_packages_are_asked_for_with_consent(desktop, module_path, monkeypatch, tmp_path):
    import slicer

    from harness.desktop import load_module, module_parent

    module = load_module(module_path / "BoneSegmentation.py")
    requirements = importlib.import_module("osteopanels.requirements")
    missing = ["numba>=0.60", "highdicom>=0.25"]
    monkeypatch.setattr(requirements, "missing_packages", lambda file: list(missing))
    widget = module.BoneSegmentationWidget(module_parent())
    widget.setup()
    assert widget.panel is None and not widget.ui.findSection.enabled
    assert "numba, highdicom" in widget.ui.nextLabel.text
    installed = []

    def install(arguments):
        installed.append(arguments)
        pins.append(open(arguments[3], encoding="utf-8").read())
        missing.clear()

    pins = []
    monkeypatch.setattr(slicer.util, "pip_install", install)
    monkeypatch.setattr(slicer.util, "confirmOkCancelDisplay", lambda text: False)
    widget.requirements.install()
    assert installed == [] and widget.panel is None
    monkeypatch.setattr(slicer.util, "confirmOkCancelDisplay", lambda text: True)
    widget.requirements.install()
    assert installed[0][0] == "-r" and f"numpy=={np.__version__}\n" in pins[0]
    assert widget.panel is not None and widget.ui.findSection.enabled
    widget.cleanup()
