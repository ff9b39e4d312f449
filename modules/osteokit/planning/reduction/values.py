"""What a reduction found."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.planning.reduction.rigid import rotation_deg


@dataclass(frozen=True)
class FractureSurface:
    """Two fragments that face each other within 2 mm after the reduction.

    ``area_mm2`` faces the other fragment; ``residual_mm`` is the root mean square of the gap there (both signs);
    ``overlap_mm3`` is what both solids fill, ``penetration_mm`` how deep at most.
    """

    first: str
    second: str
    area_mm2: float
    residual_mm: float
    overlap_mm3: float
    penetration_mm: float


@dataclass(frozen=True, eq=False)
class Reduction:
    """Where the fragments go, and how far that can be believed.

    ``poses`` are 4x4 in RAS mm, from where each fragment was given; the anchor's is the identity. ``residual_mm`` of a
    fragment is the root mean square gap of its fracture surfaces, ``template_mm`` the median distance of its outside to
    the template; NaN where there is neither. ``centers`` are the fragments' middles as given; ``template_pose`` (4x4)
    lays the template on the anchor, None where none was used. A fragment that is not ``confident`` has its reason in
    ``warnings``.
    """

    anchor: str
    poses: Mapping[str, np.ndarray]
    residual_mm: Mapping[str, float]
    template_mm: Mapping[str, float]
    surfaces: tuple[FractureSurface, ...]
    confident: Mapping[str, bool]
    warnings: tuple[str, ...]
    centers: Mapping[str, np.ndarray]
    template_pose: np.ndarray | None = None

    def moved_by(self) -> dict[str, tuple[float, float]]:
        """How far every fragment moves: its centre in mm, and the angle in degrees."""
        motions = {}
        for name, pose in self.poses.items():
            shift = np.linalg.norm(pose[:3, :3] @ self.centers[name] + pose[:3, 3] - self.centers[name])
            motions[name] = (float(shift), rotation_deg(pose))
        return motions
