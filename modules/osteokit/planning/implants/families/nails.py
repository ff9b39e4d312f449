"""Intramedullary nails of femur and tibia: a bent tube with locking holes across."""

from collections.abc import Callable
from dataclasses import dataclass

import manifold3d
import numpy as np
from scipy.optimize import root_scalar

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.formulas import crossing_cylinders, frustum
from osteokit.planning.implants.families.rings import area_factor, circle, tyre
from osteokit.planning.implants.families.straight_plate import whole_number
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder
from osteokit.surface.solid import manifold_of, mesh_of

POINTS = 48
HERZOG_RADIUS_MM = 80.0
"""Of the proximal bend of tibial nails."""
ACROSS, OBLIQUE, SAGITTAL = 90.0, 45.0, 0.0
"""Degrees from x (anterior) around the nail: a screw from side to side, obliquely, from front to back."""
PROXIMAL_HOLES = ((18.0, ACROSS), (32.0, ACROSS), (46.0, OBLIQUE))
DISTAL_HOLES = ((10.0, ACROSS), (22.0, SAGITTAL), (34.0, ACROSS), (46.0, OBLIQUE))
"""Distance from the top and from the tip along the nail, mm, and direction; as many as are asked for."""


@dataclass(frozen=True)
class Path:
    """A curve in the x-z plane of pieces with constant curvature, from the origin on.

    Attributes
    ----------
    lengths, curvatures : (k,)
        Along the path; curvature above 0 turns from z towards -x (a middle in front).
    heading : float
        Of its beginning: angle from z towards x, rad.
    """

    lengths: np.ndarray
    curvatures: np.ndarray
    heading: float = 0.0

    @property
    def length(self) -> float:
        return float(self.lengths.sum())

    def at(self, along: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Points (n, 3) and unit tangents (n, 3), by exact arcs."""
        starts = np.concatenate([[0.0], np.cumsum(self.lengths)[:-1]])
        position, heading = np.zeros(2), self.heading
        points, tangents = np.zeros((len(along), 3)), np.zeros((len(along), 3))
        for n, (start, length, curvature) in enumerate(zip(starts, self.lengths, self.curvatures, strict=True)):
            last = n == len(starts) - 1
            here = (along >= start) if last else (along >= start) & (along < start + length)
            step = np.append(along[here] - start, length)
            angle = heading - curvature * step
            middle = heading - curvature * step / 2
            chord = step * np.sinc(curvature * step / 2 / np.pi)
            reached = position + chord[:, None] * np.column_stack([np.sin(middle), np.cos(middle)])
            points[here, 0], points[here, 2] = reached[:-1].T
            tangents[here, 0], tangents[here, 2] = np.sin(angle[:-1]), np.cos(angle[:-1])
            position, heading = reached[-1], angle[-1]
        return points, tangents

    def upright(self) -> "Path":
        """Turned so that the tip lies on the z axis."""
        x, _y, z = self.at(np.array([self.length]))[0][0]
        return Path(self.lengths, self.curvatures, self.heading - float(np.arctan2(x, z)))

    @property
    def chord(self) -> float:
        return float(np.linalg.norm(self.at(np.array([self.length]))[0][0]))


def femoral_path(sizes: Sizes) -> Path:
    """An arc whose middle lies in front, as the femur's."""
    length, radius = sizes["length_mm"], sizes["bow_radius_mm"]
    if radius == 0:
        return Path(np.array([length]), np.zeros(1))
    return Path(np.array([2 * radius * np.arcsin(length / 2 / radius)]), np.array([1 / radius])).upright()


def tibial_path(sizes: Sizes) -> Path:
    """Straight, the bend of Herzog backwards (the top lies in front), straight again to the tip."""
    turn = np.radians(sizes["bend_deg"])
    upper, arc = sizes["bend_from_top_mm"] - HERZOG_RADIUS_MM * turn / 2, HERZOG_RADIUS_MM * turn

    def of(rest: float) -> Path:
        # Turning from a heading backwards (-x) into z: the curvature is negative, as the nail straightens up.
        return Path(np.array([upper, arc, rest]), np.array([0.0, -1 / HERZOG_RADIUS_MM, 0.0]), -turn)

    rest = root_scalar(lambda rest: of(rest).chord - sizes["length_mm"], bracket=(1.0, 2 * sizes["length_mm"])).root
    return of(rest).upright()


@dataclass(frozen=True)
class Nail:
    """A path with stations: distance along it and outer radius there, linear in between; bore and holes."""

    path: Path
    along: np.ndarray
    radius: np.ndarray
    bore: float
    hole: float
    holes: tuple[tuple[float, float], ...]

    def checked(self) -> "Nail":
        """Itself.

        Raises
        ------
        OsteoError
            Bore or holes leave no wall, or holes meet each other, a step of the nail or its ends.
        """
        if self.bore > 0.65 * float(self.radius[1:-1].min()):
            raise OsteoError("The bore of the nail leaves too thin a wall; choose a thinner bore or a thicker nail.")
        if self.hole > 0.6 * float(self.radius[1:-1].min()):
            raise OsteoError("The locking holes are too wide for the nail; choose thinner screws or a thicker nail.")
        places = np.sort([place for place, _direction in self.holes])
        if len(places) > 1 and np.diff(places).min() < 2 * self.hole + 2:
            raise OsteoError("Locking holes of the nail meet; choose fewer, thinner screws or a longer nail.")
        for place in places:
            around = np.interp([place - self.hole - 1, place + self.hole + 1], self.along, self.radius)
            if not self.along[1] < place - self.hole or abs(around[0] - around[1]) > 1e-9:
                raise OsteoError(
                    f"A locking hole {place:.0f} mm from the top lies on a step or an end of the nail; choose another "
                    "length of the thick part or fewer holes."
                )
        return self

    def mesh(self) -> Mesh:
        fine = np.concatenate(
            [
                np.linspace(a, b, max(2, int((b - a) / 8) + 1))[:-1]
                for a, b in zip(self.along[:-1], self.along[1:], strict=True)
            ]
            + [self.along[-1:]]
        )
        points, tangents = self.path.at(fine)
        aside = np.array([0.0, 1.0, 0.0])
        front = np.cross(aside, tangents)
        x, y = circle(POINTS).T

        def ring(n: int, radius: float) -> np.ndarray:
            return points[n] + radius * (x[:, None] * front[n] + y[:, None] * aside)

        outer = [ring(n, r) for n, r in enumerate(np.interp(fine, self.along, self.radius))]
        inner = [ring(n, self.bore) for n in range(len(fine))]
        body = manifold_of(tyre([*outer, *inner[::-1]]))
        drills = [
            manifold_of(cylinder(p - 20 * w, p + 20 * w, area_factor(POINTS) * self.hole, POINTS))
            for p, w in self.drilled()
        ]
        return mesh_of(manifold3d.Manifold.batch_boolean([body, *drills], manifold3d.OpType.Subtract))

    def drilled(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Middle and direction of every locking hole."""
        if not self.holes:
            return []
        places, turns = np.array(self.holes).T
        points, tangents = self.path.at(places)
        aside = np.array([0.0, 1.0, 0.0])
        turns = np.radians(turns)[:, None]
        return list(zip(points, np.cos(turns) * np.cross(aside, tangents) + np.sin(turns) * aside, strict=True))

    @property
    def volume_mm3(self) -> float:
        """Sections whose middle lies on the path sweep area times length (Pappus and Guldin): frusta, less the bore,
        less what crossing cylinders share (a nail's curvature changes that by less than 1e-6)."""
        solid = sum(
            frustum(float(a), float(b), float(h))
            for a, b, h in zip(self.radius[:-1], self.radius[1:], np.diff(self.along), strict=True)
        )
        tube = solid - np.pi * self.bore**2 * self.path.length
        crossed = sum(
            crossing_cylinders(float(np.interp(place, self.along, self.radius)), self.hole)
            - crossing_cylinders(self.bore, self.hole)
            for place, _direction in self.holes
        )
        return float(tube - crossed)


def _nail(sizes: Sizes, path: Path) -> Nail:
    total, thin, thick = path.length, sizes["diameter_mm"] / 2, sizes["proximal_diameter_mm"] / 2
    upper = sizes["proximal_length_mm"]
    if thick < thin or upper + 12 > total - 2 * thin:
        raise OsteoError(
            "The upper part of a nail is at least as thick as the lower one and shorter than the nail; change its "
            "diameter or its length."
        )
    stations = [
        (0.0, thick - 0.5),
        (0.5, thick),
        (upper, thick),
        (upper + 10, thin),
        (total - 1.2 * thin, thin),
        (total, 0.65 * thin),
    ]
    holes = [*PROXIMAL_HOLES[: whole_number(sizes, "proximal_holes")]]
    holes += [(total - 1.2 * thin - place, way) for place, way in DISTAL_HOLES[: whole_number(sizes, "distal_holes")]]
    along, radius = np.array(stations).T
    return Nail(path, along, radius, sizes["bore_mm"] / 2, 1.04 * sizes["screw_mm"] / 2, tuple(holes)).checked()


def femoral_nail(sizes: Sizes) -> Nail:
    """The frame's z runs from the middle of the top to the middle of the tip."""
    if 0 < sizes["bow_radius_mm"] < sizes["length_mm"]:
        raise OsteoError(
            f"A bow of {sizes['bow_radius_mm']:g} mm radius is too tight for a nail of {sizes['length_mm']:g} mm; "
            "choose a radius above its length, or 0 for straight."
        )
    return _nail(sizes, femoral_path(sizes))


def tibial_nail(sizes: Sizes) -> Nail:
    """As the femoral one; z is 1 to 2 degrees off the straight lower part."""
    half = HERZOG_RADIUS_MM * np.radians(sizes["bend_deg"]) / 2
    if sizes["bend_from_top_mm"] < half + 1 or sizes["bend_from_top_mm"] + half + 20 > 0.6 * sizes["length_mm"]:
        raise OsteoError("The bend of a tibial nail lies in its upper half; choose another distance from the top.")
    return _nail(sizes, tibial_path(sizes))


def _joins(nail: Nail) -> tuple[ConnectionPoint, ...]:
    """A screw may go in from either end of a hole; its middle is the point."""
    count = sum(place < nail.path.length / 2 for place, _way in nail.holes)
    names = [f"proximal {n + 1}" for n in range(count)] + [f"distal {n + 1}" for n in range(len(nail.holes) - count)]
    return tuple(
        ConnectionPoint(
            name, "locking", (float(p[0]), float(p[1]), float(p[2])), (float(w[0]), float(w[1]), float(w[2])),
            2 * nail.hole / 1.04, 0.0, ("cortical_screw", "locking_screw"),
        )
        for name, (p, w) in zip(names, nail.drilled(), strict=True)
    )  # fmt: skip


RANGES = (
    SizeRange("diameter_mm", "diameter", "直径", 7.0, 16.0),
    SizeRange("length_mm", "length, straight from top to tip", "长度", 160.0, 520.0),
    SizeRange("proximal_diameter_mm", "diameter of the upper part", "近端直径", 7.0, 19.0),
    SizeRange("proximal_length_mm", "length of the upper part", "近端长度", 20.0, 120.0, 65.0),
    SizeRange("bore_mm", "bore", "空心直径", 2.0, 7.0),
    SizeRange("screw_mm", "diameter of the locking screws", "锁定螺钉直径", 3.0, 7.0),
    SizeRange("proximal_holes", "proximal locking holes", "近端锁定孔数", 0, 3, 3),
    SizeRange("distal_holes", "distal locking holes", "远端锁定孔数", 0, 4, 3),
)


def _measures(sizes: Sizes) -> dict[str, float]:
    """Typical proportions; no standard."""
    diameter = float(sizes["diameter_mm"])
    return {
        "proximal_diameter_mm": max(diameter, min(diameter + 2, 13.0)),
        "bore_mm": 0.42 * diameter,
        "screw_mm": 4.0 if diameter < 8.5 else 5.0,
    }


def _family(
    key: str, english: str, chinese: str, nail: Callable[[Sizes], Nail], extra: tuple[SizeRange, ...]
) -> Family:  # fmt: skip
    def check(sizes: Sizes) -> None:
        nail(sizes)

    return Family(
        key, english, chinese, "nail", (*RANGES, *extra),
        solid=lambda sizes: nail(sizes).mesh(),
        joins=lambda sizes: _joins(nail(sizes)),
        volume=lambda sizes: nail(sizes).volume_mm3,
        derived=_measures, check=check,
    )  # fmt: skip


FEMORAL = _family(
    "femoral_nail", "femoral nail", "股骨髓内钉", femoral_nail,
    (SizeRange("bow_radius_mm", "radius of the bow, 0 for straight", "前弓半径", 0.0, 5000.0, 1200.0),),
)  # fmt: skip
TIBIAL = _family(
    "tibial_nail", "tibial nail", "胫骨髓内钉", tibial_nail,
    (
        SizeRange("bend_deg", "bend of Herzog", "Herzog角", 0.5, 20.0, 10.0),
        SizeRange("bend_from_top_mm", "middle of the bend from the top", "折弯距顶端", 15.0, 150.0, 60.0),
    ),
)  # fmt: skip
