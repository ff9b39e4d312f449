"""The axis of a screw as stations, each with its distance to the bones: what every figure of a screw is made from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.planning.screws.along import Along
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance

STEP_MM = 0.1
"""Between stations. A distance changes by at most as much as one moves, so that no figure read from the stations is off
by more than half of it."""

FAR_MM = 6.0
"""Outside a bone by more than this a screw of any diameter has grade E, whatever the exact distance."""


@dataclass(frozen=True, eq=False)
class Shaft:
    """A screw with its stations.

    Attributes
    ----------
    at_mm : ndarray (n,)
        Along the screw from its entry, 0 to its length.
    points : ndarray (n, 3)
        RAS mm.
    depth_mm : mapping of str to ndarray (n,)
        By bone: distance of the axis to the bone's surface, positive inside the bone. Exact wherever it may be at most
        the screw's radius and no less than -``FAR_MM``; elsewhere it may be off by 0.5 mm.
    """

    path: ScrewPath
    at_mm: np.ndarray
    points: np.ndarray
    depth_mm: Mapping[str, np.ndarray]

    @property
    def radius_mm(self) -> float:
        return self.path.diameter_mm / 2

    def inside(self) -> np.ndarray:
        """Which stations (n,) lie in any of the bones."""
        return np.any([depth > 0 for depth in self.depth_mm.values()], axis=0) if self.depth_mm else self.at_mm < 0


def stations(path: ScrewPath, step_mm: float = STEP_MM) -> tuple[np.ndarray, np.ndarray]:
    """Where to look along a screw: mm from its entry (n,), and RAS points (n, 3), both ends included."""
    count = int(np.ceil(path.length_mm / step_mm)) + 1
    at = np.linspace(0.0, path.length_mm, max(count, 2))
    return at, np.asarray(path.entry) + at[:, None] * path.axis


def shaft_in(path: ScrewPath, bones: Mapping[str, SurfaceDistance]) -> Shaft:
    """The stations of a screw with their depth in each of ``bones`` (closed, outward)."""
    at, points = stations(path)
    return Shaft(path, at, points, {key: _depth(distance, points, path) for key, distance in bones.items()})


def _depth(surface: SurfaceDistance, points: np.ndarray, path: ScrewPath) -> np.ndarray:
    along = Along(lambda places: -surface.signed(places), points)
    along.settle_between(-FAR_MM, path.diameter_mm / 2)
    return along.values
