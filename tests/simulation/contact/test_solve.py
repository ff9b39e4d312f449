import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.simulation.contact.passivity import motion_between, passive
from osteokit.simulation.contact.solve import advance, orthonormalise, rotation_between, spring
from simulation.made_bone import pose_at

seeds = st.integers(0, 100_000)


@settings(max_examples=60, deadline=None)
@given(seeds, st.floats(0, np.pi))
def test_the_rotation_between_two_poses_is_scipys(seed, angle):
    start = Rotation.random(random_state=seed)
    axis = np.random.default_rng(seed).normal(size=3)
    axis /= np.linalg.norm(axis)
    end = Rotation.from_rotvec(angle * axis) * start
    out = np.zeros(6)
    rotation_between(pose_at([0, 0, 0], start.as_matrix()), pose_at([0, 0, 0], end.as_matrix()), out)
    reached = Rotation.from_rotvec(out[3:]) * start
    assert (reached * end.inv()).magnitude() < 1e-6
    assert np.linalg.norm(out[3:]) == pytest.approx(angle, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_one_step_solves_the_balance(seed):
    random = np.random.default_rng(seed)
    j = random.normal(size=(6, 9))
    held = j @ j.T * random.uniform(0.1, 1000)
    pull, wrench, motion = random.normal(size=6), random.normal(size=6), np.zeros(6)
    matrix = held + np.diag([40.0] * 3 + [1e5] * 3) * 1.5
    pose = pose_at(random.normal(size=3), Rotation.random(random_state=seed).as_matrix())
    before = pose.copy()
    advance(pose, pull, 40.0, 1e5, 0.5, held.copy(), wrench, 1e9, 50.0, motion)
    np.testing.assert_allclose(motion, np.linalg.solve(matrix, pull + wrench), rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(pose[:3, 3] - before[:3, 3], motion[:3], atol=1e-12)
    turned = Rotation.from_rotvec(motion[3:]).as_matrix() @ before[:3, :3]
    np.testing.assert_allclose(pose[:3, :3], turned, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(seeds, st.floats(0.01, 1.0))
def test_no_point_within_reach_moves_farther_than_the_two_limits(seed, limit):
    random = np.random.default_rng(seed)
    pose = pose_at([1.0, 2, 3], Rotation.random(random_state=seed).as_matrix())
    before = pose.copy()
    advance(pose, random.normal(0, 5000, 6), 40.0, 1e3, 0.0, np.zeros((6, 6)), np.zeros(6), limit, 60.0, np.zeros(6))
    points = random.normal(size=(200, 3))
    points *= 60.0 / np.linalg.norm(points, axis=1)[:, None]
    moved = (points @ pose[:3, :3].T + pose[:3, 3]) - (points @ before[:3, :3].T + before[:3, 3])
    assert np.linalg.norm(moved, axis=1).max() <= 2 * limit * (1 + 1e-6)


def test_the_spring_pulls_towards_the_hand_and_gives_out_at_its_limit():
    out, pose = np.zeros(6), np.eye(4)
    spring(pose, pose_at([0.5, 0, 0]), 40.0, 1e5, 400.0, 2e4, out)
    np.testing.assert_allclose(out, [20, 0, 0, 0, 0, 0])
    turn = Rotation.from_rotvec([0, 0, 3.0]).as_matrix()
    spring(pose, pose_at([0, 300.0, 400.0], turn), 40.0, 1e5, 400.0, 2e4, out)
    np.testing.assert_allclose(out, [0, 240, 320, 0, 0, 2e4], atol=1e-6)


def test_a_rotation_stays_one_after_many_small_turns():
    pose, motion = np.eye(4), np.zeros(6)
    pull = np.array([0, 0, 0, 1.0, 2.0, -1.0])
    for _ in range(20_000):
        advance(pose, pull, 40.0, 1e3, 0.0, np.zeros((6, 6)), np.zeros(6), 1.0, 50.0, motion)
    np.testing.assert_allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-12)
    assert np.linalg.det(pose[:3, :3]) == pytest.approx(1.0)
    skewed = np.eye(4)
    skewed[0, 1] = 0.01
    orthonormalise(skewed)
    np.testing.assert_allclose(skewed[:3, :3] @ skewed[:3, :3].T, np.eye(3), atol=1e-12)


@settings(max_examples=200, deadline=None)
@given(seeds, st.floats(0, 100))
def test_the_controller_never_lets_more_out_than_went_in(seed, energy):
    random = np.random.default_rng(seed)
    wrench, moved = random.normal(0, 50, 6), random.normal(0, 0.2, 6) * ([1] * 3 + [0.02] * 3)
    asked = wrench.copy()
    left = passive(energy, moved, wrench)
    assert left >= 0.0
    assert energy - wrench @ moved == pytest.approx(left, abs=1e-9)
    if energy - asked @ moved >= 0:
        np.testing.assert_array_equal(wrench, asked)
    else:
        assert left == 0.0
        for part in (slice(0, 3), slice(3, 6)):
            assert np.linalg.norm(wrench[part]) <= np.linalg.norm(asked[part]) * (1 + 1e-12)


def test_motion_is_measured_between_poses():
    turn = Rotation.from_rotvec([0.1, -0.2, 0.3])
    out = np.zeros(6)
    motion_between(np.eye(4), pose_at([1.0, 2.0, 3.0], turn.as_matrix()), out)
    np.testing.assert_allclose(out, [1, 2, 3, 0.1, -0.2, 0.3], atol=1e-9)
