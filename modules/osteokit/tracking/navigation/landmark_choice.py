"""Which landmarks to touch: those on the surface, and of them the few that leave the least error at the target."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from osteokit.surface.distance import SurfaceDistance
from osteokit.tracking.registration.landmarks import FEWEST, FLAT, LandmarkRegistration

ON_BONE_MM = 5.0
"""A landmark farther than this from the surface lies on an axis or in a joint, where no pointer gets."""
CENTRE = "center"
"""Of something: a place that was computed, which nobody finds with a pointer, even where it lies on the surface."""
ENOUGH = 5
NEAR_MM = 120.0
"""Landmarks within this reach of the target lie in or beside the wound; those farther away count where there are fewer
than four of them."""


def touchable(landmarks: Mapping[str, np.ndarray], bone: SurfaceDistance) -> dict[str, np.ndarray]:
    """Of landmarks, RAS mm, those that lie on the surface of the bone."""
    return {
        key: point
        for key, point in landmarks.items()
        if CENTRE not in key and abs(float(bone.signed(point[None])[0])) <= ON_BONE_MM
    }


def best_landmarks(landmarks: Mapping[str, np.ndarray], target: np.ndarray, count: int = ENOUGH) -> list[str]:
    """Keys of the ``count`` landmarks near ``target`` (3,) that leave little error there: the best three, then those
    that help most (by Fitzpatrick's formula, see :class:`LandmarkRegistration`). All where there are no more, or where
    all lie on a line."""
    near = [key for key, point in landmarks.items() if np.linalg.norm(point - target) <= NEAR_MM]
    keys = near if len(near) > FEWEST else list(landmarks)
    if len(keys) <= min(count, FEWEST):
        return keys
    threes = [list(three) for three in combinations(keys, FEWEST)]
    chosen = min(threes, key=lambda some: _error(landmarks, some, target))
    if not np.isfinite(_error(landmarks, chosen, target)):
        return keys
    while len(chosen) < min(count, len(keys)):
        rest = [key for key in keys if key not in chosen]
        chosen.append(min(rest, key=lambda key: _error(landmarks, [*chosen, key], target)))
    return chosen


def _error(landmarks: Mapping[str, np.ndarray], keys: list[str], target: np.ndarray) -> float:
    """At the target, for an error of 1 mm at each landmark; infinite for landmarks on a line."""
    places = np.array([landmarks[key] for key in keys])
    extent = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)
    if extent[1] <= FLAT * extent[0]:
        return np.inf
    error = LandmarkRegistration(np.eye(4), {}, 0.0, 1.0, places).expected_error_mm(target)
    return np.inf if error is None else error
