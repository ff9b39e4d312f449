"""How scripted hands move: against closed forms and scipy."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation, Slerp

from osteokit.simulation.assessment.tremor import tremor_power
from osteokit.simulation.hands.motion import Move, Tremor, minimum_jerk, tool_pose, turned

ANGLES = st.lists(st.floats(-3.1, 3.1), min_size=3, max_size=3)


def pose(vector, place):
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_rotvec(vector).as_matrix()
    matrix[:3, 3] = place
    return matrix


@given(ANGLES, ANGLES, st.floats(0.0, 1.0))
@example([3.0, 0.0, 6.1e-5], [3.0, 6.1e-5, 6.1e-5], 0.5)
@example([0.0, 0.0, 0.0], [0.0, 3.14156, 0.0], 0.5)
@settings(max_examples=200, deadline=None)
def test_a_move_is_straight_and_turns_evenly(first, second, share):
    start, end = pose(first, (1.0, 2.0, 3.0)), pose(second, (-4.0, 5.0, 9.0))
    move = Move(start, end)
    np.testing.assert_allclose(move.at(0.0), start, atol=1e-9)
    np.testing.assert_allclose(move.at(1.0), end, atol=1e-6)
    part = move.at(share)
    np.testing.assert_allclose(part[:3, 3], start[:3, 3] + share * (end - start)[:3, 3], atol=1e-9)
    if move.angle_rad < 3.1:  # beyond, the axis may be either way round
        both = Rotation.from_matrix(np.stack([start[:3, :3], end[:3, :3]]))
        np.testing.assert_allclose(part[:3, :3], Slerp([0, 1], both)(share).as_matrix(), atol=1e-6)


@pytest.mark.parametrize("axis", [(1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0), (0.6, 0.0, -0.8), (-0.36, 0.48, 0.8)])
def test_half_a_turn_and_none(axis):
    start = pose((0.3, -0.2, 0.5), (0, 0, 0))
    end = start.copy()
    end[:3, :3] = turned(np.array(axis), np.pi) @ start[:3, :3]
    np.testing.assert_allclose(Move(start, end).at(1.0), end, atol=1e-6)
    middle = Move(start, end).at(0.5)[:3, :3] @ start[:3, :3].T
    assert np.trace(middle) == pytest.approx(1.0, abs=1e-6), "a quarter turn on the way"
    np.testing.assert_allclose(Move(start, start).at(0.7), start, atol=1e-12)


def test_minimum_jerk_rests_at_both_ends():
    time = np.linspace(0, 1, 10001)
    way = np.array([minimum_jerk(t) for t in time])
    speed, acceleration = np.gradient(way, time), np.gradient(np.gradient(way, time), time)
    assert way[0] == 0 and way[-1] == 1 and speed.max() == pytest.approx(1.875, abs=1e-4)
    assert abs(speed[0]) < 1e-4 and abs(acceleration[2]) < 0.05
    assert minimum_jerk(-1.0) == 0 and minimum_jerk(2.0) == 1


@pytest.mark.parametrize("rms", [0.03, 0.15])
def test_tremor_has_its_size_and_band(rms):
    tremor, time = Tremor(rms, np.random.default_rng(3)), np.arange(0, 20, 1 / 500)
    shift = np.array([tremor.at(t) for t in time])
    np.testing.assert_allclose(np.sqrt((shift**2).mean(axis=0)), rms, rtol=0.15)
    one_hz = tremor_power(shift, 500.0)
    # three axes of rms_mm at about 10 Hz: acceleration (2 pi 10)^2 rms, its square three times
    assert one_hz == pytest.approx(3 * ((2 * np.pi * 10) ** 2 * rms) ** 2, rel=0.4)


def test_a_tool_points_where_it_goes():
    matrix = tool_pose(np.array([1.0, 2, 3]), np.array([0.0, 3.0, 4.0]), np.array([1.0, 0.1, 0.0]))
    np.testing.assert_allclose(matrix[:3, 2], [0, 0.6, 0.8])
    np.testing.assert_allclose(matrix[:3, :3].T @ matrix[:3, :3], np.eye(3), atol=1e-12)
    assert np.linalg.det(matrix[:3, :3]) == pytest.approx(1.0) and matrix[0, 1] > 0.99
