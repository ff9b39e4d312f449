"""How hands move: minimum jerk, turns between poses, tremor."""

import math

import numpy as np

from osteokit.surface.transform import any_perpendicular


def minimum_jerk(share: float) -> float:
    """Way done at ``share`` of the time, both 0 to 1 (Flash and Hogan, J Neurosci 1985;5:1688)."""
    s = min(max(share, 0.0), 1.0)
    return s * s * s * (10.0 - 15.0 * s + 6.0 * s * s)


def duration_s(length_mm: float, angle_rad: float, mean_mm_s: float) -> float:
    """Of a move: a millimetre and a degree take alike; nothing is done in less than 0.2 s."""
    return max(0.2, (length_mm + math.degrees(abs(angle_rad))) / mean_mm_s)


class Move:
    """From one rigid pose to another: the tip on a straight line, the tool turning about one axis."""

    def __init__(self, start: np.ndarray, end: np.ndarray) -> None:
        self._start = start.copy()
        self._way = end[:3, 3] - start[:3, 3]
        turn = end[:3, :3] @ start[:3, :3].T
        skew = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
        self.angle_rad = math.atan2(float(np.linalg.norm(skew)), float(np.trace(turn)) - 1.0)
        self.length_mm = float(np.linalg.norm(self._way))
        self._axis = _axis_of(turn, skew)

    def at(self, share: float) -> np.ndarray:
        """The pose at ``share`` of the way, 0 to 1."""
        pose = np.eye(4)
        pose[:3, :3] = turned(self._axis, share * self.angle_rad) @ self._start[:3, :3]
        pose[:3, 3] = self._start[:3, 3] + share * self._way
        return pose


def _axis_of(turn: np.ndarray, skew: np.ndarray) -> np.ndarray:
    size = float(np.linalg.norm(skew))
    if size > 1e-4 or (size > 0.0 and np.trace(turn) > 0.0):
        return skew / size
    # nothing, where any axis will do, or about a half turn: the skew part vanishes, the axis is what the turn keeps
    kept = (turn + turn.T) / 2.0 + np.eye(3)
    column = kept[:, int(np.argmax(np.diag(kept)))]
    return math.copysign(1.0, float(column @ skew)) * column / np.linalg.norm(column)


def turned(axis: np.ndarray, angle: float) -> np.ndarray:
    """The rotation (3, 3) about a unit ``axis`` (Rodrigues)."""
    x, y, z = axis
    c, s = math.cos(angle), math.sin(angle)
    t = 1.0 - c
    return np.array(
        [
            [t * x * x + c, t * x * y - s * z, t * x * z + s * y],
            [t * x * y + s * z, t * y * y + c, t * y * z - s * x],
            [t * x * z - s * y, t * y * z + s * x, t * z * z + c],
        ]
    )


def tool_pose(tip: np.ndarray, along: np.ndarray, normal: np.ndarray | None = None) -> np.ndarray:
    """The pose of a tool with its tip at ``tip`` (3,), pointing ``along`` (3,); ``normal`` (3,) of a blade, where it
    has one, becomes its y."""
    z = np.asarray(along, np.float64) / np.linalg.norm(along)
    y = any_perpendicular(z) if normal is None else np.asarray(normal, np.float64)
    y = y - (y @ z) * z
    y = y / np.linalg.norm(y)
    pose = np.eye(4)
    pose[:3, :3] = np.column_stack([np.cross(y, z), y, z])
    pose[:3, 3] = tip
    return pose


class Tremor:
    """Physiological tremor: three sines between 8 and 12 Hz along each axis, of ``rms_mm`` together."""

    def __init__(self, rms_mm: float, random: np.random.Generator) -> None:
        self._hz = random.uniform(8.0, 12.0, (3, 3))
        self._phase = random.uniform(0.0, 2.0 * np.pi, (3, 3))
        self._size = rms_mm * math.sqrt(2.0 / 3.0)

    def at(self, time_s: float) -> np.ndarray:
        """The shift (3,) in mm."""
        return self._size * np.sin(2.0 * np.pi * self._hz * time_s + self._phase).sum(axis=0)
