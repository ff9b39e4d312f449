"""Where a guide lies: its outline seen along the way it goes on, and the patch of bone under it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.placement import PlacedHole, PlacedSlot, name_of
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.offset import axes_of
from osteokit.surface.undercut import best_direction

_RAYS_MM = 1.5
_LEAST_MM = 0.1
_LEANING = -0.1  # an entry whose cortex looks away from the way off by more is behind the bone
_ROUND = np.linspace(0, 2 * np.pi, 16, endpoint=False)


@dataclass(frozen=True, eq=False)
class Footprint:
    """The outline of a base, seen along its way off.

    ``axes`` (3, 3) rows u, v, w with w the way off; ``corners`` (n, 2) the convex polygon around slots and sleeves, u
    and v in mm, counter-clockwise; the base reaches ``margin_mm`` beyond it; ``low_mm`` and ``high_mm`` bound w.
    """

    axes: np.ndarray
    corners: np.ndarray
    margin_mm: float
    low_mm: float
    high_mm: float

    def beyond(self, uv: np.ndarray) -> np.ndarray:
        """Signed distance of points (..., 2) to the outline, mm, negative within."""
        ends = np.roll(self.corners, -1, axis=0)
        nearest = np.full(uv.shape[:-1], np.inf)
        outside = np.full(uv.shape[:-1], -np.inf)
        for start, end in zip(self.corners, ends, strict=True):
            along = end - start
            away = uv - start
            t = np.clip(away @ along / (along @ along), 0, 1)
            nearest = np.minimum(nearest, np.linalg.norm(away - t[..., None] * along, axis=-1))
            outside = np.maximum(outside, (away @ np.array([along[1], -along[0]])) / np.linalg.norm(along))
        return np.where(outside > 0, nearest, -nearest) - self.margin_mm


def footprint(
    slots: Sequence[PlacedSlot], holes: Sequence[PlacedHole], way: np.ndarray, parameters: GuideParameters
) -> Footprint:
    """The outline around all slots and holes for a guide that comes off along ``way``."""
    axes = axes_of(way)
    around, places = [], []
    for slot in slots:
        half = slot.thick_mm / 2 + parameters.slot_wall_mm
        places.append(slot.trace)
        around += [slot.trace + half * slot.frame[2], slot.trace - half * slot.frame[2]]
    for hole in holes:
        side = axes_of(hole.axis)
        ring = np.cos(_ROUND)[:, None] * side[0] + np.sin(_ROUND)[:, None] * side[1]
        places.append(hole.entry[None])
        around.append(hole.entry + hole.outer_mm * ring)
    uv = np.concatenate(around) @ axes[:2].T
    heights = np.concatenate(places) @ axes[2]
    low, high = float(heights.min()) - parameters.reach_mm, float(heights.max()) + parameters.reach_mm
    return Footprint(axes, _outline(uv), parameters.margin_mm, low, high)


def _outline(uv: np.ndarray) -> np.ndarray:
    """The convex polygon around points; a slot seen edge on, whose points lie in a line, is widened to have one."""
    if np.linalg.matrix_rank(uv - uv.mean(axis=0), tol=1e-6) < 2:
        uv = (uv[:, None] + _LEAST_MM * np.stack([np.cos(_ROUND), np.sin(_ROUND)], axis=1)).reshape(-1, 2)
    return uv[ConvexHull(uv).vertices]


def patch(surface: SurfaceDistance, outline: Footprint) -> tuple[np.ndarray, np.ndarray]:
    """The bone that one sees within the outline, looking against the way off: points and normals (n, 3)."""
    low = outline.corners.min(axis=0) - outline.margin_mm
    high = outline.corners.max(axis=0) + outline.margin_mm
    u, v = (np.arange(a, b, _RAYS_MM) for a, b in zip(low, high, strict=True))
    uv = np.stack(np.meshgrid(u, v, indexing="ij"), axis=-1).reshape(-1, 2)
    uv = uv[outline.beyond(uv) < 0]
    starts = uv @ outline.axes[:2] + outline.high_mm * outline.axes[2]
    length, face = surface.first_hit(starts, -outline.axes[2], outline.high_mm - outline.low_mm)
    met = np.isfinite(length)
    normals = surface.face_normals[face[met]]
    points = starts[met] - length[met, None] * outline.axes[2]
    front = normals @ outline.axes[2] > 0
    return points[front], normals[front]


def way_off(
    surface: SurfaceDistance, slots: Sequence[PlacedSlot], holes: Sequence[PlacedHole], parameters: GuideParameters
) -> tuple[np.ndarray, float]:
    """The way on which the guide comes off best (unit vector), and the share 0..1 of its patch that hinders it.

    It begins against saws and drills, looks at the bone that they point at, and turns to where least hinders.
    """
    if parameters.insertion_direction is not None:
        way = np.asarray(parameters.insertion_direction, np.float64)
        return way / np.linalg.norm(way), 0.0
    normals = surface.normal_at(np.array([place.entry for place in (*slots, *holes)]))
    way, share = normals.mean(axis=0), 1.0
    if np.linalg.norm(way) < 0.2:  # entries on opposite sides
        way = normals[0]
    for _ in range(2):
        points, facing = patch(surface, footprint(slots, holes, way, parameters))
        if len(points) < 6:
            break
        way, share = best_direction(surface, points, facing, parameters.travel_mm)
    return way / np.linalg.norm(way), share


def require_reached(
    surface: SurfaceDistance,
    slots: Sequence[PlacedSlot],
    holes: Sequence[PlacedHole],
    way: np.ndarray,
    parameters: GuideParameters,
) -> None:
    """Refuse a way on which the guide cannot come to where saws and drills go in.

    Raises
    ------
    OsteoError
        The bone stands over an entry.
    """
    entries = np.array([part.entry for part in (*slots, *holes)])
    names = [*(slot.name for slot in slots), *(name_of(hole.hole) for hole in holes)]
    normals = surface.normal_at(entries)
    over, _ = surface.first_hit(entries + 0.5 * normals, way, parameters.travel_mm)
    hidden = (normals @ way < _LEANING) | np.isfinite(over)
    if hidden.any():
        where = ", ".join(f"{value:.0f}" for value in entries[int(hidden.argmax())])
        which = ", ".join(name for name, covered in zip(names, hidden, strict=True) if covered)
        raise OsteoError(
            f"The guide cannot seat: the bone stands between it and the entry of {which}, near "
            f"({where}) RAS; guide cuts and holes from one side, or choose another insertion direction."
        )
