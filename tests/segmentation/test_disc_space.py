"""Discs between vertebrae that a filled mask bridges."""

import numpy as np
import pytest
from scipy import ndimage

from osteokit.segmentation.disc_space import disc_voxels, seam


def two_vertebrae(disc_mm=8.0, shift_mm=2.0, marrow_hu=110.0, plate_hu=350.0, spacing=2.0, radius_mm=20.0, seed=0):
    """Two bodies with end plates and a disc between them; labels meet ``shift_mm`` above the middle of the disc.

    Marrow is hardly brighter than disc, as in old age.
    """
    n = round(90 / spacing)
    k, j, i = np.mgrid[:n, :n, :n] * spacing - 45.0 + spacing / 2
    column = np.hypot(j, i) < radius_mm
    height = np.abs(k)
    hu = np.where(column, marrow_hu, 40.0)
    hu[column & (height < disc_mm / 2 + 3)] = plate_hu
    hu[column & (np.hypot(j, i) > radius_mm - 3)] = plate_hu
    disc = column & (height < disc_mm / 2)
    hu[disc] = 85.0
    hu = ndimage.gaussian_filter(hu, 0.8 / spacing) + np.random.default_rng(seed).normal(0, 12, hu.shape)
    owner = np.where(column & (height < 36), np.where(k < shift_mm, 1, 2), 0).astype(np.int32)
    return owner, hu.astype(np.float32), disc, (spacing,) * 3


@pytest.mark.parametrize("shift_mm", [-3.0, 0.0, 3.0])
def test_the_disc_is_found_wherever_the_labels_meet_in_it(shift_mm):
    owner, hu, disc, spacing = two_vertebrae(shift_mm=shift_mm)
    found = disc_voxels(owner, (1, 2), hu, spacing)
    assert 2 * (found & disc).sum() / (found.sum() + disc.sum()) > 0.9


def test_bones_that_meet_in_bone_keep_everything():
    owner, hu, _, spacing = two_vertebrae()
    hu[owner > 0] = 300.0
    assert not disc_voxels(owner, (1, 2), hu, spacing).any()


def test_a_small_contact_is_no_disc():
    owner, hu, _, spacing = two_vertebrae(radius_mm=7.0)
    assert not disc_voxels(owner, (1, 2), hu, spacing).any()


def test_only_the_named_labels_take_part():
    owner, hu, _, spacing = two_vertebrae()
    assert not disc_voxels(owner, (1,), hu, spacing).any()
    assert not disc_voxels(np.zeros_like(owner), (1, 2), hu, spacing).any()


def test_a_seam_has_a_voxel_on_both_sides():
    owner = np.zeros((3, 3, 6), np.int32)
    owner[1, 1] = [1, 1, 2, 2, 3, 3]
    assert np.flatnonzero(seam(owner, (1, 2))[1, 1]).tolist() == [1, 2]
    assert np.flatnonzero(seam(owner, (1, 2, 3))[1, 1]).tolist() == [1, 2, 3, 4]
