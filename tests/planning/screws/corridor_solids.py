"""Solids with one widest corridor, known by construction."""

import manifold3d
import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import moved

SEGMENTS = 64
BALL_SEGMENTS = 40  # balls only end the corridors, and the middle of a round ball is far from all of its faces


def random_pose(seed: int) -> np.ndarray:
    """A rotation and a translation as a scanner may have them, always the same for a seed."""
    pose = np.eye(4)
    pose[:3, :3] = Rotation.random(random_state=seed).as_matrix()
    pose[:3, 3] = np.random.default_rng(seed).uniform(-200.0, 200.0, 3)
    return pose


def ball(center, radius_mm: float) -> manifold3d.Manifold:
    return manifold3d.Manifold.sphere(radius_mm, BALL_SEGMENTS).translate([float(value) for value in center])


def rod(low_mm: float, high_mm: float, radius_mm: float) -> manifold3d.Manifold:
    """Along z."""
    length = high_mm - low_mm
    return manifold3d.Manifold.cylinder(length, radius_mm, circular_segments=SEGMENTS).translate([0.0, 0.0, low_mm])


def dumbbell(neck_mm: float, pose: np.ndarray, off_mm: float = 4.0, long_mm: float = 24.0) -> Mesh:
    """Two thick ends, not on one line, that a straight neck of diameter ``neck_mm`` along z joins: its axis is z."""
    far = long_mm / 2 + 14.0
    solid = ball([off_mm, -3.0, -far], 20.0) + rod(-far, far, neck_mm / 2) + ball([-off_mm, 2.0, far], 20.0)
    return moved(mesh_of(solid), pose)


def placed(pose: np.ndarray, point) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in pose[:3, :3] @ np.asarray(point, float) + pose[:3, 3])
    return x, y, z


def errors(path, pose: np.ndarray, half_mm: float) -> tuple[float, float]:
    """The largest distance (mm) of a path's line from the pose's z axis within ``half_mm`` of its origin, and the angle
    (degrees) between both."""
    into = np.linalg.inv(pose)
    entry = into[:3, :3] @ np.array(path.entry) + into[:3, 3]
    along = into[:3, :3] @ path.axis
    at = entry + ((np.array([-half_mm, half_mm]) - entry[2]) / along[2])[:, None] * along
    return float(np.linalg.norm(at[:, :2], axis=1).max()), float(np.degrees(np.arccos(min(1.0, abs(along[2])))))
