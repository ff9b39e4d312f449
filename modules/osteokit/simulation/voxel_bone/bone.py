"""The voxel bone: a regular grid on which tools feel the surface and take tissue away.

The grid's axes are those of RAS; arrays are ``[k, j, i]``. The arrays are changed in place by
:mod:`osteokit.simulation.voxel_bone.remove` and may lie in shared memory
(:mod:`osteokit.simulation.haptic.shared_bone`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.values import TISSUES, Vector

BRICK = 32
"""Voxels along the edge of the bricks by which changes are told and surfaces made."""

BAND_VOXELS = 4
"""Distances are known this many voxels to either side of the surface, and cut off beyond."""

FULL = 255
"""``removed`` of a voxel that is gone."""

STEPS = 30000
"""Steps of a stored distance over the band."""

HARD = (TISSUES.index("cortical"), TISSUES.index("cancellous"), TISSUES.index("metal"))
"""Tissues that a tool cannot enter unless it cuts."""

LARGEST_VOXELS = 640**3


@dataclass(frozen=True, eq=False)
class VoxelBone:
    """Bone that can be cut.

    Attributes
    ----------
    distance : ndarray of int16, shape (k, j, i)
        Signed distance to the surface of what is hard, positive outside, in steps of ``step_mm``, cut off at
        ``+-STEPS``. Bone that was removed is outside.
    density : ndarray of int16, shape (k, j, i)
        Apparent density, mg/cm3, as it was at the start.
    tissue : ndarray of uint8, shape (k, j, i)
        Index in TISSUES, as it was at the start.
    removed : ndarray of uint8, shape (k, j, i)
        Share of each voxel that is gone, 0 to ``FULL``.
    dirty : ndarray of uint8
        1 for every brick of ``BRICK``^3 voxels whose surface changed since somebody last cleared it.
    version : ndarray of int64, shape (1,)
        Odd while the arrays are being written; see :func:`osteokit.simulation.voxel_bone.brick_mesh.brick_surface`.
    origin : ndarray, shape (3,)
        RAS mm of the middle of voxel (0, 0, 0).
    spacing_mm : float
        The same along all axes.
    """

    distance: np.ndarray
    density: np.ndarray
    tissue: np.ndarray
    removed: np.ndarray
    dirty: np.ndarray
    version: np.ndarray
    origin: np.ndarray
    spacing_mm: float

    @property
    def band_mm(self) -> float:
        """How far from the surface distances are known."""
        return BAND_VOXELS * self.spacing_mm

    @property
    def step_mm(self) -> float:
        """Of one step of ``distance``."""
        return self.band_mm / STEPS

    @property
    def voxel_mm3(self) -> float:
        return self.spacing_mm**3

    @property
    def ijk_to_ras(self) -> np.ndarray:
        matrix = np.diag([self.spacing_mm] * 3 + [1.0])
        matrix[:3, 3] = self.origin
        return matrix

    def copy(self) -> "VoxelBone":
        """The same bone in memory of its own: an undo, or a bone for one more session."""
        names = ("distance", "density", "tissue", "removed", "dirty", "version")
        return replace(self, **{name: getattr(self, name).copy() for name in names})

    def changed_bricks(self) -> np.ndarray:
        """Which bricks (n, 3) as [k, j, i] changed since the last call; all of them, the first time. Their flags are
        cleared before they are read, so that a change during the reading is told by the next call."""
        flags = self.dirty.copy()
        self.dirty[flags != 0] = 0
        return np.argwhere(flags)

    def removed_mm3(self, where: Callable[[np.ndarray], np.ndarray] | None = None) -> np.ndarray:
        """What has been removed, by tissue, shape (len(TISSUES),).

        ``where(points)`` says which RAS points (n, 3) count, as booleans (n,); all, where it is left out.
        """
        total = np.zeros(len(TISSUES))
        for k, layer in enumerate(self.removed):
            held = layer.copy()  # another process may be cutting
            j, i = np.nonzero(held)
            if len(i) == 0:
                continue
            share = held[j, i].astype(np.float64)
            if where is not None:
                points = np.column_stack([i, j, np.full(len(i), k)]) * self.spacing_mm + self.origin
                share *= np.asarray(where(points), bool)
            total += np.bincount(self.tissue[k, j, i], share, len(TISSUES))
        return total * (self.voxel_mm3 / FULL)

    def tissue_mm3(self, where: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """What there was at the start, by tissue, where ``where(points)`` of RAS points (n, 3) says so."""
        total = np.zeros(len(TISSUES))
        j, i = np.indices(self.tissue.shape[1:])
        for k, layer in enumerate(self.tissue):
            points = np.column_stack([i.ravel(), j.ravel(), np.full(i.size, k)]) * self.spacing_mm + self.origin
            chosen = np.asarray(where(points), bool)
            total += np.bincount(layer.ravel()[chosen], minlength=len(TISSUES))
        return total * self.voxel_mm3

    def tissue_at(self, points: np.ndarray) -> np.ndarray:
        """Index in TISSUES at RAS points (n, 3): 0 beyond the grid and where more than half is gone."""
        voxel = np.rint((np.asarray(points, np.float64).reshape(-1, 3) - self.origin) / self.spacing_mm).astype(int)
        inside = np.all((voxel >= 0) & (voxel < self.tissue.shape[::-1]), axis=1)
        i, j, k = np.where(inside[:, None], voxel, 0).T
        present = inside & (self.removed[k, j, i] <= FULL // 2)
        return np.where(present, self.tissue[k, j, i], 0)

    def mark_risk(self, points: np.ndarray, radius_mm: float) -> None:
        """Make ``risk`` of the soft tissue and air within ``radius_mm`` of a course (n, 3), RAS mm; one point is a
        sphere. Bone stays bone."""
        course = np.asarray(points, np.float64).reshape(-1, 3)
        for start, end in zip(course[: max(len(course) - 1, 1)], course[-max(len(course) - 1, 1) :], strict=True):
            self._mark_capsule(start, end, radius_mm)

    def _mark_capsule(self, start: np.ndarray, end: np.ndarray, radius_mm: float) -> None:
        low = np.floor((np.minimum(start, end) - radius_mm - self.origin) / self.spacing_mm).astype(int)
        high = np.ceil((np.maximum(start, end) + radius_mm - self.origin) / self.spacing_mm).astype(int) + 1
        low, high = np.maximum(low, 0), np.minimum(high, self.tissue.shape[::-1])
        if (high <= low).any():
            return
        k, j, i = np.meshgrid(*(np.arange(low[a], high[a]) for a in (2, 1, 0)), indexing="ij")
        at = np.stack([i, j, k], axis=-1) * self.spacing_mm + self.origin - start
        along = end - start
        share = np.clip(at @ along / max(float(along @ along), 1e-12), 0.0, 1.0)
        near = np.linalg.norm(at - share[..., None] * along, axis=-1) <= radius_mm
        part = self.tissue[low[2] : high[2], low[1] : high[1], low[0] : high[0]]
        part[near & ~np.isin(part, HARD)] = TISSUES.index("risk")


def bone_of_arrays(
    distance_mm: np.ndarray,
    density_g_cm3: np.ndarray,
    tissue: np.ndarray,
    origin: Vector | np.ndarray,
    spacing_mm: float,
) -> VoxelBone:
    """A bone of arrays ``[k, j, i]`` on RAS axes, each of its own: distances to the surface in mm (positive outside;
    only those near it matter), densities and tissues.

    Raises
    ------
    OsteoError
        The arrays differ in shape, are empty or too large, or hold what is no number.
    """
    distance_mm = np.asarray(distance_mm)
    shape = distance_mm.shape
    if len(shape) != 3 or min(shape) < 4 or distance_mm.size > LARGEST_VOXELS:
        raise OsteoError(f"A voxel bone of {shape} voxels is too small or too large; choose another size or spacing.")
    if np.shape(density_g_cm3) != shape or np.shape(tissue) != shape:
        raise OsteoError("Distances, densities and tissues of a voxel bone differ in shape; give them on one grid.")
    if not (np.isfinite(spacing_mm) and spacing_mm > 0 and np.isfinite(origin).all()):
        raise OsteoError(f"A voxel bone needs a spacing above 0 mm and a finite place, not {spacing_mm}.")
    steps = np.multiply(distance_mm, STEPS / (BAND_VOXELS * spacing_mm), dtype=np.float32)
    if not np.isfinite(steps).all():
        raise OsteoError("The distances of a voxel bone hold values that are no numbers; compute them again.")
    distance = np.clip(np.rint(steps), -STEPS, STEPS).astype(np.int16)
    density = np.clip(np.rint(np.asarray(density_g_cm3, np.float32) * 1000.0), 0, 32000).astype(np.int16)
    return VoxelBone(
        distance,
        density,
        np.array(tissue, np.uint8, order="C"),
        np.zeros(shape, np.uint8),
        np.ones([-(-side // BRICK) for side in shape], np.uint8),
        np.zeros(1, np.int64),
        np.asarray(origin, np.float64).copy(),
        float(spacing_mm),
    )
