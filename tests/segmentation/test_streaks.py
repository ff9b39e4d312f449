"""Streaks beside metal."""

import numpy as np

from osteokit.segmentation.streaks import streak_voxels

SPACING = (2.0, 2.0, 2.0)


def nailed_shaft():
    """A shaft (radius 14 mm, cortex 4 mm) with a nail (radius 4 mm) and a bright streak of soft tissue to one side."""
    _, j, i = np.indices((30, 50, 60)) * 2.0
    r = np.hypot(j - 50, i - 50)
    nail, shaft = r < 4, (r >= 4) & (r < 14)
    streak = (r >= 14) & (np.abs(j - 50) < 8) & (i > 50) & (i < 90)
    hu = np.full(r.shape, 40.0)
    hu[shaft], hu[r < 10], hu[(r >= 10) & (r < 14)], hu[streak], hu[nail] = 60.0, 60.0, 900.0, 150.0, 3000.0
    return shaft, nail, streak, hu


def test_the_streak_goes_and_the_shaft_stays():
    shaft, nail, streak, hu = nailed_shaft()
    nobody = np.zeros_like(nail)
    cut = streak_voxels(shaft | streak, nobody, nail, hu, SPACING)
    assert not cut[shaft].any()
    # What is nearer to the metal than it may reach, beyond the first voxel outside the cortex.
    r = np.hypot(*(np.indices(hu.shape)[1:] * 2.0 - 50))
    assert cut[streak & (r > 18) & (r < 40)].mean() > 0.95


def test_without_metal_nothing_is_cut():
    shaft, nail, streak, hu = nailed_shaft()
    nobody = np.zeros_like(nail)
    assert not streak_voxels(shaft | streak, nobody, nobody, hu, SPACING).any()
    far = nobody.copy()
    far[:, :3, :3] = True
    assert not streak_voxels(shaft | streak, nobody, far, hu, SPACING).any()


def test_a_socket_bounds_the_head_within_it():
    shaft, nail, streak, hu = nailed_shaft()
    socket = np.zeros_like(nail)
    i = np.indices(hu.shape)[2] * 2.0
    socket[(i >= 74) & (i < 80)] = True
    head = streak & (i < 74)
    cut = streak_voxels(shaft | head, socket, nail, hu, SPACING)
    assert not cut[head].any()
