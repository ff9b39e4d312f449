"""Correcting by clicks in the emulated desktop: two part a bone, one adds a bone that was missed."""

import numpy as np
import pytest

from osteokit.mrml.segmentation_node import segmentation_from_node
from osteokit.segmentation.edit import merge

pytestmark = pytest.mark.service("qt")


def bones_of(hands):
    parameters = hands.panel.parameters
    return segmentation_from_node(parameters.segmentation, parameters.volume)


def clicks_in_scene(scene):
    return scene.GetNumberOfNodesByClass("vtkMRMLMarkupsFiducialNode")


@pytest.fixture
def two_in_one(loaded):
    """Both femurs under one label, as two vertebrae may be."""
    from harness.small_case import small_ct
    from osteokit.mrml.segmentation_node import fill_segmentation_node

    _, truth = small_ct()
    fill_segmentation_node(loaded.panel.parameters.segmentation, merge(truth, [1, 2]))
    loaded.panel._fill_table()
    return loaded, truth


def test_two_clicks_split_a_label_of_two_bones(two_in_one, desktop):
    """One press, one click on each; no row chosen, no second press."""
    hands, truth = two_in_one
    hands.press("splitButton")
    assert hands.told.startswith("Click once in each of the two parts")
    hands.click_in_view(-35, 1, -5)
    assert len(hands.names()) == 3 and hands.widget.logic.isPlacing()
    hands.click_in_view(37, 1, -5)
    assert hands.names() == ["Left femur", "Bone 2", "Sacrum", "Bone 1"]
    after = bones_of(hands)
    np.testing.assert_array_equal(after.mask("femur_left"), truth.labels == 1)
    np.testing.assert_array_equal(after.mask("bone_2"), truth.labels == 2)
    assert not hands.ui.splitButton.checked and not hands.widget.logic.isPlacing() and clicks_in_scene(desktop) == 0
    hands.ui.bonesTable.item(1, 2).setText("Right femur")
    assert hands.names()[1] == "Right femur"


def test_a_click_beside_the_bone_still_means_it(two_in_one):
    hands, truth = two_in_one
    hands.press("splitButton")
    hands.click_in_view(-49.0, 1, -5)  # the block begins at -47
    hands.click_in_view(37, 1, -5)
    np.testing.assert_array_equal(bones_of(hands).mask("femur_left"), truth.labels == 1)


@pytest.mark.parametrize(
    "second, told",
    [
        ((0.0, 1, 20), "the clicks are on different bones already (Left femur, Sacrum)"),
        ((20, -25, -35), "click 2 is not"),
    ],
)
def test_clicks_that_cannot_split_say_why(two_in_one, second, told):
    hands, _ = two_in_one
    before = bones_of(hands)
    hands.press("splitButton")
    hands.click_in_view(-35, 1, -5)
    hands.click_in_view(*second)
    assert told in hands.told and hands.told.startswith("Nothing was split")
    np.testing.assert_array_equal(bones_of(hands).labels, before.labels)
    assert not hands.ui.splitButton.checked


def test_pressing_again_stops_waiting(loaded, desktop):
    loaded.press("splitButton")
    loaded.click_in_view(-35, 1, -5)
    loaded.press("splitButton")
    assert not loaded.widget.logic.isPlacing() and clicks_in_scene(desktop) == 0 and len(loaded.names()) == 4
    assert loaded.told.startswith("4 bones found")


def test_one_thing_at_a_time_waits_for_clicks(loaded, desktop):
    loaded.press("splitButton")
    loaded.press("missedButton")
    assert not loaded.ui.splitButton.checked and loaded.widget.logic.isPlacing()
    assert loaded.told.startswith("Click once on the bone that was missed") and clicks_in_scene(desktop) == 1
    loaded.ui.placeSeedsButton.checked = True
    assert not loaded.ui.missedButton.checked and loaded.widget.logic.isPlacing()
    loaded.press("splitButton")
    assert not loaded.ui.placeSeedsButton.checked and loaded.widget.logic.isPlacing()
    loaded.widget.exit()
    assert not loaded.ui.splitButton.checked and not loaded.widget.logic.isPlacing()


@pytest.mark.slow
def test_one_click_adds_a_missed_bone(loaded):
    """Through the real worker: the others stay as they are, voxel for voxel, and the way of finding stays chosen."""
    loaded.select(1)
    loaded.press("deleteButton")
    before = bones_of(loaded)
    truth = loaded.truth
    loaded.press("missedButton")
    loaded.click_in_view(37, 1, -5)
    assert loaded.told.startswith("Adding the bone:")
    loaded.wait()
    assert loaded.told.startswith("Added: Bone 2."), loaded.told
    assert loaded.names() == ["Left femur", "Sacrum", "Bone 1", "Bone 2"]
    after = bones_of(loaded)
    for key in ("femur_left", "sacrum", "bone_1"):
        np.testing.assert_array_equal(after.mask(key), before.mask(key))
    found, wanted = after.mask("bone_2"), truth.labels == 2
    assert 2 * (found & wanted).sum() / (found.sum() + wanted.sum()) > 0.9
    assert loaded.panel.parameters.method == "automatic" and not loaded.ui.missedButton.checked


def test_a_bone_that_is_there_was_not_missed(loaded):
    loaded.press("missedButton")
    loaded.click_in_view(37, 1, -5)
    assert loaded.told == "Nothing was added: Right femur is there already. Click a bone that has no colour yet."


def test_a_click_in_soft_tissue_adds_nothing(loaded):
    before = bones_of(loaded)
    loaded.press("missedButton")
    loaded.click_in_view(0, -27, -30)
    loaded.wait()
    assert "click" in loaded.told.lower() or loaded.told.startswith("Nothing was added"), loaded.told
    np.testing.assert_array_equal(bones_of(loaded).labels, before.labels)


def test_nameless_clicks_never_replace_bone_1(loaded):
    """From one click per bone: the click on a bone means that bone, one beside all is a new bone."""
    from BoneSegmentationLib.click_rules import seeds_beside

    from osteokit.mrml.markups_node import seeds_from_node

    node = loaded.widget.logic.seedNode(loaded.panel.parameters)
    for point in ((0, -27, -30), (-35, 1, -5), (-33, 1, -5)):
        node.AddControlPoint(*map(float, point))
    node.AddControlPoint(1.0, 1.0, 20.0, "Sacrum")
    seeds = seeds_beside(bones_of(loaded), seeds_from_node(node), node)
    assert {seed.key: seed.points_ras[0].tolist() for seed in seeds} == {
        "sacrum": [1, 1, 20], "bone_4": [0, -27, -30], "femur_left": [-35, 1, -5], "bone_5": [-33, 1, -5],
    }  # fmt: skip
