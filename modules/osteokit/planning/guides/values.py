"""What goes into a guide and what comes out of it."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.surface.mesh import Mesh

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class SawPlane:
    """A flat cut as a guide sees it, RAS mm.

    Attributes
    ----------
    entry : Vector
        Where the middle of the blade meets the bone.
    direction : Vector
        Which way the saw goes; its part along the normal is ignored.
    normal : Vector
        Of the plane, towards the proximal fragment.
    depth_mm : float or None
        How deep the tip goes from the entry; None: through the bone.
    sweep_mm : float or None
        How wide the blade is swept in the slot; None: it is not swept, the slot is as wide as the blade.
    name : str
        Of one plane among several of a cut ("The rising cut"); empty where it needs none.
    """

    entry: Vector
    direction: Vector
    normal: Vector
    depth_mm: float | None = None
    sweep_mm: float | None = None
    blade: SawBlade = field(default_factory=SawBlade)
    name: str = ""


@dataclass(frozen=True)
class GuideHole:
    """A drill sleeve or the hole of a K-wire: an axis through ``point`` along ``direction`` into the bone, RAS mm.

    Kind ``"row"`` is a drill of the row that is the cut itself (see :mod:`osteokit.planning.guides.drill_row`): nothing
    stays in its hole, so no other guide is held by it.
    """

    point: Vector
    direction: Vector
    diameter_mm: float
    kind: Literal["drill", "wire", "row"] = "drill"
    name: str = ""

    def __post_init__(self) -> None:
        if self.kind not in ("drill", "wire", "row"):
            raise OsteoError(f'A hole is for a "drill", a "wire" or a "row" of drills, not {self.kind!r}; choose one.')
        if not 0.5 <= self.diameter_mm <= 20.0:
            raise OsteoError(f"A hole is 0.5 to 20 mm wide, not {self.diameter_mm} mm; correct its diameter.")


@dataclass(frozen=True)
class GuideCheck:
    """One thing that was measured on the finished guide.

    ``code`` is stable and for programs; ``value`` and ``limit`` are in ``unit``; ``sentence`` is for people. Where a
    check stands for several parts, the worst is told. One that failed may have a ``place`` (RAS mm) to look at, and a
    ``remedy``: the parameter to change and the value that should do.
    """

    code: str
    passed: bool
    value: float
    limit: float
    unit: str
    sentence: str
    place: Vector | None = None
    remedy: tuple[str, float] | None = None


NEEDED = ("solid", "one_component", "clearance", "contact_area", "seats", "neighbours", "slot_open", "holes_open")
"""Codes of the checks without which a guide is of no use; the others are for a person to judge."""


@dataclass(frozen=True, eq=False)
class GuidePart:
    """A slot or hole as it was placed: ``kind`` is ``"slot"`` or that of a hole; ``cutter`` is its room."""

    kind: str
    name: str
    cutter: Mesh


@dataclass(frozen=True, eq=False)
class Guide:
    """A finished guide.

    Attributes
    ----------
    mesh : Mesh
        The guide on the bone, RAS mm.
    insertion_direction : ndarray (3,)
        Unit vector in RAS along which it comes off; it goes on the other way.
    parts : tuple of GuidePart
        The rooms that were kept free for saws, drills and wires.
    checks : tuple of GuideCheck
    parameters : GuideParameters
        What it was made with.
    """

    mesh: Mesh
    insertion_direction: np.ndarray
    parts: tuple[GuidePart, ...]
    checks: tuple[GuideCheck, ...]
    parameters: GuideParameters

    @property
    def is_good(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def faults(self) -> tuple[GuideCheck, ...]:
        """Failed checks that a guide cannot do without (:data:`NEEDED`)."""
        return tuple(check for check in self.checks if check.code in NEEDED and not check.passed)
