"""The base of a guide and the room that the bone needs: offsets on a grid along the way on which the guide goes on.

The distance to the bone is swept along that way, so what is kept clear is the bone together with everything that would
stop the guide: the guide seats because it is made so, and the checks prove it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.region import Footprint
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.offset import Grid, distance_field, grid_over, level_solid, swept

_ROUNDS = 4  # of raising the level until the clearance holds
_SAFE_MM = 0.005


@dataclass(frozen=True, eq=False)
class BaseFields:
    """``shell`` is below 0 in the base (with the bone in it); ``kept_clear`` is below 0 where nothing may be."""

    grid: Grid
    shell: np.ndarray
    kept_clear: np.ndarray


def base_fields(
    bone: SurfaceDistance,
    neighbours: Sequence[SurfaceDistance],
    outline: Footprint,
    room: np.ndarray,
    parameters: GuideParameters,
) -> BaseFields:
    """The fields of a base within ``outline``; the grid also holds ``room`` (n, 3), points of housings and sleeves."""
    grid = _grid(outline, room, parameters)
    outer = parameters.clearance_mm + parameters.thickness_mm
    ceiling = outer + parameters.undercut_gap_mm + 4 * grid.spacing_mm
    near = distance_field(bone, grid, -2 * grid.spacing_mm, ceiling)
    over = _overhead(bone, grid, parameters.travel_mm, parameters.clearance_mm)
    alone = swept(_lidded(near, over, grid))
    height = (np.arange(grid.shape[0]) * grid.spacing_mm + grid.axes[2] @ grid.origin)[:, None, None]
    shell = _rounded(alone - outer, _beyond(outline, alone, grid, ceiling), parameters.edge_radius_mm)
    gap = parameters.undercut_gap_mm
    shell = _rounded(shell, _smooth(near - alone - gap), min(parameters.edge_radius_mm, 0.8 * gap))
    shell = np.maximum(shell, np.maximum(outline.low_mm - height, height - outline.high_mm - outer))
    clear = alone - parameters.clearance_mm
    for other in neighbours:
        theirs = distance_field(other, grid, -2 * grid.spacing_mm, parameters.neighbour_gap_mm + 2 * grid.spacing_mm)
        lid = _overhead(other, grid, parameters.travel_mm, parameters.neighbour_gap_mm)
        clear = np.minimum(clear, swept(_lidded(theirs, lid, grid)) - parameters.neighbour_gap_mm)
    return BaseFields(grid, shell, clear)


def _grid(outline: Footprint, room: np.ndarray, parameters: GuideParameters) -> Grid:
    margin = outline.margin_mm
    low, high = outline.corners.min(axis=0) - margin, outline.corners.max(axis=0) + margin
    bottom, top = outline.low_mm, outline.high_mm + parameters.clearance_mm + parameters.thickness_mm
    corners = np.array([[u, v, w] for u in (low[0], high[0]) for v in (low[1], high[1]) for w in (bottom, top)])
    points = np.vstack([corners @ outline.axes, room])
    return grid_over(points, outline.axes[2], 3 * parameters.grid_mm, parameters.grid_mm)


def _overhead(surface: SurfaceDistance, grid: Grid, travel_mm: float, gap_mm: float) -> np.ndarray:
    """Columns [v, u] above which, beyond the grid, something stands in the way off; widened by the gap."""
    _, rows, columns = grid.shape
    v, u = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    top = np.stack([u, v, np.full_like(u, grid.shape[0] - 1)], axis=-1).reshape(-1, 3) * grid.spacing_mm
    length, _ = surface.first_hit(grid.origin + top @ grid.axes, grid.axes[2], travel_mm)
    met = np.isfinite(length).reshape(rows, columns)
    if not met.any():
        return met
    away = np.asarray(ndimage.distance_transform_edt(~met)) * grid.spacing_mm
    return away <= gap_mm + grid.spacing_mm


def _lidded(field: np.ndarray, over: np.ndarray, grid: Grid) -> np.ndarray:
    """The field with what stands above the grid put on its topmost nodes."""
    field = field.copy()
    field[-1][over] = -grid.spacing_mm
    return field


def _beyond(outline: Footprint, field: np.ndarray, grid: Grid, band_mm: float) -> np.ndarray:
    """How far the bone's own point below each node lies beyond the outline, mm, [w, v, u].

    The outline is laid on the bone and drawn out along its normals: drawn out along the way it would leave thin fins
    where the bone is steep.
    """
    offset = grid.axes @ grid.origin
    v, u = (np.arange(count) * grid.spacing_mm for count in grid.shape[1:])
    flat = outline.beyond(np.stack(np.meshgrid(u + offset[0], v + offset[1], indexing="xy"), axis=-1))
    away = np.where((field > 0) & (field < band_mm), field, 0.0) / grid.spacing_mm  # in nodes
    slope_v, slope_u = np.gradient(field, grid.spacing_mm, axis=(1, 2))
    rows = np.arange(grid.shape[1])[None, :, None] - away * np.clip(slope_v, -1, 1)
    columns = np.arange(grid.shape[2])[None, None, :] - away * np.clip(slope_u, -1, 1)
    beyond = ndimage.map_coordinates(flat, [rows, columns], order=1, mode="nearest")
    return ndimage.gaussian_filter(beyond, 1.0)


def _smooth(field: np.ndarray) -> np.ndarray:
    """Where the base ends at an undercut need not be exact, but not ragged either."""
    return ndimage.gaussian_filter(np.clip(field, -2.0, 2.0), 2.0)


def _rounded(a: np.ndarray, b: np.ndarray, radius: float) -> np.ndarray:
    """The greater of two distance fields, with the edge between them rounded."""
    return np.minimum(np.maximum(a, b), -radius) + np.hypot(np.maximum(a + radius, 0), np.maximum(b + radius, 0))


def clear_room(fields: BaseFields, bone: SurfaceDistance, parameters: GuideParameters, extra_mm: float = 0.0) -> Mesh:
    """The solid in which nothing of the guide may be, as large as the clearance and ``extra_mm`` need it to be.

    Interpolation between nodes rounds edges of the bone off, so distances are measured on the surface itself, and the
    level is raised until the least is the clearance.

    Raises
    ------
    OsteoError
        The clearance cannot be met with this grid.
    """
    level, wanted = extra_mm, parameters.clearance_mm + extra_mm + _SAFE_MM
    for _ in range(_ROUNDS):
        solid = level_solid(fields.kept_clear, fields.grid, level)
        corners = solid.vertices[solid.faces]
        inner = _inside(fields.grid, np.vstack([solid.vertices, corners.mean(axis=1)]))
        lacking = wanted - float(bone.signed(inner).min(initial=np.inf))
        if lacking <= 0:
            return solid
        level += lacking + _SAFE_MM
    raise OsteoError("The clearance cannot be met between the grid's nodes; choose a smaller grid_mm.")


def _inside(grid: Grid, points: np.ndarray) -> np.ndarray:
    """Points that are not on the border of the grid, where the solid is merely closed."""
    local = grid.local(points)
    last = (np.array(grid.shape[::-1]) - 1) * grid.spacing_mm
    return points[((local > 0.5 * grid.spacing_mm) & (local < last - 0.5 * grid.spacing_mm)).all(axis=1)]
