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


def test_enamel_brighter_than_bone_is_no_metal_and_a_filling_in_it_is():
    """Crowns as a CT of a head shows them: dentine at 1700 HU under a cap whose brightest voxels reach 2980 HU."""
    rng = np.random.default_rng(0)
    p = np.stack(np.meshgrid(*[np.arange(40.0)] * 3, indexing="ij"), -1)
    voxels = rng.normal(50, 20, (40, 40, 40)).astype(np.float32)
    for centre in (9, 20, 31):
        r = np.linalg.norm(p - [20, 20, centre], axis=-1)
        cap = (r < 5) & (p[..., 0] > 21)
        voxels[r < 5] = 1700
        voxels[cap] = np.clip(rng.normal(2500, 180, cap.sum()), 1800, 2980)
        voxels[23, 20, centre] = 2980
    assert not find_metal(voxels).any()
    voxels[23:25, 19:21, 9] = 3071
    assert find_metal(voxels)[23:25, 19:21, 9].all()
    assert not find_metal(voxels)[..., 26:].any()


def test_a_scan_whose_range_ends_early_still_shows_its_screw():
    voxels, screw = _screw(8000)
    assert (find_metal(np.minimum(voxels, 2800)) == screw).all()


def test_the_soft_edge_of_metal_belongs_to_it():
    voxels, _ = _screw(3071)
    voxels[5:25, 16, 14:16] = 2000
    assert find_metal(voxels)[10, 16, 14]
