"""Planes along and across a screw: where they lie, which way they look, and what is read on them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.imaging.interpolate import values_at
from osteokit.imaging.straightened import OUTSIDE_HU, across, along, perpendicular_up, resliced
from osteokit.imaging.volume import Volume

COORDINATE = st.floats(-30.0, 30.0)
POINT = st.tuples(COORDINATE, COORDINATE, COORDINATE)


def linear_ct(order=(0, 1, 2), signs=(1, 1, 1)) -> tuple[Volume, np.ndarray]:
    spacing, shape = (1.0, 1.5, 2.0), (121, 81, 61)
    matrix = np.zeros((4, 4))
    matrix[3, 3] = 1.0
    for n in range(3):
        matrix[order[n], n] = signs[n] * spacing[n]
    matrix[:3, 3] = -matrix[:3, :3] @ ((np.array(shape) - 1) / 2)
    k, j, i = np.indices(shape[::-1])
    points = np.stack([i, j, k], axis=-1) @ matrix[:3, :3].T + matrix[:3, 3]
    gradient = np.array([3.0, -2.0, 1.0])
    return Volume((points @ gradient).astype(np.float32), matrix), gradient


@settings(max_examples=60, deadline=None)
@given(POINT, POINT, st.floats(-360.0, 360.0))
def test_the_straightened_plane_holds_the_axis(entry, tip, turn):
    if np.linalg.norm(np.subtract(entry, tip)) < 2.0:
        return
    plane = along(np.array(entry), np.array(tip), turn)
    length = np.linalg.norm(np.subtract(tip, entry))
    start, end = plane.pixels_of(np.array([entry, tip]))
    assert start[1] == pytest.approx(end[1]) == pytest.approx((plane.size[1] - 1) / 2)
    assert (end[0] - start[0]) * plane.pixel_mm == pytest.approx(length)
    assert start[0] >= 12.0 / plane.pixel_mm - 1.5
    for point in (entry, tip):
        assert (np.array(point) - plane.origin) @ plane.normal == pytest.approx(0.0, abs=1e-6)
    other = along(np.array(entry), np.array(tip), turn + 90.0)
    assert plane.normal @ other.normal == pytest.approx(0.0, abs=1e-9)
    back = along(np.array(entry), np.array(tip), turn + 180.0)
    np.testing.assert_allclose(back.normal, -plane.normal, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(POINT, POINT, st.floats(0.0, 30.0))
def test_the_probe_looks_down_the_axis(entry, tip, depth):
    if np.linalg.norm(np.subtract(entry, tip)) < 2.0:
        return
    plane = across(np.array(entry), np.array(tip), depth)
    axis = np.subtract(tip, entry) / np.linalg.norm(np.subtract(tip, entry))
    np.testing.assert_allclose(plane.normal, axis, atol=1e-9)
    middle = (np.array(plane.size) - 1) / 2
    np.testing.assert_allclose(plane.pixels_of(np.array(entry) + depth * axis), middle, atol=1e-6)
    assert -plane.down @ perpendicular_up(axis) == pytest.approx(1.0)


def test_up_is_the_head_and_along_the_body_the_front():
    np.testing.assert_allclose(perpendicular_up(np.array([0.0, 1, 0])), [0, 0, 1])
    np.testing.assert_allclose(perpendicular_up(np.array([0.0, 0, -1])), [0, 1, 0])
    np.testing.assert_allclose(perpendicular_up(np.array([0.0, 1, 0]), 90.0), [1, 0, 0], atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.permutations([0, 1, 2]), st.tuples(*[st.sampled_from([-1, 1])] * 3), st.floats(0, 360))
def test_a_linear_field_is_read_exactly(order, signs, turn):
    volume, gradient = linear_ct(order, signs)
    plane = along(np.array([-15.0, 5, -10]), np.array([10.0, -5, 12]), turn, half_width_mm=10.0, beyond_mm=3.0)
    np.testing.assert_allclose(resliced(volume, plane), plane.points() @ gradient, atol=0.02)


def test_beyond_the_volume():
    volume, _ = linear_ct()
    assert (resliced(volume, along(np.array([500.0, 0, 0]), np.array([540.0, 0, 0]))) == OUTSIDE_HU).all()
    whole = Volume(volume.voxels.astype(np.int16), volume.ijk_to_ras)
    found = values_at(whole.voxels, whole.ijk_to_ras, np.array([[0.0, 0, 0], [500.0, 0, 0]]))
    assert found[0] == 0.0
    assert np.isnan(found[1])
    with pytest.raises(OsteoError, match="one point"):
        along(np.zeros(3), np.zeros(3))
    with pytest.raises(OsteoError, match="one point"):
        across(np.zeros(3), np.zeros(3), 5.0)
