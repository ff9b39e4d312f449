"""Bending a plate: what angles at the stations between its holes do to it, and how far its material lets it.

Between the holes of neighbouring rows lies a zone in which the plate is bent, by the same curvature throughout; holes
stay as they are. The neutral line runs at half the thickness and keeps its length (Euler-Bernoulli); the middle of the
plate stays where it is. In each zone three ways, all positive when the proximal part turns:

- ``bend``: toward the bone (about -y), so that the plate is hollow on the side of the bone;
- ``edge``: toward +y, to the right for who looks at the plate from outside, proximal end up (about z);
- ``twist``: about the plate's own length, right-handed to proximal (about x): anticlockwise for who looks at its
  proximal end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.plates.shape import PlateShape
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

WAYS = ("bend", "edge", "twist")
_AXES = np.array([[0.0, -1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])

ELONGATION = {
    "316L": 0.12,  # cold-worked, as plates are: ISO 5832-1
    "316L annealed": 0.40,  # as reconstruction plates are, so that they can be bent: ISO 5832-1
    "cpTi": 0.15,  # grade 4A: ISO 5832-2
    "Ti-6Al-4V": 0.10,  # ISO 5832-3
    "Ti-6Al-7Nb": 0.10,  # ISO 5832-11
}
"""Least elongation at fracture that the standard of each material demands."""
LEAST_ELONGATION = 0.10
"""Of a material that is not told."""
SHARE_OF_ELONGATION = 0.5
"""Strain of the outermost fibre that is allowed, as share of the elongation: a plate is bent once, and must hold."""

HOLE_DIAMETERS = 2.1
"""Length of plate that a hole takes up, in diameters of its screw: its seat and the travel of a compression hole."""
LEAST_ZONE = 0.25
"""Of the distance of the holes."""
SLICES = 4
FLAT_MM = 0.002
"""Corners that are nearer than this to the flat of their neighbours are taken out again."""


@dataclass(frozen=True)
class BendStation:
    """Where the plate is put into the bending pliers.

    Attributes
    ----------
    x_mm : float
        Middle of the zone in the plate's frame.
    zone_mm, width_mm, thickness_mm : float
        Length of the zone along the plate, and the section there.
    between : tuple of str
        Names of the holes on its proximal and on its distal side.
    """

    x_mm: float
    zone_mm: float
    width_mm: float
    thickness_mm: float
    between: tuple[str, str]


def stations_of(plate: PlateShape) -> tuple[BendStation, ...]:
    """The stations of a plate, from its proximal to its distal end; none where it has no two rows of holes."""
    rows: list[list[int]] = []
    for number, hole in enumerate(plate.holes):  # proximal first
        if rows and plate.holes[rows[-1][-1]].point[0] - hole.point[0] < hole.diameter_mm:
            rows[-1].append(number)
        else:
            rows.append([number])
    stations = []
    for upper, lower in pairwise(rows):
        top = min(plate.holes[n].point[0] for n in upper)
        bottom = max(plate.holes[n].point[0] for n in lower)
        hole = max(plate.holes[n].diameter_mm for n in (*upper, *lower))
        zone = max(top - bottom - HOLE_DIAMETERS * hole, LEAST_ZONE * (top - bottom))
        middle = (top + bottom) / 2
        width, thickness = _section(plate, middle, zone)
        names = (plate.holes[upper[0]].name, plate.holes[lower[0]].name)
        stations.append(BendStation(middle, zone, width, thickness, names))
    return tuple(stations)


def _section(plate: PlateShape, x: float, zone: float) -> tuple[float, float]:
    """Least width and median thickness of the bone side within a zone."""
    near = (np.abs(plate.points[:, 0] - x) <= zone / 2 + 1.0) & (plate.areas > 0)
    if np.count_nonzero(near) < 3:
        near = plate.areas > 0
    rows = np.round(plate.points[near, 0], 3)
    y = plate.points[near, 1]
    spacing = float(np.sqrt(np.median(plate.areas[near])))
    width = min(float(np.ptp(y[rows == row])) for row in np.unique(rows)) + spacing
    return width, float(np.median(plate.thickness[near]))


def allowed_strain(material: str) -> float:
    """Of the outermost fibre, as a share: half of the least elongation of the material, or of the least ductile one
    where the material is not known."""
    return SHARE_OF_ELONGATION * ELONGATION.get(material, LEAST_ELONGATION)


def strain(station: BendStation, angles_deg: np.ndarray) -> float:
    """Of the outermost fibre of a station bent by ``(bend, edge, twist)`` degrees.

    Bending strains a fibre at distance c from the neutral axis by c times the curvature; twisting a thin section of
    thickness t shears it by t times the twist per length, which counts as shear / sqrt(3) (von Mises).
    """
    bend, edge, twist = np.abs(np.radians(angles_deg)) / station.zone_mm
    stretched = station.thickness_mm / 2 * bend + station.width_mm / 2 * edge
    return float(np.hypot(stretched, station.thickness_mm * twist / np.sqrt(3)))


def largest_angles(station: BendStation, material: str) -> np.ndarray:
    """Degrees (3,) of bend, edge and twist that the material allows, each alone."""
    return np.array([allowed_strain(material) / strain(station, way) for way in np.eye(3)])


def held_back(stations: Sequence[BendStation], angles_deg: np.ndarray, material: str) -> np.ndarray:
    """``angles_deg`` (stations, 3), all three of a station made smaller alike where they would strain it too much."""
    used = np.array([strain(station, row) for station, row in zip(stations, angles_deg, strict=True)])
    return angles_deg * np.minimum(1.0, allowed_strain(material) / np.maximum(used, 1e-12))[:, None]


def bent(plate: PlateShape, angles_deg: np.ndarray) -> PlateShape:
    """The plate bent by ``angles_deg`` (stations, 3): bend, edge, twist at each of :func:`stations_of`.

    The mesh stays closed: its triangles are cut at slices through the zones, and every corner is moved once.

    Raises
    ------
    OsteoError
        The number of angles is not that of the stations, or the material would be strained beyond what is allowed.
    """
    stations = stations_of(plate)
    angles = np.asarray(angles_deg, np.float64).reshape(-1, 3)
    if len(angles) != len(stations) or not np.isfinite(angles).all():
        raise OsteoError(f"The plate has {len(stations)} bending stations, but {len(angles)} rows of angles are given.")
    for number, (station, row) in enumerate(zip(stations, angles, strict=True)):
        if strain(station, row) > allowed_strain(plate.material) * (1 + 1e-6):
            raise OsteoError(
                f"Station {number + 1} would be strained by {100 * strain(station, row):.1f} %, more than the "
                f"{100 * allowed_strain(plate.material):.1f} % that {plate.material or 'its material'} allows; bend it "
                "less, or choose a thinner plate."
            )
    curve = BentLine(stations, angles, -plate.thickness_mm / 2)
    cuts = [
        station.x_mm + station.zone_mm * (share - 0.5)
        for station, row in zip(stations, angles, strict=True)
        if row.any()
        for share in np.linspace(0, 1, SLICES + 1)
    ]
    mesh = sliced(plate.mesh, np.array(cuts))
    holes = []
    for hole in plate.holes:
        point, turn = curve.moved(np.array([hole.point])), curve.turns(np.array([hole.point[0]]))[0]
        axis = turn @ np.asarray(hole.axis)
        holes.append(replace(hole, point=_vector(point[0]), axis=_vector(axis)))
    normals = np.einsum("nij,nj->ni", curve.turns(plate.points[:, 0]), plate.normals)
    solid = manifold_of(Mesh(curve.moved(mesh.vertices), mesh.faces)).simplify(FLAT_MM)
    return replace(
        plate, mesh=mesh_of(solid), holes=tuple(holes), normals=normals,
        points=curve.moved(plate.points),
    )  # fmt: skip


class BentLine:
    """The neutral line of a bent plate: a frame for every x of the unbent one."""

    def __init__(self, stations: Sequence[BendStation], angles_deg: np.ndarray, neutral_z: float) -> None:
        edges, rates = [], []
        for station, row in sorted(zip(stations, np.radians(angles_deg), strict=True), key=lambda one: one[0].x_mm):
            edges += [station.x_mm - station.zone_mm / 2, station.x_mm + station.zone_mm / 2]
            rates += [np.zeros(3), row @ _AXES / station.zone_mm]
        breaks = np.array(edges)
        turning = np.array([*rates, np.zeros(3)]).reshape(-1, 3)
        middle = int(np.searchsorted(breaks, 0.0))
        self._knots = np.insert(breaks, middle, 0.0)
        self._rates = np.insert(turning, middle, turning[middle], axis=0)
        self._neutral = neutral_z
        frames = [np.eye(4)] * len(self._knots)
        for n in range(middle + 1, len(self._knots)):
            frames[n] = frames[n - 1] @ _along(self._rates[n], np.array([self._knots[n] - self._knots[n - 1]]))[0]
        for n in range(middle - 1, -1, -1):
            frames[n] = frames[n + 1] @ _along(self._rates[n + 1], np.array([self._knots[n] - self._knots[n + 1]]))[0]
        self._frames, self._middle = frames, middle

    def frames(self, x: np.ndarray) -> np.ndarray:
        """4x4 (n, 4, 4): where the cross-section at ``x`` (n,) goes, about its point on the neutral line."""
        piece = np.searchsorted(self._knots, x, side="right")
        result = np.empty((len(x), 4, 4))
        for number in np.unique(piece):
            here = piece == number
            knot = number - 1 if number > self._middle else number  # the end of the piece nearer to the middle
            way = x[here] - self._knots[knot]
            result[here] = self._frames[knot] @ _along(self._rates[number], way)
        return result

    def turns(self, x: np.ndarray) -> np.ndarray:
        """Rotations (n, 3, 3)."""
        return self.frames(np.asarray(x, np.float64))[:, :3, :3]

    def moved(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 3) of the unbent plate where bending takes them."""
        frames = self.frames(points[:, 0])
        across = points - [0.0, 0.0, self._neutral]
        across[:, 0] = 0.0
        moved = np.einsum("nij,nj->ni", frames[:, :3, :3], across) + frames[:, :3, 3]
        moved[:, 2] += self._neutral
        return moved


def _along(rate: np.ndarray, way: np.ndarray) -> np.ndarray:
    """The frames (n, 4, 4) after ``way`` (n,) mm along x while turning by ``rate`` (3,) rad/mm: the exponential map of
    rigid motions (Murray, Li and Sastry 1994, eq. 2.36)."""
    result = np.tile(np.eye(4), (len(way), 1, 1))
    speed = float(np.linalg.norm(rate))
    forward = np.array([1.0, 0.0, 0.0])
    if speed < 1e-12:
        result[:, :3, 3] = way[:, None] * forward
        return result
    axis, angle = rate / speed, speed * way
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    sine, versine = np.sin(angle)[:, None, None], (1 - np.cos(angle))[:, None, None]
    result[:, :3, :3] += sine * cross + versine * (cross @ cross)
    shift = way[:, None, None] * np.eye(3) + (versine / speed) * cross
    shift = shift + (angle[:, None, None] - sine) / speed * (cross @ cross)
    result[:, :3, 3] = shift @ forward
    return result


def sliced(mesh: Mesh, cuts: np.ndarray) -> Mesh:
    """The same surface with its triangles cut along the planes x = ``cuts``: closed if it was closed before."""
    vertices, faces = mesh.vertices, mesh.faces
    for cut in np.unique(np.round(cuts, 9)):
        height = vertices[:, 0] - cut
        height = np.where(np.abs(height) < 1e-7, 1e-7, height)  # a corner on the plane lies above it
        above = (height > 0)[faces]
        crossing = above.any(axis=1) & ~above.all(axis=1)
        if not crossing.any():
            continue
        many, above = faces[crossing], above[crossing]
        lone = np.where(above.sum(axis=1) == 1, above.argmax(axis=1), above.argmin(axis=1))
        row = np.arange(len(many))
        a, b, c = (many[row, (lone + n) % 3] for n in range(3))
        ends = np.concatenate([np.stack([a, b], axis=1), np.stack([a, c], axis=1)])
        edges, which = np.unique(np.sort(ends, axis=1), axis=0, return_inverse=True)
        share = (height[edges[:, 0]] / (height[edges[:, 0]] - height[edges[:, 1]]))[:, None]
        fresh = vertices[edges[:, 0]] + share * (vertices[edges[:, 1]] - vertices[edges[:, 0]])
        ab, ac = len(vertices) + which.ravel().reshape(2, -1)
        pieces = [np.stack(one, axis=1) for one in ((a, ab, ac), (ab, b, c), (ab, c, ac))]
        vertices, faces = np.concatenate([vertices, fresh]), np.concatenate([faces[~crossing], *pieces])
    return Mesh(vertices, faces)


def _vector(values: np.ndarray) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
