"""The thinnest wall of a guide: how thin, where, and which parameter makes it thicker."""

import math
from collections.abc import Sequence

import numpy as np

from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.placement import PlacedHole, PlacedSlot
from osteokit.planning.guides.values import GuideCheck
from osteokit.surface.mesh import Mesh
from osteokit.surface.thickness import wall_thickness

_THIN_SHARE = 0.005  # of the surface: edges
_BESIDE_MM = 0.2
_SPARE_MM = 0.1
_STEP_MM = 0.1


def wall_check(
    plain: Mesh, slots: Sequence[PlacedSlot], holes: Sequence[PlacedHole], parameters: GuideParameters
) -> GuideCheck:
    """Measured on the guide without letters, which are thin."""
    limit = parameters.wall_mm
    places, walls = wall_thickness(plain)
    if not len(walls):
        return GuideCheck("wall", False, 0.0, limit, "mm", "The guide has no wall; make it again.")
    thin = float(np.quantile(walls, _THIN_SHARE))
    if thin >= limit:
        return GuideCheck("wall", True, thin, limit, "mm", f"The thinnest wall is {thin:.2f} mm.")
    x, y, z = (float(value) for value in places[np.abs(walls - thin).argmin()])
    said = f"The thinnest wall is {thin:.2f} mm (near {round(x)}, {round(y)}, {round(z)}); {limit:g} mm is needed: "
    name = _made_by(np.array([x, y, z]), thin + _BESIDE_MM, slots, holes)
    if name is None:
        return GuideCheck("wall", False, thin, limit, "mm", said + "move holes and slots apart.", (x, y, z))
    value = _enough(getattr(parameters, name), limit - thin)
    return GuideCheck("wall", False, thin, limit, "mm", f"{said}make {name} {value:g}.", (x, y, z), (name, value))


def _made_by(place: np.ndarray, near_mm: float, slots: Sequence[PlacedSlot], holes: Sequence[PlacedHole]) -> str | None:
    """The parameter that a wall at a place follows: that around the hole or slot beside it, else the thickness of the
    base; None between two of them, whose distance no parameter sets."""
    beside = [hole.hole.kind for hole in holes if _from_hole(place, hole) <= near_mm]
    beside += ["slot" for slot in slots if _from_slot(place, slot) <= near_mm]
    if len(beside) > 1:
        return "row_bridge_mm" if set(beside) == {"row"} else None
    if not beside:
        return "thickness_mm"
    return "slot_wall_mm" if beside[0] == "slot" else "sleeve_wall_mm"


def _from_hole(place: np.ndarray, hole: PlacedHole) -> float:
    """How far a place lies outside the wall of a hole, mm; inf beyond the sleeve's end."""
    along = float((hole.entry - place) @ hole.axis)
    away = float(np.linalg.norm(place - hole.entry + along * hole.axis))
    return away - hole.radius_mm if along <= hole.height_mm + _BESIDE_MM else np.inf


def _from_slot(place: np.ndarray, slot: PlacedSlot) -> float:
    """How far a place lies outside the opening of a slot, mm; inf beyond its housing's end."""
    along, wide, thick = slot.frame @ (place - slot.entry)
    outside = np.maximum([abs(wide) - slot.wide_mm / 2, abs(thick) - slot.thick_mm / 2], 0.0)
    return float(np.linalg.norm(outside)) if -along <= slot.top_mm + _BESIDE_MM else np.inf


def _enough(now: float, lacking: float) -> float:
    return round(math.ceil((now + lacking + _SPARE_MM) / _STEP_MM - 1e-9) * _STEP_MM, 1)
