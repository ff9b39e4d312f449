"""Fragments that go through each other are drawn apart, as far as their fracture surfaces allow."""

from collections.abc import Mapping

import numpy as np

from osteokit.planning.reduction.fit import contact_fit
from osteokit.planning.reduction.register import Body, met
from osteokit.planning.reduction.rigid import inverse
from osteokit.surface.collision import penetration_mm
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import moved, translation

ALLOWED_MM = 0.2
"""No deeper than this is not a collision: a third of the voxels of a fine CT."""
MOST_GAP_MM = 0.5
_MOST_SHIFT_MM = 1.0
_STEPS = 4
_FACING_MM = 2.0


def drawn_apart(
    bodies: Mapping[str, Body], solids: Mapping[str, Mesh], poses: Mapping[str, np.ndarray], anchor: str
) -> dict[str, np.ndarray]:
    """New poses in which neighbours lie at most ``ALLOWED_MM`` in each other, where that can be had.

    Each fragment, those that touch most first, moves along the mean normal of the surfaces that it faces. One that
    would have to move by more than 1 mm, or whose gap (root mean square) would grow beyond ``MOST_GAP_MM``, stays.
    ``solids`` are the meshes of ``bodies``, in the same coordinates.
    """
    placed = {anchor: poses[anchor]}
    ended = dict(poses)
    while len(placed) < len(poses):
        facing = {name: _facing(bodies, name, poses, placed) for name in poses if name not in placed}
        name = max(facing, key=lambda one: len(facing[one]))
        if len(facing[name]):
            ended[name] = _freed(name, facing[name].mean(axis=0), bodies, solids, ended[name], placed)
        placed[name] = ended[name]
    return ended


def _facing(
    bodies: Mapping[str, Body], name: str, poses: Mapping[str, np.ndarray], placed: Mapping[str, np.ndarray]
) -> np.ndarray:
    """The normals (n, 3) of the surfaces of what is placed that a fragment faces."""
    normals = [np.zeros((0, 3))]
    for other, pose in placed.items():
        pairs = met(bodies[name].probes, inverse(pose) @ poses[name], bodies[other], _FACING_MM)
        normals.append(bodies[other].samples.normals[pairs.met[pairs.facing < -0.7]] @ pose[:3, :3].T)
    return np.concatenate(normals)


def _freed(
    name: str,
    direction: np.ndarray,
    bodies: Mapping[str, Body],
    solids: Mapping[str, Mesh],
    pose: np.ndarray,
    placed: Mapping[str, np.ndarray],
) -> np.ndarray:
    length = float(np.linalg.norm(direction))
    if length < 1e-6:
        return pose
    direction, shift = direction / length, 0.0
    still = [moved(solids[other], other_pose) for other, other_pose in placed.items()]
    for _ in range(_STEPS):
        here = translation(shift * direction) @ pose
        solid = moved(solids[name], here)
        deepest = max(penetration_mm(solid, other) for other in still)
        if deepest <= ALLOWED_MM:
            return here if _gap_mm(name, bodies, here, placed) <= MOST_GAP_MM else pose
        shift += 1.1 * (deepest - ALLOWED_MM) / max(length, 0.5) + 0.02
        if shift > _MOST_SHIFT_MM:
            break
    return pose


def _gap_mm(name: str, bodies: Mapping[str, Body], pose: np.ndarray, placed: Mapping[str, np.ndarray]) -> float:
    """The largest gap to a neighbour that the fragment faces."""
    fits = [
        contact_fit(bodies[name], bodies[other], inverse(other_pose) @ pose) for other, other_pose in placed.items()
    ]
    return max((fit.gap_mm for fit in fits if not np.isnan(fit.gap_mm)), default=float("inf"))
