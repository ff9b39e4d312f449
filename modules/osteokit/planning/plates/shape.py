"""A plate prepared for planning: its solid, its holes, and points spread evenly over the side that lies on the bone.

Everything is in the implant's frame: the origin is the middle of the bone side, z points into the bone, x to the
proximal end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh

SPACING_MM = 1.0
"""Between the points of the bone side, unless the plate is so large that these would be more than about MOST."""

MOST = 1000

FACING = 0.5
"""A face belongs to the bone side where its normal is within 60 degrees of z: walls of holes and edges do not."""


@dataclass(frozen=True, eq=False)
class PlateShape:
    """A plate in its own frame, mm.

    Attributes
    ----------
    mesh : Mesh
        Closed and outward.
    holes : tuple of ConnectionPoint
        From the proximal to the distal end.
    points, normals : ndarray (n, 3)
        Of the bone side; normals point out of the plate, to the bone.
    areas : ndarray (n,)
        mm2 of the bone side that each point stands for; 0 for the points on its rim, which bound but do not weigh.
    thickness : ndarray (n,)
        Of the plate at each point, mm.
    material : str
        As the catalogue says it.
    """

    mesh: Mesh
    holes: tuple[ConnectionPoint, ...]
    points: np.ndarray
    normals: np.ndarray
    areas: np.ndarray
    thickness: np.ndarray
    material: str = ""

    @property
    def length_mm(self) -> float:
        """Along x."""
        return float(np.ptp(self.mesh.vertices[:, 0]))

    @property
    def thickness_mm(self) -> float:
        """Of the body: the median over the bone side."""
        return float(np.median(self.thickness[self.areas > 0]))


def coarsened(plate: PlateShape, every: int) -> PlateShape:
    """The same plate with one of ``every`` points, each of which stands for as many times the area: to search with."""
    some = slice(None, None, every)
    return replace(
        plate, points=plate.points[some], normals=plate.normals[some], areas=every * plate.areas[some],
        thickness=plate.thickness[some],
    )  # fmt: skip


def plate_shape(mesh: Mesh, holes: Sequence[ConnectionPoint] = (), material: str = "") -> PlateShape:
    """Prepare a plate's solid: the bone side is what is seen of it from the bone, along z.

    Raises
    ------
    OsteoError
        Nothing of the mesh faces z, so it is no plate in its frame.
    """
    surface = SurfaceDistance(mesh)
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    spacing = max(SPACING_MM, float(np.sqrt(np.prod(high[:2] - low[:2]) / MOST)))
    counts = np.maximum(np.round((high - low)[:2] / spacing), 1).astype(int)
    seen, normals = _seen(surface, low, high, counts)
    if len(seen) < 4:
        raise OsteoError("The plate has no side that faces the bone (its z axis); set its frame again.")
    rim, rim_normals = _rim(mesh, surface, spacing)
    points, normals = np.concatenate([seen, rim]), np.concatenate([normals, rim_normals])
    cell = float(np.prod((high - low)[:2] / counts))
    areas = np.concatenate([cell / normals[: len(seen), 2], np.zeros(len(rim))])
    depth, _ = surface.first_hit(points, -normals, float(np.ptp(mesh.vertices, axis=0).max()), 0.05)
    body = float(np.median(depth[: len(seen)][np.isfinite(depth[: len(seen)])]))
    thickness = np.where(np.isfinite(depth), depth, body)
    ordered = tuple(sorted(holes, key=lambda hole: -hole.point[0]))
    return PlateShape(mesh, ordered, points, normals, areas, thickness, material)


def _seen(
    surface: SurfaceDistance, low: np.ndarray, high: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The places where a grid of rays from the bone meets the bone side, and the normals there."""
    x, y = (low[k] + (high[k] - low[k]) * (np.arange(counts[k]) + 0.5) / counts[k] for k in range(2))
    grid = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1).reshape(-1, 2)
    start = np.column_stack([grid, np.full(len(grid), high[2] + 1.0)])
    way, face = surface.first_hit(start, np.array([0.0, 0.0, -1.0]))
    normals = surface.face_normals[face]
    kept = np.isfinite(way) & (normals[:, 2] > FACING)
    return start[kept] - way[kept, None] * np.array([0.0, 0.0, 1.0]), normals[kept]


def _rim(mesh: Mesh, surface: SurfaceDistance, spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """Corners of the faces of the bone side and points on their borders, about a spacing apart.

    They hold what the grid leaves out: the outline and the rims of holes.
    """
    normals = surface.face_normals
    middle = mesh.vertices[mesh.faces].mean(axis=1)
    free, _ = surface.first_hit(middle, np.array([0.0, 0.0, 1.0]), np.inf, 1e-4)
    facing = (normals[:, 2] > FACING) & ~np.isfinite(free)
    faces, owners = mesh.faces[facing], np.flatnonzero(facing)
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    owners = np.tile(owners, 3)
    _, first, count = np.unique(np.sort(edges, axis=1), axis=0, return_index=True, return_counts=True)
    border, owners = edges[first[count == 1]], owners[first[count == 1]]
    points, keep = [], []
    for (a, b), owner in zip(mesh.vertices[border], owners, strict=True):
        steps = np.linspace(0.0, 1.0, int(np.ceil(np.linalg.norm(b - a) / spacing)) + 1)[:, None]
        points.append(a + steps * (b - a))
        keep.append(np.full(len(steps), owner))
    if not points:
        return np.zeros((0, 3)), np.zeros((0, 3))
    everything = np.concatenate(points)
    _, chosen = np.unique(np.round(everything / spacing).astype(np.int64), axis=0, return_index=True)
    return everything[chosen], normals[np.concatenate(keep)[chosen]]
