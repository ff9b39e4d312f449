"""Landmarks to touch, against all choices that there are."""

from itertools import combinations

import numpy as np
import pytest

from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import box
from osteokit.tracking.navigation.landmark_choice import best_landmarks, touchable
from osteokit.tracking.registration.landmarks import register_landmarks


def points(seed, count=8):
    places = np.random.default_rng(seed).uniform(-60, 60, (count, 3))
    return {f"p{n}": place for n, place in enumerate(places)}


def simulated_error(landmarks, keys, target):
    """Root mean square of many noisy registrations."""
    planned = {key: landmarks[key] for key in keys}
    found = []
    for seed in range(150):
        random = np.random.default_rng(seed)
        touched = {key: point + random.normal(0, 1, 3) for key, point in planned.items()}
        matrix = register_landmarks(touched, planned).matrix
        found.append((((matrix @ [*target, 1.0])[:3] - target) ** 2).sum())
    return np.sqrt(np.mean(found))


@pytest.mark.parametrize("seed", range(3))
def test_three_are_the_best_three_but_for_noise(seed):
    landmarks, target = points(seed, 6), np.array([30.0, 10.0, -50.0])
    chosen = simulated_error(landmarks, best_landmarks(landmarks, target, 3), target)
    every = [simulated_error(landmarks, keys, target) for keys in combinations(landmarks, 3)]
    assert chosen <= 1.1 * min(every)


def test_more_are_better():
    landmarks, target = points(1), np.zeros(3)
    errors = [simulated_error(landmarks, best_landmarks(landmarks, target, n), target) for n in (3, 5, 8)]
    assert errors[0] > errors[1] > errors[2]
    assert len(best_landmarks(landmarks, target)) == 5


def test_few_or_straight_ones_are_all_taken():
    few = points(0, 3)
    assert best_landmarks(few, np.zeros(3)) == list(few)
    line = {f"p{n}": np.array([10.0 * n, 0, 0]) for n in range(5)}
    assert best_landmarks(line, np.zeros(3)) == list(line)


def test_landmarks_near_the_wound_are_preferred():
    near = points(3, 5)
    far = {f"far{n}": place + np.array([0, 0, 350.0]) for n, place in enumerate(points(4, 5).values())}
    assert set(best_landmarks({**far, **near}, np.zeros(3))) == set(near)
    few = dict(list(near.items())[:2])
    assert set(best_landmarks({**far, **few}, np.zeros(3))) & set(far)


def test_a_centre_is_not_touched():
    bone = SurfaceDistance(box([40.0, 40.0, 40.0]))
    landmarks = {"edge": np.array([20.0, 0, 0]), "near": np.array([0, 0, 24.0]), "axis": np.zeros(3)}
    landmarks["plateau_center"] = np.array([0, 20.0, 0])
    assert list(touchable(landmarks, bone)) == ["edge", "near"]
