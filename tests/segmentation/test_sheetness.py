"""Sheetness on analytic shapes: a plate, a rod, a ball, a gap; blur against scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from osteokit.segmentation.sheetness import sheetness, smooth

SPACING = (1.0, 0.8, 0.8)


def _axes():
    return np.meshgrid(*((np.arange(41) - 20) * s for s in SPACING), indexing="ij")


def _at_centre(image):
    return float(sheetness(image.astype(np.float32), SPACING, np.ones(image.shape, bool), (1.5,))[20, 20, 20])


@pytest.mark.parametrize("normal", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0.6, 0.0, 0.8)])
def test_a_bright_plate_is_a_sheet_and_a_dark_one_a_gap(normal):
    distance = sum(n * x for n, x in zip(normal, _axes(), strict=True))
    plate = 1000.0 * np.exp(-0.5 * (distance / 1.0) ** 2)
    assert _at_centre(plate) > 0.8
    assert _at_centre(300.0 - plate) < -0.8


def test_rods_balls_and_flat_tissue_are_no_sheets():
    k, j, i = _axes()
    rod = 1000.0 * np.exp(-0.5 * (j**2 + i**2))
    ball = 1000.0 * np.exp(-0.5 * (k**2 + j**2 + i**2))
    noise = 50 + np.random.default_rng(0).normal(0, 5, k.shape)
    assert abs(_at_centre(rod)) < 0.1
    assert abs(_at_centre(ball)) < 0.1
    values = sheetness(noise.astype(np.float32), SPACING, np.ones(k.shape, bool), (1.5,))
    assert np.abs(values).mean() < 0.05


def test_only_where_asked():
    where = np.zeros((41, 41, 41), bool)
    where[20] = True
    plate = 1000.0 * np.exp(-0.5 * _axes()[2] ** 2)
    values = sheetness(plate.astype(np.float32), SPACING, where)
    assert not values[~where].any()
    assert values[20].any()


@settings(max_examples=10, deadline=None)
@given(st.floats(0.5, 3.0), st.integers(0, 100))
def test_the_blur_is_a_gaussian(sigma, seed):
    volume = np.random.default_rng(seed).random((12, 13, 14), dtype=np.float32)
    expected = ndimage.gaussian_filter(volume, [sigma / s for s in SPACING], mode="nearest", truncate=3.5)
    assert smooth(volume, sigma, SPACING) == pytest.approx(expected, abs=0.01)


def test_a_blur_below_the_voxel_leaves_a_copy():
    volume = np.ones((3, 3, 3), np.float32)
    out = smooth(volume, 0.1, SPACING)
    assert out is not volume
    assert (out == volume).all()
