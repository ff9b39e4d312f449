"""Rigid motions: twists, distances between poses, and rotations spread evenly around one."""

import numpy as np
from scipy.spatial.transform import Rotation


def applied(pose: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points (n, 3) moved by a 4x4."""
    return points @ pose[:3, :3].T + pose[:3, 3]


def inverse(pose: np.ndarray) -> np.ndarray:
    """The inverse of a rigid 4x4."""
    back = np.eye(4)
    back[:3, :3] = pose[:3, :3].T
    back[:3, 3] = -pose[:3, :3].T @ pose[:3, 3]
    return back


def motion(rotation: np.ndarray, shift: np.ndarray, about: np.ndarray) -> np.ndarray:
    """The 4x4 that turns by the 3x3 ``rotation`` about the point ``about`` and then moves by ``shift``."""
    pose = np.eye(4)
    pose[:3, :3] = rotation
    pose[:3, 3] = about + shift - rotation @ about
    return pose


def turned(twist: np.ndarray, about: np.ndarray) -> np.ndarray:
    """The motion of a small twist: rotation vector (rad) and shift (mm), six numbers, about a point."""
    return motion(Rotation.from_rotvec(twist[:3]).as_matrix(), twist[3:], about)


def rotation_deg(pose: np.ndarray) -> float:
    """The angle of a pose's rotation."""
    return float(np.degrees(Rotation.from_matrix(pose[:3, :3]).magnitude()))


def mean_distance_mm(first: np.ndarray, second: np.ndarray, points: np.ndarray) -> float:
    """How far apart two poses put the same points on average: the target registration error."""
    return float(np.linalg.norm(applied(first, points) - applied(second, points), axis=1).mean())


def rotations_within(angle_deg: float, step_deg: float) -> np.ndarray:
    """Rotations (n, 3, 3) no farther than ``angle_deg`` from none, about ``step_deg`` apart; none is the first.

    Rotation vectors on a body-centred lattice, stretched so that far ones do not crowd: quaternion space is nearly
    flat within a quarter turn.
    """
    reach = int(np.ceil(angle_deg / step_deg)) + 1
    axis = np.arange(-reach, reach + 1, dtype=float)
    corners = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    lattice = np.concatenate([corners, corners + 0.5]) * step_deg * 2 / np.sqrt(3)  # neighbours one step apart
    size = np.linalg.norm(lattice, axis=1)
    lattice = lattice[size <= angle_deg + 1e-9]
    lattice = lattice[np.argsort(np.linalg.norm(lattice, axis=1), kind="stable")]
    return Rotation.from_rotvec(np.radians(lattice)).as_matrix()


def shifts_within(reach_mm: float, step_mm: float) -> np.ndarray:
    """Shifts (n, 3) in a ball, on a cubic lattice; none is the first."""
    count = int(np.ceil(reach_mm / step_mm))
    axis = np.arange(-count, count + 1) * step_mm
    lattice = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    size = np.linalg.norm(lattice, axis=1)
    lattice = lattice[size <= reach_mm + 1e-9]
    return lattice[np.argsort(np.linalg.norm(lattice, axis=1), kind="stable")]
