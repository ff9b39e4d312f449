"""Metal: found whole, without its streaks, and never in plain bone."""

import numpy as np

from osteokit.segmentation.metal import find_metal


def _screw(peak):
    rng = np.random.default_rng(0)
    voxels = rng.normal(50, 20, (30, 30, 30)).astype(np.float32)
    voxels[:, 10:20, 10:20] = 1400  # dense cortex
    screw = np.zeros(voxels.shape, bool)
    screw[5:25, 14:16, 14:16] = True
    voxels[screw] = peak
    voxels[15, 14, 20:28] = 900  # a streak
    return voxels, screw


def test_a_screw_is_found_and_its_streak_is_not():
    for peak in (3071, 8000, 20000):
        voxels, screw = _screw(peak)
        assert (find_metal(voxels) == screw).all()


def test_dense_bone_and_enamel_are_no_metal():
    voxels, _ = _screw(2400)
    assert not find_metal(voxels).any()


def test_the_soft_edge_of_metal_belongs_to_it():
    voxels, _ = _screw(3071)
    voxels[5:25, 16, 14:16] = 2000
    assert find_metal(voxels)[10, 16, 14]
