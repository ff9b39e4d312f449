"""Guidance against plain geometry."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget, guidance
from osteokit.tracking.navigation.tool import NavigatedTool, ToolPlace

SCREW = LineTarget("L3-left", "vertebrae_L3", (0.0, 0.0, 0.0), (0.0, 40.0, 0.0), 6.0)
CUT = PlaneTarget("cut", "tibia_left", (0.0, 0.0, 0.0), (1.0, 0.0, 0.3), (0.0, 0.0, 1.0), 50.0)


def test_a_tool_on_the_line_has_nothing_to_correct():
    told = guidance(SCREW, ToolPlace(np.array([0.0, 12.0, 0.0]), np.array([0.0, 1.0, 0.0])))
    assert (told.distance_mm, told.angle_deg, told.depth_mm, told.remaining_mm) == (0.0, 0.0, 12.0, 28.0)
    assert told.end_error_mm == pytest.approx(0.0)


def test_beside_the_line_and_tilted():
    axis = np.array([math.sin(math.radians(5)), math.cos(math.radians(5)), 0.0])
    told = guidance(SCREW, ToolPlace(np.array([3.0, -2.0, 4.0]), axis))
    assert told.distance_mm == pytest.approx(5.0)
    assert told.angle_deg == pytest.approx(5.0)
    assert (told.depth_mm, told.remaining_mm) == (-2.0, 42.0)
    np.testing.assert_allclose(told.aside, [3.0, 0.0, 4.0])
    assert told.end_error_mm == pytest.approx(math.hypot(3 + 42 * math.tan(math.radians(5)), 4))


def test_a_small_angle_is_told_exactly():
    axis = np.array([1e-9, 1.0, 0.0])
    told = guidance(SCREW, ToolPlace(np.zeros(3), axis / np.linalg.norm(axis)))
    assert told.angle_deg == pytest.approx(math.degrees(1e-9), rel=1e-6)


def test_a_tool_that_was_not_spun_has_no_angle():
    told = guidance(SCREW, ToolPlace(np.array([1.0, 5.0, 0.0])))
    assert told.angle_deg is None and told.end_error_mm is None and told.distance_mm == pytest.approx(1.0)


def test_a_tool_across_the_line_foretells_no_end():
    told = guidance(SCREW, ToolPlace(np.zeros(3), np.array([1.0, 0.0, 0.0])))
    assert told.end_error_mm is None and told.angle_deg == pytest.approx(90.0)


def test_a_saw_is_judged_by_its_blade():
    lean = Rotation.from_euler("y", 7, degrees=True).as_matrix()
    place = ToolPlace(np.array([10.0, 25.0, 1.5]), lean @ np.array([1.0, 0, 0]), lean @ np.array([0, 0, -1.0]))
    told = guidance(CUT, place)
    assert told.distance_mm == pytest.approx(1.5) and told.depth_mm == pytest.approx(10.0)
    assert told.angle_deg == pytest.approx(7.0)  # whichever face of the blade is up
    # it goes on down (positive turn about y) from 1.5 mm over the plane
    assert told.end_error_mm == pytest.approx(abs(1.5 - 40 * math.tan(math.radians(7))))


def test_a_pointer_in_a_plane_may_point_anywhere_in_it():
    told = guidance(CUT, ToolPlace(np.zeros(3), np.array([math.cos(0.4), math.sin(0.4), 0.0])))
    assert told.angle_deg == pytest.approx(0.0, abs=1e-9)


def leaning(along_deg, across_deg):
    """A blade in a frame x = the saw's way, y = normal x way, z = normal, as a slope: z = x tan a + y tan b."""
    slope = np.array([-math.tan(math.radians(along_deg)), -math.tan(math.radians(across_deg)), 1.0])
    return ToolPlace(np.zeros(3), None, slope / np.linalg.norm(slope))


@given(st.floats(-70, 70), st.floats(-70, 70), st.booleans(), st.integers(0, 10**6))
def test_the_angle_of_a_blade_is_split_into_its_two_tilts(along, across, other_face, seed):
    turn = Rotation.random(random_state=seed).as_matrix()
    normal = turn @ leaning(along, across).blade_normal * (-1 if other_face else 1)
    cut = PlaneTarget("cut", "tibia_left", (0.0, 0.0, 0.0), tuple(turn[:, 0]), tuple(turn[:, 2]), 50.0)
    told = guidance(cut, ToolPlace(np.zeros(3), None, normal))
    squares = math.tan(math.radians(along)) ** 2 + math.tan(math.radians(across)) ** 2
    if told.angle_deg > 78.4:
        assert told.blade is None
        return
    assert (told.blade.along_deg, told.blade.across_deg) == pytest.approx((along, across), abs=1e-6)
    assert told.angle_deg == pytest.approx(math.degrees(math.atan(math.sqrt(squares))), abs=1e-6)


def test_without_a_blade_or_a_cut_there_are_no_tilts():
    place = ToolPlace(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 0, 1.0]))
    assert guidance(SCREW, place).blade is None
    assert guidance(CUT, ToolPlace(np.zeros(3), place.axis)).blade is None
    assert guidance(CUT, ToolPlace(np.zeros(3), None, np.array([1.0, 0, 0]))).blade is None  # square to the cut


@given(st.integers(0, 10**6))
def test_nothing_changes_where_plan_and_tool_are_moved_together(seed):
    random = np.random.default_rng(seed)
    turn, shift = Rotation.random(random_state=seed).as_matrix(), random.uniform(-500, 500, 3)
    entry, end = random.uniform(-40, 40, (2, 3))
    tip, axis = random.uniform(-40, 40, 3), Rotation.random(random_state=seed + 1).apply([0, 0, 1.0])

    def target(move):
        return LineTarget("a", "b", tuple(move(entry)), tuple(move(end)))

    here = guidance(target(lambda p: p), ToolPlace(tip, axis))
    there = guidance(target(lambda p: turn @ p + shift), ToolPlace(turn @ tip + shift, turn @ axis))
    for name in ("distance_mm", "angle_deg", "depth_mm", "remaining_mm"):
        assert getattr(there, name) == pytest.approx(getattr(here, name), abs=1e-6)
    np.testing.assert_allclose(there.aside, turn @ here.aside, atol=1e-6)
    # Pythagoras: along and aside make up the way from the entry
    assert math.hypot(here.distance_mm, here.depth_mm) == pytest.approx(np.linalg.norm(tip - entry))


def test_the_tip_is_where_the_calibration_has_it():
    tool = NavigatedTool("Stylus", np.array([0.0, 0.0, 100.0]), np.array([0.0, 0.0, 1.0]))
    pose = np.eye(4)
    pose[:3, :3] = Rotation.from_euler("x", 90, degrees=True).as_matrix()
    pose[:3, 3] = [1.0, 2.0, 3.0]
    place = tool.at(pose)
    np.testing.assert_allclose(place.tip, [1.0, -98.0, 3.0], atol=1e-12)
    np.testing.assert_allclose(place.axis, [0.0, -1.0, 0.0], atol=1e-12)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: LineTarget("a", "b", (0, 0, 0), (0, 0, 0)), "apart"),
        (lambda: LineTarget("a", "b", (0, 0, 0), (0, 0, math.nan)), "finite"),
        (lambda: PlaneTarget("a", "b", (0, 0, 0), (0, 0, 1), (0, 0, 2), 10.0), "normal"),
        (lambda: PlaneTarget("a", "b", (0, 0, 0), (1, 0, 0), (0, 0, 2), 0.0), "depth"),
        (lambda: NavigatedTool("a", np.array([math.nan, 0, 0])), "finite"),
        (lambda: NavigatedTool("a", np.zeros(3), np.array([0, 0, 2.0])), "length 1"),
        (lambda: NavigatedTool("a", np.zeros(3), diameter_mm=-1.0), "diameter"),
    ],
)
def test_what_is_no_target_or_tool_is_refused(make, word):
    with pytest.raises(OsteoError, match=word):
        make()
