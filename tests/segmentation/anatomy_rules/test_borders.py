"""Discs, streaks and crumbs on shapes whose parts are known."""

import numpy as np

from osteokit.segmentation.anatomy_rules.borders import without_discs, without_streaks
from osteokit.segmentation.anatomy_rules.competition import pieces_far_from
from osteokit.segmentation.anatomy_rules.crumbs import without_crumbs
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid

SPACING = np.array([1.0, 1.0, 1.0])


def grid_of(piece: np.ndarray, h: float) -> ReasonGrid:
    solid = piece > 0
    none = np.zeros_like(solid)
    return ReasonGrid(h, np.zeros(3), np.zeros(piece.shape, np.float32), solid, none, piece, ~none)


def two_vertebrae(disc_hu: float) -> tuple[np.ndarray, np.ndarray]:
    """Bodies that a mask joined through a disc 6 mm high, parted in the disc's middle."""
    hu = np.full((60, 40, 40), 40.0)
    hu[5:55, 5:35, 5:35] = 250
    hu[24:27, 5:35, 5:35] = hu[33:36, 5:35, 5:35] = 500
    hu[27:33, 5:35, 5:35] = disc_hu
    labels = np.zeros(hu.shape, np.int32)
    labels[5:30, 5:35, 5:35], labels[30:55, 5:35, 5:35] = 1, 2
    return hu, labels


def test_a_disc_is_taken_from_both_vertebrae():
    hu, labels = two_vertebrae(90)
    without_discs(labels, [1, 2], hu, SPACING)
    assert not labels[28:32, 6:34, 6:34].any()
    assert labels[5:26, 5:35, 5:35].all()
    assert labels[34:55, 5:35, 5:35].all()


def test_without_a_dark_disc_or_between_other_bones_nothing_is_cut():
    for disc_hu, bones in ((480, [1, 2]), (90, [1]), (90, [7])):
        hu, labels = two_vertebrae(disc_hu)
        before = labels.copy()
        without_discs(labels, bones, hu, SPACING)
        assert np.array_equal(labels, before)


def test_a_streak_beside_a_nail_is_cut_and_without_metal_it_stays():
    z, y, x = np.ogrid[:40, :80, :80]
    axis = np.hypot(y - 40, x - 30)
    hu = np.where(axis < 16, np.where(axis < 11, 300.0, 900.0), 40.0) + 0 * z
    hu[:, 36:44, 46:75] = 150  # the streak
    nail = np.broadcast_to(axis < 5, hu.shape)
    labels = ((hu > 100) & ~nail).astype(np.int32)
    bare = labels.copy()
    without_streaks(bare, [1], np.zeros_like(nail), hu, SPACING)
    assert np.array_equal(bare, labels)
    without_streaks(labels, [1], nail, hu, SPACING)
    shaft = (axis < 16) & ~nail
    assert labels[shaft].mean() > 0.97
    assert labels[:, 36:44, 60:75].mean() < 0.05


def test_specks_far_from_bones_go_and_specks_beside_them_stay():
    owner = np.zeros((60, 40, 40), np.int32)
    owner[5:20, 5:20, 5:20] = 1
    owner[21:23, 10:12, 10:12] = 2
    owner[45:47, 10:12, 10:12] = 3
    owner[50:52, 30:32, 30:32] = 4
    left = without_crumbs(grid_of(owner, 2.0), owner, {2, 3}, None)
    assert set(np.unique(left)) == {0, 1, 2, 4}


def test_only_pieces_far_from_every_seed_are_bones_of_their_own():
    piece = np.zeros((150, 6, 6), np.int32)
    piece[:60], piece[61:140], piece[142:] = 1, 2, 3
    seeds = np.zeros_like(piece)
    seeds[:10] = 5
    assert pieces_far_from(grid_of(piece, 2.0), seeds, 250.0) == [3]
    assert pieces_far_from(grid_of(piece, 2.0), seeds, 90.0) == [2, 3]
    assert pieces_far_from(grid_of(piece, 2.0), np.zeros_like(seeds), 90.0) == []
