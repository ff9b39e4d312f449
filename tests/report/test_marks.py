"""Orientation letters and the scale bar."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.report.camera import VIEWS, camera_toward
from osteokit.report.marks import bar_length_mm, camera_letters, direction_letters, draw_scale_bar, with_marks


@pytest.mark.parametrize(
    ("view", "left", "right", "top", "bottom"),
    [
        ("anterior", "R", "L", "S", "I"),
        ("posterior", "L", "R", "S", "I"),
        ("left", "A", "P", "S", "I"),
        ("right", "P", "A", "S", "I"),
        ("superior", "L", "R", "A", "P"),
        ("inferior", "R", "L", "A", "P"),
    ],
)
def test_letters_of_the_standard_views(view, left, right, top, bottom):
    camera = camera_toward(*VIEWS[view], center=np.zeros(3), height_mm=100.0)
    assert camera_letters(camera) == {"left": left, "right": right, "top": top, "bottom": bottom}


def test_oblique_directions_have_two_letters_the_larger_first():
    assert direction_letters(np.array([-0.8, 0.6, 0.0])) == "LA"
    assert direction_letters(np.array([0.1, -0.5, -0.9])) == "IP"


@given(st.floats(0.5, 5000.0))
def test_the_bar_is_round_and_between_a_tenth_and_a_quarter_of_the_width(width_mm):
    length = bar_length_mm(width_mm)
    assert width_mm / 10.01 <= length <= width_mm / 4 * (1 + 1e-6)
    mantissa = length / 10.0 ** np.floor(np.log10(length) + 1e-9)
    assert min(abs(mantissa - step) for step in (1, 2, 5)) < 1e-6


def test_the_bar_is_as_long_as_it_says():
    picture = np.zeros((200, 400, 3), np.uint8)
    marked = draw_scale_bar(picture, 0.5, (255, 255, 255), 16)  # 200 mm wide: 5 cm
    bar = np.nonzero(marked[200 - 16].max(axis=1) > 128)[0]
    assert bar.max() - bar.min() + 1 == pytest.approx(50.0 / 0.5, abs=1)


def test_a_perspective_picture_has_letters_but_no_scale_bar():
    blank = np.full((300, 300, 3), 255, np.uint8)
    parallel = camera_toward(*VIEWS["anterior"], center=np.zeros(3), height_mm=100.0)
    perspective = camera_toward(*VIEWS["anterior"], center=np.zeros(3), height_mm=100.0, distance_mm=500.0)
    corner = (slice(250, 300), slice(200, 300))
    assert with_marks(blank, parallel)[corner].min() < 128
    assert with_marks(blank, perspective)[corner].min() == 255
    assert with_marks(blank, perspective)[130:170, :40].min() < 128
