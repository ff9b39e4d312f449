"""Pictures that follow the tool, against a volume whose values are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget
from osteokit.tracking.navigation.reslice import crosshair, slice_to_ras, tool_planes
from osteokit.tracking.navigation.tool import ToolPlace


def place(seed):
    random = np.random.default_rng(seed)
    return ToolPlace(random.uniform(-100, 100, 3), Rotation.random(random_state=seed).apply([0, 0, 1.0]))


@given(st.integers(0, 10**6))
def test_two_planes_hold_the_tool_and_the_eye_looks_along_it(seed):
    one = place(seed)
    planes = tool_planes(one, ahead_mm=7.0)
    for plane in (planes.first, planes.second):
        assert abs((one.tip - plane.origin) @ plane.normal) < 1e-9 and abs(one.axis @ plane.normal) < 1e-9
        assert plane.right @ one.axis == pytest.approx(1.0)  # ahead is to the right
    assert planes.first.normal @ planes.second.normal == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(planes.eye.normal, one.axis, atol=1e-9)
    x, y = planes.eye.pixel_of(one.tip + 7.0 * one.axis)
    assert (x, y) == pytest.approx(((planes.eye.size[0] - 1) / 2, (planes.eye.size[1] - 1) / 2))


@given(st.integers(0, 10**6))
def test_the_matrix_of_a_slice_view_is_its_plane(seed):
    plane = tool_planes(place(seed)).eye
    matrix = slice_to_ras(plane)
    np.testing.assert_allclose(matrix[:3, :3] @ matrix[:3, :3].T, np.eye(3), atol=1e-12)
    assert np.linalg.det(matrix[:3, :3]) == pytest.approx(1.0)
    width, height = plane.size
    upper_left = matrix @ [-(width - 1) / 2 * plane.pixel_mm, (height - 1) / 2 * plane.pixel_mm, 0, 1]
    np.testing.assert_allclose(upper_left[:3], plane.origin, atol=1e-9)


@given(st.integers(0, 10**6), st.floats(-8, 8), st.floats(-8, 8))
def test_the_crosshair_shows_where_the_plan_lies_beside_the_tool(seed, right, up):
    one = place(seed)
    plane = tool_planes(one).eye
    beside = right * plane.right - up * plane.down
    parallel = LineTarget("a", "b", tuple(one.tip + beside), tuple(one.tip + beside + 40 * one.axis))
    seen = crosshair(plane, parallel)
    np.testing.assert_allclose(seen.planned, [right, up], atol=1e-9)
    np.testing.assert_allclose(seen.end, [right, up], atol=1e-9)


@given(st.integers(0, 10**6), st.floats(-8, 8), st.floats(-20, 20))
def test_a_cut_is_a_line_in_the_picture(seed, beside, turn_deg):
    """A plane that holds the tool's direction, so far beside it and turned about it."""
    one = place(seed)
    plane = tool_planes(one).eye
    turn = np.radians(turn_deg)
    normal = np.cos(turn) * plane.right - np.sin(turn) * plane.down
    cut = PlaneTarget("a", "b", tuple(one.tip + beside * normal), tuple(one.axis), tuple(normal), 30.0)
    seen = crosshair(plane, cut)
    np.testing.assert_allclose(seen.planned, beside * np.array([np.cos(turn), np.sin(turn)]), atol=1e-9)
    assert abs(seen.trace @ seen.planned) < 1e-8 and np.linalg.norm(seen.trace) == pytest.approx(1.0)


def test_a_cut_along_the_picture_is_no_line_in_it():
    one = ToolPlace(np.zeros(3), np.array([0.0, 0.0, 1.0]))
    seen = crosshair(tool_planes(one).eye, PlaneTarget("a", "b", (0, 0, 5.0), (1.0, 0, 0), (0, 0, 1.0), 30.0))
    assert seen.planned is None and seen.trace is None


def test_a_plan_along_the_picture_is_not_met_by_it():
    one = ToolPlace(np.zeros(3), np.array([0.0, 0.0, 1.0]))
    seen = crosshair(tool_planes(one).eye, LineTarget("a", "b", (1.0, 0, 0), (40.0, 0, 0)))
    assert seen.planned is None and np.linalg.norm(seen.end) == pytest.approx(40.0)


def test_a_tool_without_an_axis_has_no_planes():
    with pytest.raises(OsteoError, match="spin calibration"):
        tool_planes(ToolPlace(np.zeros(3)))
