"""What a family is: a kind of implant whose solid follows from a handful of sizes."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import mirrored

Sizes = Mapping[str, float]
Side = Literal["left", "right", ""]
Group = Literal["screw", "wire", "plate", "nail", "hip", "knee", "spacer"]


@dataclass(frozen=True)
class SizeRange:
    """One size of a family, in the unit at the end of its name.

    Attributes
    ----------
    name : str
        ``"diameter_mm"``.
    english, chinese : str
        Name for people.
    smallest, largest : float
        What is refused beyond; wider than what is made, so that a typing error is caught and a new size is not.
    usual : float or None
        Taken where it is not given; None where it must be given, or follows from the other sizes.
    """

    name: str
    english: str
    chinese: str
    smallest: float
    largest: float
    usual: float | None = None


def no_derived(_sizes: Sizes) -> dict[str, float]:
    return {}


def no_check(_sizes: Sizes) -> None:
    return None


@dataclass(frozen=True)
class Family:
    """A kind of implant; ``values.py`` of the implants says where its frame lies.

    Attributes
    ----------
    key, english, chinese, group : str
        ``"cortical_screw"``; names for people; what kind of thing it is.
    sizes : tuple of SizeRange
        All that it may be given.
    solid : callable
        Complete sizes -> mesh, for the right side where ``sided``.
    joins : callable
        Complete sizes -> connection points, for the right side where ``sided``.
    volume : callable
        Complete sizes -> mm3 of the smooth ideal shape, by a formula, not from the mesh.
    derived : callable
        Given sizes -> those that follow from them where they are not given.
    check : callable
        Raises OsteoError for complete sizes of something that cannot exist.
    sided : bool
        Left and right are mirror images (in y) of each other.
    """

    key: str
    english: str
    chinese: str
    group: Group
    sizes: tuple[SizeRange, ...]
    solid: Callable[[Sizes], Mesh]
    joins: Callable[[Sizes], tuple[ConnectionPoint, ...]]
    volume: Callable[[Sizes], float]
    derived: Callable[[Sizes], Sizes] = no_derived
    check: Callable[[Sizes], None] = no_check
    sided: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the sizes that must be given."""
        followed = self.derived({size.name: size.largest for size in self.sizes})
        return tuple(size.name for size in self.sizes if size.usual is None and size.name not in followed)

    def complete(self, sizes: Sizes) -> dict[str, float]:
        """All sizes: those given, those that follow from them, and the usual ones.

        Raises
        ------
        OsteoError
            A size is unknown, missing, not a number or out of its range, or the sizes contradict each other.
        """
        known = {size.name: size for size in self.sizes}
        for name in sizes:
            if name not in known:
                raise OsteoError(f"A {self.english} has no size {name!r}; it has {', '.join(known)}.")
        for name in self.required:
            if name not in sizes:
                raise OsteoError(f"A {self.english} needs the size {name!r}; give it.")
        whole = {size.name: size.usual for size in self.sizes if size.usual is not None} | dict(sizes)
        self._in_range(whole)
        whole = dict(self.derived(whole)) | whole
        self._in_range(whole)
        self.check(whole)
        return {name: float(whole[name]) for name in known}

    def _in_range(self, sizes: Sizes) -> None:
        for size in self.sizes:
            value = sizes.get(size.name, size.smallest)
            if not (isinstance(value, int | float) and math.isfinite(value)):
                raise OsteoError(f"The {size.english} of a {self.english} must be a number, not {value!r}.")
            if not size.smallest <= value <= size.largest:
                raise OsteoError(
                    f"The {size.english} of a {self.english} is {value:g}, outside {size.smallest:g} to "
                    f"{size.largest:g}; check the number and its unit ({size.name})."
                )

    def build(self, sizes: Sizes, side: Side = "") -> Mesh:
        """The closed, outward solid in the implant's frame, mm.

        Raises
        ------
        OsteoError
            As :meth:`complete`; or the family has sides and ``side`` says none.
        """
        mesh = self.solid(self.complete(sizes))
        return mirrored(mesh, "y") if self._is_left(side) else mesh

    def connections(self, sizes: Sizes, side: Side = "") -> tuple[ConnectionPoint, ...]:
        """Where other parts join, in the implant's frame; same errors as :meth:`build`."""
        points = self.joins(self.complete(sizes))
        if not self._is_left(side):
            return points
        return tuple(_mirrored_point(point) for point in points)

    def volume_mm3(self, sizes: Sizes) -> float:
        """Of the smooth ideal shape by its formula; the mesh agrees within 0.1 percent."""
        return float(self.volume(self.complete(sizes)))

    def _is_left(self, side: Side) -> bool:
        if side not in ("left", "right", ""):
            raise OsteoError(f"The side of an implant is 'left', 'right' or empty, not {side!r}.")
        if self.sided and not side:
            raise OsteoError(f"A {self.english} is made for the left or the right side; say which.")
        return self.sided and side == "left"


def _mirrored_point(point: ConnectionPoint) -> ConnectionPoint:
    (x, y, z), (u, v, w) = point.point, point.axis
    return ConnectionPoint(
        point.name, point.kind, (x, -y, z), (u, -v, w), point.diameter_mm, point.largest_angle_deg, point.accepts
    )
