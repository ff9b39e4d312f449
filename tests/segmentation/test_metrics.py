"""Dice and surface distances against closed forms and brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from scipy.spatial.distance import cdist

from osteokit.base.errors import OsteoError
from osteokit.segmentation.metrics import dice, surface_distances


def ball(radius_mm, spacing, centre=(0, 0, 0), half_mm=30):
    axes = [np.arange(-half_mm, half_mm + 1e-6, s) for s in spacing[::-1]]
    z, y, x = np.meshgrid(*axes, indexing="ij")
    return (x - centre[0]) ** 2 + (y - centre[1]) ** 2 + (z - centre[2]) ** 2 <= radius_mm**2


def test_dice_of_shifted_boxes():
    a, b = np.zeros((20, 20, 20), bool), np.zeros((20, 20, 20), bool)
    a[5:15, 5:15, 5:15] = b[7:17, 5:15, 5:15] = True
    assert dice(a, b) == pytest.approx(0.8)
    assert dice(a, a) == 1.0 and dice(a, ~a) == 0.0
    assert dice(np.zeros(3, bool), np.zeros(3, bool)) == 1.0


def test_concentric_spheres_are_apart_by_their_radii():
    spacing = (0.8, 1.0, 1.2)
    a, b = ball(20, spacing), ball(24, spacing)
    mean, hd95 = surface_distances(a, b, np.diag([*spacing, 1]))
    assert mean == pytest.approx(4, abs=0.3)
    assert hd95 == pytest.approx(4, abs=0.8)


def test_shifted_boxes_in_millimetres():
    a, b = np.zeros((40, 40, 40), bool), np.zeros((40, 40, 40), bool)
    a[10:30, 10:30, 10:30] = b[10:30, 10:30, 13:33] = True
    mean, hd95 = surface_distances(a, b, np.diag([2.0, 1.0, 1.0, 1.0]))
    assert hd95 == pytest.approx(6)
    assert 0 < mean < 6


def test_one_shifted_sphere_has_the_known_mean_distance():
    # The surfaces of two spheres shifted by t: distance | |x + t| - r |, mean t / 2 over the sphere to first order.
    a, b = ball(22, (0.5, 0.5, 0.5), half_mm=28), ball(22, (0.5, 0.5, 0.5), centre=(2, 0, 0), half_mm=28)
    mean, hd95 = surface_distances(a, b, np.diag([0.5, 0.5, 0.5, 1]))
    assert mean == pytest.approx(1.0, abs=0.15)
    assert hd95 == pytest.approx(1.9, abs=0.3)


def test_what_the_field_of_view_cuts_is_not_surface():
    a, b = np.zeros((10, 20, 20), bool), np.zeros((10, 20, 20), bool)
    a[:, 5:15, 5:15] = b[:, 5:15, 5:15] = True
    assert surface_distances(a, b, np.eye(4)) == (0.0, 0.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.tuples(*[st.floats(0.3, 3.0)] * 3))
def test_it_is_symmetric_and_equals_brute_force(seed, spacing):
    rng = np.random.default_rng(seed)
    a, b = (ndimage.gaussian_filter(rng.standard_normal((9, 10, 11)), 1.2) > 0.02 for _ in range(2))
    if not a.any() or not b.any():
        return
    turn = np.diag([*spacing, 1.0])[:, [0, 1, 2, 3]]
    turn[:3, :3] = turn[:3, :3] @ np.array([[0, 0, -1], [1, 0, 0], [0, 1, 0]]).T
    sizes = np.linalg.norm(turn[:3, :3], axis=0)[::-1]
    points = []
    for mask in (a, b):
        edge = [p for p in np.argwhere(mask) if _touches_outside(mask, p)]
        points.append(np.array(edge) * sizes)
    d = cdist(*points)
    near_a, near_b = d.min(axis=1), d.min(axis=0)
    expected = np.concatenate([near_a, near_b]).mean(), max(np.percentile(near_a, 95), np.percentile(near_b, 95))
    assert surface_distances(a, b, turn) == pytest.approx(expected)
    assert surface_distances(b, a, turn) == pytest.approx(expected)


def _touches_outside(mask, p):
    for axis in range(3):
        for step in (-1, 1):
            q = p.copy()
            q[axis] += step
            if 0 <= q[axis] < mask.shape[axis] and not mask[tuple(q)]:
                return True
    return False


def test_empty_and_unequal_masks_are_refused():
    full, empty = np.ones((3, 3, 3), bool), np.zeros((3, 3, 3), bool)
    with pytest.raises(OsteoError, match="empty"):
        surface_distances(full, empty, np.eye(4))
    with pytest.raises(OsteoError, match="fills the whole grid"):
        surface_distances(full, full, np.eye(4))
    with pytest.raises(OsteoError, match="cannot be compared"):
        dice(full, np.ones((3, 3, 4), bool))
