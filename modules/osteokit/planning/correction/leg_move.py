"""A leg after a part of it was moved: its landmarks go along, and it is measured like any other leg."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg import Leg
from osteokit.anatomy.leg_definitions import DEFINITION_OF
from osteokit.base.errors import OsteoError

Moving = Mapping[str, frozenset[str]]
"""By bone of a leg ("tibia"): the keys of its landmarks that move."""


def landmarks_moved(landmarks: BoneLandmarks, keys: frozenset[str], matrix: np.ndarray) -> BoneLandmarks:
    """The landmarks ``keys`` moved by a 4x4 matrix in RAS mm, the others as they were."""
    there = landmarks.transformed(matrix).landmarks
    return replace(landmarks, landmarks={k: there[k] if k in keys else v for k, v in landmarks.landmarks.items()})


def leg_moved(leg: Leg, moving: Moving, matrix: np.ndarray) -> Leg:
    """The leg with a part of its landmarks moved."""
    bones = {bone: landmarks_moved(leg.bones[bone], keys, matrix) for bone, keys in moving.items() if bone in leg.bones}
    return replace(leg, **bones)


def below_plane(leg: Leg, bone: str, point: np.ndarray, down: np.ndarray, carried: tuple[str, ...]) -> Moving:
    """What a cut of ``bone`` sets free: its landmarks on the side to which ``down`` points, and all of ``carried``."""
    landmarks = leg.bones[bone].landmarks
    free = frozenset(key for key, landmark in landmarks.items() if (landmark.point - point) @ down > 0)
    return {bone: free, **{name: frozenset(leg.bones[name].landmarks) for name in carried if name in leg.bones}}


def measured(leg: Leg, key: str) -> float:
    """One number of a leg, without its error: what a search asks many times over.

    Raises
    ------
    OsteoError
        There is no such number, or the bones in view do not allow it.
    """
    if key not in DEFINITION_OF:
        raise OsteoError(f"There is no measurement {key!r} of a leg; for example WBL_percent, MPTA_deg or mLDFA_deg.")
    return float(DEFINITION_OF[key].quantity(leg.geometry()))
