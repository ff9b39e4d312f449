"""Voxel bones whose every surface is known."""

import numpy as np

from osteokit.simulation.contact.resistance import Cut, Reaction
from osteokit.simulation.values import TISSUES, HandState
from osteokit.simulation.voxel_bone.bone import VoxelBone, bone_of_arrays

CORTICAL, CANCELLOUS, SOFT, METAL, RISK = (
    TISSUES.index(name) for name in ("cortical", "cancellous", "soft", "metal", "risk")
)


def points_of(shape, origin, spacing):
    """RAS of every voxel, [k, j, i, 3]."""
    k, j, i = np.indices(shape)
    return np.stack([i, j, k], axis=-1) * spacing + np.asarray(origin)


def bone_of(distance, size=(20.0, 20.0, 20.0), spacing=0.25, origin=None, density=1.8) -> VoxelBone:
    """Bone where ``distance(points)`` is negative, in a box about the RAS origin."""
    shape = tuple(round(side / spacing) for side in size[::-1])
    if origin is None:
        origin = -(np.array(shape[::-1]) - 1) / 2 * spacing
    away = distance(points_of(shape, origin, spacing))
    return bone_of_arrays(away, np.full(shape, density), np.where(away < 0, CORTICAL, SOFT), origin, spacing)


def block(**settings) -> VoxelBone:
    """Nothing but bone."""
    return bone_of(lambda p: np.full(p.shape[:-1], -50.0), **settings)


def plate(thickness=6.0, **settings) -> VoxelBone:
    """A plate from z = 0 up to ``thickness``; tools come from below, along z."""
    return bone_of(lambda p: np.maximum(-p[..., 2], p[..., 2] - thickness), **settings)


class Linear:
    """A force in proportion to the feed: what a loop does with it is known in closed form."""

    def __init__(self, newtons_per_mm_s: float = 50.0) -> None:
        self.slope = newtons_per_mm_s

    def feed_mm_s(self, thrust_n: float, cut: Cut) -> float:
        resisted = self.slope * cut.density_g_cm3 * cut.engaged
        return thrust_n / resisted if cut.speed_hz > 0 else 0.0

    def reaction(self, feed_mm_s: float, cut: Cut) -> Reaction:
        thrust = self.slope * cut.density_g_cm3 * cut.engaged * feed_mm_s
        return Reaction(thrust, 12.0 * cut.engaged, 0.0, 1.5 * cut.engaged)


KINDS = {kind: Linear() for kind in ("drill", "burr", "saw", "reamer", "screwdriver")}


def pose_at(place, turn=None):
    pose = np.eye(4)
    pose[:3, 3] = place
    if turn is not None:
        pose[:3, :3] = turn
    return pose


def felt(engine, tool, places, power=0.0):
    """Touches of a hand that goes through ``places`` (n, 3), one a tick."""
    return [engine.touch(HandState(n * 1e-3, pose_at(place), power, tool)) for n, place in enumerate(places)]


def line(start, end, count):
    return np.linspace(start, end, count)
