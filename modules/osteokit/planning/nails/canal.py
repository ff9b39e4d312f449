"""The medullary canal of a long bone: its centre line, the circles that fit into it, and its isthmus.

From the inner surface of a bone where its mesh has one, or from a CT by the half-maximum edge of the cortex (Prevrhal,
Engelke and Kalender, Phys Med Biol 1999). A mesh of the outer surface alone does not say it, and nothing is guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.interpolate import values_at
from osteokit.imaging.volume import Volume
from osteokit.planning.plates.place import AXIS
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import any_perpendicular, direction_of

STEP_MM = 2.5
FIRST, LAST = 0.12, 0.88
"""Share of the axis between which sections are taken: beyond, spongy bone fills the canal."""
SHAFT = (0.2, 0.8)
"""And between which the isthmus is looked for."""
LEAST_LEVELS = 8

RAYS = 48
REACH_MM = 32.0
_RADIAL_MM = 0.25
CORTEX_HU = 200.0
"""A ray meets a cortex where it rises above the marrow by so much."""
LEAST_RAYS = 0.8
"""Share of the rays that must meet it, or the section says nothing (a fracture, metal, the metaphysis)."""


@dataclass(frozen=True, eq=False)
class Canal:
    """The canal from its proximal to its distal end.

    Attributes
    ----------
    centers : ndarray (n, 3)
        Of the largest circles within it, RAS mm.
    diameters : ndarray (n,)
        Of these circles, mm.
    source : str
        ``"inner surface"`` or ``"CT"``.
    """

    centers: np.ndarray
    diameters: np.ndarray
    source: str

    @property
    def arc(self) -> np.ndarray:
        """mm (n,) along the centre line."""
        return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(self.centers, axis=0), axis=1))])

    @property
    def isthmus(self) -> int:
        """The level with the least diameter (median of three neighbours) in the shaft."""
        padded = np.pad(self.diameters, 1, mode="edge")
        smooth = np.median([padded[:-2], padded[1:-1], padded[2:]], axis=0)
        share = self.arc / self.arc[-1]
        low, high = ((one - FIRST) / (LAST - FIRST) for one in SHAFT)
        return int(np.argmin(np.where((share >= low) & (share <= high), smooth, np.inf)))

    @property
    def isthmus_mm(self) -> float:
        """The least diameter of the canal in the shaft."""
        return float(self.diameters[self.isthmus])

    @property
    def isthmus_point(self) -> np.ndarray:
        return self.centers[self.isthmus]


def canal_of(
    landmarks: BoneLandmarks, mesh: Mesh | None = None, volume: Volume | None = None, progress: Progress = silent
) -> Canal:
    """The canal of a femur or tibia: from the mesh where it has an inner surface, else from the CT.

    Raises
    ------
    OsteoError
        Neither says it; or the bone is another one, or its landmarks are missing.
    """
    if landmarks.bone not in AXIS:
        raise OsteoError(f"Nails are planned for femur and tibia, not for the {landmarks.bone}.")
    bone = f"{landmarks.side} {landmarks.bone}"
    if mesh is not None:
        found = _along(landmarks, lambda point, way: _mesh_circle(mesh, point, way), part(progress, 0.0, 0.5))
        if found is not None:
            return Canal(*found, "inner surface")
    if volume is not None:
        found = _along(landmarks, lambda point, way: _ct_circle(volume, point, way), part(progress, 0.5, 1.0))
        if found is not None:
            return Canal(*found, "CT")
        raise OsteoError(
            f"The canal of the {bone} is not measurable: in the CT too few sections show a whole cortex; give a CT of "
            "the whole bone in thin slices."
        )
    raise OsteoError(
        f"The canal of the {bone} is not measurable: its mesh has no inner surface, and no CT was given; give the CT."
    )


Circle = tuple[np.ndarray, float]


def _along(
    landmarks: BoneLandmarks, circle: Callable[[np.ndarray, np.ndarray], Circle | None], progress: Progress
) -> tuple[np.ndarray, np.ndarray] | None:
    """Circles in sections along the axis; None where there are too few."""
    axis = np.array([landmarks.point(key) for key in AXIS[landmarks.bone]])
    arc = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(axis, axis=0), axis=1))])
    levels = np.arange(FIRST * arc[-1], LAST * arc[-1], STEP_MM)
    centers, diameters = [], []
    middle = axis[1:-1]  # the shaft's own direction: the head lies beside the femur's
    way = direction_of(middle[-1] - middle[0], "axis of the shaft")
    for number, level in enumerate(levels):
        progress(number / len(levels), "Measuring the canal")
        point = np.array([np.interp(level, arc, axis[:, k]) for k in range(3)])
        if centers and np.linalg.norm(centers[-1] - point) < 4 * STEP_MM + 10:
            point = centers[-1] + ((point - centers[-1]) @ way) * way
        found = circle(point, way)
        if found is not None:
            centers.append(found[0])
            diameters.append(2 * found[1])
    if len(centers) < LEAST_LEVELS:
        return None
    return np.array(centers), np.array(diameters)


def _mesh_circle(mesh: Mesh, point: np.ndarray, way: np.ndarray) -> Circle | None:
    """In the largest cavity of a section near ``point``."""
    cavities = [one for one in section(mesh, point, way) if one.area_mm2 < 0]
    if not cavities:
        return None
    largest = min(cavities, key=lambda one: one.area_mm2)
    return inscribed(largest.points, largest.center, way)


def _ct_circle(volume: Volume, point: np.ndarray, way: np.ndarray) -> Circle | None:
    """Within the half-maximum edge between marrow and cortex, along rays from the middle of the marrow."""
    x = any_perpendicular(way)
    y = np.cross(way, x)
    turn = 2 * np.pi * np.arange(RAYS) / RAYS
    rays = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
    radial = np.arange(0.0, REACH_MM, _RADIAL_MM)
    edges = np.zeros((0, 3))
    for _ in range(4):  # each time from the middle of what was found
        places = point + radial[None, :, None] * rays[:, None]
        profile = values_at(volume.voxels, volume.ijk_to_ras, places, outside=np.nan)
        if np.isnan(profile[:, : int(10 / _RADIAL_MM)]).any():
            return None
        marrow = float(np.median(profile[:, radial <= 2.0]))
        edge = _half_maximum(np.nan_to_num(profile, nan=marrow), marrow)
        met = np.isfinite(edge)
        if met.mean() < LEAST_RAYS:
            return None
        edges = point + edge[met, None] * rays[met]
        middle = edges.mean(axis=0)
        if np.linalg.norm(middle - point) < 0.1:
            break
        point = middle
    return inscribed(edges, point, way)


def _half_maximum(profile: np.ndarray, marrow: float) -> np.ndarray:
    """Distance (rays,) at which each profile (rays, n) first rises halfway from the marrow to its cortex; nan where
    there is none. The cortex is the first peak that no later one exceeds by a fifth."""
    result = np.full(len(profile), np.nan)
    for number, values in enumerate(profile):
        above = np.flatnonzero(values > marrow + CORTEX_HU)
        if not len(above):
            continue
        run = values[above[0] : above[0] + int(12.0 / _RADIAL_MM)]
        ends = np.flatnonzero(run < marrow + CORTEX_HU)
        peak = float(run[: ends[0]].max()) if len(ends) else float(run.max())
        half = (marrow + peak) / 2
        over = int(np.flatnonzero(values >= half)[0])
        if over == 0:
            continue
        low, high = float(values[over - 1]), float(values[over])
        result[number] = _RADIAL_MM * (over - 1 + (half - low) / max(high - low, 1e-9))
    return result


def inscribed(points: np.ndarray, center: np.ndarray, way: np.ndarray) -> Circle:
    """The largest circle among ``points`` (n, 3) of a closed line in the plane across ``way``, found from ``center`` by
    ever smaller steps: its centre and radius."""
    x = any_perpendicular(way)
    y = np.cross(way, x)
    flat = np.column_stack([(points - center) @ x, (points - center) @ y])
    best = np.zeros(2)
    radius = float(np.linalg.norm(flat, axis=1).min())
    angles = 2 * np.pi * np.arange(12) / 12
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    step = 2.0
    while step > 0.005:
        tried = best + step * ring
        radii = np.linalg.norm(flat[None] - tried[:, None], axis=2).min(axis=1)
        if radii.max() > radius:
            best, radius = tried[int(radii.argmax())], float(radii.max())
        else:
            step /= 2
    return center + best[0] * x + best[1] * y, radius
