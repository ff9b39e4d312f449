"""The way into Slicer's Segment Editor and back, in the emulated desktop."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.mrml.segmentation_node import fill_segmentation_node, segmentation_from_node

pytestmark = pytest.mark.service("qt")


@pytest.fixture
def selector(loaded):
    import slicer

    from harness.segment_editor import furnish

    return furnish(slicer.app, "BoneSegmentation", loaded.widget)


def test_the_press_opens_the_editor_with_these_nodes(loaded, selector, desktop):
    import slicer

    parameters = loaded.panel.parameters
    volume, segmentation = parameters.volume, parameters.segmentation
    desktop.AddNewNodeByClass("vtkMRMLSegmentationNode", "Another")
    desktop.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "Another CT")
    loaded.press("splitButton")
    loaded.press("editorButton")
    assert slicer.util.selectedModule() == selector.selectedModule == "SegmentEditor"
    editor = slicer.modules.segmenteditor.widgetRepresentation().self().editor
    assert editor.segmentationNode() is segmentation and editor.sourceVolumeNode() is volume
    assert loaded.panel.parameters is None and not loaded.widget.logic.isPlacing()


def test_what_was_painted_is_in_the_table_on_return(loaded, selector):
    import slicer

    node, volume = loaded.panel.parameters.segmentation, loaded.panel.parameters.volume
    loaded.press("editorButton")
    before = segmentation_from_node(node, volume)
    labels = before.labels.copy()
    labels[2:8, 2:6, 26:40] = 4
    fill_segmentation_node(node, replace(before, labels=labels))
    added = node.GetSegmentation().AddEmptySegment("", "Segment_5")
    slicer.util.selectModule("BoneSegmentation")
    assert loaded.names()[:4] == ["Left femur", "Right femur", "Sacrum", "Bone 1"]
    volumes = [float(loaded.ui.bonesTable.item(row, 5).text()) for row in range(len(loaded.names()))]
    assert volumes[3] == pytest.approx(np.count_nonzero(labels == 4) * 0.008, abs=0.06)
    assert loaded.names()[4:] == ["Segment_5"] and volumes[4] == 0 and added


def test_there_is_nothing_to_open_without_bones(hands):
    assert not hands.ui.editorButton.enabled
