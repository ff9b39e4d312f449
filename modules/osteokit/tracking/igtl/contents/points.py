"""Places that people name: POINT and TRAJ."""

import struct
from dataclasses import dataclass
from typing import ClassVar, Self

from osteokit.tracking.igtl.wire import Reader, field

Vector = tuple[float, float, float]
Rgba = tuple[int, int, int, int]
_POINT_BYTES = 136
_TRAJECTORY_BYTES = 150


@dataclass(frozen=True)
class Point:
    """A fiducial; ``owner`` is the device of the image that it was placed in."""

    name: str
    position: Vector
    group: str = ""
    rgba: Rgba = (255, 255, 0, 255)
    diameter_mm: float = 0.0
    owner: str = ""


@dataclass(frozen=True)
class Points:
    """Any number of fiducials."""

    type_name: ClassVar[str] = "POINT"
    points: tuple[Point, ...]

    def pack(self) -> bytes:
        return b"".join(
            field(one.name, 64, "point's name")
            + field(one.group, 32, "point's group")
            + struct.pack(">4B4f", *one.rgba, *one.position, one.diameter_mm)
            + field(one.owner, 20, "point's owner")
            for one in self.points
        )

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        points = []
        for _ in range(reader.records(_POINT_BYTES)):
            name, group = reader.text(64), reader.text(32)
            r, g, b, a, x, y, z, diameter = reader.numbers("4B4f")
            points.append(Point(name, (x, y, z), group, (r, g, b, a), diameter, reader.text(20)))
        return cls(tuple(points))


@dataclass(frozen=True)
class Trajectory:
    """A planned way. ``kind``: 1 only the entry, 2 only the target, 3 both, 4 entry and axis, 5 entry and its foot."""

    name: str
    entry: Vector
    target: Vector
    group: str = ""
    kind: int = 3
    rgba: Rgba = (255, 255, 0, 255)
    diameter_mm: float = 0.0
    owner: str = ""


@dataclass(frozen=True)
class Trajectories:
    """Any number of planned ways."""

    type_name: ClassVar[str] = "TRAJ"
    trajectories: tuple[Trajectory, ...]

    def pack(self) -> bytes:
        return b"".join(
            field(one.name, 64, "trajectory's name")
            + field(one.group, 32, "trajectory's group")
            + struct.pack(">bB4B7f", one.kind, 0, *one.rgba, *one.entry, *one.target, one.diameter_mm)
            + field(one.owner, 20, "trajectory's owner")
            for one in self.trajectories
        )

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        found = []
        for _ in range(reader.records(_TRAJECTORY_BYTES)):
            name, group = reader.text(64), reader.text(32)
            kind, _, r, g, b, a, *places, diameter = reader.numbers("bB4B7f")
            entry, target = (places[0], places[1], places[2]), (places[3], places[4], places[5])
            found.append(Trajectory(name, entry, target, group, kind, (r, g, b, a), diameter, reader.text(20)))
        return cls(tuple(found))
