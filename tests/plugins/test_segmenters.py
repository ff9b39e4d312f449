"""A foreign label map becomes our segmentation, or is refused in one sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.plugins import segmenters as room
from osteokit.plugins.grid import on_grid
from osteokit.plugins.manager import OsteoPlugins
from osteokit.plugins.segmenters import NOT_BONE, Segmenter, TaskLicence, ToolLabels, segmentation_of


def blocks(volume: Volume, *values: int) -> np.ndarray:
    """A label map with one 8x8x8 block per value, side by side along i."""
    labels = np.zeros(volume.voxels.shape, dtype=np.uint8)
    for n, value in enumerate(values):
        labels[10:18, 10:18, 2 + 10 * n : 10 + 10 * n] = value
    return labels


def make(volume: Volume, labels: np.ndarray, keys: dict[int, str], unsided: dict[int, str] | None = None):
    return segmentation_of(ToolLabels(labels, volume.ijk_to_ras, keys, unsided or {}), volume, "Tool")


def test_keys_become_segments_organs_background_and_two_labels_of_one_key_one_segment(volume):
    labels = blocks(volume, 7, 9, 11, 12)
    seg = make(volume, labels, {7: "femur_left", 9: NOT_BONE, 11: "skull", 12: "skull", 200: "sternum"})
    assert [s.key for s in seg.segments] == ["femur_left", "skull"]
    assert np.array_equal(seg.mask("femur_left"), labels == 7)
    assert np.array_equal(seg.mask("skull"), labels >= 11)
    assert seg.labels.dtype == np.uint16 and np.array_equal(seg.ijk_to_ras, volume.ijk_to_ras)


def test_what_has_no_name_here_is_bone_n_and_says_why(volume):
    labels = blocks(volume, 2, 5, 77)
    seg = make(volume, labels, {2: "pelvis in one piece", 5: "sacrum"})
    assert [(s.key, s.label) for s in seg.segments] == [("sacrum", 1), ("bone_1", 2), ("bone_2", 3)]
    assert "pelvis in one piece" in seg.segments[1].warnings[0]
    assert "label 77, which is not in its table" in seg.segments[2].warnings[0]
    assert np.array_equal(seg.mask("bone_2"), labels == 77)


def test_both_legs_in_one_label_get_their_sides_left_is_negative_x(volume):
    labels = np.zeros(volume.voxels.shape, dtype=np.uint8)
    labels[5:35, 20:30, 4:14] = 2  # small i is large x: the patient's right
    labels[5:35, 20:30, 46:56] = 2
    seg = make(volume, labels, {2: "tibia"}, {2: "tibia"})
    assert {s.key for s in seg.segments} == {"tibia_left", "tibia_right"}
    i_left = np.argwhere(seg.mask("tibia_left"))[:, 2]
    x_left = volume.ijk_to_ras[0, 0] * i_left + volume.ijk_to_ras[0, 3]
    assert x_left.max() < 0 and (seg.labels > 0).sum() == (labels > 0).sum()


@pytest.mark.parametrize("width", [10, 30])
def test_one_leg_alone_is_never_given_a_side(volume, width):
    labels = np.zeros(volume.voxels.shape, dtype=np.uint8)
    labels[5:35, 20:30, 4 : 4 + width] = 2
    seg = make(volume, labels, {2: "tibia"}, {2: "tibia"})
    assert [s.key for s in seg.segments] == ["bone_1"]
    assert "without a side" in seg.segments[0].warnings[0]


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (np.full((40, 50, 60), 0.5), "not whole numbers"),
        (np.full((40, 50, 60), np.nan), "not whole numbers"),
        (np.full((40, 50, 60), -1, dtype=np.int16), "-1"),
        (np.full((40, 50, 60), 70000, dtype=np.int32), "70000"),
        (np.zeros((50, 60), dtype=np.uint8), "2 dimensions"),
        (np.zeros((40, 50, 61), dtype=np.uint8), "another grid"),
    ],
)
def test_impossible_labels_are_refused(volume, labels, sentence):
    with pytest.raises(OsteoError, match=sentence):
        make(volume, labels, {})


@given(st.permutations([0, 1, 2]), st.tuples(*[st.booleans()] * 3), st.floats(-0.5, 0.5))
def test_on_grid_undoes_any_turn_of_the_axes(order, flips, angle):
    """The turned grid is computed by moving voxels one by one through RAS, not by numpy's transpose."""
    rotation = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    ijk_to_ras = np.eye(4)
    ijk_to_ras[:3, :3] = rotation * [0.7, 1.1, 2.5]
    ijk_to_ras[:3, 3] = [12.0, -80.0, 300.0]
    rng = np.random.default_rng(0)
    volume = Volume(np.zeros((3, 4, 5), dtype=np.int16), ijk_to_ras)
    truth = rng.integers(0, 9, (3, 4, 5)).astype(np.uint16)
    size = np.array([5, 4, 3])
    turn = np.zeros((4, 4))  # tool (i, j, k) to volume (i, j, k)
    turn[3, 3] = 1
    for axis, (source, flip) in enumerate(zip(order, flips, strict=True)):
        turn[axis, source] = -1 if flip else 1
        turn[axis, 3] = size[axis] - 1 if flip else 0
    tool_size = np.abs(turn[:3, :3].T) @ size
    tool = np.zeros(tool_size[::-1].astype(int), dtype=np.uint16)
    for k, j, i in np.ndindex(tool.shape):
        a, b, c = (turn @ [i, j, k, 1])[:3].astype(int)
        tool[k, j, i] = truth[c, b, a]
    noise = rng.normal(0, 1e-5, (3, 4))
    given_matrix = ijk_to_ras @ turn
    given_matrix[:3] += noise
    assert np.array_equal(on_grid(tool, given_matrix, volume, "Tool"), truth)


@pytest.mark.parametrize("change", ["shift", "spacing", "shear"])
def test_on_grid_refuses_what_would_need_resampling(volume, change):
    matrix = volume.ijk_to_ras.copy()
    if change == "shift":
        matrix[0, 3] += 0.3
    elif change == "spacing":
        matrix[:3, 2] *= 1.01
    else:
        matrix[0, 1] += 0.05
    with pytest.raises(OsteoError, match="another grid"):
        on_grid(np.zeros(volume.voxels.shape, dtype=np.uint16), matrix, volume, "Tool")


def test_run_refuses_absent_tools_missing_clicks_and_empty_results(volume):
    def nothing(volume, seeds, progress):
        return ToolLabels(np.zeros(volume.voxels.shape, dtype=np.uint8), volume.ijk_to_ras, {})

    def segmenter(reason: str, needs_seeds: bool) -> Segmenter:
        licence = (TaskLicence("all", "MIT"),)
        return Segmenter("tool", "Tool", licence, "Ask the IT.", lambda: reason, nothing, needs_seeds)

    with pytest.raises(OsteoError, match=r"Tool is not there. Ask the IT."):
        segmenter("Tool is not there.", False).run(volume)
    with pytest.raises(OsteoError, match="give it seeds"):
        segmenter("", True).run(volume)
    with pytest.raises(OsteoError, match="No bone was found"):
        segmenter("", False).run(volume)


def test_find_segmenter_lists_what_there_is(monkeypatch, example_plugins):
    manager = OsteoPlugins(example_plugins)
    monkeypatch.setattr("osteokit.plugins.manager.plugin_manager", lambda: manager)
    assert room.find_segmenter("totalsegmentator").title == "TotalSegmentator total"
    with pytest.raises(OsteoError, match=r"no segmenter named 'skelly' .*skellytour-low"):
        room.find_segmenter("skelly")
    assert set(room.available_segmenters()) <= set(room.all_segmenters())
