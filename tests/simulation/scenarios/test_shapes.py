"""Generated solids: distances and volumes against closed forms."""

import numpy as np
import pytest

from osteokit.simulation.scenarios.shapes import (
    CORTICAL_HU,
    Filling,
    box,
    capsule,
    column,
    ct_of,
    ellipsoid,
    surface_along,
    union,
    without,
)

BALL = capsule((1.0, 2.0, 3.0), (1.0, 2.0, 3.0), 6.0)


def test_distances_of_ball_capsule_and_box():
    points = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 12.0], [9.0, 2.0, 3.0]])
    np.testing.assert_allclose(BALL(points), [-6.0, 3.0, 2.0], atol=1e-5)
    rod = capsule((0, 0, 0), (0, 0, 10), 2.0)
    np.testing.assert_allclose(rod(np.array([[5.0, 0, 5.0], [0, 0, 15.0], [1.0, 0, 5.0]])), [3.0, 3.0, -1.0], atol=1e-5)
    block = box((0, 0, 0), (5, 6, 7))
    np.testing.assert_allclose(block(np.array([[8.0, 10.0, 0], [0, 0, 0]])), [5.0, -5.0], atol=1e-5)


@pytest.mark.parametrize(
    ("solid", "volume"),
    [
        (BALL, 4 / 3 * np.pi * 6**3),
        (ellipsoid((0, 0, 0), (8, 5, 4)), 4 / 3 * np.pi * 160),
        (box((0, 0, 0), (5, 6, 7)), 8 * 210),
        (column((0, 0), lambda z: 6 + 0 * z, lambda z: 4 + 0 * z, -8, 8), np.pi * 24 * 16),
        (without(box((0, 0, 0), (7, 7, 7)), capsule((0, 0, -30), (0, 0, 30), 3.0)), 14**3 - np.pi * 9 * 14),
        (union(box((-4, 0, 0), (4, 5, 5)), box((4, 0, 0), (4, 5, 5))), 16 * 100),
    ],
)
def test_volumes(solid, volume):
    _, labels = ct_of(solid, Filling(1.0), (0, 0, 0), (24, 24, 24), 0.25)
    assert labels.voxels.sum() * 0.25**3 == pytest.approx(volume, rel=0.01)


def test_the_cortex_has_its_thickness():
    ct, _ = ct_of(box((0, 0, 0), (8, 8, 8)), Filling(2.0, 200.0, -1000.0), (0, 0, 0), (24, 24, 24), 0.25)
    middle = ct.voxels.shape[0] // 2
    line = ct.voxels[middle, middle].astype(float)
    cortex = (np.clip((line - 200.0) / (CORTICAL_HU - 200.0), 0, 1)).sum() * 0.25 / 2
    assert cortex == pytest.approx(2.0, abs=0.13)


def test_a_fillet_only_adds():
    one, other = capsule((0, 0, 0), (10, 0, 0), 2.0), capsule((0, 0, 0), (0, 10, 0), 2.0)
    points = np.random.default_rng(0).uniform(-5, 12, (5000, 3))
    plain, soft = union(one, other)(points), union(one, other, blend=2.0)(points)
    assert (soft <= plain + 1e-6).all() and (soft < plain - 0.1).any() and (plain - soft).max() <= 0.5 + 1e-6


def test_where_a_tool_enters():
    np.testing.assert_allclose(surface_along(BALL, (1, 2, 3), (0, 0, 1)), [1, 2, 9], atol=0.06)
