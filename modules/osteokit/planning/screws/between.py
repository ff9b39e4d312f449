"""The widest corridor between two places of any bone, or of several bones across their joint."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.screws.bone_field import bone_field, bones_as_one
from osteokit.planning.screws.corridor import Corridor, Gate, widest_corridor
from osteokit.surface.mesh import Mesh
from osteokit.surface.offset import axes_of

_LEAST_LENGTH_MM = 3.0
_RUN_SHARE = 0.3  # of the way, at most, the screw may come through the cortex
_RUN_MM = 15.0
_BESIDE_MM = 15.0  # what may bound the corridor lies no farther beside it
_NODES = 300_000  # of the grid, about


@dataclass(frozen=True)
class Region:
    """A place and how far from it, in mm, the screw may pass."""

    center_ras: tuple[float, float, float]
    radius_mm: float

    def __post_init__(self) -> None:
        if not (np.shape(self.center_ras) == (3,) and np.isfinite([*self.center_ras, self.radius_mm]).all()):
            raise OsteoError("A place for a screw needs three finite coordinates and a radius; place it again.")
        if not 0.0 < self.radius_mm <= 60.0:
            raise OsteoError(f"A place for a screw has a radius of up to 60 mm, not {self.radius_mm:g} mm; change it.")


def corridor_between(
    meshes: Sequence[Mesh], entry: Region, target: Region, joint_mm: float = 0.0, progress: Progress = silent
) -> Corridor:
    """The widest straight corridor that comes in through the cortex at ``entry`` and ends in bone at ``target``.

    Its tip lies on the plane through the middle of ``target`` that is square to the line between both places.

    Parameters
    ----------
    meshes
        Closed, outward, RAS mm; where there are several, joint spaces up to ``joint_mm`` between them count as bone.

    Raises
    ------
    OsteoError
        The places are nearly one, lie off the bone, or no line between them stays in bone.
    """
    start, end = np.array(entry.center_ras), np.array(target.center_ras)
    length = float(np.linalg.norm(end - start))
    if length < max(_LEAST_LENGTH_MM, entry.radius_mm):
        raise OsteoError(f"Entry and target are only {length:.1f} mm apart; move them apart or choose smaller regions.")
    bones = bones_as_one(meshes, joint_mm)
    axes = axes_of(end - start)
    inward = axes[2]
    run = min(_RUN_MM, _RUN_SHARE * length)
    reach = np.linalg.norm(bones.face_centers - start, axis=1)
    entries = bones.open_to(-inward) & (reach < 2.0 * entry.radius_mm + run)
    beside = max(entry.radius_mm, target.radius_mm) + _BESIDE_MM
    region = np.concatenate([place + beside * sign * axes[:2] for place in (start, end) for sign in (-1.0, 1.0)])
    region = np.concatenate([region, [start - _BESIDE_MM * inward, end + _BESIDE_MM * inward]])
    volume = 4.0 * beside**2 * (length + 2.0 * _BESIDE_MM)
    spacing = float(np.clip(np.cbrt(volume / _NODES), 0.5, 2.0))
    field = bone_field(bones, entries, region, inward, run, spacing)
    first = Gate(start + run * inward, axes[0], axes[1], (entry.radius_mm, entry.radius_mm))
    last = Gate(end, axes[0], axes[1], (target.radius_mm, target.radius_mm))
    return widest_corridor(field, first, last, progress=progress)
