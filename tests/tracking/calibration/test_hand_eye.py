import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.tracking.calibration.hand_eye import hand_eye


def random_pose(random, degrees=40.0, mm=300.0):
    pose = np.eye(4)
    pose[:3, :3] = Rotation.from_rotvec(np.radians(random.uniform(-degrees, degrees, 3))).as_matrix()
    pose[:3, 3] = random.uniform(-mm, mm, 3)
    return pose


def scene(seed, count=12, noise_mm=0.0):
    """Hand poses, target poses as the sensor sees them, and the truth."""
    random = np.random.default_rng(seed)
    truth, target_to_base = random_pose(random, 170), random_pose(random, 170)
    hands = np.array([random_pose(random) for _ in range(count)])
    targets = np.linalg.inv(hands @ truth) @ target_to_base
    targets[:, :3, 3] += random.normal(0, noise_mm, (count, 3)) if noise_mm else 0.0
    return hands, targets, truth


@pytest.mark.parametrize("seed", range(8))
def test_without_noise_it_is_exact(seed):
    hands, targets, truth = scene(seed)
    found = hand_eye(hands, targets)
    np.testing.assert_allclose(found.sensor_to_hand, truth, atol=1e-6)
    assert found.rms_deg < 1e-5 and found.rms_mm < 1e-6


def test_noise_is_told_in_the_rms():
    hands, targets, truth = scene(3, 40, 0.2)
    found = hand_eye(hands, targets)
    assert np.linalg.norm(found.sensor_to_hand[:3, 3] - truth[:3, 3]) < 0.3
    assert 0.1 < found.rms_mm < 1.0


def test_motions_that_do_not_tell_are_refused():
    hands, targets, truth = scene(1)
    with pytest.raises(OsteoError, match="not 3 and 3"):
        hand_eye(hands[:3], targets[:3])
    with pytest.raises(OsteoError, match="not 12 and 11"):
        hand_eye(hands, targets[1:])
    turns = Rotation.from_euler("z", np.linspace(0, 100, 12)[:, None], degrees=True).as_matrix()
    hands[:, :3, :3] = turns
    with pytest.raises(OsteoError, match="one axis alone"):
        hand_eye(hands, np.linalg.inv(hands @ truth))
