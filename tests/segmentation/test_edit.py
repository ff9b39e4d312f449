"""Corrections keep the segmentation whole, whatever is done in whatever order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated import bodies
from osteokit.base.errors import OsteoError
from osteokit.segmentation import edit
from osteokit.segmentation.metrics import dice
from osteokit.segmentation.segmentation import Segment, Segmentation

TURNED = np.array([[0, -1.0, 0, 5], [0, 0, 1.5, -3], [-2.0, 0, 0, 9], [0, 0, 0, 1]])


def example() -> Segmentation:
    labels = np.zeros((8, 9, 10), np.uint16)
    labels[1:4, 1:4, 1:9] = 3
    labels[5:7, 1:3, 1:3] = 8
    labels[5:7, 6:8, 6:9] = 9
    segments = (Segment(3, "femur_left", 0.9), Segment(8, "femur_right", 0.5, 0, ("Doubtful.",)), Segment(9, "bone_1"))
    return Segmentation(labels, TURNED, segments)


def assert_whole(s: Segmentation) -> None:
    assert set(np.unique(s.labels)) - {0} == {x.label for x in s.segments}
    assert len({x.label for x in s.segments}) == len(s.segments)
    assert len({(x.key, x.fragment) for x in s.segments}) == len(s.segments)
    assert s.labels.dtype == np.uint16


def ras(kji):
    return TURNED[:3, :3] @ np.array(kji[::-1], float) + TURNED[:3, 3]


def test_rename_and_its_refusals():
    out = edit.rename(example(), 9, "patella_left")
    assert out.segments[2] == Segment(9, "patella_left", 1.0)
    with pytest.raises(OsteoError, match="already a segment Left femur"):
        edit.rename(example(), 9, "femur_left")
    with pytest.raises(OsteoError, match="No bone is called"):
        edit.rename(example(), 9, "femurr")
    with pytest.raises(OsteoError, match="no segment with the label 4"):
        edit.rename(example(), 4, "sacrum")


def test_flip_side_swaps_with_the_other_side():
    out = edit.flip_side(example(), 3)
    assert [s.key for s in out.segments] == ["femur_right", "femur_left", "bone_1"]
    assert [s.key for s in edit.flip_side(edit.delete(example(), 8), 3).segments] == ["femur_right", "bone_1"]
    with pytest.raises(OsteoError, match="no side"):
        edit.flip_side(example(), 9)


def test_merge_and_delete_move_the_voxels():
    out = edit.merge(example(), [9, 3], "hip_left")
    assert_whole(out)
    assert np.array_equal(out.mask("hip_left"), (example().labels == 3) | (example().labels == 9))
    gone = edit.delete(example(), 3)
    assert_whole(gone)
    assert not (gone.labels == 3).any() and (gone.labels == 8).sum() == (example().labels == 8).sum()
    with pytest.raises(OsteoError, match="at least two"):
        edit.merge(example(), [3])


def test_split_by_plane_in_millimetres():
    out = edit.split_by_plane(example(), 3, ras((2, 2, 4.5)), TURNED[:3, 0])
    assert_whole(out)
    assert np.array_equal(out.mask("femur_left"), (example().labels == 3) & (np.arange(10) <= 4))
    assert out.segments[1].key == "bone_2"
    with pytest.raises(OsteoError, match="does not cross"):
        edit.split_by_plane(example(), 3, ras((2, 2, 50)), TURNED[:3, 0])


def test_split_by_clicks_meets_at_the_narrow_place():
    z, y, x = np.indices((21, 21, 60))
    left = (z - 10) ** 2 + (y - 10) ** 2 + (x - 12) ** 2 <= 81
    right = (z - 10) ** 2 + (y - 10) ** 2 + (x - 40) ** 2 <= 19**2
    rod = ((z - 10) ** 2 + (y - 10) ** 2 <= 9) & (x > 12) & (x < 40)
    labels = (left | right | rod).astype(np.uint16)
    fused = Segmentation(labels, np.eye(4), (Segment(1, "carpal_left"),))
    out = edit.split(fused, 1, np.array([[12.0, 10, 10], [50.0, 10, 10]]))
    assert_whole(out)
    assert dice(out.labels == 1, left) > 0.95 and dice(out.labels == 2, right) > 0.95


def test_split_refusals():
    with pytest.raises(OsteoError, match="at least two"):
        edit.split(example(), 3, np.array([ras((2, 2, 2))]))
    with pytest.raises(OsteoError, match="Click 2 is not on"):
        edit.split(example(), 3, np.array([ras((2, 2, 2)), ras((7, 8, 9))]))
    with pytest.raises(OsteoError, match="same place"):
        edit.split(example(), 3, np.array([ras((2, 2, 2)), ras((2, 2, 2))]))
    with pytest.raises(OsteoError, match="one piece"):
        edit.split_into_pieces(example(), 3)


def test_split_into_pieces_undoes_a_merge():
    merged = edit.merge(example(), [3, 8, 9])
    out = edit.split_into_pieces(merged, 3)
    assert_whole(out)
    before = sorted(example().counts().values())
    assert sorted(out.counts().values()) == before
    assert out.counts()[3] == max(before) and out.segments[0].key == "femur_left"


def test_fragments_of_one_bone():
    out = edit.as_fragments(example(), [9, 3], "tibia_left")
    assert [(s.label, s.key, s.fragment) for s in out.segments[::2]] == [(3, "tibia_left", 2), (9, "tibia_left", 1)]
    assert_whole(out)


def test_a_missed_bone_grows_from_a_click():
    volume, truth = bodies.two_rods()
    missed = edit.delete(truth, 2)
    inside = np.argwhere(truth.labels == 2)
    wall = inside[volume.voxels[tuple(inside.T)].argmax()]
    point = volume.ijk_to_ras[:3, :3] @ wall[::-1] + volume.ijk_to_ras[:3, 3]
    out = edit.grow(missed, volume, point, "ulna_left")
    assert_whole(out)
    assert dice(out.mask("ulna_left"), truth.labels == 2) > 0.9
    assert np.array_equal(out.labels == 1, truth.labels == 1)
    with pytest.raises(OsteoError, match="segmented already"):
        edit.grow(truth, volume, point)
    with pytest.raises(OsteoError, match="outside the image"):
        edit.grow(missed, volume, [900.0, 0, 0])


actions = st.lists(
    st.tuples(st.sampled_from("rename merge delete flip pieces plane clicks fragments relabel".split()),
              st.integers(0, 7), st.integers(0, 7), st.sampled_from(["femur_left", "bone_2", "sacrum", "tibia_right"])),
    max_size=8,
)  # fmt: skip


def corrected(s, action, one, two, key, ends):
    match action:
        case "rename":
            return edit.rename(s, one, key)
        case "merge":
            return edit.merge(s, [one, two], key)
        case "delete":
            return edit.delete(s, one)
        case "flip":
            return edit.flip_side(s, one)
        case "pieces":
            return edit.split_into_pieces(s, one)
        case "plane":
            return edit.split_by_plane(s, one, ends.mean(axis=0), ends[1] - ends[0])
        case "clicks":
            return edit.split(s, one, ends)
        case "fragments":
            return edit.as_fragments(s, [one, two], key)
        case _:
            return edit.relabel(s)


@settings(max_examples=80, deadline=None)
@given(actions)
def test_any_chain_of_corrections_leaves_it_whole(chain):
    s = example()
    for action, a, b, key in chain:
        labels = [x.label for x in s.segments]
        if not labels:
            break
        one, two = labels[a % len(labels)], labels[b % len(labels)]
        voxels = np.argwhere(s.labels == one)
        ends = np.array([ras(v) for v in (voxels[0], voxels[-1])])
        before, total = s.labels.copy(), int((s.labels > 0).sum())
        try:
            done = corrected(s, action, one, two, key, ends)
        except OsteoError:
            continue
        assert np.array_equal(s.labels, before)  # pure
        assert_whole(done)
        if action != "delete":
            assert int((done.labels > 0).sum()) == total
        s = done
