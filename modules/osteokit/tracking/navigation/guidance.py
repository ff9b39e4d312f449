"""What a surgeon needs of the plan while the tool moves: distance, angle, depth."""

from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.navigation.tool import ToolPlace

Vector = tuple[float, float, float]

SQUARE = 0.2
"""Cosine between the tool and the planned line below which no end is foretold: the tool lies across the line; the
same between the normals of blade and cut, below which no tilts are told."""


@dataclass(frozen=True)
class LineTarget:
    """A screw, wire or drill hole: from ``entry`` to ``end``, RAS mm of the plan's images.

    Raises
    ------
    OsteoError
        It has no length, or a number that is not finite.
    """

    name: str
    bone: str
    entry: Vector
    end: Vector
    diameter_mm: float = 0.0
    kind: str = "screw"

    def __post_init__(self) -> None:
        ends = np.array([self.entry, self.end], dtype=np.float64)
        if not np.isfinite(ends).all() or np.linalg.norm(ends[1] - ends[0]) < 1e-6:
            raise OsteoError(f"{self.name!r} needs an entry and an end that are finite and apart; plan it again.")

    @property
    def length_mm(self) -> float:
        return float(np.linalg.norm(np.subtract(self.end, self.entry)))

    @property
    def axis(self) -> np.ndarray:
        """Unit vector (3,) from the entry to the end."""
        along = np.subtract(self.end, self.entry)
        return along / np.linalg.norm(along)


@dataclass(frozen=True)
class PlaneTarget:
    """A flat cut: sawn from ``entry`` along ``direction``, ``depth_mm`` deep, ``normal`` being square to the blade."""

    name: str
    bone: str
    entry: Vector
    direction: Vector
    normal: Vector
    depth_mm: float
    kind: str = "cut"

    def __post_init__(self) -> None:
        numbers = np.array([self.entry, self.direction, self.normal], dtype=np.float64)
        if not np.isfinite(numbers).all() or np.linalg.norm(np.cross(numbers[1], numbers[2])) < 1e-6:
            raise OsteoError(f"{self.name!r} needs a way of the saw that is not its normal; plan it again.")
        if not (np.isfinite(self.depth_mm) and self.depth_mm > 0):
            raise OsteoError(f"{self.name!r} needs a depth above 0 mm, not {self.depth_mm}; plan it again.")

    @property
    def unit_normal(self) -> np.ndarray:
        return np.asarray(self.normal, np.float64) / np.linalg.norm(self.normal)

    @property
    def axis(self) -> np.ndarray:
        """Unit vector (3,) of the saw's way in the plane."""
        way = np.asarray(self.direction, np.float64)
        way = way - (way @ self.unit_normal) * self.unit_normal
        return way / np.linalg.norm(way)

    @property
    def length_mm(self) -> float:
        return self.depth_mm

    @property
    def end(self) -> Vector:
        """Where the middle of the blade ends."""
        x, y, z = np.asarray(self.entry, np.float64) + self.depth_mm * self.axis
        return float(x), float(y), float(z)


Target = LineTarget | PlaneTarget


@dataclass(frozen=True)
class BladeTilt:
    """A blade against a planned cut, split in two: tan(angle)^2 = tan(along)^2 + tan(across)^2.

    Attributes
    ----------
    along_deg : float
        By how much the blade leaves the cut along the saw's way; positive where what lies ahead of it is on the side
        to which the cut's normal points.
    across_deg : float
        The same across the saw's way, towards normal x way.
    """

    along_deg: float
    across_deg: float


@dataclass(frozen=True, eq=False)
class Guidance:
    """The tool against the plan.

    Attributes
    ----------
    distance_mm : float
        Of the tip from the planned line, or plane.
    angle_deg : float or None
        Between the tool and the planned line; of a saw between the blade and the planned plane (of a tool without a
        blade between its axis and that plane). None for a tool that was not spun.
    depth_mm : float
        Of the tip along the plan, from its entry; negative before it.
    remaining_mm : float
        To the planned depth; negative beyond it.
    aside : ndarray (3,)
        From the planned line or plane to the tip, RAS mm.
    end_error_mm : float or None
        How far from the planned end (or plane) the tip would be at the planned depth if it went on along its axis; None
        without an axis, or where it lies across the plan.
    blade : BladeTilt or None
        How the angle of a blade to a cut is made up; None without a blade, without a cut, or where they are square.
    """

    distance_mm: float
    angle_deg: float | None
    depth_mm: float
    remaining_mm: float
    aside: np.ndarray
    end_error_mm: float | None
    blade: BladeTilt | None = None


def guidance(target: Target, place: ToolPlace) -> Guidance:
    """The tool at ``place`` against ``target``; both in RAS mm of the plan's images."""
    away = place.tip - np.asarray(target.entry, np.float64)
    depth = float(away @ target.axis)
    if isinstance(target, PlaneTarget):
        aside = (away @ target.unit_normal) * target.unit_normal
    else:
        aside = away - depth * target.axis
    return Guidance(
        float(np.linalg.norm(aside)),
        _angle_deg(target, place),
        depth,
        target.length_mm - depth,
        aside,
        _end_error_mm(target, place, target.length_mm - depth),
        _blade_tilt(target, place),
    )


def _angle_deg(target: Target, place: ToolPlace) -> float | None:
    if isinstance(target, LineTarget):
        return None if place.axis is None else _between_deg(place.axis, target.axis)
    if place.blade_normal is not None:
        between = _between_deg(place.blade_normal, target.unit_normal)
        return min(between, 180.0 - between)  # a blade has two faces
    return None if place.axis is None else abs(90.0 - _between_deg(place.axis, target.unit_normal))


def _blade_tilt(target: Target, place: ToolPlace) -> BladeTilt | None:
    if not isinstance(target, PlaneTarget) or place.blade_normal is None:
        return None
    up = float(place.blade_normal @ target.unit_normal)
    if abs(up) < SQUARE:
        return None
    ahead = float(place.blade_normal @ target.axis)
    aside = float(place.blade_normal @ np.cross(target.unit_normal, target.axis))
    return BladeTilt(float(np.degrees(np.arctan(-ahead / up))), float(np.degrees(np.arctan(-aside / up))))


def _between_deg(a: np.ndarray, b: np.ndarray) -> float:
    """By the tangent: the cosine alone cannot tell small angles."""
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)))


def _end_error_mm(target: Target, place: ToolPlace, remaining_mm: float) -> float | None:
    if place.axis is None or place.axis @ target.axis < SQUARE:
        return None
    reached = place.tip + remaining_mm / float(place.axis @ target.axis) * place.axis
    off = reached - np.asarray(target.end, np.float64)
    return abs(float(off @ target.unit_normal)) if isinstance(target, PlaneTarget) else float(np.linalg.norm(off))
