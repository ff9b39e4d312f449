"""A plate in a person's hand: put on a place of the bone, moved along it and turned, always settled, always judged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from osteokit.base.errors import OsteoError
from osteokit.planning.plates.fit import FitMap, fit_map, summed_up
from osteokit.planning.plates.settle import LAST_ROUNDS, ROUNDS, dropped, settled
from osteokit.planning.plates.shape import PlateShape
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import any_perpendicular, direction_of, pose_of

STEP_MM, STEP_DEG = 3.0, 5.0
"""A longer way is gone in steps of this size, so that the plate follows the bone."""

DRAGGED = (4, 1)
"""Rounds with some and with all points while a plate is dragged: it began settled."""

AROUND_MM = 8.0
"""The direction off the bone is averaged over this distance around a place."""


@dataclass(frozen=True, eq=False)
class PlacedPlate:
    """Where a plate lies (``pose`` 4x4, its frame to RAS mm) and how it fits there."""

    pose: np.ndarray
    fit: FitMap


class PlateOnBone:
    """A bone, prepared once, and a plate that is moved over it; every call takes some milliseconds.

    Attributes
    ----------
    plate : PlateShape
    bone : SurfaceDistance
        Of the bone, or of the pieces of one after an osteotomy, as one mesh (RAS mm).
    """

    def __init__(self, plate: PlateShape, bone: Mesh | SurfaceDistance) -> None:
        self.plate = plate
        self.bone = bone if isinstance(bone, SurfaceDistance) else SurfaceDistance(bone)

    def placed(self, pose: np.ndarray) -> PlacedPlate:
        """The plate exactly where ``pose`` has it, not settled."""
        return PlacedPlate(pose, fit_map(self.plate, pose, self.bone))

    def settled(self, pose: np.ndarray) -> PlacedPlate:
        """The plate settled near ``pose``."""
        return self._judged(pose)

    def dragged(self, pose: np.ndarray) -> PlacedPlate:
        """As :meth:`settled`, quick enough to follow a hand, where ``pose`` is a step away from a settled one."""
        return self._judged(pose, *DRAGGED)

    def at(self, point: ArrayLike, along: ArrayLike, off: ArrayLike | None = None) -> PlacedPlate:
        """The plate with its middle on the bone next to ``point`` and its proximal end toward ``along`` (RAS), settled.

        ``off`` is the direction off the bone, where it is known: over the gap of an osteotomy the bone does not tell.

        Raises
        ------
        OsteoError
            ``along`` is straight off the bone there.
        """
        way = direction_of(along, "direction of the plate")
        place = np.asarray(point, np.float64)
        if off is None:
            place = self.bone.closest(place[None])[0][0]
            pose = pose_of(place, way, -off_bone(self.bone, place))
        else:
            square = np.asarray(off, np.float64) - (np.asarray(off, np.float64) @ way) * way
            pose = pose_of(place, way, -direction_of(square, "direction off the bone, seen along the plate,"))
        return self._judged(dropped(self.plate, pose, self.bone))

    def slid(
        self, pose: np.ndarray, along_mm: float = 0.0, across_mm: float = 0.0, turn_deg: float = 0.0
    ) -> PlacedPlate:
        """The plate moved over the bone: along its x, across along its y, turned about its z (right-handed).

        Raises
        ------
        OsteoError
            A number is not finite.
        """
        if not np.isfinite([along_mm, across_mm, turn_deg]).all():
            raise OsteoError("A plate is moved by finite numbers of mm and degrees; drag it again.")
        steps = max(1, int(np.ceil(max(np.hypot(along_mm, across_mm) / STEP_MM, abs(turn_deg) / STEP_DEG))))
        angle = np.radians(turn_deg / steps)
        move = np.eye(4)
        move[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        move[:2, 3] = along_mm / steps, across_mm / steps
        for _ in range(steps - 1):
            pose, _ = settled(self.plate, pose @ move, self.bone, rounds=2, last_rounds=1)
        return self.dragged(pose @ move)

    def _judged(self, pose: np.ndarray, rounds: int = ROUNDS, last_rounds: int = LAST_ROUNDS) -> PlacedPlate:
        """Settled, and judged there."""
        pose, gaps = settled(self.plate, pose, self.bone, rounds, last_rounds)
        points = self.plate.points @ pose[:3, :3].T + pose[:3, 3]
        return PlacedPlate(pose, summed_up(self.plate, pose, points, gaps, self.bone))


def off_bone(bone: SurfaceDistance, place: np.ndarray) -> np.ndarray:
    """Unit direction (3,) off the bone at a place (3,) of its surface, averaged over some millimetres."""
    own = bone.normal_at(place[None])[0]
    x = any_perpendicular(own)
    y = np.cross(own, x)
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ring = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
    around = np.concatenate([place + radius * ring for radius in (AROUND_MM / 2, AROUND_MM)])
    way, face = bone.first_hit(around + AROUND_MM * own, -own, 2.5 * AROUND_MM)
    normals = bone.face_normals[face[np.isfinite(way)]]
    return direction_of(own + normals.sum(axis=0), "direction off the bone")
