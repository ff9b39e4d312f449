"""Bones of a diagram of the chest: each rib one bone, what has a name has the right one, on the right side."""

import numpy as np
import pytest

from generated.chest_phantom import chest_phantom
from osteokit.imaging.volume import Volume
from osteokit.segmentation.identify import identify
from osteokit.segmentation.segmentation import Segmentation

NAMED = {"sternum", "scapula_left", "scapula_right", "clavicula_left", "clavicula_right"}


@pytest.fixture(scope="module")
def phantom():
    return chest_phantom()


def run(hu: np.ndarray, truth: np.ndarray, ijk_to_ras: np.ndarray) -> Segmentation:
    """All bone in one piece: the hardest case."""
    bone = truth > 0
    return identify(Volume(hu, ijk_to_ras), bone.astype(np.uint8), bone.astype(np.int32))


@pytest.fixture(scope="module")
def whole(phantom):
    hu, truth, ijk_to_ras, _ = phantom
    return run(hu, truth, ijk_to_ras)


def dice(a: np.ndarray, b: np.ndarray) -> float:
    return 2 * float((a & b).sum()) / float(a.sum() + b.sum())


def best(found: Segmentation, bone: np.ndarray) -> tuple[int, float]:
    """The label that fits a true bone best, and its Dice."""
    return max(((s.label, dice(found.labels == s.label, bone)) for s in found.segments), key=lambda pair: pair[1])


def test_the_girdle_has_its_names(phantom, whole):
    _, truth, _, keys = phantom
    assert {s.key for s in whole.segments if s.term.is_named} == NAMED
    for value, key in keys.items():
        if key in NAMED:
            assert dice(whole.mask(key), truth == value) > 0.8, key


def test_each_rib_and_each_vertebra_is_one_bone(phantom, whole):
    _, truth, _, keys = phantom
    taken = set()
    for value, key in keys.items():
        if key.startswith(("rib", "vertebra")) and (truth == value).sum() > 150:
            label, fit = best(whole, truth == value)
            assert fit > 0.75, (key, fit)
            assert label not in taken, key
            taken.add(label)


def test_unnamed_bones_have_no_confidence(whole):
    assert all((s.confidence is None) != s.term.is_named for s in whole.segments)


def test_a_mirrored_patient_swaps_sides(phantom, whole):
    hu, truth, ijk_to_ras, keys = phantom
    left = next(value for value, key in keys.items() if key == "scapula_left")
    one = np.where(truth == left, 0, truth)
    bare = np.where(truth == left, 40, hu).astype(np.int16)
    assert "scapula_left" not in {s.key for s in run(bare, one, ijk_to_ras).segments}
    matrix = ijk_to_ras.copy()
    matrix[0, 3] = -(ijk_to_ras[0, 3] + ijk_to_ras[0, 0] * (hu.shape[2] - 1))
    found = {s.key for s in run(bare[:, :, ::-1], one[:, :, ::-1], matrix).segments}
    assert "scapula_left" in found
    assert "scapula_right" not in found


def test_without_lungs_nothing_of_the_girdle_is_named(phantom):
    hu, truth, ijk_to_ras, _ = phantom
    found = run(np.maximum(hu, -100), truth, ijk_to_ras)
    assert not any(s.term.is_named for s in found.segments)


def test_calcified_cartilage_and_vessels_are_no_bones(phantom):
    hu, truth, ijk_to_ras, _ = phantom
    z, y, x = (ijk_to_ras[:3, 3][c] + ijk_to_ras[c, c] * np.arange(hu.shape[2 - c]) for c in (2, 1, 0))

    def ball(a, b, c):
        return (x - a) ** 2 + (y[:, None] - b) ** 2 + (z[:, None, None] - c) ** 2 < 36

    crumbs = ball(38, 122, 90) | ball(10, 70, 120)
    found = run(np.where(crumbs, 700, hu).astype(np.int16), np.where(crumbs, 200, truth), ijk_to_ras)
    assert not found.labels[crumbs & (truth == 0)].any()
