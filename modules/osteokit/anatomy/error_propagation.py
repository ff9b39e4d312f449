"""From the spreads of landmarks to the error of a number made of them."""

from collections.abc import Callable, Mapping

import numpy as np

from osteokit.anatomy.frames import Points
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError

Quantity = Callable[[Points], np.ndarray]
"""A number from points; it takes stacks of points (..., 3) and gives a stack of numbers (...)."""

STEP_MM = 0.01
"""Of the numerical derivative: far above rounding (1e-10 mm), far below the curvature of any angle over a bone."""


def spread_of(bones: Mapping[str, BoneLandmarks], name: str) -> float:
    """One standard deviation along each axis, mm, of ``"bone.key"``."""
    bone, _, key = name.partition(".")
    return bones[bone].landmarks[key].spread_mm


def evaluate(quantity: Quantity, bones: Mapping[str, BoneLandmarks]) -> tuple[float, float, tuple[str, ...]]:
    """Value, error and landmarks of ``quantity`` on ``bones`` (by the bone's name).

    The error is one standard deviation by first-order propagation, ``sqrt(sum (dq/dx_i spread_i)^2)`` over the three
    coordinates of every landmark that ``quantity`` asked for, with central differences; spreads are taken as isotropic
    and independent.

    Raises
    ------
    OsteoError
        A landmark or a bone is missing, or landmarks coincide.
    """
    used: dict[str, np.ndarray] = {}

    def recorded(name: str) -> np.ndarray:
        if name not in used:
            bone, _, key = name.partition(".")
            if bone not in bones:
                raise OsteoError(f"The {bone} was not given.")
            used[name] = bones[bone].point(key)
        return used[name]

    value = float(quantity(recorded))
    names = tuple(used)
    shifts = np.concatenate([np.eye(3 * len(names)), -np.eye(3 * len(names))]) * STEP_MM
    shifted = {name: used[name] + shifts[:, 3 * n : 3 * n + 3] for n, name in enumerate(names)}
    up, down = np.split(quantity(shifted.__getitem__), 2)
    spreads = np.repeat([spread_of(bones, name) for name in names], 3)
    slope = (up - down) / (2 * STEP_MM)
    return value, float(np.linalg.norm(slope * spreads)), names
