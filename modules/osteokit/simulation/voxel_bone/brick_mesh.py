"""The bone's surface, brick by brick, so that only what changed is made anew."""

import time

import numpy as np

from osteokit.simulation.voxel_bone.bone import BRICK, STEPS, VoxelBone
from osteokit.surface.extract import iso_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined

_TRIES = 50
_WAIT_S = 5e-5  # a cut takes about as long


def brick_snapshot(bone: VoxelBone, brick: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distances of one brick with the first voxels of the next ones, and its first voxel [k, j, i].

    While another thread or process cuts, the copy is repeated until none fell into its time; a copy torn after many
    tries is taken, since its brick is flagged anew by that very cut.
    """
    first = np.asarray(brick) * BRICK
    box = tuple(slice(start, start + BRICK + 1) for start in first)
    part = bone.distance[box].copy()
    for _ in range(_TRIES):
        before = int(bone.version[0])
        part = bone.distance[box].copy()
        if before % 2 == 0 and int(bone.version[0]) == before:
            break
        time.sleep(_WAIT_S)
    return part, first


def brick_surface(bone: VoxelBone, brick: np.ndarray) -> Mesh:
    """The surface within one brick, RAS mm, outward; open at the brick's faces, where the next one goes on, and closed
    where the grid ends.

    Flying edges (Schroeder, Maynard and Geveci 2015) of the distance field; empty where no surface passes.
    """
    part, first = brick_snapshot(bone, brick)
    ends = first + BRICK + 1 >= np.array(bone.distance.shape)
    part = np.pad(
        part, [(int(low == 0), int(end)) for low, end in zip(first, ends, strict=True)], constant_values=STEPS
    )
    first = first - (first == 0)
    if min(part.shape) < 2 or part.min() >= 0 or part.max() < 0:
        return Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64))
    mesh = iso_surface(part, np.full(3, bone.spacing_mm), 0.0)
    return Mesh(mesh.vertices + first[::-1] * bone.spacing_mm + bone.origin, mesh.faces)


def bone_surface(bone: VoxelBone) -> Mesh:
    """The whole surface, RAS mm, closed where the grid ends; vertices on the faces between bricks are doubled."""
    bricks = np.argwhere(np.ones(bone.dirty.shape, bool))
    parts = [mesh for mesh in (brick_surface(bone, brick) for brick in bricks) if len(mesh.faces)]
    return joined(parts) if parts else Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64))
