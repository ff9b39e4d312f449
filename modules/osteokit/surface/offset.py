"""Offsets of a surface by its distance on a grid, and the same swept along the way on which a part is put on.

Marching cubes on the signed distance give offsets that are closed and free of self-intersection, which moving the
vertices along their normals does not. The grid is aligned with a direction, so that sweeping is a running minimum.
"""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.extract import iso_surface
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

_COARSE = 4  # nodes between those that decide whether a block is near the surface
_MOST_NODES = 30_000_000


@dataclass(frozen=True, eq=False)
class Grid:
    """A lattice in space: ``origin`` (3,) RAS mm of node 0, ``axes`` (3, 3) orthonormal right-handed rows u, v, w,
    ``spacing_mm`` between nodes, ``shape`` the number of nodes along (w, v, u), the order of a field's axes."""

    origin: np.ndarray
    axes: np.ndarray
    spacing_mm: float
    shape: tuple[int, int, int]

    def points(self, step: int = 1) -> np.ndarray:
        """Every ``step``-th node, RAS mm, (w, v, u, 3)."""
        w, v, u = (np.arange(0, count, step) * self.spacing_mm for count in self.shape)
        along = (w[:, None, None, None] * self.axes[2], v[None, :, None, None] * self.axes[1])
        return self.origin + along[0] + along[1] + u[None, None, :, None] * self.axes[0]

    def local(self, points: np.ndarray) -> np.ndarray:
        """RAS points (n, 3) along the axes u, v, w, mm from node 0."""
        return (np.asarray(points) - self.origin) @ self.axes.T


def grid_over(points: np.ndarray, direction: np.ndarray, pad_mm: float, spacing_mm: float) -> Grid:
    """The grid with w along ``direction`` that holds ``points`` (n, 3) and ``pad_mm`` around them.

    Raises
    ------
    OsteoError
        The grid would have more than thirty million nodes.
    """
    axes = axes_of(direction)
    local = np.asarray(points) @ axes.T
    low = local.min(axis=0) - pad_mm
    u, v, w = (int(np.ceil(side)) + 1 for side in (local.max(axis=0) + pad_mm - low) / spacing_mm)
    if u * v * w > _MOST_NODES:
        size = " x ".join(f"{count * spacing_mm:.0f}" for count in (u, v, w))
        raise OsteoError(f"A region of {size} mm is too large for a grid of {spacing_mm:g} mm; make either smaller.")
    return Grid(low @ axes, axes, float(spacing_mm), (w, v, u))


def axes_of(direction: np.ndarray) -> np.ndarray:
    """Rows u, v, w of a right-handed frame with w along ``direction``; u is as far as can be from it in RAS."""
    w = np.asarray(direction, np.float64) / np.linalg.norm(direction)
    u = np.eye(3)[np.abs(w).argmin()]
    u = u - (u @ w) * w
    u /= np.linalg.norm(u)
    return np.stack([u, np.cross(w, u), w])


def distance_field(surface: SurfaceDistance, grid: Grid, low_mm: float, high_mm: float) -> np.ndarray:
    """Signed distance on the nodes, [w, v, u]: exact from ``low_mm`` to ``high_mm``; beyond, it is beyond them too.

    The distance changes by no more than the way, so a coarse grid proves most blocks to be far.
    """
    coarse = surface.signed(grid.points(_COARSE)).reshape([-(-count // _COARSE) for count in grid.shape])
    spread = [
        np.minimum((np.arange(count) + _COARSE // 2) // _COARSE, coarse.shape[axis] - 1)
        for axis, count in enumerate(grid.shape)
    ]
    field = coarse[np.ix_(*spread)]
    way = [
        (np.arange(count) - _COARSE * part) * grid.spacing_mm for count, part in zip(grid.shape, spread, strict=True)
    ]
    radius = np.sqrt(way[0][:, None, None] ** 2 + way[1][None, :, None] ** 2 + way[2][None, None, :] ** 2)
    near = (field - radius <= high_mm) & (field + radius >= low_mm)
    field = np.where(field > 0, np.maximum(field, high_mm), np.minimum(field, low_mm))
    w, v, u = np.nonzero(near)
    steps = np.stack([u, v, w], axis=1) * grid.spacing_mm
    field[near] = surface.signed(grid.origin + steps @ grid.axes)
    return field


def swept(field: np.ndarray) -> np.ndarray:
    """The distance [w, v, u] to everything a point meets on its way out along +w: the least value from it upward.

    Its level sets are the offsets of the body together with its shadow below: what lies above them goes straight on
    and off.
    """
    return np.minimum.accumulate(field[::-1], axis=0)[::-1]


def level_solid(field: np.ndarray, grid: Grid, level: float) -> Mesh:
    """The closed surface, in RAS mm, around the nodes whose value is below ``level``; it closes at the grid's border.

    Empty when no node is.
    """
    inside = np.pad(np.asarray(field, np.float32) - np.float32(level), 1, constant_values=grid.spacing_mm)
    inside[inside == 0] = 1e-6  # a node on the surface would give triangles without area
    spacing = np.full(3, grid.spacing_mm)
    mesh = iso_surface(inside, spacing, 0.0)
    return Mesh((mesh.vertices - grid.spacing_mm) @ grid.axes + grid.origin, mesh.faces)


def offset_shell(mesh: Mesh, region: Mesh, inner_mm: float, outer_mm: float, spacing_mm: float = 0.5) -> Mesh:
    """The part of the closed ``region`` whose distance to the solid ``mesh`` is between ``inner_mm`` and ``outer_mm``.

    Between grid nodes the distance is interpolated: see :func:`osteokit.surface.distance.min_gap` to verify a gap.

    Raises
    ------
    OsteoError
        A mesh is not a solid, the distances are in the wrong order, or the region holds nothing of the shell.
    """
    if not inner_mm < outer_mm:
        raise OsteoError(f"A shell from {inner_mm:g} to {outer_mm:g} mm is empty; the outer offset must be larger.")
    surface, cutter = SurfaceDistance(mesh), manifold_of(region)
    grid = grid_over(region.vertices, np.array([0.0, 0.0, 1.0]), 2 * spacing_mm, spacing_mm)
    field = distance_field(surface, grid, inner_mm - 2 * spacing_mm, outer_mm + 2 * spacing_mm)
    middle, half = (inner_mm + outer_mm) / 2, (outer_mm - inner_mm) / 2
    shell = level_solid(np.abs(field - middle), grid, half)
    if not len(shell.faces) or (result := manifold_of(shell) ^ cutter).is_empty():
        raise OsteoError("The region holds nothing of the offset shell; move it onto the surface.")
    return mesh_of(result)
