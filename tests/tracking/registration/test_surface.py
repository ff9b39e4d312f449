"""Surface registration on solids whose place is known."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import box, cylinder
from osteokit.tracking.registration.surface import register_surface


@pytest.fixture(scope="module")
def block():
    return SurfaceDistance(box([60.0, 40.0, 30.0]))


def swept(random, count=300):
    """Points on three faces of the block."""
    points = random.uniform([-30, -20, -15], [30, 20, 15], (count, 3))
    face = random.integers(0, 3, count)
    points[np.arange(count), face] = np.array([30.0, 20.0, 15.0])[face]
    return points


def small_pose(random, degrees=4.0, mm=4.0):
    pose = np.eye(4)
    pose[:3, :3] = Rotation.from_rotvec(np.radians(random.uniform(-degrees, degrees, 3))).as_matrix()
    pose[:3, 3] = random.uniform(-mm, mm, 3)
    return pose


@pytest.mark.parametrize("seed", range(6))
def test_points_of_three_faces_find_back(block, seed):
    random = np.random.default_rng(seed)
    truth = small_pose(random, 180, 400)
    points = swept(random) @ truth[:3, :3].T + truth[:3, 3]
    first = small_pose(random) @ np.linalg.inv(truth)
    found = register_surface(points, block, first, keep=1.0)
    np.testing.assert_allclose(found.matrix @ truth, np.eye(4), atol=1e-4)
    assert found.rms_mm < 1e-4


def test_a_tenth_of_points_off_the_bone_is_left_out(block):
    random = np.random.default_rng(1)
    points = swept(random)
    points[:25] += random.uniform(3, 8, (25, 3))
    found = register_surface(points, block, small_pose(random, 2, 2), keep=0.85)
    assert found.left_out[:25].all()
    np.testing.assert_allclose(found.matrix, np.eye(4), atol=1e-3)


def test_the_expected_error_is_that_of_repeated_noise(block):
    target, errors, expected = np.array([10.0, 60.0, 0.0]), [], []
    for seed in range(60):
        random = np.random.default_rng(seed)
        points = swept(random, 100) + random.normal(0, 0.3, (100, 3))
        found = register_surface(points, block, np.eye(4), keep=1.0)
        errors.append(((found.matrix[:3, :3] @ target + found.matrix[:3, 3] - target) ** 2).sum())
        expected.append(found.expected_error_mm(target) ** 2)
    assert np.sqrt(np.mean(expected)) == pytest.approx(np.sqrt(np.mean(errors)), rel=0.3)


def test_points_that_may_slide_are_refused():
    shaft = SurfaceDistance(cylinder(np.array([0, 0, -200.0]), np.array([0, 0, 200.0]), 15.0, 256))
    random = np.random.default_rng(0)
    around, along = random.uniform(0, 2 * np.pi, 200), random.uniform(-30, 30, 200)
    points = np.stack([15 * np.cos(around), 15 * np.sin(around), along], axis=1)
    with pytest.raises(OsteoError, match="slide over the bone"):
        register_surface(points, shaft, np.eye(4))


def test_what_cannot_be_registered_is_refused(block):
    with pytest.raises(OsteoError, match="20 points"):
        register_surface(np.zeros((5, 3)), block, np.eye(4))
    with pytest.raises(OsteoError, match="touch the landmarks again"):
        register_surface(swept(np.random.default_rng(0)) + 200, block, np.eye(4))
    with pytest.raises(OsteoError, match=r"0\.5 to 1"):
        register_surface(swept(np.random.default_rng(0)), block, np.eye(4), keep=0.1)
