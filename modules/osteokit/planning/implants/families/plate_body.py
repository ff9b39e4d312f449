"""A plate: an outline with a thickness and a bevel, holes, and a bend that keeps the volume."""

from dataclasses import dataclass

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.holes import Hole
from osteokit.planning.implants.families.lines import with_lines
from osteokit.planning.implants.families.outline import Outline
from osteokit.planning.implants.families.rings import bands
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import mesh_of

WALL_MM = 0.8
"""The thinnest that is left between a hole and the edge, or two holes; thinner is not made."""
BEVEL = 0.2
"""Of the outer edge, as a share of the thickness."""
SAGITTA_MM = 0.03
"""By how much a bent plate's facets may lie off its smooth curve."""


Curve = tuple[np.ndarray, np.ndarray]
"""A broken line: rising places, and the value at each; 0 everywhere for one place."""
FLAT: Curve = (np.zeros(1), np.zeros(1))


@dataclass(frozen=True)
class Bend:
    """A shear: every point of the flat plate is moved by ``bow(x)`` in y and by ``flare(x) + hollow(y)`` in z, so that
    the volume stays what it was and holes stay parallel to z. Thickness is thus measured along z.

    The three are broken lines within ``SAGITTA_MM`` of smooth curves; the plate is divided along their corners, so
    that it is moved linearly in between and the mesh keeps its volume exactly.

    Attributes
    ----------
    flare, hollow, bow : Curve
        0 at 0; z points into the bone.
    """

    flare: Curve = FLAT
    hollow: Curve = FLAT
    bow: Curve = FLAT

    def __call__(self, points: np.ndarray) -> np.ndarray:
        x, y, z = np.asarray(points, dtype=np.float64).T
        return np.column_stack(
            [x, y + np.interp(x, *self.bow), z + np.interp(x, *self.flare) + np.interp(y, *self.hollow)]
        )

    def mesh(self, flat: Mesh) -> Mesh:
        lines = np.unique(np.concatenate([self.flare[0], self.bow[0]]))
        folded = with_lines(with_lines(flat, 0, lines), 1, self.hollow[0])
        return Mesh(self(folded.vertices), folded.faces)


def parabola(radius_mm: float, half_mm: float) -> Curve:
    """t^2 / (2 radius) from -half to +half; a chord of length c lies c^2 / (8 radius) off."""
    count = int(np.ceil(half_mm / np.sqrt(8 * abs(radius_mm) * SAGITTA_MM)))
    places = np.linspace(-half_mm, half_mm, 2 * max(count, 1) + 1)
    return places, places**2 / (2 * radius_mm)


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
            A hole is as wide as the plate there, two holes meet, or a corner is too sharp for the bevel.
        """
        if self.bevel_mm > 0.9 * self.outline.sharpest_mm:
            raise OsteoError("The corners of the plate are sharper than its bevel; choose a wider or thinner plate.")
        ends = np.array([hole.ends for hole in self.holes])
        reach = np.array([hole.top_mm / 2 for hole in self.holes])
        if (_gaps(ends, reach) < WALL_MM).any():
            raise OsteoError(
                f"Two holes of the plate meet or leave less than {WALL_MM:g} mm between them; choose a larger spacing, "
                "a thinner screw or fewer holes."
            )
        room = self.outline.clearance(ends.reshape(-1, 2)).reshape(-1, 2).min(axis=1) - self.bevel_mm - WALL_MM
        if (reach > room).any():
            narrow = int(np.argmax(reach - room))
            raise OsteoError(
                f"Hole {narrow + 1} ({2 * reach[narrow]:.1f} mm wide) leaves no wall to the edge of the plate; choose "
                "a wider plate, a thinner screw or fewer holes."
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
        return mesh_of(body) if self.bend is None else self.bend.mesh(mesh_of(body))

    def connections(self) -> tuple[ConnectionPoint, ...]:
        """One per hole, in order."""
        points = np.array([[hole.x, hole.y, hole.sunk_mm - self.thickness_mm] for hole in self.holes])
        points = points if self.bend is None or not len(points) else self.bend(points)
        return tuple(
            hole.connection(f"hole {n}", point)
            for n, (hole, point) in enumerate(zip(self.holes, points, strict=True), 1)
        )


def _gaps(ends: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Between every two holes, whose middles are short segments along x (n, 2, 2)."""
    left, right, y = ends[:, :, 0].min(axis=1), ends[:, :, 0].max(axis=1), ends[:, 0, 1]
    first, second = np.triu_indices(len(ends), 1)
    along = np.maximum(np.maximum(left[second] - right[first], left[first] - right[second]), 0.0)
    return np.hypot(along, y[first] - y[second]) - reach[first] - reach[second]


def _bevelled(outline: Outline, thickness: float, bevel: float) -> manifold3d.Manifold:
    """The plate without holes: two bands and two caps."""
    base, top = outline.points(), outline.points(bevel)
    count = len(base)
    levels = [(top, -thickness), (base, -thickness + bevel), (base, 0.0)]
    rings = [np.column_stack([ring, np.full(count, z)]) for ring, z in levels]
    cap = np.asarray(manifold3d.triangulate([base]), dtype=np.int64)
    under = np.asarray(manifold3d.triangulate([top]), dtype=np.int64)
    faces = [bands(3, count), cap + 2 * count, under[:, ::-1]]
    solid = manifold3d.Manifold(
        manifold3d.Mesh64(np.ascontiguousarray(np.concatenate(rings)), np.concatenate(faces).astype(np.uint64))
    )
    if solid.status() != manifold3d.Error.NoError:
        raise OsteoError("The outline of the plate crosses itself; choose a wider head or a smaller bevel.")
    return solid
