"""Names and sides on a diagram of the pelvis whose bones are known, in every orientation of the array."""

import itertools

import numpy as np
import pytest
from scipy import ndimage

from generated.pelvis_phantom import pelvis_phantom
from osteokit.base.errors import Cancelled
from osteokit.imaging.volume import Volume
from osteokit.segmentation.identify import identify
from osteokit.segmentation.segmentation import Segmentation

H = 3.0


@pytest.fixture(scope="module")
def phantom():
    return pelvis_phantom(H)


def pieces_of(classes: np.ndarray) -> np.ndarray:
    return ndimage.label(classes)[0].astype(np.int32)


def dice(a: np.ndarray, b: np.ndarray) -> float:
    return 2 * float((a & b).sum()) / float(a.sum() + b.sum())


def wrong_names(found: Segmentation, truth: np.ndarray, keys: dict[int, str]) -> list[str]:
    """Named segments of which most known voxels are another bone's."""
    wrong = []
    for segment in found.segments:
        if not segment.term.is_named or segment.term.is_metal:
            continue
        values = truth[(found.labels == segment.label) & (truth > 0)]
        if not len(values) or keys[int(np.bincount(values).argmax())] != segment.key:
            wrong.append(segment.key)
    return wrong


def run(hu: np.ndarray, truth: np.ndarray, ijk_to_ras: np.ndarray, pieces: np.ndarray | None = None) -> Segmentation:
    classes = (truth > 0).astype(np.uint8)
    return identify(Volume(hu, ijk_to_ras), classes, pieces_of(classes) if pieces is None else pieces)


@pytest.fixture(scope="module")
def whole(phantom):
    hu, truth, ijk_to_ras, _ = phantom
    return run(hu, truth, ijk_to_ras)


def test_every_bone_is_named_and_sided(phantom, whole):
    _, truth, _, keys = phantom
    assert {s.key for s in whole.segments if s.term.is_named} == set(keys.values())
    for value, key in keys.items():
        assert dice(whole.mask(key), truth == value) > 0.9, key


def test_left_is_negative_x(phantom, whole):
    ijk_to_ras = phantom[2]
    for bone in ("femur", "hip"):
        x = {
            side: (ijk_to_ras @ np.r_[np.argwhere(whole.mask(f"{bone}_{side}")).mean(0)[::-1], 1])[0]
            for side in ("left", "right")
        }
        assert x["left"] < 0 < x["right"]


def test_segments_and_labels_agree(whole):
    assert set(np.unique(whole.labels)) - {0} == {s.label for s in whole.segments}
    assert all(s.confidence is None or 0 <= s.confidence <= 1 for s in whole.segments)
    assert all((s.confidence or 0) >= 0.5 if s.term.is_named else s.confidence is None for s in whole.segments)


def test_a_large_bone_without_a_name_asks_to_be_checked():
    ball = np.linalg.norm(np.indices((40, 40, 40)) - 20, axis=0) < 15
    for spacing, warned in ((2.5, True), (1.0, False)):
        hu = np.where(ball, 400, 0).astype(np.int16)
        found = run(hu, ball.astype(np.uint8), np.diag([spacing, spacing, spacing, 1.0]))
        assert [bool(s.warnings) for s in found.segments] == [warned]
        assert not found.segments[0].term.is_named


@pytest.mark.parametrize("flips", [(0,), (1, 2)])
def test_flipped_arrays_give_the_same_bones(phantom, whole, flips):
    hu, truth, ijk_to_ras, _ = phantom
    matrix = ijk_to_ras.copy()
    for axis in flips:  # axis of [k, j, i]; its column is 2 - axis
        matrix[:3, 3] += matrix[:3, 2 - axis] * (hu.shape[axis] - 1)
        matrix[:3, 2 - axis] *= -1
    found = run(np.flip(hu, flips), np.flip(truth, flips), matrix)
    assert {s.key for s in found.segments} == {s.key for s in whole.segments}
    for segment in whole.segments:
        assert np.array_equal(np.flip(found.mask(segment.key), flips), whole.mask(segment.key)), segment.key


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[3:5])
def test_turned_arrays_give_the_same_bones(phantom, whole, order):
    hu, truth, ijk_to_ras, _ = phantom
    matrix = ijk_to_ras.copy()
    matrix[:3, :3] = ijk_to_ras[:3, [2 - order[2 - c] for c in range(3)]]
    found = run(hu.transpose(order), truth.transpose(order), matrix)
    back = np.argsort(order)
    for segment in whole.segments:
        assert np.array_equal(found.mask(segment.key).transpose(back), whole.mask(segment.key)), segment.key


def test_a_mirrored_patient_swaps_sides(phantom, whole):
    hu, truth, ijk_to_ras, _ = phantom
    # only the right femur is left in the image, so that a swap can be told
    only_right = np.where(truth == 2, 0, truth)
    found = run(hu, only_right, ijk_to_ras)
    mirrored = run(hu[:, :, ::-1], only_right[:, :, ::-1], ijk_to_ras)
    assert {"femur_right"} == {s.key for s in found.segments if s.key.startswith("femur")}
    assert {"femur_left"} == {s.key for s in mirrored.segments if s.key.startswith("femur")}
    assert np.array_equal(mirrored.mask("femur_left")[:, :, ::-1], found.mask("femur_right"))


def test_bones_that_grew_together_in_the_mask_are_divided(phantom):
    hu, truth, ijk_to_ras, keys = phantom
    classes = ndimage.binary_closing(truth > 0, iterations=2).astype(np.uint8)
    classes[truth > 0] = 1
    assert ndimage.label(classes)[1] < len(keys)
    found = identify(Volume(hu, ijk_to_ras), classes, pieces_of(classes))
    assert not wrong_names(found, truth, keys)
    for value, key in keys.items():
        assert dice(found.mask(key), truth == value) > 0.8, key


def test_without_an_anchor_no_vertebra_has_a_number(phantom):
    hu, truth, ijk_to_ras, _ = phantom
    start = round((10 - ijk_to_ras[2, 3]) / H)  # from within L5 upwards: no sacrum
    matrix = ijk_to_ras.copy()
    matrix[2, 3] += H * start
    upper = np.where(np.isin(truth, (4, 5)), 0, truth)[start:]
    found = run(hu[start:], upper, matrix)
    assert [s.key for s in found.segments if s.term.is_named] == []
    assert len(found.segments) >= 5
    assert any("not numbered" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "box",
    [
        (slice(None), slice(None), slice(0, 45)),
        (slice(None), slice(None), slice(60, None)),
        (slice(0, 50), slice(None), slice(None)),
        (slice(0, 40), slice(None), slice(60, None)),
        (slice(45, 90), slice(None), slice(None)),
        (slice(70, None), slice(20, None), slice(20, 80)),
    ],
)
def test_parts_of_a_patient_never_get_a_wrong_name(phantom, box):
    hu, truth, ijk_to_ras, keys = phantom
    matrix = ijk_to_ras.copy()
    matrix[:3, 3] = (ijk_to_ras @ np.array([box[2].start or 0, box[1].start or 0, box[0].start or 0, 1]))[:3]
    found = run(hu[box], truth[box], matrix)
    assert wrong_names(found, truth[box], keys) == []


def test_metal_is_a_segment_of_its_own(phantom):
    hu, truth, ijk_to_ras, _ = phantom
    classes = (truth > 0).astype(np.uint8)
    k, j, i = np.argwhere(truth == 1).mean(0).astype(int)
    classes[k - 1 : k + 2, j - 1 : j + 2, i - 1 : i + 2] = 2
    found = identify(Volume(hu, ijk_to_ras), classes, pieces_of(classes > 0))
    assert np.array_equal(found.mask("metal"), classes == 2)


def test_no_bone_gives_no_segment():
    found = identify(
        Volume(np.full((20, 20, 20), 40, np.int16), np.eye(4)), np.zeros((20, 20, 20), np.uint8),
        np.zeros((20, 20, 20), np.int32),
    )  # fmt: skip
    assert found.segments == () and not found.labels.any()


def test_cancelling_passes_through(phantom):
    hu, truth, ijk_to_ras, _ = phantom

    def cancel(fraction: float, message: str) -> None:
        raise Cancelled

    classes = (truth > 0).astype(np.uint8)
    with pytest.raises(Cancelled):
        identify(Volume(hu, ijk_to_ras), classes, pieces_of(classes), cancel)


def test_a_patient_back_to_front_is_told_and_nothing_is_named(phantom):
    hu, truth, ijk_to_ras, _ = phantom
    found = run(hu[:, ::-1], truth[:, ::-1], ijk_to_ras)
    assert any("back to front" in warning for warning in found.warnings)
    assert [s.key for s in found.segments if s.term.is_named] == []


def with_ribs(phantom, on: int):
    """The diagram with a pair of ribs on the vertebra with the value ``on``."""
    hu, truth, ijk_to_ras, keys = phantom
    k, j, i = np.argwhere(truth == on).mean(0).round().astype(int)
    truth, hu = truth.copy(), hu.copy()
    for n in range(round(14 / H), round(75 / H)):
        for side in (-1, 1):
            box = (slice(k, k + 3), slice(j - 6, j - 3), slice(i + side * n, i + side * n + 1))
            truth[box], hu[box] = on, 600
    return hu, truth, ijk_to_ras, keys


def test_ribs_on_the_sixth_vertebra_confirm_the_numbers(phantom, whole):
    hu, truth, ijk_to_ras, _ = with_ribs(phantom, 11)
    found = run(hu, truth, ijk_to_ras)
    assert found.warnings == ()
    confidence = {s.key: s.confidence for s in found.segments}
    before = {s.key: s.confidence for s in whole.segments}
    assert confidence["vertebrae_L3"] > before["vertebrae_L3"]


def test_ribs_on_the_fifth_vertebra_are_told(phantom):
    hu, truth, ijk_to_ras, _ = with_ribs(phantom, 10)
    found = run(hu, truth, ijk_to_ras)
    assert any("transitional" in warning for warning in found.warnings)
    assert all(s.confidence <= 0.6 for s in found.segments if s.key.startswith("vertebrae"))
