"""How sure a frame of the pelvis is, and what its error does to a landmark found in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.anatomy.find_extremes import Found
from osteokit.anatomy.frames import Frame
from osteokit.anatomy.pelvis_plane import ONE_BONE, ONE_SIDE, WHOLE_PLANE


@dataclass(frozen=True)
class Doubt:
    """One standard deviation of a frame's directions beyond the one degree that every landmark allows for, and how far
    landmarks found in it are to be trusted (0..1)."""

    error_deg: float
    confidence: float


_BY_METHOD = {WHOLE_PLANE: Doubt(0.0, 0.9), ONE_SIDE: Doubt(3.0, 0.8), ONE_BONE: Doubt(6.0, 0.7)}
_FROM_SHAPE = Doubt(10.0, 0.4)


def doubt_of(frame: Frame) -> Doubt:
    """By the method that made the frame."""
    return _BY_METHOD.get(frame.method, _FROM_SHAPE)


def in_doubt(found: Found, find: Callable[[Frame], Found | None], frame: Frame) -> Found:
    """A place with a spread that includes how far it moves, root mean square, when its frame turns by its error."""
    error = np.radians(doubt_of(frame).error_deg)
    if error == 0.0:
        return found
    moved = []
    for axis in (frame.x, frame.y, frame.z):
        for turn in (-error, error):
            about = Rotation.from_rotvec(turn * axis)
            turned = replace(frame, x=about.apply(frame.x), y=about.apply(frame.y), z=about.apply(frame.z))
            other = find(turned)
            if other is not None:
                moved.append(float(np.sum((other.point - found.point) ** 2)))
    shift = np.sqrt(np.mean(moved)) if moved else 0.0
    return replace(found, spread_mm=float(np.hypot(found.spread_mm, shift)))
