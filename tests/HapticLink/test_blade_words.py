"""What is told of a saw against its cut, in the words of a surgeon."""

import importlib

import numpy as np
import pytest

from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget, guidance
from osteokit.tracking.navigation.tool import ToolPlace

LEVEL = PlaneTarget("cut", "tibia_left", (0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), 50.0)
"""A level cut, sawn towards the right: the edge at normal x way lies in front."""
SCREW = LineTarget("screw", "tibia_left", (0.0, 0.0, 0.0), (0.0, 40.0, 0.0))
AXIS = np.array([1.0, 0.0, 0.0])


@pytest.fixture
def words(scene):
    return importlib.import_module("HapticLinkLib.blade_words")


@pytest.mark.parametrize(
    ("slope_right", "slope_front", "told"),
    [
        (0.0, 0.0, ""),
        (0.1, 0.0, "blade's tip 5.7° superior"),
        (-0.1, 0.0, "blade's tip 5.7° inferior"),
        (0.0, 0.1, "anterior edge 5.7° superior"),
        (-0.1, -0.2, "blade's tip 5.7° inferior · anterior edge 11.3° inferior"),
        (9.0, 0.0, "The blade is square to the cut."),
    ],
)
def test_a_slope_is_told_where_it_goes(words, slope_right, slope_front, told):
    """The blade as the slope z = x a + y b, x to the right and y to the front."""
    normal = np.array([-slope_right, -slope_front, 1.0])
    for face in (1.0, -1.0):
        place = ToolPlace(np.zeros(3), AXIS, face * normal / np.linalg.norm(normal))
        assert words.blade_told(LEVEL, place, guidance(LEVEL, place)) == told


def test_nothing_is_told_without_a_cut_and_a_hint_without_a_blade(words):
    shaft, tip, saw = (
        ToolPlace(np.zeros(3), AXIS),
        ToolPlace(np.zeros(3)),
        ToolPlace(np.zeros(3), AXIS, np.array([0.0, 0.0, 1.0])),
    )
    assert words.blade_told(SCREW, saw, guidance(SCREW, saw)) == ""
    assert "shaft alone" in words.blade_told(LEVEL, shaft, guidance(LEVEL, shaft))
    assert words.blade_told(LEVEL, tip, guidance(LEVEL, tip)) == ""


def test_every_direction_has_its_name(words):
    named = [words.body_direction(sign * way) for way in np.eye(3) for sign in (1, -1)]
    assert named == ["right", "left", "anterior", "posterior", "superior", "inferior"]
