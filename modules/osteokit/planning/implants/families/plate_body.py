"""A plate: an outline with a thickness and a bevel, holes, and a bend that keeps the volume."""

from collections.abc import Callable
from dataclasses import dataclass

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.holes import Hole
from osteokit.planning.implants.families.outline import Outline
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of

WALL_MM = 0.8
"""The thinnest that is left between a hole and the edge, or two holes; thinner is not made."""
FINE_MM = 3.0
"""Longest edge of a bent plate."""


@dataclass(frozen=True)
class Bend:
    """A shear: every point is moved by ``along_y(x)`` in y and then by ``along_z(x, y)`` in z, so that the volume
    stays what it was and holes stay parallel to z. Thickness is thus measured along z.

    Attributes
    ----------
    along_y : callable
        x (n,) -> mm (n,).
    along_z : callable
        x, y (n,) -> mm (n,), 0 at the origin; z points into the bone.
    """

    along_y: Callable[[np.ndarray], np.ndarray]
    along_z: Callable[[np.ndarray, np.ndarray], np.ndarray]

    def __call__(self, points: np.ndarray) -> np.ndarray:
        x, y, z = np.asarray(points, dtype=np.float64).T
        y = y + self.along_y(x)
        return np.column_stack([x, y, z + self.along_z(x, y)])


@dataclass(frozen=True)
class PlateBody:
    """The bone side is z = 0 before it is bent, the outer side z = -thickness."""

    outline: Outline
    holes: tuple[Hole, ...]
    thickness_mm: float
    bevel_mm: float
    bend: Bend | None = None

    def checked(self) -> "PlateBody":
        """Itself, where every hole leaves a wall.

        Raises
        ------
        OsteoError
            A hole is as wide as the plate there, or two holes meet.
        """
        for number, hole in enumerate(self.holes, 1):
            room = float(self.outline.clearance(hole.ends).min()) - self.bevel_mm
            if hole.top_mm / 2 + WALL_MM > room:
                raise OsteoError(
                    f"Hole {number} ({hole.top_mm:.1f} mm wide) leaves no wall to the edge of the plate; choose a "
                    "wider plate, a thinner screw or fewer holes."
                )
        for number, hole in enumerate(self.holes):
            for other in self.holes[:number]:
                gap = _distance(hole.ends, other.ends) - (hole.top_mm + other.top_mm) / 2
                if gap < WALL_MM:
                    raise OsteoError(
                        f"Two holes of the plate lie {gap:.1f} mm apart; choose a larger spacing, a thinner screw or "
                        "fewer holes."
                    )
        return self

    @property
    def volume_mm3(self) -> float:
        """Bevelled outline less the holes; a shear keeps volumes (its determinant is 1)."""
        whole = self.outline.bevelled_volume(self.thickness_mm, self.bevel_mm)
        return whole - sum(hole.volume_mm3(self.thickness_mm) for hole in self.holes)

    def mesh(self) -> Mesh:
        body = _bevelled(self.outline, self.thickness_mm, self.bevel_mm)
        cutters = [hole.cutter(self.thickness_mm) for hole in self.holes]
        body = manifold3d.Manifold.batch_boolean([body, *cutters], manifold3d.OpType.Subtract)
        if self.bend is None:
            return mesh_of(body)
        fine = mesh_of(body.refine_to_length(FINE_MM))
        return Mesh(self.bend(fine.vertices), fine.faces)

    def connections(self) -> tuple[ConnectionPoint, ...]:
        """One per hole, in order, on the outer side."""
        points = np.array([[hole.x, hole.y, -self.thickness_mm] for hole in self.holes])
        points = points if self.bend is None or not len(points) else self.bend(points)
        return tuple(
            hole.connection(f"hole {n}", point)
            for n, (hole, point) in enumerate(zip(self.holes, points, strict=True), 1)
        )


def _distance(first: np.ndarray, second: np.ndarray) -> float:
    """Between two short segments along x."""
    (a, b), (c, d) = np.sort(first[:, 0]), np.sort(second[:, 0])
    along = max(c - b, a - d, 0.0)
    return float(np.hypot(along, first[0, 1] - second[0, 1]))


def _bevelled(outline: Outline, thickness: float, bevel: float) -> manifold3d.Manifold:
    """The plate without holes: two bands and two caps."""
    base, top = outline.points(), outline.points(bevel)
    count = len(base)
    levels = [(top, -thickness), (base, -thickness + bevel), (base, 0.0)]
    rings = [np.column_stack([ring, np.full(count, z)]) for ring, z in levels]
    here, faces = np.arange(count), []
    after = np.roll(here, -1)
    for level in range(2):
        a, b = here + level * count, after + level * count
        faces += [np.column_stack([a, b, b + count]), np.column_stack([a, b + count, a + count])]
    cap = np.asarray(manifold3d.triangulate([base]), dtype=np.int64)
    under = np.asarray(manifold3d.triangulate([top]), dtype=np.int64)
    faces += [cap + 2 * count, under[:, ::-1]]
    solid = manifold3d.Manifold(
        manifold3d.Mesh64(np.ascontiguousarray(np.concatenate(rings)), np.concatenate(faces).astype(np.uint64))
    )
    if solid.status() != manifold3d.Error.NoError:
        raise OsteoError("The outline of the plate crosses itself; choose a wider head or a smaller bevel.")
    return solid
