"""Each rule against a shape whose answer is known in closed form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from osteokit.segmentation.anatomy_rules.assignment import to_full_grid
from osteokit.segmentation.anatomy_rules.competition import compete
from osteokit.segmentation.anatomy_rules.discs import choose_discs, disc_likeness
from osteokit.segmentation.anatomy_rules.marrow import marrow
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid, reason_grid
from osteokit.segmentation.anatomy_rules.ribs import transitional_warning
from osteokit.segmentation.anatomy_rules.spheres import find_spheres
from osteokit.segmentation.anatomy_rules.vertebra_numbers import counted_from_sacrum


def grid_of(hu: np.ndarray, solid: np.ndarray, h: float = 2.0) -> ReasonGrid:
    return ReasonGrid(
        h, np.zeros(3), hu.astype(np.float32), solid, np.zeros_like(solid), solid.astype(np.int32),
        np.ones_like(solid),
    )  # fmt: skip


def distance_from(centre: np.ndarray, size: int, h: float) -> np.ndarray:
    axis = h * np.arange(size)
    x, y, z = np.meshgrid(axis, axis, axis, indexing="ij")
    return np.sqrt((x - centre[0]) ** 2 + (y - centre[1]) ** 2 + (z - centre[2]) ** 2)


@settings(max_examples=6, deadline=None)
@given(
    st.tuples(*[st.floats(52, 68)] * 3), st.floats(20, 28), st.sampled_from([2.0, 3.0]),
)  # fmt: skip
def test_a_ball_is_found_where_it_is(centre, radius, h):
    away = distance_from(np.array(centre), round(120 / h), h)
    hu = np.where(away < radius - 2, 250.0, np.where(away < radius, 800.0, 30.0))
    hu = ndimage.gaussian_filter(hu, 1.0 / h)
    best = find_spheres(grid_of(hu, away < radius, h))[0]
    assert np.linalg.norm(best.centre - centre) < 2.0
    assert abs(best.radius - (radius - 1)) < 2.5
    assert best.covered > 0.4


def test_a_box_is_no_ball():
    hu = np.full((60, 60, 60), 30.0)
    hu[15:45, 15:45, 15:45] = 800
    hu[16:44, 16:44, 16:44] = 250
    assert all(s.covered < 0.3 for s in find_spheres(grid_of(ndimage.gaussian_filter(hu, 0.5), hu > 100)))


def test_discs_are_the_dark_plates_between_endplates():
    s = np.arange(200)
    profile = np.full(200, 200.0)
    truth = [20, 55, 91, 126, 160]
    for at in truth:
        profile[np.abs(s - at) < 8] = 420
        profile[np.abs(s - at) < 4] = 80
    chosen = choose_discs(disc_likeness(profile), np.full(200, 34.0))
    assert len(chosen) == len(truth) and np.abs(np.array(chosen) - truth).max() <= 1


def test_even_bone_has_no_disc():
    assert choose_discs(disc_likeness(np.full(150, 200.0)), np.full(150, 34.0)) == []


def test_vertebrae_are_counted_upwards_from_the_sacrum():
    keys = counted_from_sacrum(7)
    assert keys[0] == "vertebrae_L5" and keys[4] == "vertebrae_L1" and keys[5:] == ["vertebrae_T12", "vertebrae_T11"]
    assert counted_from_sacrum(24)[-1] == "vertebrae_C1"


@pytest.mark.parametrize(("count", "told"), [(None, False), (5, False), (4, True), (6, True)])
def test_another_number_of_lumbar_vertebrae_is_told(count, told):
    assert (transitional_warning(count) is not None) == told


def test_seeds_meet_at_the_narrow_dark_place():
    solid = np.zeros((60, 20, 20), bool)
    solid[5:55, 5:15, 5:15] = True
    hu = np.where(solid, 300.0, 0.0)
    hu[35:37] = np.where(solid[35:37], 60.0, 0.0)  # a joint that the mask bridges, not half-way
    seeds = np.zeros(solid.shape, np.int32)
    seeds[8, 10, 10], seeds[52, 10, 10] = 1, 2
    owner, _ = compete(grid_of(hu, solid), seeds)
    assert (owner[5:34][solid[5:34]] == 1).mean() > 0.99
    assert (owner[38:55][solid[38:55]] == 2).all()
    assert not owner[~solid].any()


def test_marrow_within_one_bone_is_filled_and_between_two_is_not():
    away = distance_from(np.array([40.0, 40, 40]), 40, 2.0)
    shell = (away < 24) & (away > 20)
    hu = np.full(shell.shape, 20.0)
    cavity = away <= 19
    filled = marrow(grid_of(hu, shell), shell.astype(np.int32), {1: 0.9}, np.zeros_like(shell))
    assert (filled[cavity] == 1).all() and not filled[away > 26].any()
    halves = np.where(shell, 1 + (np.arange(40) > 20)[:, None, None], 0).astype(np.int32)
    between = marrow(grid_of(hu, shell), halves, {1: 0.9, 2: 0.9}, np.zeros_like(shell))
    assert not between[20:22][cavity[20:22]].any()


@settings(max_examples=15, deadline=None)
@given(
    st.permutations(range(3)), st.tuples(*[st.sampled_from([-1, 1])] * 3), st.tuples(*[st.floats(0.6, 3.0)] * 3),
    st.floats(-0.5, 0.5),
)  # fmt: skip
def test_the_way_to_the_coarse_grid_and_back(order, signs, spacing, turn):
    """A ball keeps its place in the patient whatever the axes, and its voxels come back."""
    matrix = np.eye(4)
    cosine, sine = np.cos(turn), np.sin(turn)
    rotation = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    axes = np.eye(3)[:, list(order)] * signs
    matrix[:3, :3] = rotation @ axes * spacing
    shape = [round(70 / s) for s in spacing[::-1]]
    k, j, i = np.meshgrid(*[np.arange(n) for n in shape], indexing="ij")
    ras = np.stack([i, j, k], -1) @ matrix[:3, :3].T
    centre = ras.reshape(-1, 3).mean(0)
    ball = np.linalg.norm(ras - centre, axis=-1) < 18
    grid = reason_grid(np.where(ball, 300, 0).astype(np.int16), ball.astype(np.uint8), ball.astype(np.int32), matrix)
    assert np.linalg.norm(grid.to_ras(np.argwhere(grid.solid)).mean(0) - centre) < 1.0
    volume = grid.solid.sum() * grid.h**3
    assert abs(volume / (4 / 3 * np.pi * 18**3) - 1) < 0.12
    back = to_full_grid(grid, grid.solid.astype(np.int32), ball.astype(np.int32), matrix)
    assert (back[ball] == 1).all() and not back[~ball].any()
