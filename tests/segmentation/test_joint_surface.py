"""The least surface between two touching bones."""

import numpy as np
import pytest

from osteokit.segmentation.joint_surface import BAND_MM, settle_joints


def blocks(gap_at, seam_at, spacing_kji=(1.0, 1.0, 1.0), neck=None):
    """A bar of two labels along i that meet at ``seam_at``; a dark gap one voxel thick at ``gap_at``."""
    owner = np.zeros((14, 14, 60), np.int32)
    owner[2:12, 2:12, :seam_at], owner[2:12, 2:12, seam_at:] = 1, 2
    if neck is not None:
        owner[2:12, 2:12, neck] = 0
        owner[5:9, 5:9, neck] = 1 if neck < seam_at else 2
    gap = np.zeros(owner.shape, np.float32)
    if gap_at is not None:
        gap[:, :, gap_at] = 300.0
    return owner, gap, spacing_kji


@pytest.mark.parametrize("gap_at", [24, 30, 36])
def test_the_surface_moves_into_the_gap(gap_at):
    owner, gap, spacing = blocks(gap_at, 30)
    before = owner > 0
    settle_joints(owner, (1, 2), gap, spacing)
    assert (owner[2:12, 2:12, :gap_at] == 1).all()
    assert (owner[2:12, 2:12, gap_at + 1 :] == 2).all()
    assert ((owner > 0) == before).all()


def test_the_surface_moves_into_the_waist():
    owner, gap, spacing = blocks(None, 30, neck=25)
    settle_joints(owner, (1, 2), gap, spacing)
    assert (owner[2:12, 2:12, :25] == 1).all()
    assert (owner[2:12, 2:12, 26:] == 2).all()


def test_a_gap_beyond_the_band_is_another_joint():
    owner, gap, spacing = blocks(30 - int(BAND_MM) - 4, 30)
    settle_joints(owner, (1, 2), gap, spacing)
    assert (owner[2:12, 2:12, : 30 - int(BAND_MM) - 1] == 1).all()
    assert (owner[2:12, 2:12, 30 + int(BAND_MM) + 1 :] == 2).all()


def test_other_labels_and_bones_that_do_not_touch_stay():
    owner, gap, spacing = blocks(26, 30)
    third = owner.copy()
    third[third == 2] = 3
    settle_joints(third, (1, 2), gap, spacing)
    assert (third[owner == 2] == 3).all() and (third[owner == 1] == 1).all()
    apart = owner.copy()
    apart[:, :, 28:32] = 0
    kept = apart.copy()
    settle_joints(apart, (1, 2), gap, spacing)
    assert (apart == kept).all()
