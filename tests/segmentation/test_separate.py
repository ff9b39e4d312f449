"""Joints part, plates stay whole."""

import numpy as np
import pytest

from generated.joints import hip_joint
from osteokit.segmentation.automatic import bone_pieces
from osteokit.segmentation.bone_mask import tissue_classes
from osteokit.segmentation.metrics import dice
from osteokit.segmentation.separate import separate


def _best(pieces, truth):
    counts = np.bincount(pieces[truth])
    counts[0] = 0
    return dice(pieces == counts.argmax(), truth)


NARROWEST = [(1.5, 0.95, 0)]
OTHERS = [(gap, least, seed) for gap, least in ((1.5, 0.95), (2.5, 0.97), (4.0, 0.97)) for seed in range(3)][1:]


@pytest.mark.parametrize(
    "gap_mm, least, seed", NARROWEST + [pytest.param(*one, marks=pytest.mark.slow) for one in OTHERS]
)
def test_a_hip_joint_parts(gap_mm, least, seed):
    volume, truth = hip_joint(gap_mm, seed)
    pieces = bone_pieces(volume, tissue_classes(volume))
    for segment in truth.segments:
        assert _best(pieces, truth.labels == segment.label) > least


def _solid(shape=(60, 60, 60)):
    return np.stack(np.meshgrid(*(np.arange(n, dtype=float) for n in shape), indexing="ij"))


def test_two_balls_that_touch_are_two_pieces():
    k, j, i = _solid()
    a = (k - 30) ** 2 + (j - 30) ** 2 + (i - 17) ** 2 < 13.3**2
    b = (k - 30) ** 2 + (j - 30) ** 2 + (i - 43) ** 2 < 13.3**2
    voxels = np.where(a | b, 400.0, 40.0).astype(np.float32)
    pieces = separate(voxels, a | b, (1.0, 1.0, 1.0))
    assert pieces.max() == 2
    assert _best(pieces, a & ~b) > 0.97


@pytest.mark.parametrize("thickness", [3, 5])
def test_a_bent_plate_stays_whole(thickness):
    k, j, i = _solid()
    radius = np.hypot(j - 60, i - 30)
    plate = (np.abs(radius - 45) < thickness / 2) & (k > 5) & (k < 55)
    pieces = separate(np.where(plate, 500.0, 40.0).astype(np.float32), plate, (1.0, 1.0, 1.0))
    assert pieces.max() == 1


def test_two_cortices_with_dark_marrow_between_are_one_bone():
    k, j, i = _solid()
    whole = (np.abs(j - 30) < 8) & (np.abs(k - 30) < 24) & (np.abs(i - 30) < 24)
    marrow = (np.abs(j - 30) < 5) & (np.abs(k - 30) < 21) & (np.abs(i - 30) < 21)
    voxels = np.where(marrow, -20.0, np.where(whole, 900.0, 40.0)).astype(np.float32)
    assert separate(voxels, whole, (1.0, 1.0, 1.0)).max() == 1


def test_pieces_fill_the_mask_and_are_sorted():
    rng = np.random.default_rng(0)
    mask = rng.random((20, 20, 20)) < 0.2
    mask[5:15, 5:15, 5:15] = True
    pieces = separate(np.where(mask, 300, 0).astype(np.float32), mask, (2.0, 2.0, 2.0))
    assert ((pieces > 0) == mask).all()
    assert (np.diff(np.bincount(pieces.ravel())[1:]) <= 0).all()


def test_nothing_in_nothing_out():
    empty = np.zeros((5, 5, 5), bool)
    assert not separate(empty.astype(np.float32), empty, (1.0, 1.0, 1.0)).any()
