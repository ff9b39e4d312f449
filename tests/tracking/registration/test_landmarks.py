"""Landmark registration: closed forms, Monte Carlo against Fitzpatrick's formulas, and a real phantom."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.tracking.registration.landmarks import register_landmarks
from osteokit.tracking.registration.touches import touches
from tracking.recorded import plus_landmarks, plus_sequence, plus_transform

PLANNED = {
    name: np.array(place, dtype=float)
    for name, place in {"a": [0, 0, 0], "b": [60, 5, 0], "c": [10, 50, 8], "d": [40, 40, 35], "e": [5, 20, 60]}.items()
}


def moved_by(pose, places):
    return {name: pose[:3, :3] @ place + pose[:3, 3] for name, place in places.items()}


def some_pose(seed):
    pose = np.eye(4)
    pose[:3, :3] = Rotation.random(random_state=seed).as_matrix()
    pose[:3, 3] = np.random.default_rng(seed).uniform(-500, 500, 3)
    return pose


@pytest.mark.parametrize("seed", range(5))
def test_without_noise_it_is_exact(seed):
    pose = some_pose(seed)
    found = register_landmarks(moved_by(pose, PLANNED), PLANNED)
    np.testing.assert_allclose(found.matrix @ pose, np.eye(4), atol=1e-9)
    assert found.fre_mm < 1e-9


def test_fre_and_expected_error_are_those_of_repeated_noise():
    """2,000 registrations with FLE 0.5 mm: Fitzpatrick's formulas hold within a few percent."""
    random, target, fle = np.random.default_rng(0), np.array([120.0, -30.0, 40.0]), 0.5
    fre2, tre2, expected2 = [], [], []
    for _ in range(2000):
        touched = {name: place + random.normal(0, fle / np.sqrt(3), 3) for name, place in PLANNED.items()}
        found = register_landmarks(touched, PLANNED)
        fre2.append(found.fre_mm**2)
        tre2.append(((found.matrix[:3, :3] @ target + found.matrix[:3, 3] - target) ** 2).sum())
        expected2.append(found.expected_error_mm(target) ** 2)
    assert np.mean(fre2) == pytest.approx((1 - 2 / 5) * fle**2, rel=0.05)
    assert np.sqrt(np.mean(expected2)) == pytest.approx(np.sqrt(np.mean(tre2)), rel=0.05)


def test_a_mistaken_landmark_stands_out():
    touched = dict(PLANNED, d=PLANNED["d"] + [0, 0, 9])
    found = register_landmarks(touched, PLANNED)
    assert found.worst == "d" and found.residuals_mm["d"] > 2 * found.residuals_mm["a"]


def test_three_landmarks_say_nothing_of_their_error():
    three = {name: PLANNED[name] for name in "abc"}
    found = register_landmarks(three, PLANNED)
    assert found.fle_mm is None and found.expected_error_mm(np.zeros(3)) is None


@pytest.mark.parametrize(
    ("touched", "words"),
    [
        ({"a": [0, 0, 0], "x": [1, 2, 3]}, "not 1"),
        ({"a": [0, 0, 0], "b": [60, 5, np.nan], "c": [10, 50, 8]}, "touched landmark 'b'"),
        ({"a": [0, 0, 0], "b": [10, 0, 0.1], "c": [50, 0, 0]}, "on one line"),
    ],
)
def test_landmarks_that_do_not_do_are_refused(touched, words):
    with pytest.raises(OsteoError, match=words):
        register_landmarks({name: np.array(place, dtype=float) for name, place in touched.items()}, PLANNED)


def test_a_mirror_is_never_fitted():
    mirrored = {name: place * [-1, 1, 1] for name, place in PLANNED.items()}
    found = register_landmarks(mirrored, PLANNED)
    assert np.linalg.det(found.matrix[:3, :3]) == pytest.approx(1)
    assert found.fre_mm > 5


@pytest.mark.data
def test_a_real_phantom_is_registered_as_plus_did(shared_data):
    """A recorded stylus on eight landmarks of a phantom: found where it was held, registered, against PLUS's result."""
    folder = shared_data / "tracking" / "plus"
    recording = folder / "EightLandmarkPointsTrackedForPhantomRegistration.igs.mha"
    configuration = folder / "PlusDeviceSet_fCal_Sim_RecordPhantomLandmarks.xml"
    times, stylus = plus_sequence(recording, "StylusToTrackerTransform")
    _, reference = plus_sequence(recording, "ReferenceToTrackerTransform")
    tip = plus_transform(configuration, "StylusTip", "Stylus")[:, 3]
    tips = (np.linalg.inv(reference) @ stylus @ tip)[:, :3]
    found = touches(times, tips, still_mm=1.5)
    assert len(found) == 10  # before the first and after the last landmark the stylus rested somewhere else
    planned = plus_landmarks(configuration)
    measured = {name: touch.position for name, touch in zip(planned, found[1:-1], strict=True)}
    registration = register_landmarks(measured, planned)
    truth = np.linalg.inv(
        plus_transform(folder / "PhantomRegistrationLandmarkDetection.results.xml", "Phantom", "Reference")
    )
    corners = np.array([[*place, 1.0] for place in measured.values()])
    apart = np.linalg.norm((corners @ registration.matrix.T - corners @ truth.T)[:, :3], axis=1)
    assert registration.fre_mm < 0.3  # PLUS, which averages other moments of each touch, has 0.198
    assert apart.max() < 0.5
