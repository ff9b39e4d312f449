from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.simulation.voxel_bone.bone import BRICK, STEPS
from osteokit.simulation.voxel_bone.remove import remove
from osteokit.simulation.voxel_bone.shape import ball, blade, cone
from simulation.made_bone import CANCELLOUS, CORTICAL, METAL, RISK, block, plate, points_of, pose_at


def burred(bone, path, radius):
    """A ball whose middle goes along ``path`` (n, 3); what it took, by tissue."""
    shape, down = ball(radius), np.array([0.0, 0.0, radius])
    taken = remove(bone, shape, pose_at(path[0] + down))
    for last, place in pairwise(path):
        taken += remove(bone, shape, pose_at(place + down), place - last)
    return taken


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1.0, 2.0, 3.0]), st.floats(0.01, 0.3))
def test_a_straight_burr_path_takes_the_volume_of_a_capsule(seed, radius, step):
    random = np.random.default_rng(seed)
    start, end = random.uniform(-5, 5, (2, 3))
    length = np.linalg.norm(end - start)
    bone = block()
    taken = burred(bone, np.linspace(start, end, int(length / step) + 2), radius)
    exact = np.pi * radius**2 * length + 4 / 3 * np.pi * radius**3
    assert taken[CORTICAL] == pytest.approx(exact, rel=0.01)
    assert bone.removed_mm3()[CORTICAL] == pytest.approx(taken[CORTICAL], rel=1e-9)


def test_a_round_trip_takes_the_volume_of_a_torus():
    angle = np.linspace(0, 2 * np.pi, 900)
    path = Rotation.from_rotvec([0.4, -0.3, 0.9]).apply(
        np.column_stack([5 * np.cos(angle), 5 * np.sin(angle), np.zeros_like(angle)])
    )
    assert burred(block(), path, 2.0)[CORTICAL] == pytest.approx(2 * np.pi**2 * 5 * 2**2, rel=0.01)


@pytest.mark.parametrize("turn", [None, Rotation.from_rotvec([0.3, 0.2, 0.1]).as_matrix()])
def test_a_drill_takes_a_cylinder_with_its_point(turn):
    bone, shape = block(), cone(2.25, 118.0, 4.0)
    axis = np.array([0.0, 0.0, 1.0]) if turn is None else turn[:, 2]
    for way in np.arange(0.0, 5.0, 0.02):
        remove(bone, shape, pose_at(axis * way, turn))
    height = 2.25 / np.tan(np.radians(59))
    depth = 4.98 + 4.0 - height  # of the cylinder: from the back of the first place to the shoulder of the last
    exact = np.pi * 2.25**2 * (depth + height / 3)
    assert bone.removed_mm3()[CORTICAL] == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize("turn", [None, Rotation.from_rotvec([0.5, -0.4, 0.7]).as_matrix()])
def test_a_saw_takes_a_kerf(turn):
    bone, shape = block(), blade(12.0, 1.2, 2.0)
    axis = np.array([0.0, 0.0, 1.0]) if turn is None else turn[:, 2]
    for way in np.arange(-3.0, 3.0, 0.02):
        remove(bone, shape, pose_at(axis * way, turn))
    assert bone.removed_mm3()[CORTICAL] == pytest.approx(12.0 * 1.2 * (5.98 + 2.0), rel=0.015)


def test_the_surface_of_the_cavity_lies_where_the_tool_was():
    bone = block()
    start, end = np.array([-3.0, 1.0, 0.5]), np.array([4.0, -2.0, 1.5])
    burred(bone, np.linspace(start, end, 200), 2.5)
    points = points_of(bone.distance.shape, bone.origin, bone.spacing_mm)
    along = np.clip((points - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
    exact = 2.5 - np.linalg.norm(points - start - along[..., None] * (end - start), axis=-1)
    near = np.abs(exact) < 0.5
    np.testing.assert_allclose((bone.distance * bone.step_mm)[near], exact[near], atol=0.01)


def test_what_was_taken_is_told_by_tissue_and_metal_stays():
    bone = block()
    bone.tissue[:, :, :40] = CANCELLOUS
    bone.tissue[:10] = RISK
    bone.tissue[:, :, 60:] = METAL
    before = bone.distance.copy()
    taken = burred(bone, np.linspace([-8.0, 0, -8], [8.0, 0, -8], 400), 1.5)
    x = bone.origin[0] + np.arange(80) * 0.25
    assert taken[METAL] == 0.0
    assert (bone.removed[bone.tissue == METAL] == 0).all()
    assert (bone.distance[bone.tissue == METAL] == before[bone.tissue == METAL]).all()
    cap = 2 / 3 * np.pi * 1.5**3
    whole = cap + np.pi * 1.5**2 * (x[60] - 0.125 + 8)  # up to the metal, which has no cap
    assert taken.sum() == pytest.approx(whole, rel=0.01)
    assert taken[RISK] > 0 and taken[CANCELLOUS] > taken[CORTICAL] > 0


def test_cutting_twice_takes_nothing_more():
    bone = block()
    path = np.linspace([-3.0, 0, 0], [3.0, 0, 0], 100)
    burred(bone, path, 2.0)
    assert burred(bone, path, 2.0).sum() == 0.0


def test_tools_beyond_the_grid_change_nothing():
    bone = block(size=(8.0, 8.0, 8.0))
    for shape in (ball(2.0), cone(2.0, 90.0, 4.0), blade(5.0, 1.0, 2.0)):
        for place in ([50.0, 0, 0], [0, -60.0, 0], [0, 0, 1e6]):
            assert remove(bone, shape, pose_at(place)).sum() == 0.0
    bone.changed_bricks()
    assert len(bone.changed_bricks()) == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_every_brick_whose_surface_changes_is_told(seed):
    random = np.random.default_rng(seed)
    bone = plate(size=(20.0, 20.0, 20.0))
    bone.changed_bricks()
    before = bone.distance.copy()
    shape = [ball(1.5), cone(1.0, 118.0, 4.0), blade(6.0, 1.0, 2.0)][seed % 3]
    turn = Rotation.random(random_state=seed).as_matrix()
    remove(bone, shape, pose_at(random.uniform(-8, 8, 3), turn))
    told = {tuple(brick) for brick in bone.changed_bricks()}
    for brick in np.ndindex(*bone.dirty.shape):
        box = tuple(slice(n * BRICK, n * BRICK + BRICK + 1) for n in brick)
        if (before[box] != bone.distance[box]).any():
            assert brick in told
    assert bone.version[0] % 2 == 0


def test_the_volume_of_a_place_is_asked_by_a_function():
    bone = plate(6.0)
    taken = burred(bone, np.linspace([-5.0, 0, 3], [5.0, 0, 3], 300), 2.0)
    left, right = (bone.removed_mm3(lambda p, s=s: s * p[:, 0] > 0) for s in (-1, 1))
    np.testing.assert_allclose(left + right, taken, rtol=1e-6)
    assert left[CORTICAL] == pytest.approx(right[CORTICAL], rel=1e-3)
    sphere = bone.tissue_mm3(lambda p: np.linalg.norm(p - [0, 0, 3], axis=1) < 2.5)
    assert sphere[CORTICAL] == pytest.approx(4 / 3 * np.pi * 2.5**3, rel=0.01)


def test_tissue_is_gone_where_more_than_half_was_taken():
    bone = plate(6.0)
    burred(bone, np.array([[0.0, 0, 3]]), 2.0)
    inside, beside, beyond = bone.tissue_at([[0, 0, 3.0], [5.0, 0, 3], [500.0, 0, 0]])
    assert (inside, beside, beyond) == (0, CORTICAL, 0)


def test_a_copy_is_cut_alone():
    bone = plate(6.0)
    other = bone.copy()
    burred(other, np.array([[0.0, 0, 3]]), 2.0)
    assert bone.removed.sum() == 0 < other.removed.sum()
    assert np.abs(bone.distance).max() <= STEPS
