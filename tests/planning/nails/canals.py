"""A generated femur with a canal of known width, as a mesh with an inner surface and as a CT."""

from functools import cache

import numpy as np

from generated.long_bones import left_femur
from osteokit.anatomy.femur import femur_landmarks
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.imaging.volume import Volume
from osteokit.surface.boolean import difference, union
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder

RADIUS_MM, NARROW_MM, NARROW_AT = 6.5, 5.0, 215.0
"""The canal, and its isthmus between 15 mm below and above a height of the shaft (of 14 mm radius)."""


@cache
def femur() -> Mesh:
    """Its shaft runs along z through the origin."""
    wide = [cylinder(np.array([0, 0, a]), np.array([0, 0, b]), RADIUS_MM, 180) for a, b in ((40, 200.5), (229.5, 330))]
    narrow = cylinder(np.array([0, 0, NARROW_AT - 16.0]), np.array([0, 0, NARROW_AT + 16.0]), NARROW_MM, 180)
    return difference(left_femur(), union([*wide, narrow]))


@cache
def landmarks() -> BoneLandmarks:
    return femur_landmarks(left_femur(), "left")


@cache
def ct(spacing: float = 1.0) -> Volume:
    """Cortex 1400, marrow -60, soft tissue 40 HU, every edge blurred over about a voxel; slices 3 mm apart."""
    outer, both = SurfaceDistance(left_femur()), SurfaceDistance(femur())
    low, size = np.array([-21.0, -21.0, 30.0]), np.array([42.0, 42.0, 315.0])
    count = np.ceil(size / [spacing, spacing, 3 * spacing]).astype(int)
    matrix = np.eye(4)
    matrix[:3, :3] = np.diag([spacing, -spacing, 3 * spacing])
    matrix[:3, 3] = [low[0], low[1] + size[1], low[2]]
    i, j, k = np.meshgrid(*(np.arange(n) for n in count), indexing="ij")
    ijk = np.stack([i, j, k], axis=-1).transpose(2, 1, 0, 3).reshape(-1, 3)
    points = ijk @ matrix[:3, :3].T + matrix[:3, 3]
    bone = np.clip(0.5 - both.signed(points) / spacing, 0, 1)
    inside = np.clip(0.5 - outer.signed(points) / spacing, 0, 1)
    hu = 1400.0 * bone - 60.0 * np.maximum(inside - bone, 0) + 40.0 * (1 - inside)
    return Volume(hu.reshape(count[::-1]).astype(np.float32), matrix)
