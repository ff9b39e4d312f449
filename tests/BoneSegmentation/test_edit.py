"""Renaming, merging, splitting, deleting and changing sides through the scene."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.mrml.segmentation_node import segmentation_from_node


def _bones(case):
    _, parameters, _ = case
    return segmentation_from_node(parameters.segmentation, parameters.volume)


def test_rename_in_both_languages(case):
    logic, parameters, truth = case
    logic.rename(parameters, "bone_1_4", "右髌骨", "en")
    assert _bones(case).segments[3].key == "patella_right"
    assert logic.bones(parameters)[3].name == "Right patella"
    assert not logic.bones(parameters)[3].doubtful
    np.testing.assert_array_equal(_bones(case).labels, truth.labels)
    with pytest.raises(OsteoError, match=r"No bone is called femor\. Did you mean"):
        logic.rename(parameters, "femur_left_1", "femor", "en")


def test_merge_keeps_the_first_name(case):
    logic, parameters, truth = case
    logic.merge(parameters, ["sacrum_3", "bone_1_4"], "en")
    after = _bones(case)
    assert [s.key for s in after.segments] == ["femur_left", "femur_right", "sacrum"]
    np.testing.assert_array_equal(after.mask("sacrum"), truth.labels >= 3)


def test_delete_and_flip(case):
    logic, parameters, truth = case
    logic.delete(parameters, ["bone_1_4"], "en")
    assert [s.key for s in _bones(case).segments] == ["femur_left", "femur_right", "sacrum"]
    logic.delete(parameters, ["femur_right_2"], "en")
    logic.flipSide(parameters, "femur_left_1", "en")
    after = _bones(case)
    assert [s.key for s in after.segments] == ["femur_right", "sacrum"]
    np.testing.assert_array_equal(after.mask("femur_right"), truth.mask("femur_left"))


def test_hidden_bones_stay_hidden(case):
    logic, parameters, _ = case
    logic.setVisible(parameters, "femur_right_2", False)
    logic.delete(parameters, ["bone_1_4"], "en")
    assert [(row.name, row.visible) for row in logic.bones(parameters)] == [
        ("Left femur", True), ("Right femur", False), ("Sacrum", True),
    ]  # fmt: skip


def test_split_puts_each_click_into_a_part_of_its_own(case):
    logic, parameters, truth = case
    logic.merge(parameters, ["femur_left_1", "femur_right_2"], "en")
    points = np.array([(truth.ijk_to_ras @ [i, 15, 17, 1])[:3] for i in (12, 48)])
    logic.splitAt(parameters, points, "en")
    after = _bones(case)
    first, second = after.labels[17, 15, 12], after.labels[17, 15, 48]
    assert first != second and first and second
    np.testing.assert_array_equal(after.labels == first, truth.labels == 1)
    np.testing.assert_array_equal(after.labels == second, truth.labels == 2)
