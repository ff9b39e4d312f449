import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.anatomy.angles import between_deg, distance_to_line, heading_deg, line_crossing, turn_deg, unit
from osteokit.base.errors import OsteoError

DEGREES = st.floats(-179, 179)


def plane(degrees):
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


@given(DEGREES, DEGREES)
def test_turning_one_direction_onto_another(start, end):
    turn = float(turn_deg(plane(start), plane(end)))
    assert -180 < turn <= 180
    assert np.cos(np.radians(start + turn)) == pytest.approx(np.cos(np.radians(end)), abs=1e-9)
    assert np.sin(np.radians(start + turn)) == pytest.approx(np.sin(np.radians(end)), abs=1e-9)


@given(st.floats(0, 180))
def test_the_angle_in_space_to_the_last_digits(degrees):
    a, b = np.array([2.0, 0, 0]), 3 * np.array([*plane(degrees), 0.0])
    assert between_deg(a, b) == pytest.approx(degrees, abs=1e-9)


def test_crossing_of_lines_by_hand():
    point, share = line_crossing(np.zeros(2), np.array([1.0, 1.0]), np.array([4.0, 0.0]), np.array([0.0, 2.0]))
    np.testing.assert_allclose(point, [4.0, 4.0])
    assert share == pytest.approx(4.0)
    with pytest.raises(OsteoError, match="parallel"):
        line_crossing(np.zeros(2), np.array([1.0, 1.0]), np.ones(2), np.array([-2.0, -2.0]))


def test_stacks_pass_through():
    stack = np.random.default_rng(0).normal(size=(7, 5, 3))
    assert heading_deg(stack[..., :2]).shape == (7, 5)
    np.testing.assert_allclose(np.linalg.norm(unit(stack), axis=-1), 1.0)
    far = distance_to_line(stack, np.zeros(3), np.array([0.0, 0.0, 2.0]))
    np.testing.assert_allclose(far, np.linalg.norm(stack[..., :2], axis=-1))


def test_no_direction_without_length():
    with pytest.raises(OsteoError, match="neck axis cannot be defined"):
        unit(np.zeros(3), "neck axis")
